"""What holds for every calendar: adding goes on where it stopped, later stays later, back leads back."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.lib.worktime import strategies
from yinuo.lib import worktime
from yinuo.lib.worktime import Calendar

NOTHING = timedelta(0)


@given(data=st.data())
def test_adding_in_two_goes_is_adding_in_one(data):
    calendar, start = data.draw(strategies.calendars()).as_calendar(), data.draw(strategies.instants())
    first, second = data.draw(strategies.amounts()), data.draw(strategies.amounts())
    stops = data.draw(strategies.pauses(start))
    halfway = worktime.add(calendar, start, first, stops).at
    assert (
        worktime.add(calendar, halfway, second, stops).at
        == worktime.add(calendar, start, first + second, stops).at
    )


@given(data=st.data())
def test_a_later_start_is_never_due_earlier(data):
    calendar, start = data.draw(strategies.calendars()).as_calendar(), data.draw(strategies.instants())
    later, amount = start + data.draw(strategies.amounts()), data.draw(strategies.amounts())
    stops = data.draw(strategies.pauses(start))
    assert worktime.add(calendar, start, amount, stops).at <= worktime.add(calendar, later, amount, stops).at


@given(data=st.data())
def test_more_is_always_due_later(data):
    calendar, start = data.draw(strategies.calendars()).as_calendar(), data.draw(strategies.instants())
    amount, more = data.draw(strategies.amounts()), data.draw(strategies.amounts())
    stops = data.draw(strategies.pauses(start))
    assert (
        worktime.add(calendar, start, amount, stops).at
        < worktime.add(calendar, start, amount + more, stops).at
    )


@given(data=st.data())
def test_a_pause_never_makes_it_earlier(data):
    calendar, start = data.draw(strategies.calendars()).as_calendar(), data.draw(strategies.instants())
    amount, stops = data.draw(strategies.amounts()), data.draw(strategies.pauses(start))
    paused = worktime.add(calendar, start, amount, stops).at
    assert paused >= worktime.add(calendar, start, amount).at
    assert paused == worktime.add(calendar, start, amount, stops[::-1]).at


@given(data=st.data())
def test_measuring_undoes_adding(data):
    calendar, start = data.draw(strategies.calendars()).as_calendar(), data.draw(strategies.instants())
    amount, stops = data.draw(strategies.amounts()), data.draw(strategies.pauses(start))
    due = worktime.add(calendar, start, amount, stops)
    assert worktime.between(calendar, start, due.at, stops) == amount
    assert worktime.between(calendar, due.at, start, stops) == -amount
    assert due.worked == amount


@given(data=st.data())
def test_measuring_undoes_subtracting(data):
    calendar, end = data.draw(strategies.calendars()).as_calendar(), data.draw(strategies.instants())
    amount, stops = data.draw(strategies.amounts()), data.draw(strategies.pauses(end - timedelta(days=1)))
    begun = worktime.subtract(calendar, end, amount, stops)
    assert worktime.between(calendar, begun.at, end, stops) == amount
    assert begun.worked == amount


@given(data=st.data())
def test_subtracting_finds_the_latest_start_and_adding_the_earliest_end(data):
    calendar, start = data.draw(strategies.calendars()).as_calendar(), data.draw(strategies.instants())
    amount, moment = data.draw(strategies.amounts()), timedelta(microseconds=1)
    due = worktime.add(calendar, start, amount).at
    begun = worktime.subtract(calendar, due, amount).at
    assert begun >= start
    assert worktime.between(calendar, start, begun) == NOTHING
    assert worktime.between(calendar, start, due - moment) < amount
    assert worktime.between(calendar, begun + moment, due) < amount
    assert worktime.add(calendar, begun, amount).at == due


@given(data=st.data())
def test_measuring_is_additive(data):
    calendar = data.draw(strategies.calendars()).as_calendar()
    a, b, c = (data.draw(strategies.instants()) for _ in range(3))
    stops = data.draw(strategies.pauses(a))
    whole = worktime.between(calendar, a, c, stops)
    assert worktime.between(calendar, a, b, stops) + worktime.between(calendar, b, c, stops) == whole


@given(data=st.data())
def test_the_steps_join_without_a_gap(data):
    calendar, start = data.draw(strategies.calendars()).as_calendar(), data.draw(strategies.instants())
    amount, stops = data.draw(strategies.amounts()), data.draw(strategies.pauses(start))
    due = worktime.add(calendar, start, amount, stops)
    assert (due.why[0].start, due.why[-1].end) == (start, due.at)
    assert all(step.end == following.start for step, following in pairwise(due.why))
    assert worktime.from_json(due.as_json()).why == due.why


@given(data=st.data())
def test_the_same_hours_before_and_after_a_change_are_no_change(data):
    calendar, start = data.draw(strategies.calendars()).as_calendar(), data.draw(strategies.instants())
    amount, stops = data.draw(strategies.amounts()), data.draw(strategies.pauses(start))
    changed_at = start + timedelta(minutes=data.draw(st.integers(-600, 3000)))
    across = worktime.add_across(calendar, calendar, start, amount, changed_at=changed_at, pauses=stops)
    assert across.at == worktime.add(calendar, start, amount, stops).at
    assert across.worked == amount


@given(data=st.data())
def test_a_change_of_hours_keeps_what_was_worked(data):
    before, after = (data.draw(strategies.calendars()).as_calendar() for _ in range(2))
    start, amount = data.draw(strategies.instants()), data.draw(strategies.amounts())
    changed_at = start + timedelta(minutes=data.draw(st.integers(1, 3000)))
    due = worktime.add_across(before, after, start, amount, changed_at=changed_at)
    if due.at <= changed_at:
        assert worktime.between(before, start, due.at) == amount
    else:
        worked = worktime.between(before, start, changed_at) + worktime.between(after, changed_at, due.at)
        assert worked == amount
    assert due.worked == amount


@given(data=st.data())
def test_unknown_years_are_named_and_change_nothing_else(data):
    known = data.draw(strategies.calendars()).as_calendar()
    unknown = Calendar(known.zone, known.week, known.days, frozenset())
    start, amount = data.draw(strategies.instants()), data.draw(strategies.amounts())
    due, warned = worktime.add(known, start, amount), worktime.add(unknown, start, amount)
    assert due.missing_years == ()
    assert warned == due
    assert warned.why[len(warned.missing_years) :] == due.why
    assert start.astimezone(known.zone).year in warned.missing_years


@given(data=st.data())
def test_working_days_go_on_where_they_stopped(data):
    calendar, day = data.draw(strategies.calendars()).as_calendar(), data.draw(strategies.special_dates())
    first, second = data.draw(st.integers(1, 9)), data.draw(st.integers(1, 9))
    halfway = worktime.working_day_after(calendar, day, first)
    assert worktime.is_working_day(calendar, halfway)
    assert worktime.working_day_after(calendar, halfway, second) == worktime.working_day_after(
        calendar, day, first + second
    )
    assert worktime.working_day_after(calendar, halfway, 0) == halfway
