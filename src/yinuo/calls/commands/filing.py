"""Back at the branch (G4): the clerk receives the voucher, strikes the line off and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yinuo.agreements.commands import use_up
from yinuo.calls.commands import gate
from yinuo.calls.commands.gate import promise
from yinuo.calls.rules import completeness
from yinuo.calls.states import MOVES, Outcome, SignatureKind, State
from yinuo.duties import commands as duties
from yinuo.journal.commands import put
from yinuo.journal.questions import hold
from yinuo.journal.steps import one_step
from yinuo.lib.refusal import Refused
from yinuo.lib.words import Words, w

if TYPE_CHECKING:
    from yinuo.calls.commands.gate import Deed, Job
    from yinuo.calls.models import Call, Record, Voucher


@one_step
def receive(*, number: str, version: int | None, deed: Deed) -> Voucher:
    """Receive a finished voucher from the technician."""
    job = gate.open_job(number, version, deed)
    gate.move(job.voucher, "receive", received_at=deed.at, received_by=deed.by.name)
    gate.write(job.call, "received", deed, details={"voucher": number})
    return job.voucher


@one_step
def file_call(*, number: str, version: int | None, deed: Deed) -> Call:
    """Strike the line off and file its vouchers (G4).

    Refused `not_complete`, saying what is missing, while a voucher isn't done, signature or record lacks.
    """
    call = gate.open_call(number, version, deed)
    MOVES.after(State(call.state), "file")
    vouchers = [voucher for voucher in call.vouchers.all() if voucher.state == State.DONE]
    for voucher in vouchers:
        hold(voucher, "records", gate.RECORDS.rows(voucher.pk))
        hold(voucher, "signatures", gate.SIGNATURES.rows(voucher.pk))
        lacking = missing(voucher)
        if lacking:
            words = w("{number} {lacking}", "{number}: {lacking}").format(
                number=voucher.number, lacking=completeness.told(lacking)
            )
            raise Refused("not_complete", words)
    for voucher in vouchers:
        _file(voucher, deed)
    details = {"vouchers": [voucher.number for voucher in vouchers]}
    struck: dict[str, Any] = {"struck_off_at": deed.at, "struck_off_by": deed.by.name}
    entry = gate.write(call, "filed", deed, details=details, **struck)
    gate.settle(call, "G4", deed=deed, evidence=entry.hash)
    return call


def missing(voucher: Voucher) -> list[Words]:
    """Return what a finished voucher still lacks before it can be filed (S1.7, S1.8)."""
    if voucher.outcome in (Outcome.BY_TELEPHONE, Outcome.NOT_NEEDED):
        return []
    lacking = list(completeness.before_filing(_latest(voucher)).values())
    signatures = [each for each in voucher.signatures.all() if each.purpose in ("completed", "returned")]
    standing = [each for each in signatures if not each.superseded]
    if not standing:
        return [*lacking, w("客户签字", "the customer's signature")]
    if all(each.kind == SignatureKind.NONE and not each.confirmed_at for each in standing):
        lacking.append(w("主管确认未签字", "the supervisor's confirmation of the missing signature"))
    return lacking


def _latest(voucher: Voucher) -> Record | None:
    latest = [record for record in voucher.records.all() if record.latest]
    return latest[-1] if latest else None


def _file(voucher: Voucher, deed: Deed) -> None:
    received: dict[str, Any] = (
        {} if voucher.received_at else {"received_at": deed.at, "received_by": deed.by.name}
    )
    gate.move(voucher, "file", filed_at=deed.at, filed_by=deed.by.name, **received)
    visit = gate.current_visit(voucher)
    if visit:
        visit.current = False
        put(visit)
    if voucher.contract and voucher.category == "contract":
        minutes = sum(record.minutes or 0 for record in voucher.records.all() if record.latest)
        use_up(number=voucher.contract, minutes=minutes, job=voucher.number, by=deed.by, at=deed.at)


@one_step
def send_back(*, number: str, version: int | None, reason: str, deed: Deed) -> Voucher:
    """Send a finished voucher back before filing, with a reason (decision 7); the job is open again."""
    job: Job = gate.open_job(number, version, deed)
    told = gate.needs("reason", reason, w("退回要写原因。", "Sending back needs a reason."))
    by_telephone = job.voucher.outcome == Outcome.BY_TELEPHONE
    gate.move(job.voucher, "send_back", outcome="", done_at=None, received_at=None, received_by="")
    if job.visit:
        job.visit.current = False
        put(job.visit)
    entry = gate.write(
        job.call, "sent_back", deed, note=told, details={"voucher": number}, back_in_queue=True
    )
    gate.call_off(job.call, deed, evidence=entry.hash, reason=told, part=number, clauses=("G4", "S1.8"))
    if by_telephone:
        _promise_again(job.call, deed)
    return job.voucher


def _promise_again(call: Call, deed: Deed) -> None:
    """What the telephone did not solve is owed again: the arrival, at the instant it was due before."""
    if call.arrived_at or call.arrival_due_at is None or duties.opened(gate.about(call), "G14"):
        return
    due = (call.arrival_due_at, call.arrival_due_why)
    gate.owe(call, promise("G14", gate.ARRIVE, due, "supervisor"), deed, since=call.reported_at)
