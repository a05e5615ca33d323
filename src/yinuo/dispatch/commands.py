"""Dispatch with judgement: the fitness of the person is looked at, then calls makes the move (S1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from yinuo.calls import commands as calls
from yinuo.calls.commands.dispatching import Assignment
from yinuo.dispatch.queries import Candidate, candidates
from yinuo.lib.refusal import invalid
from yinuo.lib.words import w

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from yinuo.calls.commands.gate import Deed
    from yinuo.calls.models import Call


@dataclass(frozen=True, slots=True)
class Plan:
    """What a dispatcher decides: who leads and helps, when, with which tools, and why."""

    technician: str
    helpers: tuple[str, ...] = ()
    planned_start: datetime | None = None
    tools: tuple[str, ...] = ()
    reason: str = ""
    order_reason: str = ""


def dispatch(
    *, number: str, version: int | None, plan: Plan, deed: Deed, vouchers: Sequence[str] = ()
) -> Call:
    """Dispatch call `number` by `plan`. Invalid: unknown technician; else what `calls.assign` refuses."""
    choose = partial(assignment, plan=plan, at=deed.at)
    return calls.assign(number=number, version=version, choose=choose, deed=deed, vouchers=vouchers)


def hand_over(*, voucher: str, version: int | None, plan: Plan, deed: Deed) -> Call:
    """Hand a job over midway to the person of `plan`; the reason is kept (decision 8)."""
    choose = partial(assignment, plan=plan, at=deed.at)
    return calls.hand_over(number=voucher, version=version, choose=choose, reason=plan.reason, deed=deed)


def assignment(call: Call, plan: Plan, *, at: datetime) -> Assignment:
    """Return the assignment that `plan` means for `call`, with why the lead fits or doesn't."""
    known = {candidate.user.username: candidate for candidate in candidates(call, at=at)}
    lead = _person(known, plan.technician, "technician")
    helpers = tuple(_person(known, name, "helpers").user for name in plan.helpers if name != plan.technician)
    return Assignment(
        lead=lead.user,
        helpers=helpers,
        planned_start=plan.planned_start,
        tools=plan.tools,
        fit=tuple(point.as_json() for point in lead.points),
        misfit=lead.misfit,
        misfit_reason=plan.reason,
        order_reason=plan.order_reason,
    )


def _person(known: dict[str, Candidate], username: str, field: str) -> Candidate:
    found = known.get(username)
    if found is None:
        raise invalid(
            field, w("本分公司没有这位技术员。", "The branch has no such technician."), "unknown_technician"
        )
    return found
