"""Duties opened, met, moved, excused and cancelled; nothing else changes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yinuo.calendars.queries import working_calendar
from yinuo.duties.models import Duty
from yinuo.duties.rules import judged, plan
from yinuo.duties.states import DutyState
from yinuo.journal.commands import conflict, note, put
from yinuo.journal.questions import Question
from yinuo.journal.steps import one_step
from yinuo.lib.refusal import Refused, invalid
from yinuo.lib.words import w
from yinuo.people.queries import absence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from yinuo.lib.actor import Acting
    from yinuo.lib.words import Words
    from yinuo.people.models import Branch, User
    from yinuo.policy.queries import Policy

OPEN_ONES = Question[Duty](
    lambda kind, key: (
        Duty.objects.select_for_update(of=("self",))
        .filter(subject_kind=kind, subject_key=key, state=DutyState.OPEN)
        .select_related("branch", "owner")
        .order_by("id")
    ),
    str,
    str,
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a duty is about: the kind and key of a journal subject, and a part of it."""

    kind: str
    key: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """What is owed: the deed in words, until when and why then, by a person or a role at the branch."""

    clause: str
    what: Words
    due_at: datetime
    why: dict[str, object]
    role: str
    owner: User | None = None


def open_duty(*, promise: Promise, about: Subject, branch: Branch, policy: Policy, at: datetime) -> Duty:
    """Open a duty from `at`; an absent owner's substitute owns it, else the supervisor (decision 8)."""
    return put(opening(promise=promise, about=about, branch=branch, policy=policy, at=at))


def opening(*, promise: Promise, about: Subject, branch: Branch, policy: Policy, at: datetime) -> Duty:
    """Return the duty that `open_duty` opens, not written yet: several go in one statement."""
    owner, role = _present(promise.owner, promise.role, at)
    duty = Duty(
        clause=promise.clause,
        policy_version=policy.number,
        subject_kind=about.kind,
        subject_key=about.key,
        part=about.part,
        branch=branch,
        owner=owner,
        owner_role=role,
        what=promise.what.as_json(),
        why=promise.why,
        opened_at=at,
        due_at=promise.due_at,
    )
    duty.next_step_at = _next_step(duty, policy)
    return duty


def settled(
    *,
    promise: Promise,
    about: Subject,
    branch: Branch,
    policy: Policy,
    at: datetime,
    done_at: datetime,
    by: Acting,
    evidence: str = "",
) -> Duty:
    """Return a duty whose deed is already done, not written yet: opened at `at`, judged at `done_at`."""
    return Duty(
        clause=promise.clause,
        policy_version=policy.number,
        subject_kind=about.kind,
        subject_key=about.key,
        part=about.part,
        branch=branch,
        owner=promise.owner,
        owner_role=promise.role,
        what=promise.what.as_json(),
        why=promise.why,
        opened_at=at,
        due_at=promise.due_at,
        state=judged(due_at=promise.due_at, done_at=done_at),
        settled_at=done_at,
        settled_by=by.name,
        evidence=evidence,
    )


def opened(about: Subject, *clauses: str) -> list[Duty]:
    """Return the open duties of a subject (and its part, when given), of `clauses` or of all.

    They are locked until the transaction ends: a step that a worker takes meanwhile is not written over.
    """
    return chosen(OPEN_ONES.rows(about.kind, about.key), *clauses, part=about.part)


def chosen(duties: Iterable[Duty], *clauses: str, part: str = "") -> list[Duty]:
    """Return those of the duties that are about `part`, when given, and of `clauses`, or of all."""
    of_part = [duty for duty in duties if part in ("", duty.part)]
    return [duty for duty in of_part if duty.clause in clauses] if clauses else of_part


def meet(duties: Sequence[Duty], *, done_at: datetime, by: Acting, evidence: str, reason: str = "") -> None:
    """Settle open duties by a deed done at `done_at`: met, or met late, whenever it was noticed."""
    for duty in duties:
        duty.state = judged(due_at=duty.due_at, done_at=done_at)
        _settle(duty, by=by, at=done_at, evidence=evidence, reason=reason or duty.reason)


def cancel(duties: Sequence[Duty], *, by: Acting, at: datetime, evidence: str, reason: str) -> None:
    """Call open duties off: they count neither as kept nor as broken."""
    for duty in duties:
        duty.state = DutyState.CANCELLED
        _settle(duty, by=by, at=at, evidence=evidence, reason=reason)


def hand(duties: Sequence[Duty], *, owner: User | None, role: str, at: datetime) -> None:
    """Hand open duties to another owner; the due instant stays."""
    for duty in duties:
        duty.owner, duty.owner_role = _present(owner, role, at)
        duty.version += 1
        put(duty)


def move(
    duties: Sequence[Duty], *, due_at: datetime, why: dict[str, object], reason: str, policy: Policy
) -> None:
    """Move open duties to another due instant, with why; their reminders follow."""
    for duty in duties:
        duty.due_at, duty.why, duty.reason = due_at, why, reason
        duty.steps_taken = 0
        duty.version += 1
        duty.next_step_at = _next_step(duty, policy)
        put(duty)


@one_step
def excuse(*, duty_id: int, version: int | None, reason: str, by: Acting, at: datetime) -> Duty:
    """Excuse one open or late duty: who and why are kept. Invalid without a reason, Conflict when stale."""
    if not reason.strip():
        raise invalid("reason", w("免责要写原因。", "An excuse needs a reason."), "reason_needed")
    duty = Duty.objects.select_for_update(of=("self",)).select_related("branch", "owner").get(pk=duty_id)
    if version is not None and version != duty.version:
        raise conflict({"version": {"yours": version, "now": duty.version}})
    if duty.state not in (DutyState.OPEN, DutyState.MET_LATE):
        raise Refused(
            "not_excusable", w("只有未了或迟了的职责可以免责。", "Only an open or late duty can be excused.")
        )
    duty.state = DutyState.EXCUSED
    line = note("duty", str(duty.pk), "excused", by=by, at=at, text=reason, details={"clause": duty.clause})
    _settle(duty, by=by, at=at, evidence=line.hash, reason=reason)
    return duty


def _settle(duty: Duty, *, by: Acting, at: datetime, evidence: str, reason: str) -> None:
    duty.settled_at, duty.settled_by = at, by.name
    duty.evidence, duty.reason = evidence, reason
    duty.next_step_at = None
    duty.version += 1
    put(duty)


def _present(owner: User | None, role: str, at: datetime) -> tuple[User | None, str]:
    if owner is None:
        return None, role
    away = absence(owner.pk, at)
    if away is None:
        return owner, role
    return (away.substitute, role) if away.substitute else (None, "supervisor")


def _next_step(duty: Duty, policy: Policy) -> datetime | None:
    steps = policy.steps(duty.clause)
    calendar = working_calendar(duty.branch.calendar_id)
    planned = plan(steps, opened_at=duty.opened_at, due_at=duty.due_at, calendar=calendar)
    return planned[duty.steps_taken].at if duty.steps_taken < len(planned) else None
