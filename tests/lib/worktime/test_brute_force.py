"""The table with its sums against the slow and obvious reckoning, minute by minute."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.lib.worktime import strategies
from tests.lib.worktime.plain import MINUTE
from yinuo.lib import worktime


@given(data=st.data())
def test_adding_lands_where_walking_lands(data):
    plain, start = data.draw(strategies.calendars()), data.draw(strategies.instants())
    minutes = data.draw(st.integers(1, 900))
    stops = data.draw(strategies.pauses(start))
    due = worktime.add(plain.as_calendar(), start, minutes * MINUTE, stops)
    assert due.at == plain.add(start, minutes, stops)


@given(data=st.data())
def test_measuring_counts_what_walking_counts(data):
    plain, start = data.draw(strategies.calendars()), data.draw(strategies.instants())
    end = start + data.draw(st.integers(0, 4000)) * MINUTE
    stops = data.draw(strategies.pauses(start))
    measured = worktime.between(plain.as_calendar(), start, end, stops)
    assert measured == plain.between(start, end, stops)


@given(data=st.data())
def test_open_is_what_the_clock_on_the_wall_says(data):
    plain, moment = data.draw(strategies.calendars()), data.draw(strategies.instants())
    calendar = plain.as_calendar()
    assert worktime.is_open(calendar, moment) == plain.open_at(moment)
    opening = worktime.next_opening(calendar, moment)
    assert plain.open_at(opening)
    for minutes in range(0, min(int((opening - moment) / MINUTE), 3000), 7):
        assert not plain.open_at(moment + minutes * MINUTE)


@given(data=st.data())
def test_the_last_closing_ends_working_time(data):
    plain, moment = data.draw(strategies.calendars()), data.draw(strategies.instants())
    closing = worktime.last_closing(plain.as_calendar(), moment)
    assert plain.open_at(closing - MINUTE)
    for minutes in range(0, min(int((moment - closing) / MINUTE), 3000), 7):
        assert not plain.open_at(closing + minutes * MINUTE)


@given(data=st.data())
def test_each_step_is_what_it_says(data):
    plain, start = data.draw(strategies.calendars()), data.draw(strategies.instants())
    amount, stops = data.draw(strategies.amounts()), data.draw(strategies.pauses(start))
    due = worktime.add(plain.as_calendar(), start, amount, stops)
    for step in due.why:
        ran = plain.between(step.start, step.end, stops)
        if step.kind is worktime.Kind.COUNTED:
            assert ran == step.worked == step.end - step.start
        elif step.kind is worktime.Kind.PAUSE:
            assert ran == timedelta(0)
            assert step.worked == plain.between(step.start, step.end, []) > timedelta(0)
        else:
            assert plain.between(step.start, step.end, []) == step.worked == timedelta(0)
