"""Working time reckoned the slow and obvious way, minute by minute, from its own reading of the windows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from yinuo.lib.worktime import Calendar, Day, DayKind, Week, Window, windows_from_text

MINUTE = timedelta(minutes=1)

Minutes = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class PlainCalendar:
    """Windows as minutes of the day, per weekday and per date; no table, no sums, no bisection."""

    zone: str
    week: tuple[Minutes, ...]
    days: dict[date, Minutes] = field(default_factory=dict)

    def open_at(self, instant: datetime) -> bool:
        """Whether the local clock shows a time inside a window."""
        shown = instant.astimezone(ZoneInfo(self.zone))
        minute = shown.hour * 60 + shown.minute
        windows = self.days.get(shown.date(), self.week[shown.weekday()])
        return any(start <= minute < end for start, end in windows)

    def running(self, instant: datetime, pauses: list[tuple[datetime, datetime]]) -> bool:
        """Whether the clock of a promise runs in the minute that begins at `instant`."""
        return self.open_at(instant) and not any(start <= instant < end for start, end in pauses)

    def add(self, start: datetime, minutes: int, pauses: list[tuple[datetime, datetime]]) -> datetime:
        """Walk on minute by minute until so many have run; `start` is a whole minute in UTC."""
        now = start
        while minutes:
            minutes -= self.running(now, pauses)
            now += MINUTE
        return now

    def between(self, first: datetime, last: datetime, pauses: list[tuple[datetime, datetime]]) -> timedelta:
        """Count the minutes that run from `first` to `last`."""
        count, now = 0, first
        while now < last:
            count += self.running(now, pauses)
            now += MINUTE
        return count * MINUTE

    def as_calendar(self) -> Calendar:
        """The same hours as the library takes them; days off as holidays, other days as make-up days."""
        return Calendar(
            ZoneInfo(self.zone),
            Week(tuple(_windows(minutes) for minutes in self.week)),
            {day: _day(minutes) for day, minutes in self.days.items()},
            None,
        )


def _day(minutes: Minutes) -> Day:
    if not minutes:
        return Day(DayKind.HOLIDAY)
    return Day(DayKind.MAKEUP, _windows(minutes))


def _windows(minutes: Minutes) -> tuple[Window, ...]:
    return windows_from_text("; ".join(f"{_clock(start)}-{_clock(end)}" for start, end in minutes))


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def utc(*parts: int) -> datetime:
    """An instant in UTC."""
    return datetime(*parts, tzinfo=UTC)
