"""When a move is open: from the state of the voucher and its call, and what they still lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.calls.states import MOVES, SignatureKind, State
from yinuo.desk.chips import BEFORE_ARRIVAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from yinuo.calls.models import Record, Voucher


def in_state(verb: str) -> Callable[[Voucher], bool]:
    """Return whether the table of moves allows `verb` to the voucher, or to a call that awaits its yes."""

    def is_open(voucher: Voucher) -> bool:
        call = voucher.call
        awaits = call.state == State.AWAITING_APPROVAL
        return verb in MOVES.allowed(State(call.state if awaits else voucher.state))

    return is_open


def arrival_is_open(voucher: Voucher) -> bool:
    """Whether the call still has a promise of arrival to keep."""
    call = voucher.call
    return call.state in BEFORE_ARRIVAL and call.arrival_due_at is not None and call.arrived_at is None


def cancellable(voucher: Voucher) -> bool:
    """Whether nobody has arrived yet and the state allows it (decision 7)."""
    return in_state("cancel")(voucher) and voucher.call.arrived_at is None


def zone_is_open(voucher: Voucher) -> bool:
    """Whether town or suburbs still matters, or waits to be confirmed."""
    return voucher.call.zone_to_confirm or arrival_is_open(voucher)


def category_is_open(voucher: Voucher) -> bool:
    """Whether the voucher still stands and isn't filed."""
    return voucher.state not in (State.FILED, State.CANCELLED, State.DUPLICATE)


def unsigned(voucher: Voucher) -> bool:
    """Whether a missing signature waits to be confirmed."""
    standing = [each for each in voucher.signatures.all() if not each.superseded]
    return any(each.kind == SignatureKind.NONE and not each.confirmed_at for each in standing)


def lacks_paper(voucher: Voucher) -> bool:
    """Whether the job is done and nobody has signed yet."""
    signed = [each for each in voucher.signatures.all() if not each.superseded]
    done = voucher.state == State.DONE and voucher.outcome != "by_telephone"
    return done and not any(each.kind != SignatureKind.NONE for each in signed)


def escalated(voucher: Voucher) -> bool:
    """Whether a problem fed back waits for its solution."""
    return any(each.solved_at is None for each in voucher.escalations.all())


def injured(voucher: Voucher) -> bool:
    """Whether an injury waits to be assessed."""
    return voucher.call.injury_learned_at is not None and not voucher.call.injury_assessment


def receivable(voucher: Voucher) -> bool:
    """Whether the finished voucher is still with the technician."""
    return voucher.state == State.DONE and voucher.received_at is None


def fileable(voucher: Voucher) -> bool:
    """Whether every voucher of the call is done."""
    return voucher.call.state == State.DONE


def amendable(voucher: Voucher) -> bool:
    """Whether there is a record to amend."""
    return in_state("amend")(voucher) and latest(voucher) is not None


def finished(voucher: Voucher) -> bool:
    """Whether something may have been learned: the job is done."""
    return voucher.state in (State.DONE, State.FILED)


def standing(voucher: Voucher) -> bool:
    """Whether the voucher counts: neither cancelled nor a duplicate."""
    return voucher.state not in (State.CANCELLED, State.DUPLICATE)


def latest(voucher: Voucher) -> Record | None:
    """Return the newest version of the last section of the voucher's service record."""
    found = [record for record in voucher.records.all() if record.latest]
    return max(found, key=lambda record: record.section, default=None)
