"""What can't be solved on site (S2.5, S1.6), and the injury that must be assessed (decision 10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yinuo.calls.commands import gate
from yinuo.calls.commands.gate import promise
from yinuo.calls.models import Escalation
from yinuo.calls.rules import promises
from yinuo.calls.states import MOVES, State
from yinuo.journal.commands import put, put_new
from yinuo.journal.steps import one_step
from yinuo.lib.refusal import Refused, invalid
from yinuo.lib.words import w
from yinuo.outbox.commands import About, Address
from yinuo.outbox.commands import put as tell
from yinuo.people.rights import ROLES

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.calls.commands.gate import Deed, Job
    from yinuo.calls.models import Call
    from yinuo.people.models import User

S2_5 = w("立刻上报解决不了的问题", "feed back what can't be solved")
S1_6 = w("定出解决办法", "fix a solution")
SOLVED = w("{number} 的解决办法：{solution}", "The solution for {number}: {solution}")
TOLD = w(
    "{name} 在现场解决不了：{problem}（{number}）", "{name} can't solve this on site: {problem} ({number})"
)


@dataclass(frozen=True, slots=True)
class Feedback:
    """What could not be solved, found when, told to which department in charge and which others."""

    problem: str
    department: str
    found_at: datetime
    concerned: tuple[str, ...] = ()


@one_step
def escalate(*, number: str, version: int | None, feedback: Feedback, by: User, deed: Deed) -> Escalation:
    """Feed a problem back to the department in charge and those concerned; their solution is owed (S1.6)."""
    job = gate.open_job(number, version, deed)
    MOVES.after(State(job.voucher.state), "escalate")
    problem = gate.needs(
        "problem", feedback.problem, w("请写下解决不了的问题。", "Write down what can't be solved.")
    )
    _check(job, feedback, deed)
    escalation = Escalation(
        voucher=job.voucher,
        problem=problem,
        department=feedback.department,
        concerned=list(feedback.concerned),
        found_at=feedback.found_at,
        told_at=deed.at,
        told_by=by,
    )
    put(escalation)
    details = {"voucher": number, "department": feedback.department, "concerned": list(feedback.concerned)}
    entry = gate.write(job.call, "escalated", deed, note=problem, details=details)
    _owe(job, escalation, deed, evidence=entry.hash)
    _tell(job, escalation, deed)
    return escalation


def _check(job: Job, feedback: Feedback, deed: Deed) -> None:
    unknown = [role for role in (feedback.department, *feedback.concerned) if role not in ROLES]
    if unknown:
        raise invalid("department", w("没有这个部门。", "There is no such department."), "unknown_department")
    arrived = job.visiting.arrived_at
    if feedback.found_at > deed.at or (arrived and feedback.found_at < arrived):
        words = w("发现时间要在到达之后、现在之前。", "It must have been found after arrival and before now.")
        raise invalid("found_at", words, "impossible_time")


def _owe(job: Job, escalation: Escalation, deed: Deed, *, evidence: str) -> None:
    policy, calendar = gate.policy_of(job.call), gate.calendar_of(job.call)
    part = f"{job.voucher.number}/e{escalation.pk}"
    found = escalation.found_at
    due = promises.after_clock(policy, parameter="S2.5.feedback_within", since=found)
    owed = promise("S2.5", S2_5, due, "technician", job.visiting.lead)
    told = gate.owed_and_done(
        job.call, owed, deed, since=found, done_at=deed.at, evidence=evidence, part=part
    )
    due = promises.after(policy, calendar, parameter="S1.6.solution_within", since=deed.at)
    put_new([told, gate.owing(job.call, promise("S1.6", S1_6, due, escalation.department), deed, part=part)])


def _tell(job: Job, escalation: Escalation, deed: Deed) -> None:
    text = TOLD.format(name=deed.by.name, problem=escalation.problem, number=job.call.number)
    for role in dict.fromkeys((escalation.department, *escalation.concerned)):
        tell(
            kind="escalated",
            to=Address(role=role, branch=job.call.branch.code),
            text=text,
            about=About("call", job.call.number),
            at=deed.at,
            once_key=f"escalated:{escalation.pk}:{role}",
        )


@one_step
def solve(*, number: str, version: int | None, solution: str, deed: Deed) -> Escalation:
    """Record the solution that the department in charge has fixed (S1.6)."""
    job = gate.open_job(number, version, deed)
    told = gate.needs("solution", solution, w("请写下解决办法。", "Write down the solution."))
    escalation = job.voucher.escalations.filter(solved_at=None).order_by("id").first()
    if escalation is None:
        raise Refused("nothing_escalated", w("没有等解决的问题。", "Nothing waits for a solution."))
    escalation.solution, escalation.solved_at, escalation.solved_by = told, deed.at, deed.by.name
    put(escalation)
    entry = gate.write(job.call, "solved", deed, note=told, details={"voucher": number})
    part = f"{job.voucher.number}/e{escalation.pk}"
    gate.settle(job.call, "S1.6", deed=deed, evidence=entry.hash, part=part)
    tell(
        kind="solved",
        to=Address(person=escalation.told_by_id),
        text=SOLVED.format(number=job.call.number, solution=told[:400]),
        about=About("call", job.call.number),
        at=deed.at,
        once_key=f"solved:{escalation.pk}",
    )
    return escalation


@one_step
def assess_injury(*, number: str, version: int | None, assessment: str, deed: Deed) -> Call:
    """Record the service department's assessment of a reported injury (decision 10)."""
    call = gate.open_call(number, version, deed)
    told = gate.needs("assessment", assessment, w("请写下评估。", "Write down the assessment."))
    if call.injury_learned_at is None:
        raise Refused("no_injury", w("这次叫修没有报告伤害。", "No injury was reported with this call."))
    entry = gate.write(call, "injury_assessed", deed, note=told, injury_assessment=told)
    gate.settle(call, "D10", deed=deed, evidence=entry.hash)
    return call
