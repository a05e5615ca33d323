"""Which step comes next, the steps bar, the order of jobs: as tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.calls.models import Record
from yinuo.calls.states import State
from yinuo.field.rules import BUTTONS, STEPS, next_step, order, steps
from yinuo.lib.words import w

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
FAR = datetime.max.replace(tzinfo=UTC)
MISSING = {"work": w("做了什么", "what was done")}
NO_TALK = {"learned": w("了解到的情况", "what was learned")}


@pytest.mark.parametrize(
    ("state", "record", "signed", "lacking", "wanted"),
    [
        ("dispatched", None, False, MISSING, "accept"),
        ("accepted", None, False, MISSING, "set_out"),
        ("under_way", None, False, MISSING, "arrive"),
        ("on_site", None, False, NO_TALK, "meet"),
        ("on_site", Record(), False, NO_TALK, "meet"),
        ("on_site", Record(), False, {**NO_TALK, **MISSING}, "meet"),
        ("on_site", Record(), False, MISSING, "work"),
        ("on_site", Record(), False, {}, "sign"),
        ("on_site", Record(frozen=True), False, {}, "meet"),
        ("on_site", Record(frozen=True), True, {}, "leave"),
        ("registered", None, False, {}, ""),
        ("done", Record(frozen=True), True, {}, ""),
        ("filed", Record(frozen=True), True, {}, ""),
        ("cancelled", None, False, {}, ""),
    ],
)
def test_what_comes_next(state, record, signed, lacking, wanted):
    assert next_step(state, record, signed=signed, lacking=lacking) == wanted


@pytest.mark.parametrize("state", list(State))
def test_every_next_step_has_its_button(state):
    for record in (None, Record(), Record(frozen=True)):
        for signed in (True, False):
            for lacking in ({}, MISSING, NO_TALK):
                following = next_step(state, record, signed=signed, lacking=lacking)
                assert following == "" or following in BUTTONS


@pytest.mark.parametrize("place", range(len(STEPS)))
def test_steps_before_the_next_one_are_done(place):
    code = list(STEPS)[place]
    bar = steps(code, {"accept": NOON})
    assert [step.done for step in bar] == [here < place for here in range(len(STEPS))]
    assert [step.code for step in bar if step.current] == [code]
    assert bar[0].at == NOON


@pytest.mark.parametrize("following", ["leave", ""])
def test_after_the_last_step_all_are_done(following):
    bar = steps(following, {})
    assert all(step.done for step in bar)
    assert not any(step.current for step in bar)


INSTANTS = st.integers(min_value=-400_000, max_value=400_000).map(
    lambda minutes: NOON + timedelta(minutes=minutes)
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["dispatched", "accepted", "under_way", "on_site"]),
            st.none() | INSTANTS,
            st.none() | INSTANTS,
        ),
        max_size=8,
    )
)
def test_where_one_is_comes_before_where_one_goes(jobs):
    ranked = sorted(jobs, key=lambda job: order(*job, FAR))
    states = [state for state, _, _ in ranked]
    here = [place for place, state in enumerate(states) if state == "on_site"]
    going = [place for place, state in enumerate(states) if state == "under_way"]
    later = [place for place, state in enumerate(states) if state in ("dispatched", "accepted")]
    assert here + going + later == list(range(len(states)))
    times = [start or due or FAR for state, start, due in ranked if state in ("dispatched", "accepted")]
    assert times == sorted(times)


def test_a_planned_start_goes_before_the_due_time():
    assert order("accepted", NOON, NOON + timedelta(days=9), FAR) == order("dispatched", NOON, None, FAR)
    assert order("accepted", None, None, FAR)[1] == FAR
