"""The arithmetic of instants in a calendar: how much working time lies where. Pure; every instant is given.

Instants are aware datetimes in any zone; answers are UTC. All work is done on UTC instants, so a change of
the clock needs no special care. `pauses` are (start, end) pairs in any order; they stop the clock only
where it runs, in working time, and overlapping ones count once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from typing import TYPE_CHECKING

from yinuo.lib.refusal import invalid
from yinuo.lib.words import w
from yinuo.lib.worktime.table import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from yinuo.lib.worktime.calendar import Calendar

Stretch = tuple[datetime, datetime]


def between(calendar: Calendar, a: datetime, b: datetime, pauses: Iterable[Stretch] = ()) -> timedelta:
    """Return the working time from `a` to `b`, pauses left out; negative when `b` is before `a`.

    Invalid: `instant_without_zone`, `pause_backwards`, `beyond_calendar`.
    """
    first, last = utc(a), utc(b)
    if last < first:
        return -between(calendar, b, a, pauses)
    stops = clipped(merged(pauses), first, last)
    lost = sum((span(calendar, start, end) for start, end in stops), NOTHING)
    return span(calendar, first, last) - lost


def is_open(calendar: Calendar, instant: datetime) -> bool:
    """Whether `instant` is working time. A window's first moment is, its end is not."""
    moment = utc(instant)
    return next_opening(calendar, moment) == moment


def next_opening(calendar: Calendar, instant: datetime) -> datetime:
    """Return `instant` itself when open then, else the next beginning of a window (decision 5). UTC."""
    moment = utc(instant)
    year = local_year(calendar, moment)
    table = calendar.table(year)
    place = bisect_right(table.ends, moment)
    while place == len(table.ends):
        year, place = year + 1, 0
        table = calendar.table(year)
    return max(table.starts[place], moment)


def last_closing(calendar: Calendar, instant: datetime) -> datetime:
    """Return `instant` itself when inside a window or at its end, else the end of the window before. UTC."""
    moment = utc(instant)
    year = local_year(calendar, moment)
    place = bisect_left(calendar.table(year).starts, moment)
    while place == 0:
        year -= 1
        place = len(calendar.table(year).starts)
    return min(calendar.table(year).ends[place - 1], moment)


def utc(instant: datetime) -> datetime:
    """Return the instant in UTC. Invalid `instant_without_zone`, `beyond_calendar`."""
    if instant.tzinfo is None:
        words = w("时间缺少时区", "The instant carries no zone")
        raise invalid("at", words, "instant_without_zone")
    if not MINYEAR + 1 < instant.year < MAXYEAR - 1:
        words = w("时间超出可以计算的范围", "The instant lies beyond what can be reckoned")
        raise invalid("at", words, "beyond_calendar")
    return instant.astimezone(UTC)


def merged(pauses: Iterable[Stretch]) -> list[Stretch]:
    """Return the pauses in UTC, in order, overlapping ones joined. Invalid `pause_backwards`."""
    joined: list[Stretch] = []
    for start, end in sorted((utc(start), utc(end)) for start, end in pauses):
        if end < start:
            words = w("暂停的结束早于开始", "A pause ends before it starts")
            raise invalid("pauses", words, "pause_backwards")
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def clipped(pauses: Iterable[Stretch], first: datetime, last: datetime) -> list[Stretch]:
    """Return the parts of the pauses that lie between two instants."""
    return [(max(start, first), min(end, last)) for start, end in pauses if start < last and end > first]


def forward(calendar: Calendar, start: datetime, amount: timedelta, stops: Iterable[Stretch]) -> datetime:
    """Return the first instant at which `amount` (positive) has passed since `start`, `stops` left out.

    Everything in UTC, `stops` as `merged` gives them.
    """
    for pause_start, pause_end in stops:
        run = span(calendar, start, pause_start) if pause_start > start else NOTHING
        if run >= amount:
            break
        amount -= run
        start = max(start, pause_end)
    year = local_year(calendar, start)
    table = calendar.table(year)
    target = table.worked(start) + amount
    while target > table.total:
        target -= table.total
        year += 1
        table = calendar.table(year)
    place = bisect_left(table.after, target)
    return table.starts[place] + (target - table.before[place])


def backward(calendar: Calendar, end: datetime, amount: timedelta, stops: Sequence[Stretch]) -> datetime:
    """Return the latest instant from which `amount` (positive) passes until `end`, `stops` left out.

    Everything in UTC, `stops` as `merged` gives them.
    """
    for pause_start, pause_end in reversed(stops):
        run = span(calendar, pause_end, end) if pause_end < end else NOTHING
        if run >= amount:
            break
        amount -= run
        end = min(end, pause_start)
    year = local_year(calendar, end)
    table = calendar.table(year)
    target = table.worked(end) - amount
    while target < NOTHING:
        year -= 1
        table = calendar.table(year)
        target += table.total
    place = bisect_right(table.before, target) - 1
    return table.starts[place] + (target - table.before[place])


def span(calendar: Calendar, first: datetime, last: datetime) -> timedelta:
    """Return the working time between two UTC instants in order."""
    from_year, to_year = local_year(calendar, first), local_year(calendar, last)
    whole = sum((calendar.table(year).total for year in range(from_year, to_year)), NOTHING)
    return whole + calendar.table(to_year).worked(last) - calendar.table(from_year).worked(first)


def stretches(calendar: Calendar, first: datetime, last: datetime) -> Iterator[Stretch]:
    """Yield the stretches of working time between two UTC instants in order, clipped to them."""
    if first == last:
        return
    for year in range(local_year(calendar, first), local_year(calendar, last) + 1):
        table = calendar.table(year)
        from_place, to_place = bisect_right(table.ends, first), bisect_left(table.starts, last)
        for start, end in zip(
            table.starts[from_place:to_place], table.ends[from_place:to_place], strict=True
        ):
            yield max(start, first), min(end, last)


def local_year(calendar: Calendar, instant: datetime) -> int:
    """Return the local year of a UTC instant, the key of its table."""
    return instant.astimezone(calendar.zone).year
