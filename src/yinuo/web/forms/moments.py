"""Fields for days and instants, read in the branch's zone and in words people type."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from yinuo.lib.words import Words, w
from yinuo.web.forms import plain
from yinuo.web.forms.saying import errors, lazily, wrong

if TYPE_CHECKING:
    from datetime import tzinfo

SHORT = {"autocomplete": "off", "maxlength": "32", "inputmode": "text"}
DAY = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
DAY_SHAPE = re.compile(DAY)
INSTANT_SHAPE = re.compile(DAY + r"[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?")
DAY_WORDS = w("请写成 2026-11-24 这样的日期", "Please write a day like 2026-11-24")
INSTANT_WORDS = w("请写成 2026-11-24 10:35 这样的时间", "Please write a time like 2026-11-24 10:35")
NO_SUCH_DAY = w("没有 {day} 这一天", "There is no such day as {day}")
NO_SUCH_TIME = w("一天里没有 {time}", "There is no such time of day as {time}")
FAR = w("年份要在 1990 至 2100 之间", "The year must lie between 1990 and 2100")
SKIPPED = w("当地把钟拨快，没有 {time} 这一刻", "The clocks went forward there: {time} did not exist")


class DayField(forms.Field):
    """A day, as date."""

    def __init__(
        self,
        label: Words | None = None,
        *,
        hint: Words | None = None,
        optional: bool = False,
        initial: object = None,
    ) -> None:
        super().__init__(
            label=lazily(label),
            help_text=lazily(hint),
            required=not optional,
            widget=forms.DateInput(SHORT | {"placeholder": "2026-11-24"}, format="%Y-%m-%d"),
            initial=initial,
            error_messages=errors(),
        )

    def pick(self) -> None:
        """Show the browser's own calendar: for the phone, where it is quicker than typing."""
        self.widget.input_type = "date"

    def to_python(self, value: Any) -> date | None:
        """Return the date; ValidationError for another form or a day that does not exist."""
        if value in self.empty_values or isinstance(value, date):
            return value or None
        found = DAY_SHAPE.fullmatch(plain.narrow(plain.clean(str(value))))
        if found is None:
            raise wrong(DAY_WORDS)
        return _day(found)


class InstantField(forms.Field):
    """An instant, typed as local time of `zone`, given as aware UTC."""

    def __init__(
        self,
        label: Words | None = None,
        *,
        hint: Words | None = None,
        optional: bool = False,
        initial: object = None,
    ) -> None:
        super().__init__(
            label=lazily(label),
            help_text=lazily(hint),
            required=not optional,
            widget=forms.DateTimeInput(SHORT | {"placeholder": "2026-11-24 10:35"}, format="%Y-%m-%d %H:%M"),
            initial=initial,
            error_messages=errors(),
        )
        self.zone: tzinfo | None = None

    @property
    def place(self) -> tzinfo:
        """The zone in which the typed time is read."""
        return self.zone or timezone.get_current_timezone()

    def pick(self) -> None:
        """Show the browser's own calendar and clock: for the phone, where they are quicker than typing."""
        self.widget.input_type = "datetime-local"
        self.widget.format = "%Y-%m-%dT%H:%M"

    def to_python(self, value: Any) -> datetime | None:
        """Return the instant in UTC; ValidationError for another form, an impossible day or time."""
        if value in self.empty_values or isinstance(value, datetime):
            return value or None
        found = INSTANT_SHAPE.fullmatch(plain.narrow(plain.clean(str(value))))
        if found is None:
            raise wrong(INSTANT_WORDS)
        day = _day(found)
        hour, minute, second = (int(part or 0) for part in found.groups()[3:6])
        if hour > 23 or minute > 59 or second > 59:
            raise wrong(NO_SUCH_TIME.format(time=f"{hour:02}:{minute:02}"))
        local = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=self.place)
        instant = local.astimezone(UTC)
        if instant.astimezone(self.place).replace(tzinfo=None) != local.replace(tzinfo=None):
            raise wrong(SKIPPED.format(time=f"{hour:02}:{minute:02}"))
        return instant

    def prepare_value(self, value: Any) -> Any:
        """Show an instant as local time; leave what was typed as it is."""
        return value.astimezone(self.place).replace(tzinfo=None) if isinstance(value, datetime) else value


def _day(found: re.Match[str]) -> date:
    year, month, day = (int(part) for part in found.groups()[:3])
    if not 1990 <= year <= 2100:
        raise wrong(FAR)
    try:
        return date(year, month, day)
    except ValueError:
        raise wrong(NO_SUCH_DAY.format(day=f"{year}-{month:02}-{day:02}")) from None
