"""Bad input to the arithmetic: a typed refusal in both languages, never a wrong answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from yinuo.lib import worktime
from yinuo.lib.refusal import Invalid

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = worktime.Calendar(SHANGHAI, worktime.week_of("8:30-12:00; 13:30-17:30"), {}, None)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)
NAIVE = datetime(2026, 11, 23, 9)  # noqa: DTZ001 - that is the point
BACKWARDS = [(MONDAY + HOUR, MONDAY)]


@pytest.mark.parametrize("work", [worktime.add, worktime.subtract])
@pytest.mark.parametrize("amount", [timedelta(0), -HOUR, timedelta(microseconds=-1)])
def test_nothing_or_less_is_no_amount(work, amount):
    with pytest.raises(Invalid) as refused:
        work(CALENDAR, MONDAY, amount)
    assert refused.value.code == "amount_not_positive"
    assert refused.value.fields["amount"].zh
    assert refused.value.status == 422


def test_nothing_or_less_is_no_amount_across_a_change_of_hours_either():
    with pytest.raises(Invalid) as refused:
        worktime.add_across(CALENDAR, CALENDAR, MONDAY, -HOUR, changed_at=MONDAY + HOUR)
    assert refused.value.code == "amount_not_positive"


@pytest.mark.parametrize(
    "work",
    [
        partial(worktime.add, CALENDAR, NAIVE, HOUR),
        partial(worktime.subtract, CALENDAR, NAIVE, HOUR),
        partial(worktime.between, CALENDAR, NAIVE, MONDAY),
        partial(worktime.between, CALENDAR, MONDAY, NAIVE),
        partial(worktime.is_open, CALENDAR, NAIVE),
        partial(worktime.next_opening, CALENDAR, NAIVE),
        partial(worktime.last_closing, CALENDAR, NAIVE),
        partial(worktime.due_after_days, CALENDAR, NAIVE, 1),
        partial(worktime.left_today, CALENDAR, NAIVE),
        partial(worktime.add, CALENDAR, MONDAY, HOUR, [(NAIVE, MONDAY)]),
        partial(worktime.add_across, CALENDAR, CALENDAR, MONDAY, HOUR, changed_at=NAIVE),
    ],
)
def test_an_instant_needs_its_zone(work):
    with pytest.raises(Invalid) as refused:
        work()
    assert refused.value.code == "instant_without_zone"


@pytest.mark.parametrize(
    "work",
    [
        partial(worktime.add, CALENDAR, MONDAY, HOUR, BACKWARDS),
        partial(worktime.subtract, CALENDAR, MONDAY, HOUR, BACKWARDS),
        partial(worktime.between, CALENDAR, MONDAY, MONDAY, BACKWARDS),
    ],
)
def test_a_pause_ends_after_it_starts(work):
    with pytest.raises(Invalid) as refused:
        work()
    assert refused.value.code == "pause_backwards"
    assert "pauses" in refused.value.fields


@pytest.mark.parametrize(
    "work",
    [
        partial(worktime.add, CALENDAR, datetime.max.replace(tzinfo=UTC), HOUR),
        partial(worktime.add, CALENDAR, datetime.min.replace(tzinfo=SHANGHAI), HOUR),
        partial(worktime.subtract, CALENDAR, datetime(1850, 1, 1, tzinfo=UTC), HOUR),
        partial(worktime.add, CALENDAR, MONDAY, timedelta.max),
        partial(worktime.subtract, CALENDAR, MONDAY, timedelta(days=90_000)),
        partial(worktime.between, CALENDAR, MONDAY, datetime.max.replace(tzinfo=UTC)),
        partial(worktime.next_opening, CALENDAR, datetime(2200, 1, 1, tzinfo=SHANGHAI)),
        partial(worktime.last_closing, CALENDAR, datetime(1899, 1, 1, tzinfo=SHANGHAI)),
        partial(worktime.working_day_after, CALENDAR, date(2026, 11, 23), 10**7),
        partial(worktime.working_day_after, CALENDAR, date.max, 1),
    ],
)
def test_what_no_calendar_reaches_is_refused(work):
    with pytest.raises(Invalid) as refused:
        work()
    assert refused.value.code == "beyond_calendar"


def test_days_are_not_counted_backwards():
    with pytest.raises(Invalid) as refused:
        worktime.working_day_after(CALENDAR, date(2026, 11, 23), -1)
    assert refused.value.code == "days_negative"


@pytest.mark.parametrize("ask", [worktime.opening, worktime.closing])
def test_a_day_off_neither_opens_nor_closes(ask):
    with pytest.raises(Invalid) as refused:
        ask(CALENDAR, date(2026, 11, 22))
    assert refused.value.code == "day_closed"
    assert "2026-11-22" in refused.value.words.en


def test_a_step_of_an_unknown_kind_is_not_read():
    stored = worktime.add(CALENDAR, MONDAY, HOUR).as_json()
    stored["steps"][0]["kind"] = "siesta"
    with pytest.raises(ValueError, match="siesta"):
        worktime.from_json(stored)
