"""Special days, known years, and days on which the clock is changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from yinuo.lib.refusal import Invalid
from yinuo.lib.words import w
from yinuo.lib.worktime import (
    Calendar,
    Day,
    DayKind,
    add,
    missing_years,
    opening,
    week_of,
    windows_from_text,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NORMAL, MORNING = windows_from_text("8:30-12:00; 13:30-17:30"), windows_from_text("8:30-12:00")
WEEK = week_of("8:30-12:00; 13:30-17:30")
SUNDAY, MONDAY = date(2026, 9, 20), date(2026, 9, 21)


def calendar_with(day: Day, on: date = SUNDAY) -> Calendar:
    return Calendar(SHANGHAI, WEEK, {on: day}, frozenset({2026}))


def test_a_day_without_a_word_is_its_weekday():
    calendar = Calendar(SHANGHAI, WEEK)
    assert calendar.windows_on(MONDAY) == NORMAL
    assert calendar.windows_on(SUNDAY) == ()


def test_a_holiday_closes():
    assert calendar_with(Day(DayKind.HOLIDAY), MONDAY).windows_on(MONDAY) == ()


def test_a_half_day_has_its_own_windows():
    assert calendar_with(Day(DayKind.HALF, MORNING), MONDAY).windows_on(MONDAY) == MORNING


def test_a_make_up_day_has_the_normal_windows_or_its_own():
    assert calendar_with(Day(DayKind.MAKEUP)).windows_on(SUNDAY) == NORMAL
    assert calendar_with(Day(DayKind.MAKEUP, MORNING)).windows_on(SUNDAY) == MORNING


@pytest.mark.parametrize(
    ("kind", "windows"),
    [(DayKind.HOLIDAY, MORNING), (DayKind.HALF, None), (DayKind.HALF, ()), (DayKind.MAKEUP, ())],
)
def test_a_special_day_that_contradicts_itself_is_refused(kind, windows):
    with pytest.raises(Invalid) as refused:
        Day(kind, windows)
    assert refused.value.code == "day_windows"


def test_windows_of_a_special_day_are_checked():
    with pytest.raises(Invalid) as refused:
        Day(DayKind.HALF, NORMAL[::-1])
    assert refused.value.code == "windows_overlap"


def test_a_special_day_is_named_by_its_label_or_its_kind():
    assert Day(DayKind.HOLIDAY, label=w("国庆节", "National Day")).words.en == "National Day"
    assert Day(DayKind.HOLIDAY).words == w("节假日", "holiday")
    assert Day(DayKind.MAKEUP).words.zh == "调休上班日"


def test_known_years():
    calendar = Calendar(SHANGHAI, WEEK, {}, frozenset({2025, 2026}))
    assert calendar.knows(2026)
    assert not calendar.knows(2027)
    assert missing_years(calendar, date(2024, 12, 31), date(2027, 1, 1)) == (2024, 2027)
    assert missing_years(calendar, date(2026, 1, 1), date(2026, 12, 31)) == ()


def test_a_calendar_that_needs_no_special_days_knows_every_year():
    assert missing_years(Calendar(SHANGHAI, WEEK, {}, None), date(1990, 1, 1), date(2100, 1, 1)) == ()


def test_without_a_word_about_years_none_is_known():
    due = add(Calendar(SHANGHAI, WEEK), datetime(2026, 11, 23, 9, tzinfo=SHANGHAI), timedelta(hours=1))
    assert due.missing_years == (2026,)


@pytest.mark.parametrize("year", [1899, 2200, -1, 99999])
def test_a_year_beyond_reckoning_is_refused(year):
    with pytest.raises(Invalid) as refused:
        Calendar(SHANGHAI, WEEK).table(year)
    assert refused.value.code == "beyond_calendar"


def test_a_calendar_that_never_opens_ends_in_a_refusal():
    never = Calendar(SHANGHAI, week_of(""), {}, None)
    with pytest.raises(Invalid) as refused:
        add(never, datetime(2026, 11, 23, 9, tzinfo=SHANGHAI), timedelta(hours=1))
    assert refused.value.code == "beyond_calendar"


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("America/New_York", date(2026, 3, 8), 23),
        ("America/New_York", date(2026, 11, 1), 25),
        ("America/Sao_Paulo", date(2018, 11, 4), 23),  # put forward at midnight
        ("America/Sao_Paulo", date(2018, 2, 17), 25),  # put back at midnight
        ("America/Havana", date(2026, 3, 8), 23),  # put forward at midnight
        ("America/Havana", date(2026, 11, 1), 25),  # put back at one
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),  # by half an hour
        ("Asia/Shanghai", date(2026, 3, 29), 24),
    ],
)
def test_a_day_is_as_long_as_its_clock_makes_it(zone, day, hours):
    calendar = Calendar(ZoneInfo(zone), week_of("0:00-24:00", days=range(7)), {}, None)
    length = sum((end - start for start, end in zip(*_edges(calendar, day), strict=True)), timedelta(0))
    assert length == timedelta(hours=hours)


def _edges(calendar: Calendar, day: date) -> tuple[list[datetime], list[datetime]]:
    table = calendar.table(day.year)
    on = [start.astimezone(calendar.zone).date() == day for start in table.starts]
    starts = [start for start, chosen in zip(table.starts, on, strict=True) if chosen]
    ends = [end for end, chosen in zip(table.ends, on, strict=True) if chosen]
    return starts, ends


def test_a_date_that_a_zone_left_out_has_no_working_time():
    apia = Calendar(ZoneInfo("Pacific/Apia"), week_of("8:00-12:00", days=range(7)), {}, None)
    assert _edges(apia, date(2011, 12, 30)) == ([], [])
    assert len(_edges(apia, date(2011, 12, 29))[0]) == len(_edges(apia, date(2011, 12, 31))[0]) == 1
    with pytest.raises(Invalid) as refused:
        opening(apia, date(2011, 12, 30))
    assert refused.value.code == "day_closed"


def test_clocks_of_long_ago_had_odd_offsets():
    early = Calendar(SHANGHAI, WEEK, {}, None)
    start = datetime(1900, 6, 1, 9, tzinfo=SHANGHAI)
    assert add(early, start, timedelta(hours=1)).at == start.astimezone(UTC) + timedelta(hours=1)
