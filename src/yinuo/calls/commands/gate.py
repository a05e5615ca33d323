"""The gate of the main job: one lock on the call, the table of moves, one line in its journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yinuo.calendars.queries import working_calendar
from yinuo.calls.models import Call, Record, Signature, Visit, Voucher
from yinuo.calls.rules.progress import call_state
from yinuo.calls.states import MOVES, State
from yinuo.duties import commands as duties
from yinuo.duties.commands import Promise, Subject
from yinuo.journal.commands import change, check_version, lock, not_found, put
from yinuo.journal.questions import Question, hold
from yinuo.lib.refusal import NotFound, Refused, invalid
from yinuo.lib.words import Words, w
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from yinuo.duties.models import Duty
    from yinuo.journal.models import Entry
    from yinuo.lib.actor import Acting
    from yinuo.lib.worktime import Calendar
    from yinuo.people.models import User
    from yinuo.policy.queries import Policy


OF_THE_CALL = (State.AWAITING_APPROVAL, State.CANCELLED, State.DUPLICATE)
BESIDE = ("branch", "customer", "site")
VOUCHERS = Question[Voucher](
    lambda call_id: Voucher.objects.select_related("device__product_model__skill").filter(call_id=call_id),
    int,
)
VISITS = Question[Visit](
    lambda call_id: Visit.objects.select_related("lead").filter(voucher__call_id=call_id), int
)
RECORDS = Question[Record](lambda voucher_id: Record.objects.filter(voucher_id=voucher_id), int)
SIGNATURES = Question[Signature](lambda voucher_id: Signature.objects.filter(voucher_id=voucher_id), int)
ARRIVE = w("到达客户处", "arrive at the customer")


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does it and when: the server's instant, and the one the person's own device claims."""

    by: Acting
    at: datetime
    claimed_at: datetime | None = None
    allowed: Callable[[Any], None] | None = None
    """Refuses, for whoever asks from outside, what is not theirs: asked with the locked call or voucher."""


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


def open_call(number: str, version: int | None, deed: Deed | None = None) -> Call:
    """Return call `number` locked, with its vouchers and visits; three statements.

    NotFound, what the deed's `allowed` refuses, Conflict with what changed since when `version` is stale.
    """
    call = _with_parts(lock(Call, *BESIDE, number=number))
    if deed and deed.allowed:
        deed.allowed(call)
    check_version(call, version)
    return call


def open_job(number: str, version: int | None, deed: Deed | None = None) -> Job:
    """Return the job of voucher `number`, its call locked; refuses as `open_call`, three statements."""
    try:
        call = _with_parts(lock(Call, *BESIDE, vouchers__number=number))
    except NotFound:
        raise not_found("voucher") from None
    voucher = next(each for each in call.vouchers.all() if each.number == number)
    if deed and deed.allowed:
        deed.allowed(voucher)
    check_version(call, version)
    return Job(call, voucher, current_visit(voucher))


def latest_records(voucher: Voucher) -> list[Record]:
    """Return the newest version of each section of a voucher's service record, in their order."""
    return [record for record in RECORDS.rows(voucher.pk) if record.latest]


def current_visit(voucher: Voucher) -> Visit | None:
    """Return the visit that is under way for a voucher, None for none."""
    return next((visit for visit in voucher.visits.all() if visit.current), None)


def _with_parts(call: Call) -> Call:
    vouchers, visits = VOUCHERS.rows(call.pk), VISITS.rows(call.pk)
    for voucher in vouchers:
        voucher.call = call
        own = [visit for visit in visits if visit.voucher_id == voucher.pk]
        for visit in own:
            visit.voucher = voucher
        hold(voucher, "visits", own)
    hold(call, "vouchers", vouchers)
    return call


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
        changed["state"] = str(call_state(voucher.state for voucher in call.vouchers.all()))
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
    return put(owing(call, promise, deed, part=part, since=since))


def owing(call: Call, promise: Promise, deed: Deed, *, part: str = "", since: datetime | None = None) -> Duty:
    """Return the duty that `owe` opens, not written yet."""
    return duties.opening(
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
    """Return a duty that was met, or met late, in the same breath; not written yet."""
    return duties.settled(
        promise=promise,
        about=about(call, part),
        branch=call.branch,
        policy=policy_of(call),
        at=since,
        done_at=done_at,
        by=deed.by,
        evidence=evidence,
    )


def settle(call: Call, *clauses: str, deed: Deed, evidence: str, part: str = "", reason: str = "") -> None:
    """Meet the open duties of the clauses about the call, or about one part of it, at the deed's instant."""
    open_ones = duties.opened(about(call, part), *clauses)
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
