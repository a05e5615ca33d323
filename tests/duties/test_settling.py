"""A duty's life by its commands: when its steps come, who owns it, how it ends; a state machine walks all of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.world import MORNING, World, at, build
from yinuo.calendars.queries import working_calendar
from yinuo.duties import commands, jobs
from yinuo.duties.commands import Promise, Subject
from yinuo.duties.models import Duty
from yinuo.duties.rules import plan, step_instant
from yinuo.duties.states import DutyState
from yinuo.journal.audit import verify
from yinuo.journal.commands import put
from yinuo.journal.writers import declared
from yinuo.lib.actor import SYSTEM
from yinuo.lib.refusal import Conflict, Invalid, Refused
from yinuo.lib.words import w
from yinuo.outbox.models import Message
from yinuo.people.commands import add_absence
from yinuo.policy import queries as policies
from yinuo.policy.rules import Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yinuo.people.models import User

pytestmark = pytest.mark.django_db
DUE = at("2026-11-24 16:30")
ABOUT = Subject("call", "SH-20261124-0099")


@pytest.fixture
def world() -> Iterator[World]:
    """A branch with its people."""
    policies.forget()
    yield build()
    policies.forget()


def owe(
    world: World,
    *,
    clause: str = "G14",
    owner: User | None = None,
    role: str = "supervisor",
    about: Subject = ABOUT,
    due: datetime = DUE,
    when: datetime = MORNING,
) -> Duty:
    promise = Promise(clause, w("到达", "arrive"), due, {"policy": 1}, role, owner)
    return commands.open_duty(
        promise=promise, about=about, branch=world.branch, policy=policies.at(MORNING), at=when
    )


def fresh(duty: Duty) -> Duty:
    return Duty.objects.get(pk=duty.pk)


def step(base: str, minutes: int = 0, *, share: str | None = None, clock: bool = False) -> Step:
    return Step(
        "k", "remind", "owner", base, share=Decimal(share) if share else None, minutes=minutes, clock=clock
    )


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (step("share", share="0"), "2026-11-24 09:00"),
        (step("share", share="0.5"), "2026-11-24 12:00"),
        (step("share", share="0.75"), "2026-11-24 15:00"),
        (step("share", share="1"), "2026-11-24 16:30"),
        (step("opened", 0), "2026-11-24 09:00"),
        (step("opened", 30), "2026-11-24 09:30"),
        (step("opened", 240), "2026-11-24 14:30"),
        (step("opened", 240, clock=True), "2026-11-24 13:00"),
        (step("due", 0), "2026-11-24 16:30"),
        (step("due", -60), "2026-11-24 15:30"),
        (step("due", -240), "2026-11-24 11:00"),
        (step("due", -240, clock=True), "2026-11-24 12:30"),
        (step("due", 60), "2026-11-24 17:30"),
        (step("due", 120), "2026-11-25 09:30"),
        (step("due", 120, clock=True), "2026-11-24 18:30"),
    ],
    ids=lambda value: (
        value if isinstance(value, str) else f"{value.base}{value.minutes}{value.share or ''}{value.clock}"
    ),
)
def test_when_a_step_comes(world: World, asked: Step, expected: str) -> None:
    """The promise runs from 9:00 to 16:30 and the office rests from 12:00 to 13:30: six working hours."""
    calendar = working_calendar(world.branch.calendar_id)
    assert step_instant(asked, opened_at=MORNING, due_at=DUE, calendar=calendar) == at(expected)


def test_steps_at_one_instant_keep_the_order_of_the_policy(world: World) -> None:
    calendar = working_calendar(world.branch.calendar_id)
    steps = [step("due", 0), step("share", share="1"), step("opened", 0), step("due", 0)]
    planned = plan(steps, opened_at=MORNING, due_at=DUE, calendar=calendar)
    assert [each.index for each in planned] == [2, 0, 1, 3]


def test_a_new_duty_waits_for_its_first_step(world: World) -> None:
    duty = owe(world)
    assert (duty.state, duty.steps_taken, duty.version) == (DutyState.OPEN, 0, 1)
    assert duty.next_step_at is not None
    assert MORNING <= duty.next_step_at <= DUE
    assert duty.seal == duty.own_seal()


@pytest.mark.parametrize(
    ("done", "state"),
    [
        ("2026-11-24 09:00", DutyState.MET),
        ("2026-11-24 16:30", DutyState.MET),
        ("2026-11-24 16:31", DutyState.MET_LATE),
        ("2026-12-24 09:00", DutyState.MET_LATE),
    ],
)
@pytest.mark.parametrize("settled", [False, True])
def test_a_deed_is_judged_by_its_own_instant(
    world: World, done: str, state: DutyState, settled: bool
) -> None:
    """Whether the duty was open before, or is written down with its deed at once."""
    if settled:
        promise = Promise("G14", w("到达", "arrive"), DUE, {}, "supervisor")
        policy, deed = policies.at(MORNING), at(done)
        duty = put(
            commands.settled(
                promise=promise,
                about=ABOUT,
                branch=world.branch,
                policy=policy,
                at=MORNING,
                done_at=deed,
                by=SYSTEM,
                evidence="e",
            )
        )
    else:
        duty = owe(world)
        commands.meet(commands.opened(ABOUT), done_at=at(done), by=SYSTEM, evidence="e")
    stored = fresh(duty)
    assert (stored.state, stored.settled_at, stored.settled_by, stored.evidence) == (
        state,
        at(done),
        SYSTEM.name,
        "e",
    )
    assert stored.next_step_at is None
    assert commands.opened(ABOUT) == []


def test_what_is_called_off_is_neither_kept_nor_broken(world: World) -> None:
    duty = owe(world)
    commands.cancel(
        commands.opened(ABOUT), by=world.clerk, at=at("2026-11-24 10:00"), evidence="e", reason="电话解决"
    )
    stored = fresh(duty)
    assert (stored.state, stored.reason, stored.settled_by) == (
        DutyState.CANCELLED,
        "电话解决",
        world.clerk.name,
    )
    jobs.run_due(at("2026-11-25 12:00"))
    assert not Message.objects.filter(once_key__startswith=f"duty:{duty.pk}:").exists()


@pytest.mark.parametrize(
    ("part", "clauses", "found"),
    [("", (), 3), ("", ("G14",), 2), ("1", (), 2), ("1", ("G14",), 1), ("2", (), 0), ("", ("G4",), 0)],
)
def test_open_duties_are_found_by_subject_part_and_clause(
    world: World, part: str, clauses: tuple[str, ...], found: int
) -> None:
    one = Subject(ABOUT.kind, ABOUT.key, "1")
    owe(world)
    owe(world, about=one)
    owe(world, about=one, clause="S2.2")
    owe(world, about=Subject("call", "SH-20261124-0100"))
    assert len(commands.opened(Subject(ABOUT.kind, ABOUT.key, part), *clauses)) == found


def test_one_promise_is_owed_once(world: World) -> None:
    owe(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        owe(world)
    commands.meet(commands.opened(ABOUT), done_at=MORNING, by=SYSTEM, evidence="e")
    owe(world)
    assert Duty.objects.count() == 2


def away(world: World, who: str, substitute: User | None) -> None:
    person, hour = world.people[who], timedelta(hours=1)
    add_absence(user=person, starts_at=MORNING - hour, ends_at=MORNING + hour, substitute=substitute)


@pytest.mark.parametrize("hand", [False, True])
class TestAbsence:
    """Who is away can't own a new duty, whether it is opened or handed on (decision 8)."""

    def give(self, world: World, hand: bool, when: datetime = MORNING) -> Duty:
        person = world.people["technician"]
        if not hand:
            return owe(world, owner=person, role="technician", when=when)
        duty = owe(world, when=when)
        commands.hand(commands.opened(ABOUT), owner=person, role="technician", at=when)
        return fresh(duty)

    def test_who_is_there_owns_it(self, world: World, hand: bool) -> None:
        duty = self.give(world, hand)
        assert (duty.owner, duty.owner_role) == (world.people["technician"], "technician")

    def test_the_substitute_owns_it(self, world: World, hand: bool) -> None:
        away(world, "technician", world.people["second_technician"])
        assert self.give(world, hand).owner == world.people["second_technician"]

    def test_without_a_substitute_the_supervisor_does(self, world: World, hand: bool) -> None:
        away(world, "technician", None)
        duty = self.give(world, hand)
        assert (duty.owner, duty.owner_role) == (None, "supervisor")

    def test_who_is_back_owns_it_again(self, world: World, hand: bool) -> None:
        away(world, "technician", None)
        duty = self.give(world, hand, when=MORNING + timedelta(hours=1))
        assert duty.owner == world.people["technician"]


def test_a_later_due_time_starts_the_reminders_anew(world: World) -> None:
    duty = owe(world)
    jobs.run_due(at("2026-11-24 16:00"))
    assert fresh(duty).steps_taken > 0
    later = at("2026-11-26 16:30")
    commands.move(
        commands.opened(ABOUT), due_at=later, why={"a": 1}, reason="客户要求", policy=policies.at(MORNING)
    )
    stored = fresh(duty)
    assert (stored.due_at, stored.why, stored.reason, stored.steps_taken) == (later, {"a": 1}, "客户要求", 0)
    assert stored.version == 2


def test_handing_on_leaves_the_due_time(world: World) -> None:
    duty = owe(world)
    commands.hand(commands.opened(ABOUT), owner=world.people["technician"], role="technician", at=MORNING)
    stored = fresh(duty)
    assert (stored.due_at, stored.version) == (DUE, 2)


@pytest.mark.parametrize("reason", ["", " ", "\n\t"])
def test_an_excuse_needs_a_reason(world: World, reason: str) -> None:
    duty = owe(world)
    with pytest.raises(Invalid) as refusal:
        commands.excuse(duty_id=duty.pk, version=None, reason=reason, by=world.clerk, at=MORNING)
    assert refusal.value.code == "reason_needed"
    assert fresh(duty).state == DutyState.OPEN


@pytest.mark.parametrize("version", [0, 2, 99])
def test_an_excuse_on_a_stale_version_is_refused(world: World, version: int) -> None:
    duty = owe(world)
    with pytest.raises(Conflict) as refusal:
        commands.excuse(duty_id=duty.pk, version=version, reason="停电", by=world.clerk, at=MORNING)
    assert refusal.value.difference == {"version": {"yours": version, "now": 1}}


def settle(world: World, duty: Duty, state: DutyState) -> None:
    late = DUE + timedelta(days=1)
    match state:
        case DutyState.MET:
            commands.meet([duty], done_at=MORNING, by=SYSTEM, evidence="e")
        case DutyState.MET_LATE:
            commands.meet([duty], done_at=late, by=SYSTEM, evidence="e")
        case DutyState.EXCUSED:
            commands.excuse(duty_id=duty.pk, version=None, reason="停电", by=world.clerk, at=late)
        case DutyState.CANCELLED:
            commands.cancel([duty], by=SYSTEM, at=late, evidence="e", reason="r")


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        (DutyState.OPEN, True),
        (DutyState.MET_LATE, True),
        (DutyState.MET, False),
        (DutyState.EXCUSED, False),
        (DutyState.CANCELLED, False),
    ],
)
def test_only_what_was_not_kept_can_be_excused(world: World, state: DutyState, allowed: bool) -> None:
    duty = owe(world)
    settle(world, duty, state)
    if not allowed:
        with pytest.raises(Refused, match="not_excusable"):
            commands.excuse(duty_id=duty.pk, version=None, reason="停电", by=world.clerk, at=DUE)
        assert fresh(duty).state == state
        return
    excused = commands.excuse(duty_id=duty.pk, version=None, reason="停电", by=world.clerk, at=DUE)
    assert (fresh(duty).state, excused.reason, excused.settled_by) == (
        DutyState.EXCUSED,
        "停电",
        world.clerk.name,
    )


@pytest.mark.parametrize("minutes", [-1, 0, 1])
def test_overdue_is_open_after_the_due_instant(world: World, minutes: int) -> None:
    duty = owe(world)
    now = DUE + timedelta(minutes=minutes)
    assert duty.overdue(now) is (minutes > 0)
    settle(world, duty, DutyState.MET)
    assert not fresh(duty).overdue(now)


DEEDS = st.sampled_from(["meet", "late", "cancel", "excuse", "hand", "move", "tick"])
HOURS = st.integers(0, 60)


@given(st.lists(st.tuples(DEEDS, HOURS), max_size=8))
def test_whatever_is_done_a_duty_stays_true(deeds: list[tuple[str, int]]) -> None:
    """After any deeds: settled has its instant, its person and no step; open has none of them; nothing is unsealed."""
    with transaction.atomic():
        policies.forget()
        world = build()
        with declared("test", "a duty without the deeds that make and keep it"):
            duty = owe(world)
            for deed, hours in deeds:
                do(world, duty, deed, MORNING + timedelta(hours=hours))
        stored = fresh(duty)
        is_open = stored.state == DutyState.OPEN
        assert (stored.settled_at is None) is is_open
        assert (stored.settled_by == "") is is_open
        assert is_open or stored.next_step_at is None
        assert stored.seal == stored.own_seal()
        assert not [finding for finding in verify() if "duty" in finding.subject]
        transaction.set_rollback(True)


def do(world: World, duty: Duty, deed: str, when: datetime) -> None:
    """One deed on whatever is open, as the rooms above would do it."""
    still_open = commands.opened(ABOUT)
    match deed:
        case "meet" | "late":
            done = DUE + timedelta(days=1) if deed == "late" else min(when, DUE)
            commands.meet(still_open, done_at=done, by=SYSTEM, evidence="e")
        case "cancel":
            commands.cancel(still_open, by=SYSTEM, at=when, evidence="e", reason="r")
        case "hand":
            commands.hand(still_open, owner=world.people["technician"], role="technician", at=when)
        case "move":
            commands.move(
                still_open, due_at=when.astimezone(UTC), why={}, reason="r", policy=policies.at(MORNING)
            )
        case "excuse" if fresh(duty).state in {DutyState.OPEN, DutyState.MET_LATE}:
            commands.excuse(duty_id=duty.pk, version=None, reason="停电", by=world.clerk, at=when)
        case _:
            jobs.run_due(when)
