"""Duties: judged at the due instant, reminded in time, moved, handed on, excused; nobody is told twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import MORNING, World, at, build
from yinuo.calendars.queries import working_calendar
from yinuo.duties import access, commands, jobs, queries
from yinuo.duties.commands import Promise, Subject
from yinuo.duties.models import Duty
from yinuo.duties.rules import judged, plan
from yinuo.duties.states import DUTY_WORDS, DutyState
from yinuo.journal.models import Entry
from yinuo.lib.refusal import Conflict, NotAllowed, NotFound, Refused
from yinuo.lib.words import w
from yinuo.outbox.models import Message
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from collections.abc import Iterator

EARLY, LATE = datetime(2024, 1, 1), datetime(2026, 12, 1)  # noqa: DTZ001 - bounds without a zone are wanted
INSTANTS = st.datetimes(EARLY, LATE, timezones=st.just(UTC))
ABOUT = Subject("call", "SH-20261124-0099")


@given(due_at=INSTANTS, late=st.timedeltas(timedelta(days=-9), timedelta(days=9)))
def test_kept_until_the_due_instant_and_late_ever_after(due_at: datetime, late: timedelta) -> None:
    expected = DutyState.MET if late <= timedelta(0) else DutyState.MET_LATE
    assert judged(due_at=due_at, done_at=due_at + late) is expected


def test_every_state_has_its_words() -> None:
    assert set(DUTY_WORDS) == set(DutyState)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    policies.forget()
    yield build()
    policies.forget()


def owe(
    world: World, *, due: datetime, clause: str = "G14", owner: Any = None, role: str = "supervisor"
) -> Duty:
    promise = Promise(clause, w("到达", "arrive"), due, {"policy": 1}, role, owner)
    policy = policies.at(MORNING)
    return commands.open_duty(promise=promise, about=ABOUT, branch=world.branch, policy=policy, at=MORNING)


@pytest.mark.parametrize("clause", ["G3", "G4", "G13", "G14", "S1.6", "S1.8", "S2.2", "S2.4", "S2.5", "D10"])
def test_the_steps_of_every_clause_come_in_order_and_not_before_the_promise(
    world: World, clause: str
) -> None:
    calendar = working_calendar(world.branch.calendar_id)
    due_at = at("2026-11-24 16:30")
    planned = plan(policies.at(MORNING).steps(clause), opened_at=MORNING, due_at=due_at, calendar=calendar)
    instants = [step.at for step in planned]
    assert instants == sorted(instants)
    assert all(instant >= MORNING for instant in instants)
    assert len({step.index for step in planned}) == len(planned)


def test_each_step_is_stamped_with_its_own_deadline_however_late_the_worker_comes(world: World) -> None:
    duty = owe(world, due=at("2026-11-24 16:30"))
    calendar = working_calendar(world.branch.calendar_id)
    planned = plan(
        policies.at(MORNING).steps("G14"), opened_at=MORNING, due_at=duty.due_at, calendar=calendar
    )
    assert jobs.run_due(at("2026-11-27 09:00")) == len(planned)
    lines = Entry.objects.filter(subject_kind="duty", subject_key=str(duty.pk)).order_by("sequence")
    assert [line.at for line in lines] == [step.at for step in planned]
    assert sorted(Message.objects.values_list("put_at", flat=True)) == [step.at for step in planned]


def test_a_step_that_has_not_come_is_not_taken(world: World) -> None:
    duty = owe(world, due=at("2026-11-24 16:30"))
    assert duty.next_step_at is not None
    assert jobs.run_due(duty.next_step_at - timedelta(seconds=1)) == 0
    assert jobs.run_due(duty.next_step_at) == 1


def test_a_settled_duty_reminds_nobody(world: World) -> None:
    duty = owe(world, due=at("2026-11-24 16:30"))
    commands.meet([duty], done_at=MORNING, by=world.clerk, evidence="e")
    assert jobs.run_due(at("2026-11-30 09:00")) == 0
    assert not jobs.take_step(duty.pk, at("2026-11-30 09:00"))


def test_a_step_that_fails_is_pushed_ahead_and_the_others_go_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = owe(world, due=at("2026-11-24 16:30"))
    fine = owe(world, due=at("2026-11-24 16:30"), clause="G4")
    real = jobs.take_step

    def failing(duty_id: int, now: datetime) -> bool:
        if duty_id == broken.pk:
            raise RuntimeError("broken row")
        return real(duty_id, now)

    monkeypatch.setattr(jobs, "take_step", failing)
    now = at("2026-12-20 09:00")
    assert jobs.run_due(now) > 0
    broken.refresh_from_db()
    fine.refresh_from_db()
    assert broken.next_step_at == now + jobs.PUSHED_AHEAD
    assert broken.seal == broken.own_seal(), "the audit finds nothing wrong with what was pushed ahead"
    assert fine.next_step_at is None


def test_a_reminder_to_the_owner_goes_to_the_person(world: World) -> None:
    technician = world.people["technician"]
    owe(world, due=at("2026-11-24 16:30"), owner=technician, role="technician")
    jobs.run_due(at("2026-11-24 16:00"))
    assert Message.objects.filter(to_person=technician.pk).exists()


def test_moving_a_duty_moves_its_reminders_and_they_are_told_anew(world: World) -> None:
    duty = owe(world, due=at("2026-11-24 16:30"))
    jobs.run_due(at("2026-11-24 16:29"))
    before = Message.objects.count()
    commands.move([duty], due_at=at("2026-11-26 10:00"), why={}, reason="改约", policy=policies.at(MORNING))
    assert duty.next_step_at is not None
    jobs.run_due(at("2026-11-27 10:00"))
    assert Message.objects.count() > before
    assert not Duty.objects.get().overdue(at("2026-11-26 10:00"))
    assert Duty.objects.get().overdue(at("2026-11-26 10:01"))


def test_one_open_duty_for_one_promise(world: World) -> None:
    from django.db import IntegrityError, transaction

    duty = owe(world, due=at("2026-11-24 16:30"))
    with pytest.raises(IntegrityError), transaction.atomic():
        owe(world, due=at("2026-11-24 17:30"))
    commands.cancel([duty], by=world.clerk, at=MORNING, evidence="", reason="x")
    owe(world, due=at("2026-11-24 17:30"))
    assert Duty.objects.count() == 2


def test_what_somebody_owes_is_their_own_and_their_roles_at_their_branch(world: World) -> None:
    technician = world.people["technician"]
    own = owe(world, due=at("2026-11-24 16:30"), owner=technician, role="technician")
    of_role = owe(world, due=at("2026-11-24 10:30"), clause="S2.4")
    assert list(queries.owed_by(technician)) == [own]
    assert list(queries.owed_by(world.people["supervisor"])) == [of_role]
    assert list(queries.owed_by(world.people["other_clerk"])) == []


def test_who_sees_which_duties(world: World) -> None:
    technician = world.people["technician"]
    own = owe(world, due=at("2026-11-24 16:30"), owner=technician, role="technician")
    other = owe(world, due=at("2026-11-24 10:30"), clause="S2.4")
    assert list(access.visible(technician)) == [own]
    assert set(access.visible(world.clerk)) == {own, other}
    assert set(access.visible(world.people["auditor"])) == {own, other}
    assert list(access.visible(world.people["other_clerk"])) == []


def test_who_may_excuse(world: World) -> None:
    duty = owe(world, due=at("2026-11-24 16:30"))
    assert access.duty_to_excuse(world.people["branch_manager"], duty.pk) == duty
    with pytest.raises(NotAllowed):
        access.duty_to_excuse(world.clerk, duty.pk)
    with pytest.raises(NotFound):
        access.duty_to_excuse(world.people["other_clerk"], duty.pk)


class TestExcuse:
    def excuse(self, world: World, duty: Duty, **changed: Any) -> Duty:
        values = {
            "version": duty.version,
            "reason": "台风停运",
            "by": world.people["branch_manager"],
            **changed,
        }
        return commands.excuse(duty_id=duty.pk, at=MORNING, **values)

    def test_an_excused_duty_stops_reminding_and_keeps_who_and_why(self, world: World) -> None:
        excused = self.excuse(world, owe(world, due=at("2026-11-24 16:30")))
        assert (excused.state, excused.reason) == ("excused", "台风停运")
        assert excused.evidence == Entry.objects.get(verb="excused").hash
        assert jobs.run_due(at("2026-11-30 09:00")) == 0

    def test_what_was_kept_needs_no_excuse(self, world: World) -> None:
        duty = owe(world, due=at("2026-11-24 16:30"))
        commands.meet([duty], done_at=MORNING, by=world.clerk, evidence="e")
        with pytest.raises(Refused, match="not_excusable"):
            self.excuse(world, duty)

    def test_a_stale_version_is_a_conflict_with_the_difference(self, world: World) -> None:
        duty = owe(world, due=at("2026-11-24 16:30"))
        commands.hand([duty], owner=None, role="technician", at=MORNING)
        with pytest.raises(Conflict) as refusal:
            self.excuse(world, duty, version=1)
        assert refusal.value.difference == {"version": {"yours": 1, "now": 2}}
