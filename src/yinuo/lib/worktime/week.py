"""Opening windows of a day and of a week, and the way people write them: 8:30-12:00; 13:30-17:30."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from yinuo.lib.refusal import invalid
from yinuo.lib.words import Words, w

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

WEEKDAY_WORDS: tuple[Words, ...] = (
    w("周一", "Mon"),
    w("周二", "Tue"),
    w("周三", "Wed"),
    w("周四", "Thu"),
    w("周五", "Fri"),
    w("周六", "Sat"),
    w("周日", "Sun"),
)

MIDNIGHT = time(0)
WHOLE_DAY = timedelta(days=1)

_BETWEEN_WINDOWS = re.compile(r"[;；,，、/\n]+")
_WINDOW = re.compile(r"(\d{1,2})[:：](\d{2})\s*(?:[-–—~～]|至|to)\s*(\d{1,2})[:：](\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Open from `start` up to, not including, `end` by the local clock; an `end` of 00:00 is midnight, 24:00.

    Invalid `window_empty` when the end is not after the start. A night shift is two windows on two days.
    """

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start.tzinfo or self.end.tzinfo:
            raise invalid("windows", w("时段不带时区", "A window carries no zone"), "window_zone")
        if self.opens >= self.closes:
            words = w("时段的结束要晚于开始：{window}", "A window must end after it starts: {window}")
            raise invalid("windows", words.format(window=str(self)), "window_empty")

    @property
    def opens(self) -> timedelta:
        """The start as time since the day's midnight by the local clock."""
        return _since_midnight(self.start)

    @property
    def closes(self) -> timedelta:
        """The end as time since the day's midnight by the local clock; midnight is 24 hours."""
        return _since_midnight(self.end) or WHOLE_DAY

    def __str__(self) -> str:
        end = "24:00" if self.end == MIDNIGHT else f"{self.end:%H:%M}"
        return f"{self.start:%H:%M}-{end}"


Windows = tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """The windows of the seven weekdays, Monday first; a weekday without windows is a day off.

    Invalid `week_length` for anything but seven days, `windows_overlap` when windows of a day overlap or
    are out of order.
    """

    days: tuple[Windows, ...]

    def __post_init__(self) -> None:
        if len(self.days) != len(WEEKDAYS):
            raise invalid("week", w("一周要有七天", "A week has seven days"), "week_length")
        for windows in self.days:
            check_windows(windows)

    @property
    def normal(self) -> Windows:
        """The windows of an ordinary working day: those of the first weekday that has any."""
        return next((windows for windows in self.days if windows), ())

    def as_json(self) -> dict[str, list[str]]:
        """Return `{"mon": ["08:30-12:00", …], …}`, the stored form."""
        return {name: [str(each) for each in day] for name, day in zip(WEEKDAYS, self.days, strict=True)}


def week_of(windows: str, *, days: Iterable[int] = range(5)) -> Week:
    """Return a week with the same windows (as text) on the given weekdays (0 = Monday), else closed."""
    open_on = frozenset(days)
    read = windows_from_text(windows)
    return Week(tuple(read if day in open_on else () for day in range(7)))


def week_from_json(value: object) -> Week:
    """Read what `Week.as_json` wrote; weekdays left out are closed. Invalid for anything else."""
    if not isinstance(value, dict) or not set(value) <= set(WEEKDAYS):
        words = w("每周时段要写成 mon 到 sun 的对照", "A week is an object with the keys mon to sun")
        raise invalid("week", words, "week_form")
    return Week(tuple(_windows_from_list(value, name) for name in WEEKDAYS))


def windows_from_text(text: str) -> Windows:
    """Read windows as people write them: `8:30-12:00; 13:30-17:30`, also with Chinese signs and 至.

    Empty text is no windows. Invalid `window_form` when a part can't be read, `windows_overlap` when
    they overlap or are out of order.
    """
    windows = tuple(_window(part) for part in _BETWEEN_WINDOWS.split(text) if part.strip())
    check_windows(windows)
    return windows


def windows_text(windows: Windows) -> str:
    """Write windows as `windows_from_text` reads them."""
    return "; ".join(str(window) for window in windows)


def check_windows(windows: Windows) -> None:
    """Invalid `windows_overlap` unless the windows stand in order and apart."""
    for earlier, later in pairwise(windows):
        if earlier.closes > later.opens:
            words = w("时段重叠或次序颠倒：{windows}", "Windows overlap or are out of order: {windows}")
            raise invalid("windows", words.format(windows=windows_text(windows)), "windows_overlap")


def _windows_from_list(week: Mapping[str, object], name: str) -> Windows:
    texts = week.get(name, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        words = w("{day} 的时段要写成文字的列表", "The windows of {day} must be a list of texts")
        raise invalid("week", words.format(day=name), "week_form")
    return windows_from_text(";".join(texts))


def _window(part: str) -> Window:
    found = _WINDOW.fullmatch(part.strip())
    try:
        if found is None:
            raise ValueError(part)
        from_hour, from_minute, to_hour, to_minute = (int(number) for number in found.groups())
        end = MIDNIGHT if (to_hour, to_minute) == (24, 0) else time(to_hour, to_minute)
        return Window(time(from_hour, from_minute), end)
    except ValueError:
        words = w(
            "看不懂时段「{part}」，请写成 8:30-12:00", "Can't read the window “{part}”, write 8:30-12:00"
        )
        raise invalid("windows", words.format(part=part.strip()[:40]), "window_form") from None


def _since_midnight(moment: time) -> timedelta:
    return timedelta(
        hours=moment.hour, minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond
    )
