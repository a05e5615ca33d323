"""The reasons for a due time: every stretch between two instants, named for what it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from yinuo.lib.words import w
from yinuo.lib.worktime import instants
from yinuo.lib.worktime.calendar import DayKind, missing_years
from yinuo.lib.worktime.due import Kind, Step
from yinuo.lib.worktime.table import NOTHING, ONE_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yinuo.lib.words import Words
    from yinuo.lib.worktime.calendar import Calendar
    from yinuo.lib.worktime.instants import Stretch

Named = tuple[Kind, "Words | None"]

_MOMENT = timedelta(microseconds=1)


def steps(calendar: Calendar, start: datetime, end: datetime, stops: Sequence[Stretch]) -> tuple[Step, ...]:
    """Return the stretches from `start` to `end` in the order of the clock, warnings of unknown years first.

    Both instants and the `stops` (from `instants.merged`) in UTC. A pause shows from the first to the last
    working moment it takes away; one that lies outside working time takes nothing and does not show.
    """
    told = list(warnings(calendar, start, end))
    cursor = start
    for pause_start, pause_end in instants.clipped(stops, start, end):
        lost = instants.span(calendar, pause_start, pause_end)
        if lost:
            halt = instants.next_opening(calendar, pause_start)
            resume = instants.last_closing(calendar, pause_end)
            told += _plain(calendar, cursor, halt)
            told.append(step(calendar, (halt, resume), Kind.PAUSE, lost))
            cursor = resume
    told += _plain(calendar, cursor, end)
    return tuple(told)


def warnings(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Step]:
    """Yield a warning for each unknown local year that the stretch from `start` to `end` (UTC) touches."""
    first_day, last_day = (each.astimezone(calendar.zone).date() for each in (start, end - _MOMENT))
    for year in missing_years(calendar, first_day, last_day):
        words = w(
            "{year} 年的节假日和调休还没有导入，按平常的一周计算",
            "The holidays and make-up days of {year} are not in the calendar; reckoned with the plain week",
        )
        new_year, next_year = (midnight(date(number, 1, 1), calendar) for number in (year, year + 1))
        stretch = max(start, new_year), min(end, next_year)
        yield step(calendar, stretch, Kind.YEAR_UNKNOWN, label=words.format(year=year))


def _closed_day(calendar: Calendar, day: date) -> Named:
    """Return how a day without working time is named: a holiday with its label, else a day off."""
    special = calendar.days.get(day)
    if special is not None and special.kind is DayKind.HOLIDAY:
        return Kind.HOLIDAY, special.label
    return Kind.CLOSED, special.label if special else None


def _plain(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Step]:
    cursor = start
    for opening, closing in instants.stretches(calendar, start, end):
        if opening > cursor:
            yield from gap(calendar, cursor, opening)
        special = calendar.days.get(opening.astimezone(calendar.zone).date())
        label = special.words if special else None
        yield step(calendar, (opening, closing), Kind.COUNTED, closing - opening, label)
        cursor = closing
    if cursor < end:
        yield from gap(calendar, cursor, end)


def local(calendar: Calendar, instant: datetime) -> datetime:
    """Return the instant by the calendar's clock, with that clock's fixed offset.

    With the zone itself, two showings of a repeated hour would neither compare nor subtract rightly.
    """
    shown = instant.astimezone(calendar.zone)
    return shown.replace(tzinfo=timezone(shown.utcoffset() or NOTHING), fold=0)


def gap(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Step]:
    """Yield the stretches of a gap (UTC) without working time, cut at midnight where their name changes."""
    days = _gap_days(calendar, start.astimezone(calendar.zone), end.astimezone(calendar.zone))
    groups = [(name, [day for day, _ in group]) for name, group in groupby(days, itemgetter(1))]
    cursor = start
    for place, (name, group) in enumerate(groups, start=1):
        until = end if place == len(groups) else midnight(group[-1] + ONE_DAY, calendar)
        yield step(calendar, (cursor, until), name[0], label=name[1])
        cursor = until


def _gap_days(calendar: Calendar, start: datetime, end: datetime) -> list[tuple[date, Named]]:
    last = (end - _MOMENT).date()
    count = (last - start.date()).days + 1
    days = (start.date() + ONE_DAY * place for place in range(count))
    return [(day, _name_of(calendar, day, start, end)) for day in days]


def _name_of(calendar: Calendar, day: date, start: datetime, end: datetime) -> Named:
    windows = calendar.windows_on(day)
    if not windows:
        return _closed_day(calendar, day)
    midnight = datetime.combine(day, time(0))
    begun = any(midnight + window.closes <= start.replace(tzinfo=None) for window in windows)
    goes_on = any(midnight + window.opens >= end.replace(tzinfo=None) for window in windows)
    return (Kind.LUNCH if begun and goes_on else Kind.NIGHT), None


def midnight(day: date, calendar: Calendar) -> datetime:
    """Return the beginning of a local date, UTC."""
    return datetime.combine(day, time(0), calendar.zone).astimezone(UTC)


def step(
    calendar: Calendar, stretch: Stretch, kind: Kind, worked: timedelta = NOTHING, label: Words | None = None
) -> Step:
    """Return the step of a stretch given in UTC."""
    start, end = stretch
    return Step(local(calendar, start), local(calendar, end), kind, worked, label)
