"""Working days: the nth after a date, when a day opens and closes, and due times counted in days."""

from __future__ import annotations

from datetime import UTC, datetime, time
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from yinuo.lib.refusal import invalid
from yinuo.lib.words import w
from yinuo.lib.worktime import instants
from yinuo.lib.worktime.calendar import LAST_YEAR
from yinuo.lib.worktime.due import Due, Kind
from yinuo.lib.worktime.table import ONE_DAY, pieces_of
from yinuo.lib.worktime.why import gap, midnight, step, warnings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from yinuo.lib.worktime.calendar import Calendar
    from yinuo.lib.worktime.due import Step


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Whether the local date has any working time."""
    return bool(calendar.windows_on(day))


def working_day_after(calendar: Calendar, day: date, n: int) -> date:
    """Return the nth working day after the local date `day`; 0 is the day itself or, if closed, the next one.

    Half days and make-up days are working days. Ask `missing_years` whether the answer rests on a year whose
    holidays are unknown. Invalid: `days_negative`, `beyond_calendar`.
    """
    if n < 0:
        raise invalid("days", w("天数不能为负", "The number of days can't be negative"), "days_negative")
    left = n or 1
    current = day if n else day - ONE_DAY
    while left:
        current = _next_date(current)
        left -= is_working_day(calendar, current)
    return current


def opening(calendar: Calendar, day: date) -> datetime:
    """Return when a local date opens, UTC. Invalid `day_closed` on a day without working time."""
    return _pieces(calendar, day)[0][0]


def closing(calendar: Calendar, day: date) -> datetime:
    """Return when a local date closes for the last time, UTC. Invalid `day_closed` without working time."""
    return _pieces(calendar, day)[-1][1]


def left_today(calendar: Calendar, now: datetime) -> list[instants.Stretch]:
    """Return what is left of today's windows (local day), UTC, in order; a running one begins at `now`.

    Invalid: `instant_without_zone`, `beyond_calendar`.
    """
    moment = instants.utc(now)
    today = moment.astimezone(calendar.zone).date()
    return list(instants.stretches(calendar, moment, midnight(today + ONE_DAY, calendar)))


def due_after_days(calendar: Calendar, start: datetime, n: int, *, by: time | None = None) -> Due:
    """Return the end of the nth working day after `start`, with a step for each day (G4, G10, G12, P3.1).

    The day of `start` is the local one; n = 0 is that day itself or, if closed, the next working day. `by` is
    a local time of the day instead of its closing (G11: next working day 12:00). Invalid: `days_negative`,
    `instant_without_zone`, `beyond_calendar`.
    """
    first = instants.utc(start).astimezone(calendar.zone).date()
    last = working_day_after(calendar, first, n)
    at = closing(calendar, last) if by is None else datetime.combine(last, by, calendar.zone).astimezone(UTC)
    return Due(at, partial(_why, calendar, first if n == 0 else first + ONE_DAY, last, at))


def _pieces(calendar: Calendar, day: date) -> list[instants.Stretch]:
    pieces = pieces_of(day, calendar.zone, calendar.windows_on(day))
    if not pieces:
        words = w("{day} 不上班", "{day} is not a working day")
        raise invalid("day", words.format(day=day.isoformat()), "day_closed")
    return pieces


def _next_date(day: date) -> date:
    if day.year > LAST_YEAR:
        words = w("工作日只能算到 {year} 年", "Working days are reckoned up to the year {year}")
        raise invalid("days", words.format(year=LAST_YEAR), "beyond_calendar")
    return day + ONE_DAY


def _why(calendar: Calendar, first: date, last: date, at: datetime) -> tuple[Step, ...]:
    return (*warnings(calendar, midnight(first, calendar), at), *_day_steps(calendar, first, last, at))


def _day_steps(calendar: Calendar, first: date, last: date, at: datetime) -> Iterator[Step]:
    days = (first + ONE_DAY * place for place in range((last - first).days + 1))
    for is_open, group in groupby(days, lambda day: is_working_day(calendar, day)):
        if is_open:
            yield from (_worked_day(calendar, day, at if day == last else None) for day in group)
        else:
            yield from gap(calendar, *_around(calendar, list(group)))


def _worked_day(calendar: Calendar, day: date, until: datetime | None) -> Step:
    special = calendar.days.get(day)
    stretch = opening(calendar, day), until or closing(calendar, day)
    return step(calendar, stretch, Kind.DAY, label=special.words if special else None)


def _around(calendar: Calendar, days: list[date]) -> instants.Stretch:
    return midnight(days[0], calendar), midnight(days[-1] + ONE_DAY, calendar)
