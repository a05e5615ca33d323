"""The three lists of what is not finished: undispatched, unsigned, unfiled (G13, S1.7, G4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, When

from yinuo.calls.commands.filing import missing
from yinuo.calls.queries import jobs
from yinuo.calls.queries.register import queue
from yinuo.calls.rules.completeness import told
from yinuo.calls.states import UNSIGNED_WORDS, SignatureKind, State
from yinuo.lib.words import Words, w

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yinuo.calls.models import Call, Voucher

KINDS = {
    "undispatched": w("未派工", "Undispatched"),
    "unsigned": w("未签字", "Unsigned"),
    "unfiled": w("未归档", "Unfiled"),
}
NOT_ASKED = w("还没有签字", "not signed yet")
CONFIRMED = w("{why}，{name} 已确认", "{why}; confirmed by {name}")
TO_CONFIRM = w("{why}，等主管确认", "{why}; waits for the supervisor")
COMPLETE = w("可以归档", "ready to file")
RECEIVED = w("{name} 收回", "received by {name}")


@dataclass(frozen=True, slots=True)
class Line:
    """One voucher of a list: who did it, what is said of its signature, what it lacks."""

    voucher: Voucher
    technician: str
    signature: Words
    lacking: Words | None
    to_confirm: bool

    @property
    def received(self) -> Words | None:
        """Who received the paper, if anybody did."""
        name = self.voucher.received_by
        return RECEIVED.format(name=name) if self.voucher.received_at else None

    @property
    def state(self) -> Words:
        """What it lacks before it can be filed; or that nothing lacks."""
        return self.lacking or COMPLETE


def numbers(calls: QuerySet[Call], branch_id: int) -> dict[str, int]:
    """Return how many stand in each list, of the calls a person may see; three counts."""
    waiting = calls.filter(branch_id=branch_id, state__in=[State.REGISTERED, State.AWAITING_APPROVAL])
    seen = calls.order_by().values("pk")
    return {
        "undispatched": waiting.order_by().count(),
        "unsigned": jobs.unsigned(branch_id).filter(call__in=seen).order_by().count(),
        "unfiled": jobs.unfiled(branch_id).filter(call__in=seen).order_by().count(),
    }


def undispatched(calls: QuerySet[Call], branch_id: int) -> QuerySet[Call]:
    """Return the calls that wait for dispatch, in the order of the queue."""
    return queue(branch_id).filter(pk__in=calls.order_by().values("pk"))


def vouchers(kind: str, calls: QuerySet[Call], branch_id: int) -> QuerySet[Voucher]:
    """Return the vouchers of the list `kind`, of the calls a person may see.

    Those not filed stand with the oldest first; those unsigned with what is still open before the filed ones.
    """
    seen = calls.order_by().values("pk")
    if kind != "unsigned":
        return jobs.unfiled(branch_id).filter(call__in=seen)
    waits = Case(When(state=State.DONE, then=0), default=1)
    return jobs.unsigned(branch_id).filter(call__in=seen).order_by(waits, "-done_at", "-id")


def line(voucher: Voucher) -> Line:
    """Return what the list says of one voucher, from what was read with it."""
    last = max(voucher.visits.all(), key=lambda visit: visit.position, default=None)
    lacking = missing(voucher) if voucher.state == State.DONE else []
    none = next(
        (
            each
            for each in voucher.signatures.all()
            if each.kind == SignatureKind.NONE and not each.superseded
        ),
        None,
    )
    return Line(
        voucher=voucher,
        technician=last.lead.name if last else "",
        signature=_signature(voucher),
        lacking=told(lacking) if lacking else None,
        to_confirm=none is not None and none.confirmed_at is None,
    )


def _signature(voucher: Voucher) -> Words:
    standing = next((each for each in voucher.signatures.all() if not each.superseded), None)
    if standing is None:
        return NOT_ASKED
    if standing.kind != SignatureKind.NONE:
        return Words(standing.signer, standing.signer)
    why = UNSIGNED_WORDS.get(standing.unsigned_reason, UNSIGNED_WORDS["other"])
    if standing.confirmed_at:
        return CONFIRMED.format(why=why, name=standing.confirmed_by)
    return TO_CONFIRM.format(why=why)
