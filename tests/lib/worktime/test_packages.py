"""China's hours against independent packages: businesstimedelta, numpy's business days, two tables of holidays.

Neither package knows make-up days; both are told every day off by chinesecalendar instead, seven days a week.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

import businesstimedelta
import chinese_calendar
import holidays
import numpy as np
import pytest
import pytz

from tests.lib.worktime.published import calendars, china_days
from yinuo.lib import worktime
from yinuo.lib.worktime import DayKind

FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
DATES = [FIRST + timedelta(days=place) for place in range((LAST - FIRST).days + 1)]
DAYS_OFF = [day for day in DATES if not chinese_calendar.is_workday(day)]
HALF_DAY = date(2026, 12, 31)
SEVEN_DAYS = list(range(7))


@pytest.fixture(scope="module")
def branch():
    plain = calendars()["branch"]
    days = {day: special for day, special in plain.days.items() if day != HALF_DAY}
    return worktime.Calendar(plain.zone, plain.week, days, plain.years)


@pytest.fixture(scope="module")
def rules():
    zone = pytz.timezone("Asia/Shanghai")
    return businesstimedelta.Rules(
        [
            businesstimedelta.WorkDayRule(time(8, 30), time(12), SEVEN_DAYS, tz=zone),
            businesstimedelta.WorkDayRule(time(13, 30), time(17, 30), SEVEN_DAYS, tz=zone),
            businesstimedelta.HolidayRule(DAYS_OFF, tz=zone),
        ]
    )


def samples(count: int, *, seed: int) -> list[datetime]:
    """Whole minutes of the three years, in UTC, the same every time."""
    chance = random.Random(seed)
    begin = datetime(2024, 1, 10, tzinfo=UTC)
    return [begin + timedelta(minutes=chance.randrange(1050 * 1440)) for _ in range(count)]


@pytest.mark.parametrize("hours", [0.5, 1, 2, 6, 7, 7.5, 20])
def test_adding_agrees_with_businesstimedelta(branch, rules, hours):
    amount = timedelta(hours=hours)
    for start in samples(60, seed=int(hours * 10)):
        theirs = start + businesstimedelta.BusinessTimeDelta(rules, timedelta=amount)
        assert worktime.add(branch, start, amount).at == theirs, start


@pytest.mark.parametrize("hours", [0.5, 1, 6, 7.5])
def test_subtracting_agrees_with_businesstimedelta(branch, rules, hours):
    amount = timedelta(hours=hours)
    for end in samples(60, seed=int(hours * 100)):
        theirs = end - businesstimedelta.BusinessTimeDelta(rules, timedelta=amount)
        assert worktime.subtract(branch, end, amount).at == theirs, end


def test_measuring_agrees_with_businesstimedelta(branch, rules):
    starts, lengths = samples(80, seed=7), random.Random(8)
    for start in starts:
        end = start + timedelta(minutes=lengths.randrange(20_000))
        theirs = rules.difference(start, end).timedelta
        assert worktime.between(branch, start, end) == theirs, (start, end)


def test_working_days_agree_with_numpy(branch):
    for start in DATES[:-60:5]:
        for n in (1, 2, 3, 5, 10, 20):
            theirs = np.busday_offset(start, n, roll="backward", weekmask="1111111", holidays=DAYS_OFF)
            assert worktime.working_day_after(branch, start, n) == theirs.astype(date), (start, n)


def test_hours_of_each_month_agree_with_numpy(branch):
    months = [date(2024 + place // 12, place % 12 + 1, 1) for place in range(36)]
    for first, following in zip(months, [*months[1:], date(2027, 1, 1)], strict=True):
        count = np.busday_count(first, following, weekmask="1111111", holidays=DAYS_OFF)
        ends = (datetime.combine(day, time(0), branch.zone) for day in (first, following))
        assert worktime.between(branch, *ends) == int(count) * timedelta(hours=7, minutes=30)


@pytest.mark.parametrize("day", DATES[:: len(DATES) // 12], ids=str)
def test_a_day_is_worked_as_chinesecalendar_says(branch, day):
    for place in range(100):
        each = min(day + timedelta(days=place), LAST)
        assert worktime.is_working_day(branch, each) == chinese_calendar.is_workday(each), each


def test_holidays_and_make_up_days_are_those_of_the_package_holidays():
    theirs = holidays.country_holidays("CN", years=[2024, 2025, 2026])
    ours = china_days()
    make_up = {day for day, special in ours.items() if special.kind is DayKind.MAKEUP}
    assert make_up == {day for day in theirs.weekend_workdays if FIRST <= day <= LAST}
    assert {day for day in theirs if day.weekday() < 5} == {
        day for day, special in ours.items() if special.kind is DayKind.HOLIDAY and day.weekday() < 5
    }


def test_every_special_day_is_named_in_both_languages():
    assert all(special.label.zh and special.label.en for special in china_days().values())
    assert all(special.windows is None for special in china_days().values())


def test_nothing_is_known_of_2027():
    assert not [day for day in china_days() if day.year not in (2024, 2025, 2026)]
    assert worktime.missing_years(calendars()["branch"], FIRST, date(2027, 1, 1)) == (2027,)
