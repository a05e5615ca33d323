"""The figures of promises: pure tallies, and the database's count of the same, at any instant."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import MORNING, World, build
from yinuo.duties.commands import Promise, Subject, open_duty
from yinuo.duties.models import Duty
from yinuo.duties.queries import by_each, by_month, due_between, stands
from yinuo.duties.rules import Tally, standing
from yinuo.duties.states import STANDING_WORDS, DutyState, Standing
from yinuo.lib.words import w
from yinuo.policy import queries as policies

SHANGHAI, AUCKLAND = ZoneInfo("Asia/Shanghai"), ZoneInfo("Pacific/Auckland")
DUE = datetime(2026, 11, 24, 2, tzinfo=UTC)
TICK = timedelta(microseconds=1)
numbers = st.integers(0, 10_000)
tallies = st.builds(Tally, numbers, numbers, numbers, numbers, numbers)


@pytest.mark.parametrize(
    ("state", "now", "expected"),
    [
        (DutyState.OPEN, DUE - TICK, Standing.WAITING),
        (DutyState.OPEN, DUE, Standing.WAITING),
        (DutyState.OPEN, DUE + TICK, Standing.OVERDUE),
        (DutyState.MET, DUE + TICK, Standing.KEPT),
        (DutyState.MET_LATE, DUE - TICK, Standing.LATE),
        (DutyState.EXCUSED, DUE + TICK, Standing.EXCUSED),
        (DutyState.CANCELLED, DUE + TICK, None),
    ],
)
def test_how_a_promise_counts(state: DutyState, now: datetime, expected: Standing | None) -> None:
    assert standing(state, DUE, now) is expected


@pytest.mark.parametrize(
    ("tally", "rate"),
    [
        (Tally(), None),
        (Tally(waiting=3, excused=2), None),
        (Tally(kept=1), Decimal("100.0")),
        (Tally(late=1), Decimal("0.0")),
        (Tally(kept=2, late=1), Decimal("66.6")),
        (Tally(kept=9999, overdue=1), Decimal("99.9")),
        (Tally(kept=1, waiting=99, excused=99), Decimal("100.0")),
    ],
)
def test_the_share_kept(tally: Tally, rate: Decimal | None) -> None:
    assert tally.rate == rate


@given(tallies, tallies)
def test_figures_add_up(one: Tally, other: Tally) -> None:
    both = one + other
    assert (both.made, both.missed) == (one.made + other.made, one.missed + other.missed)
    assert one + Tally() == one
    assert both == other + one


@given(tallies)
def test_only_all_of_them_are_a_hundred(tally: Tally) -> None:
    if tally.rate is not None:
        assert Decimal(0) <= tally.rate <= Decimal(100)
        assert (tally.rate == 100) == (tally.missed == 0)


def test_every_standing_has_its_words() -> None:
    assert set(STANDING_WORDS) == set(Standing)
    assert all(words.zh and words.en for words in STANDING_WORDS.values())


@pytest.fixture
def world(db: None) -> World:
    return build()


def owe(
    world: World,
    due_at: datetime,
    state: DutyState = DutyState.MET,
    *,
    who: str = "technician",
    clause: str = "G14",
) -> Duty:
    """Open a duty and put it into a state at once."""
    promise = Promise(clause, w("到达", "arrive"), due_at, {"policy": 1}, "technician", world.people[who])
    about = Subject("call", f"SH-20261124-{Duty.objects.count():04d}")
    duty = open_duty(
        promise=promise, about=about, branch=world.branch, policy=policies.at(MORNING), at=MORNING
    )
    Duty.objects.filter(pk=duty.pk).update(state=state)
    return duty


@pytest.mark.parametrize("minutes", [-1, 0, 1])
def test_the_database_counts_as_the_rule_does(world: World, minutes: int) -> None:
    now = DUE + timedelta(minutes=minutes)
    for state in DutyState:
        owe(world, DUE, state)
    expected = [standing(state, DUE, now) for state in DutyState]
    for each in Standing:
        assert Duty.objects.filter(stands(each, now)).count() == expected.count(each)
    (tally,) = by_each(Duty.objects.exclude(state=DutyState.CANCELLED), now, "clause").values()
    assert {each: getattr(tally, each) for each in Standing} == {
        each: expected.count(each) for each in Standing
    }


@pytest.mark.parametrize(
    ("zone", "months"),
    [(SHANGHAI, {10: 1, 11: 1}), (AUCKLAND, {11: 2}), (ZoneInfo("UTC"), {10: 2})],
)
def test_a_promise_counts_in_the_month_it_falls_due_there(
    world: World, zone: ZoneInfo, months: dict[int, int]
) -> None:
    for due_at in (datetime(2026, 10, 31, 15, 59, tzinfo=UTC), datetime(2026, 10, 31, 16, tzinfo=UTC)):
        owe(world, due_at)
    found = by_month(Duty.objects.all(), MORNING, zone)
    assert found == {("G14", date(2026, n, 1)): Tally(kept=kept) for n, kept in months.items()}


def test_clauses_and_people_are_told_apart(world: World) -> None:
    owe(world, DUE)
    owe(world, DUE, DutyState.MET_LATE, who="second_technician")
    owe(world, DUE, DutyState.OPEN, clause="G4")
    later = DUE + timedelta(days=1)
    assert by_month(Duty.objects.all(), later, SHANGHAI) == {
        ("G14", date(2026, 11, 1)): Tally(kept=1, late=1),
        ("G4", date(2026, 11, 1)): Tally(overdue=1),
    }
    assert by_each(Duty.objects.filter(clause="G14"), later, "owner__username", "clause") == {
        ("technician", "G14"): Tally(kept=1),
        ("second_technician", "G14"): Tally(late=1),
    }


def test_what_was_cancelled_or_falls_due_elsewhere_does_not_count(world: World) -> None:
    since, until = DUE, DUE + timedelta(hours=1)
    inside = [owe(world, since), owe(world, until - TICK, DutyState.EXCUSED)]
    for due_at, state in ((since - TICK, DutyState.MET), (until, DutyState.MET), (DUE, DutyState.CANCELLED)):
        owe(world, due_at, state)
    assert list(due_between(Duty.objects.order_by("pk"), since, until)) == inside


def test_a_year_of_figures_is_one_query(world: World, django_assert_num_queries: Any) -> None:
    for day in range(12):
        owe(world, DUE - timedelta(days=30 * day))
    with django_assert_num_queries(1):
        assert sum(tally.kept for tally in by_month(Duty.objects.all(), DUE, SHANGHAI).values()) == 12
