"""Calendars changed: opened, given other hours, given the special days of a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from yinuo.calendars import queries, rules
from yinuo.calendars.models import Calendar, KnownYear, SpecialDay
from yinuo.calendars.shipped import CHINA_YEARS, china_rows
from yinuo.journal.commands import begin, change, lock, put, put_new
from yinuo.lib.worktime import Week, week_from_json, week_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from yinuo.calendars.rules import DayRow
    from yinuo.lib.actor import Acting

CHINA = "china"
CHINA_WEEK = "8:30-12:00; 13:30-17:30"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, as days."""

    added: tuple[date, ...]
    changed: tuple[date, ...]
    removed: tuple[date, ...]
    years: tuple[int, ...]


@transaction.atomic
def open_calendar(
    *,
    code: str,
    name: str,
    name_en: str,
    zone: str,
    week: Week | dict[str, list[str]],
    special_days_expected: bool = True,
    by: Acting,
    at: datetime,
) -> Calendar:
    """Begin a calendar without special days. Invalid: `empty`, `too_long`, `zone_unknown`, `week_form`, …"""
    calendar = Calendar(
        code=rules.checked_name("code", code, longest=24),
        name=rules.checked_name("name", name, longest=80),
        name_en=rules.checked_name("name_en", name_en, longest=80),
        zone=rules.checked_zone(zone).key,
        week=_checked_week(week).as_json(),
        special_days_expected=special_days_expected,
    )
    return begin(calendar, "opened", by=by, at=at)


@transaction.atomic
def change_hours(
    calendar: Calendar, *, week: Week | dict[str, list[str]], note: str = "", by: Acting, at: datetime
) -> Calendar:
    """Give the calendar other weekly windows. Invalid `week_form`, `windows_overlap`; NotFound.

    Due times that stand are not touched: the packages that promised them decide (`worktime.add_across`).
    """
    held = lock(Calendar, pk=calendar.pk)
    change(held, "hours_changed", by=by, at=at, note=note, week=_checked_week(week).as_json())
    _seen_by_all()
    return held


@transaction.atomic
def import_days(
    calendar: Calendar,
    *,
    rows: Sequence[Sequence[str]],
    complete_years: Iterable[int] = (),
    by: Acting,
    at: datetime,
) -> Imported:
    """Take special days from the rows of a table (`rules.read_days`), one journal line for all.

    The years in `complete_years` are known from then on and hold exactly the rows' days; in other years
    the rows are added to what stands. A second import of the same changes nothing. Invalid
    `rows_refused` (fields `row-N`), `year_range`: then nothing is written. NotFound.
    """
    years = rules.checked_years(frozenset(complete_years))
    reading = rules.read_days(rows)
    if reading.problems:
        raise rules.refused(reading.problems)
    held = lock(Calendar, pk=calendar.pk)
    imported = _take(held, reading.days, years)
    if any((imported.added, imported.changed, imported.removed, imported.years)):
        change(held, "days_imported", by=by, at=at, details=_details(imported))
        _seen_by_all()
    return imported


@transaction.atomic
def ship_china(*, by: Acting, at: datetime) -> Calendar:
    """Return the calendar that ships: China's holidays and make-up days of 2024 to 2026, opened when missing.

    Monday to Friday 8:30-12:00 and 13:30-17:30, Asia/Shanghai. Nothing is known of later years, and said so.
    """
    calendar = Calendar.objects.filter(code=CHINA).first() or open_calendar(
        code=CHINA,
        name="中国工作日历",
        name_en="Working days in China",
        zone="Asia/Shanghai",
        week=week_of(CHINA_WEEK),
        by=by,
        at=at,
    )
    if not calendar.known_years.exists():
        import_days(calendar, rows=china_rows(), complete_years=CHINA_YEARS, by=by, at=at)
    return calendar


def _checked_week(week: Week | dict[str, list[str]]) -> Week:
    return week if isinstance(week, Week) else week_from_json(week)


def _take(calendar: Calendar, days: Sequence[DayRow], years: frozenset[int]) -> Imported:
    standing = {special.day: special for special in calendar.special_days.all()}
    known = set(calendar.known_years.values_list("year", flat=True))
    wanted = {
        row.day: _filled(standing.get(row.day) or SpecialDay(calendar=calendar, day=row.day), row)
        for row in days
    }
    removed = [day for day in standing if day.year in years and day not in wanted]
    added = [day for day in wanted if day not in standing]
    changed = [
        day for day, special in wanted.items() if day in standing and special.seal != special.own_seal()
    ]
    put_new([wanted[day] for day in added])
    for day in changed:
        put(wanted[day])
    calendar.special_days.filter(day__in=removed).delete()
    new_years = sorted(years - known)
    for year in new_years:
        put(KnownYear(calendar=calendar, year=year))
    return Imported(tuple(added), tuple(changed), tuple(removed), tuple(new_years))


def _filled(special: SpecialDay, row: DayRow) -> SpecialDay:
    label, windows = row.special.label, row.special.windows
    special.kind = row.special.kind.value
    special.windows = None if windows is None else [str(window) for window in windows]
    special.label, special.label_en = (label.zh, label.en) if label else ("", "")
    return special


def _details(imported: Imported) -> dict[str, object]:
    return {
        "added": [day.isoformat() for day in imported.added],
        "changed": [day.isoformat() for day in imported.changed],
        "removed": [day.isoformat() for day in imported.removed],
        "years": list(imported.years),
    }


def _seen_by_all() -> None:
    """Have this process read the calendars again: now, and once more when the change is there to be read."""
    queries.forget()
    transaction.on_commit(queries.forget)
