"""The gate of the main job: one lock on the call, the table of moves, one line in its journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yinuo.calendars.queries import working_calendar
from yinuo.calls.models import Call, Visit, Voucher
from yinuo.calls.rules.progress import call_state
from yinuo.calls.states import MOVES, State
from yinuo.duties import commands as duties
from yinuo.duties.commands import Promise, Subject
from yinuo.journal.commands import change, check_version, lock, not_found, put
from yinuo.lib.refusal import Refused, invalid
from yinuo.lib.words import Words, w
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from yinuo.duties.models import Duty
    from yinuo.journal.models import Entry
    from yinuo.lib.actor import Acting
    from yinuo.lib.worktime import Calendar
    from yinuo.people.models import User
    from yinuo.policy.queries import Policy


OF_THE_CALL = (State.AWAITING_APPROVAL, State.CANCELLED, State.DUPLICATE)
ARRIVE = w("到达客户处", "arrive at the customer")


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does it and when: the server's instant, and the one the person's own device claims."""

    by: Acting
    at: datetime
    claimed_at: datetime | None = None


@dataclass(slots=True)
class Job:
    """A locked call with the voucher that is worked on and its current visit."""

    call: Call
    voucher: Voucher
    visit: Visit | None

    @property
    def visiting(self) -> Visit:
        """The current visit; refused when nobody is dispatched."""
        if self.visit is None:
            raise Refused("no_visit", w("还没有派工。", "Nobody has been dispatched."))
        return self.visit


def open_call(number: str, version: int | None) -> Call:
    """Return call `number` locked. Conflict, with what changed since, when `version` is stale."""
    call = lock(Call, number=number)
    check_version(call, version)
    return call


def open_job(number: str, version: int | None) -> Job:
    """Return the job of voucher `number`, its call locked. NotFound, or Conflict when `version` is stale."""
    call_id = Voucher.objects.filter(number=number).values_list("call__number", flat=True).first()
    if call_id is None:
        raise not_found("voucher")
    call = open_call(call_id, version)
    voucher = call.vouchers.select_related("device__product_model").get(number=number)
    voucher.call = call
    visit = voucher.visits.select_related("lead").filter(current=True).first()
    return Job(call, voucher, visit)


def move(voucher: Voucher, verb: str, **changed: Any) -> Voucher:
    """Move a voucher through the table and write it with `changed`. Refused when the move is not allowed."""
    voucher.state = MOVES.after(State(voucher.state), verb)
    for field, value in changed.items():
        setattr(voucher, field, value)
    return put(voucher)


def write(
    call: Call,
    verb: str,
    deed: Deed,
    *,
    note: str = "",
    details: Mapping[str, object] | None = None,
    **changed: Any,
) -> Entry:
    """Write the journal line of what happened, with the call's state as its vouchers now give it."""
    if "state" not in changed and call.state not in OF_THE_CALL:
        changed["state"] = str(call_state(call.vouchers.values_list("state", flat=True)))
    return change(
        call, verb, by=deed.by, at=deed.at, claimed_at=deed.claimed_at, note=note, details=details, **changed
    )


def policy_of(call: Call) -> Policy:
    """The policy that judges the call until its end: the one in force at *reported at* (P5.5)."""
    return policies.numbered(call.policy_version)


def calendar_of(call: Call) -> Calendar:
    """Return the working calendar of the branch that took the call."""
    return working_calendar(call.branch.calendar_id)


def about(call: Call, part: str = "") -> Subject:
    """Return the subject of the call's duties, of one part when given."""
    return Subject(Call.SUBJECT, call.number, part)


def owe(call: Call, promise: Promise, deed: Deed, *, part: str = "", since: datetime | None = None) -> Duty:
    """Open a duty about the call, or about a part of it."""
    return duties.open_duty(
        promise=promise,
        about=about(call, part),
        branch=call.branch,
        policy=policy_of(call),
        at=since or deed.at,
    )


def owed_and_done(
    call: Call,
    promise: Promise,
    deed: Deed,
    *,
    since: datetime,
    done_at: datetime,
    evidence: str,
    part: str = "",
) -> Duty:
    """Write down a duty that was met, or met late, in the same breath."""
    return duties.open_settled(
        promise=promise,
        about=about(call, part),
        branch=call.branch,
        policy=policy_of(call),
        at=since,
        done_at=done_at,
        by=deed.by,
        evidence=evidence,
    )


def settle(call: Call, clause: str, deed: Deed, *, evidence: str, part: str = "", reason: str = "") -> None:
    """Meet the open duties of a clause about the call, or about one part of it, at the deed's instant."""
    open_ones = duties.opened(about(call, part), clause)
    duties.meet(open_ones, done_at=deed.at, by=deed.by, evidence=evidence, reason=reason)


def call_off(
    call: Call, deed: Deed, *, evidence: str, reason: str, part: str = "", clauses: tuple[str, ...] = ()
) -> None:
    """Cancel the open duties of the call, of a part, or of some clauses: neither kept nor broken."""
    open_ones = duties.opened(about(call, part), *clauses)
    duties.cancel(open_ones, by=deed.by, at=deed.at, evidence=evidence, reason=reason)


def needs(field: str, value: str, words: Words) -> str:
    """Return `value` stripped; Invalid, naming `field`, when nothing is left."""
    text = value.strip()
    if not text:
        raise invalid(field, words, f"{field}_needed")
    return text


def promise(
    clause: str, what: Words, due: tuple[datetime, dict[str, object]], role: str, owner: User | None = None
) -> Promise:
    """Return what is owed under `clause` until the due instant, by `role` or by `owner`."""
    due_at, why = due
    return Promise(clause, what, due_at, why, role, owner)


def move_arrival(call: Call, due: tuple[datetime, dict[str, object]], *, reason: str) -> None:
    """Move the open promise of arrival to another due instant, with why."""
    due_at, why = due
    open_ones = duties.opened(about(call), "G14")
    duties.move(open_ones, due_at=due_at, why=why, reason=reason, policy=policy_of(call))
