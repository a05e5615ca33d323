"""Calendars read: the one to reckon with, and the warning of years whose holidays are missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from yinuo.calendars.models import Calendar, KnownYear, SpecialDay
from yinuo.lib import worktime
from yinuo.lib.refusal import NotFound
from yinuo.lib.words import Words, w

if TYPE_CHECKING:
    from datetime import datetime

RECHECK_SECONDS = 3.0
"""How long a process may go on with a calendar that another process has changed."""

LOOK_AHEAD = timedelta(days=60)
"""How long before its first day a missing year is warned of."""

Revision = tuple[int, str]


@dataclass(frozen=True, slots=True)
class _Kept:
    revision: Revision
    calendar: worktime.Calendar
    checked: float


_kept: dict[int, _Kept] = {}


def working_calendar(calendar_id: int) -> worktime.Calendar:
    """Return the calendar to reckon with, kept in this process and read again when it was changed.

    A change made by another process is seen within `RECHECK_SECONDS`; one made here at once.
    NotFound when there is no such calendar.
    """
    kept, now = _kept.get(calendar_id), monotonic()
    if kept and now - kept.checked < RECHECK_SECONDS:
        return kept.calendar
    revision = _revision(calendar_id)
    calendar = kept.calendar if kept and kept.revision == revision else _read(calendar_id)
    _kept[calendar_id] = _Kept(revision, calendar, now)
    return calendar


def forget() -> None:
    """Drop every kept calendar: after a change in this process, and between tests."""
    _kept.clear()


@dataclass(frozen=True, slots=True)
class MissingYear:
    """A year whose special days a calendar lacks; due times that touch it rest on the plain week."""

    code: str
    name: Words
    year: int

    @property
    def words(self) -> Words:
        """The warning as people read it."""
        words = w(
            "「{name}」缺少 {year} 年的节假日和调休，请导入；目前按平常的一周计算",
            "“{name}” lacks the holidays and make-up days of {year}: import them; the plain week counts",
        )
        return words.format(name=self.name, year=self.year)


def missing_years(at: datetime) -> list[MissingYear]:
    """Return the years from now to 60 days ahead that calendars lack, in the order of calendar and year."""
    calendars = Calendar.objects.filter(special_days_expected=True).prefetch_related("known_years")
    return [
        MissingYear(calendar.code, calendar.words, year)
        for calendar in calendars
        for year in _years_near(calendar, at)
        if year not in {known.year for known in calendar.known_years.all()}
    ]


def _years_near(calendar: Calendar, at: datetime) -> range:
    zone = ZoneInfo(calendar.zone)
    return range(at.astimezone(zone).year, (at + LOOK_AHEAD).astimezone(zone).year + 1)


def _revision(calendar_id: int) -> Revision:
    found = Calendar.objects.filter(pk=calendar_id).values_list("version", "head").first()
    if found is None:
        words = w("没有这个工作日历", "There is no such calendar")
        raise NotFound("calendar_not_found", words, fields={"calendar": words})
    return found


def _read(calendar_id: int) -> worktime.Calendar:
    calendar = Calendar.objects.get(pk=calendar_id)
    days = SpecialDay.objects.filter(calendar_id=calendar_id)
    years = KnownYear.objects.filter(calendar_id=calendar_id).values_list("year", flat=True)
    return worktime.Calendar(
        zone=ZoneInfo(calendar.zone),
        week=worktime.week_from_json(calendar.week),
        days={special.day: as_day(special) for special in days},
        years=frozenset(years) if calendar.special_days_expected else None,
    )


def as_day(special: SpecialDay) -> worktime.Day:
    """Return a stored special day as the arithmetic takes it."""
    windows = None if special.windows is None else worktime.windows_from_text("; ".join(special.windows))
    return worktime.Day(worktime.DayKind(special.kind), windows, special.words if special.label else None)
