"""The due-row loop: finds one duty whose next step has come, tells the next person, goes on.

Each step is recorded with the instant at which it was due, not the moment it was noticed. Several
workers are safe: a step is claimed by a conditional update that must change exactly one row.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from yinuo.calendars.queries import working_calendar
from yinuo.duties.models import Duty
from yinuo.duties.rules import Planned, plan
from yinuo.duties.states import DutyState
from yinuo.journal.commands import note
from yinuo.journal.commands import put as seal
from yinuo.journal.writers import declared
from yinuo.lib.actor import SYSTEM
from yinuo.lib.words import w
from yinuo.outbox.commands import About, Address, put
from yinuo.people.models import SIMULATED
from yinuo.policy import queries as policy

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.policy.rules import Step

LOG = logging.getLogger("yinuo.duties")
PUSHED_AHEAD = timedelta(minutes=5)

REMIND = w("快到时间：{what}（{clause}，应在 {due} 前）", "Due soon: {what} ({clause}, by {due})")
ESCALATE = w(
    "没有按时做到：{what}（{clause}，应在 {due} 前）", "Not done in time: {what} ({clause}, by {due})"
)


def run_due(now: datetime, *, most: int = 500, simulated: bool = False) -> int:
    """Take every step that has come by `now`, one after another; return how many were taken.

    Branches of a replay live by another clock: only `simulated` runs look at them, and at nothing else.
    """
    taken = 0
    while taken < most and (duty_id := _one_due(now, simulated=simulated)):
        try:
            taken += take_step(duty_id, now)
        except Exception:
            LOG.exception("step of duty %s failed; pushed ahead", duty_id)
            _push_ahead(duty_id, now + PUSHED_AHEAD)
    return taken


@declared("duties", "a step that failed is tried again")
@transaction.atomic
def _push_ahead(duty_id: int, to: datetime) -> None:
    duty = Duty.objects.select_for_update(of=("self",)).get(pk=duty_id)
    duty.next_step_at = to
    seal(duty)


def _one_due(now: datetime, *, simulated: bool) -> int | None:
    due = Duty.objects.filter(state=DutyState.OPEN, next_step_at__lte=now).order_by("next_step_at", "id")
    due = due.filter(branch__kind=SIMULATED) if simulated else due.exclude(branch__kind=SIMULATED)
    return due.values_list("pk", flat=True).first()


@transaction.atomic
def take_step(duty_id: int, now: datetime) -> bool:
    """Take the next step of one duty, if it is still open and the step has come. True when taken."""
    duty = Duty.objects.select_for_update(of=("self",)).select_related("branch", "owner").get(pk=duty_id)
    steps = policy.numbered(duty.policy_version).steps(duty.clause)
    calendar = working_calendar(duty.branch.calendar_id)
    planned = plan(steps, opened_at=duty.opened_at, due_at=duty.due_at, calendar=calendar)
    if duty.state != DutyState.OPEN or duty.steps_taken >= len(planned):
        return False
    step = planned[duty.steps_taken]
    if step.at > now:
        return False
    _tell(duty, steps[step.index], step)
    _claim(duty, planned)
    return True


def _claim(duty: Duty, planned: list[Planned]) -> None:
    before = Duty.objects.filter(pk=duty.pk, steps_taken=duty.steps_taken, state=DutyState.OPEN)
    duty.steps_taken += 1
    duty.next_step_at = planned[duty.steps_taken].at if duty.steps_taken < len(planned) else None
    seal = duty.own_seal()
    if before.update(steps_taken=duty.steps_taken, next_step_at=duty.next_step_at, seal=seal) != 1:
        raise RuntimeError("another worker took this step")


def _tell(duty: Duty, step: Step, planned: Planned) -> None:
    to = _address(duty, step.to)
    due = duty.due_at.astimezone(working_calendar(duty.branch.calendar_id).zone)
    saying = REMIND if step.kind == "remind" else ESCALATE
    text = saying.format(what=duty.words, clause=duty.clause, due=f"{due:%m-%d %H:%M}")
    about = About(duty.subject_kind, duty.subject_key)
    key = f"duty:{duty.pk}:{planned.index}:{duty.due_at.timestamp():.0f}"
    put(kind=step.kind, to=to, text=text, about=about, at=planned.at, once_key=key)
    details = {"clause": duty.clause, "step": step.key, "to": step.to, "subject": duty.subject_key}
    note("duty", str(duty.pk), step.kind, by=SYSTEM, at=planned.at, details=details)


def _address(duty: Duty, to: str) -> Address:
    if to == "owner" and duty.owner_id:
        return Address(person=duty.owner_id)
    return Address(role=duty.owner_role if to == "owner" else to, branch=duty.branch.code)
