"""Moves that change or end a promise: a later time agreed, solved by telephone, duplicate, cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yinuo.calls.commands import gate
from yinuo.calls.commands.gate import Job
from yinuo.calls.commands.leaving import owe_filing
from yinuo.calls.models import Call
from yinuo.calls.states import MOVES, Outcome, State
from yinuo.journal.commands import put
from yinuo.journal.steps import one_step
from yinuo.lib.refusal import Refused, invalid
from yinuo.lib.words import w

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.calls.commands.gate import Deed
    from yinuo.calls.models import Voucher


@one_step
def agree_time(*, number: str, version: int | None, due_at: datetime, asked_by: str, deed: Deed) -> Call:
    """Replace the arrival due time by a later one the customer wants; kept then counts apart (decision 4)."""
    call = gate.open_call(number, version, deed)
    who = gate.needs("asked_by", asked_by, w("请写下是谁要求的。", "Write down who asked for it."))
    if call.arrived_at or call.arrival_due_at is None or call.state not in BEFORE_ARRIVAL:
        raise Refused(
            "no_open_arrival", w("没有未到达的承诺可以改约。", "There is no open promise of arrival to move.")
        )
    if due_at <= max(deed.at, call.arrival_due_at):
        words = w(
            "改约的时间要晚于原来的应到时间和现在。",
            "The agreed time must be later than the due time and than now.",
        )
        raise invalid("due_at", words, "not_later")
    why: dict[str, object] = {
        "agreed_with": who,
        "agreed_at": deed.at.isoformat(),
        "before": call.arrival_due_at.isoformat(),
    }
    gate.move_arrival(call, (due_at, why), reason=f"agreed with {who}")
    gate.write(
        call, "time_agreed", deed, note=who, arrival_due_at=due_at, arrival_due_why=why, agreed_with=who
    )
    return call


BEFORE_ARRIVAL = (
    State.AWAITING_APPROVAL,
    State.REGISTERED,
    State.DISPATCHED,
    State.ACCEPTED,
    State.UNDER_WAY,
)


@one_step
def solve_remotely(
    *, number: str, version: int | None, customers_word: str, solution: str, deed: Deed
) -> Call:
    """Solve a call by telephone, with the customer's word; the arrival is called off (decision 4)."""
    call = gate.open_call(number, version, deed)
    word = gate.needs(
        "customers_word", customers_word, w("请写下客户的话。", "Write down the customer's word.")
    )
    told = gate.needs("solution", solution, w("请写下怎样解决的。", "Write down how it was solved."))
    MOVES.after(State(call.state), "solve_remotely")
    changed: dict[str, Any] = {"outcome": Outcome.BY_TELEPHONE, "customers_word": word, "done_at": deed.at}
    jobs = [_end(call, voucher, "solve_remotely", **changed) for voucher in call.vouchers.all()]
    entry = gate.write(call, "solved_remotely", deed, note=told, details={"customers_word": word})
    gate.call_off(call, deed, evidence=entry.hash, reason="solved by telephone")
    for job in jobs:
        owe_filing(job, deed, evidence=entry.hash)
    return call


@one_step
def mark_duplicate(*, number: str, version: int | None, of: str, deed: Deed) -> Call:
    """Strike a call off as the duplicate of another: it keeps its number and owes nothing (decision 7)."""
    call = gate.open_call(number, version, deed)
    original = Call.objects.filter(number=of, branch_id=call.branch_id).first()
    if original is None or original.pk == call.pk or original.duplicate_of_id:
        raise invalid(
            "of", w("请填另一个有效的叫修号。", "Give the number of another, standing call."), "unknown_call"
        )
    _end_all(call, "duplicate")
    struck: dict[str, Any] = {
        "struck_off_at": deed.at,
        "struck_off_by": deed.by.name,
        "duplicate_of_id": original.pk,
    }
    entry = gate.write(call, "duplicate", deed, details={"of": of}, state=str(State.DUPLICATE), **struck)
    gate.call_off(call, deed, evidence=entry.hash, reason=f"duplicate of {of}")
    return call


@one_step
def cancel(*, number: str, version: int | None, reason: str, deed: Deed, confirmed: bool = False) -> Call:
    """Cancel a call until the first arrival; a technician under way must have confirmed (decision 7)."""
    call = gate.open_call(number, version, deed)
    told = gate.needs("reason", reason, w("作废要写原因。", "Cancelling needs a reason."))
    if call.arrived_at:
        raise Refused(
            "already_arrived", w("已经有人到达，不能作废。", "Somebody has arrived; it can't be cancelled.")
        )
    if call.state == State.UNDER_WAY and not confirmed:
        words = w("技术员在路上，要先与他确认。", "The technician is under way and must confirm first.")
        raise Refused("confirmation_needed", words)
    _end_all(call, "cancel")
    struck: dict[str, Any] = {"struck_off_at": deed.at, "struck_off_by": deed.by.name, "ended_reason": told}
    entry = gate.write(call, "cancelled", deed, note=told, state=str(State.CANCELLED), **struck)
    gate.call_off(call, deed, evidence=entry.hash, reason=told)
    return call


def _end_all(call: Call, verb: str) -> None:
    MOVES.after(State(call.state), verb)
    for voucher in call.vouchers.all():
        _end(call, voucher, verb)


def _end(call: Call, voucher: Voucher, verb: str, **changed: Any) -> Job:
    gate.move(voucher, verb, **changed)
    visit = gate.current_visit(voucher)
    if visit:
        visit.current = False
        put(visit)
    return Job(call, voucher, visit)
