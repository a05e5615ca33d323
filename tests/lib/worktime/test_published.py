"""Every row of the tables in docs/develop/worktime.md."""

from __future__ import annotations

import json
from datetime import UTC, time, timedelta
from itertools import pairwise

import pytest

from tests.lib.worktime.published import calendars, day, instant, names, pauses, rows, span, years
from yinuo.lib import worktime

ADD = rows("add") + rows("add where the clock is changed")
SUBTRACT = rows("subtract")
BETWEEN = rows("between")
OPENINGS = rows("openings")
LEFT = rows("left today")
DAYS = rows("days")
AFTER_DAYS = rows("due after days")
REASONS = rows("reasons")


def test_the_page_holds_enough_cases():
    assert len(ADD) >= 90
    assert len(SUBTRACT) + len(BETWEEN) + len(OPENINGS) + len(DAYS) + len(AFTER_DAYS) + len(REASONS) >= 60


def test_every_case_has_its_own_name():
    for table in (ADD, SUBTRACT, BETWEEN, OPENINGS, LEFT, DAYS, AFTER_DAYS, REASONS):
        assert len(set(names(table))) == len(table)


@pytest.mark.parametrize("row", ADD, ids=names(ADD))
def test_adding(row):
    calendar = calendars()[row["calendar"]]
    start, stops = instant(row["start"], calendar.zone), pauses(row["pauses"], calendar.zone)
    due = worktime.add(calendar, start, span(row["amount"]), stops)
    assert due.at == instant(row["due"], calendar.zone)
    assert due.at.tzinfo is UTC
    assert due.missing_years == years(row["missing"])


@pytest.mark.parametrize("row", ADD, ids=names(ADD))
def test_the_reasons_add_up(row):
    calendar = calendars()[row["calendar"]]
    start, stops = instant(row["start"], calendar.zone), pauses(row["pauses"], calendar.zone)
    due = worktime.add(calendar, start, span(row["amount"]), stops)
    assert due.worked == span(row["amount"])
    clock = [step for step in due.why if step.kind is not worktime.Kind.YEAR_UNKNOWN]
    assert clock[0].start == start
    assert clock[-1].end == due.at
    for step, following in pairwise(clock):
        assert step.end == following.start
        assert step.start < step.end


@pytest.mark.parametrize("row", ADD, ids=names(ADD))
def test_the_reasons_survive_being_stored(row):
    calendar = calendars()[row["calendar"]]
    start, stops = instant(row["start"], calendar.zone), pauses(row["pauses"], calendar.zone)
    due = worktime.add(calendar, start, span(row["amount"]), stops)
    again = worktime.from_json(json.loads(json.dumps(due.as_json())))
    assert again == due
    assert again.why == due.why
    assert again.missing_years == due.missing_years
    assert worktime.explain(again) == worktime.explain(due)


@pytest.mark.parametrize("row", ADD, ids=names(ADD))
def test_measuring_what_was_added(row):
    calendar = calendars()[row["calendar"]]
    start, stops = instant(row["start"], calendar.zone), pauses(row["pauses"], calendar.zone)
    measured = worktime.between(calendar, start, instant(row["due"], calendar.zone), stops)
    assert measured == span(row["amount"])


@pytest.mark.parametrize("row", SUBTRACT, ids=names(SUBTRACT))
def test_subtracting(row):
    calendar = calendars()[row["calendar"]]
    end, stops = instant(row["end"], calendar.zone), pauses(row["pauses"], calendar.zone)
    begun = worktime.subtract(calendar, end, span(row["amount"]), stops)
    assert begun.at == instant(row["from"], calendar.zone)
    assert begun.worked == span(row["amount"])


@pytest.mark.parametrize("row", BETWEEN, ids=names(BETWEEN))
def test_measuring(row):
    calendar = calendars()[row["calendar"]]
    a, b = instant(row["from"], calendar.zone), instant(row["to"], calendar.zone)
    stops = pauses(row["pauses"], calendar.zone)
    assert worktime.between(calendar, a, b, stops) == span(row["working time"])
    assert worktime.between(calendar, b, a, stops) == -span(row["working time"])


@pytest.mark.parametrize("row", OPENINGS, ids=names(OPENINGS))
def test_openings(row):
    calendar = calendars()[row["calendar"]]
    moment = instant(row["instant"], calendar.zone)
    assert worktime.is_open(calendar, moment) is (row["open"] == "yes")
    assert worktime.next_opening(calendar, moment) == instant(row["next opening"], calendar.zone)
    assert worktime.last_closing(calendar, moment) == instant(row["last closing"], calendar.zone)


@pytest.mark.parametrize("row", LEFT, ids=names(LEFT))
def test_what_is_left_of_today(row):
    calendar = calendars()[row["calendar"]]
    left = worktime.left_today(calendar, instant(row["now"], calendar.zone))
    assert left == pauses(row["left"], calendar.zone)


@pytest.mark.parametrize("row", DAYS, ids=names(DAYS))
def test_days(row):
    calendar = calendars()[row["calendar"]]
    found = worktime.working_day_after(calendar, day(row["date"]), int(row["n"]))
    assert found == day(row["working day"])
    opens = worktime.opening(calendar, found).astimezone(calendar.zone)
    closes = worktime.closing(calendar, found).astimezone(calendar.zone)
    assert f"{opens:%H:%M}" == row["opens"]
    assert f"{closes:%H:%M}" == row["closes"]


@pytest.mark.parametrize("row", AFTER_DAYS, ids=names(AFTER_DAYS))
def test_due_after_days(row):
    calendar = calendars()[row["calendar"]]
    by = time.fromisoformat(row["by"]) if row["by"] else None
    due = worktime.due_after_days(calendar, instant(row["start"], calendar.zone), int(row["n"]), by=by)
    assert due.at == instant(row["due"], calendar.zone)
    assert due.missing_years == years(row["missing"])
    counted = [step for step in due.why if step.kind is worktime.Kind.DAY]
    assert len(counted) == max(1, int(row["n"]))
    assert counted[-1].end == due.at


@pytest.mark.parametrize("row", REASONS, ids=names(REASONS))
def test_reasons_in_both_languages(row):
    calendar = calendars()[row["calendar"]]
    start, stops = instant(row["start"], calendar.zone), pauses(row["pauses"], calendar.zone)
    said = worktime.summary(worktime.add(calendar, start, span(row["amount"]), stops))
    assert said.zh == row["中文"]
    assert said.en == row["English"]


def test_a_year_has_the_working_days_that_the_table_of_days_leaves():
    calendar = calendars()["branch"]
    year = [instant(f"{number}-01-01 00:00", calendar.zone) for number in (2025, 2026)]
    assert worktime.between(calendar, *year) / timedelta(hours=7, minutes=30) == 248
