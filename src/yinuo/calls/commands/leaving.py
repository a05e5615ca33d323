"""Leaving with an outcome (decision 2): done and not needed close the job, all others keep it open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yinuo.calls.commands import gate
from yinuo.calls.commands.gate import promise
from yinuo.calls.rules import completeness, promises
from yinuo.calls.states import CLOSING, Outcome, Purpose
from yinuo.journal.commands import put, put_new
from yinuo.journal.steps import one_step
from yinuo.lib.refusal import Refused, invalid
from yinuo.lib.words import w
from yinuo.outbox.commands import About, Address
from yinuo.outbox.commands import put as tell

if TYPE_CHECKING:
    from yinuo.calls.commands.gate import Deed, Job
    from yinuo.calls.models import Voucher

G4 = w("收回凭证，销号归档", "strike off the line and file the voucher")
S1_8 = w("写完服务记录", "complete the service record")
EMPTY = w(
    "{number} 第 {count} 次上门无人，请联系客户。",
    "Nobody was there at {number} for the {count}th time: reach the customer.",
)


@one_step
def leave(*, number: str, version: int | None, outcome: Outcome, deed: Deed, note: str = "") -> Voucher:
    """Leave the site. Refused `unsigned` when nobody signed without a reason; Invalid without a note."""
    job = gate.open_job(number, version, deed)
    closing = outcome in CLOSING
    gate.move(
        job.voucher,
        "leave" if closing else "leave_open",
        outcome=outcome,
        done_at=deed.at if closing else None,
    )
    _check(job, outcome, note)
    visit = job.visiting
    visit.left_at, visit.outcome, visit.ended_reason, visit.current = deed.at, outcome, note.strip(), closing
    put(visit)
    details = {"voucher": number, "outcome": str(outcome), "visit": visit.position}
    queue: dict[str, Any] = {} if closing else {"back_in_queue": True}
    entry = gate.write(job.call, "left", deed, note=note.strip(), details=details, **queue)
    if closing:
        owe_filing(job, deed, evidence=entry.hash)
    elif outcome == Outcome.NOBODY_THERE:
        _empty_arrival(job, deed)
    return job.voucher


def _check(job: Job, outcome: Outcome, note: str) -> None:
    wanted = {Outcome.DONE: Purpose.COMPLETED, Outcome.TAKEN_AWAY: Purpose.TAKEN_AWAY}.get(outcome)
    if wanted and not job.voucher.signatures.filter(purpose=wanted, superseded=False).exists():
        words = w(
            "客户还没有签字，也没有写未签的原因（S1.7）。",
            "The customer has not signed and no reason is given (S1.7).",
        )
        raise Refused("unsigned", words)
    if outcome not in (Outcome.DONE, Outcome.TAKEN_AWAY) and not note.strip():
        shown = outcome == Outcome.NOBODY_THERE and job.voucher.attachments.filter(kind="photo").exists()
        if not shown:
            raise invalid(
                "note",
                w("请写明情况，或附照片。", "Write down what happened, or add a photo."),
                "note_needed",
            )


def owe_filing(job: Job, deed: Deed, *, evidence: str) -> None:
    """Open what is owed back at the branch: the voucher filed (G4), the service record complete (S1.8)."""
    policy, calendar = gate.policy_of(job.call), gate.calendar_of(job.call)
    part = job.voucher.number
    due = promises.by_day(policy, calendar, parameter="G4.file_by", since=deed.at)
    filing = gate.owing(job.call, promise("G4", G4, due, "clerk"), deed, part=part)
    due = promises.by_day(policy, calendar, parameter="S1.8.record_by", since=deed.at)
    owed = promise("S1.8", S1_8, due, "technician", job.visit.lead if job.visit else None)
    records = gate.latest_records(job.voucher)
    if records and completeness.before_filing(records[-1]):
        recording = gate.owing(job.call, owed, deed, part=part)
    else:
        recording = gate.owed_and_done(
            job.call, owed, deed, since=deed.at, done_at=deed.at, evidence=evidence, part=part
        )
    put_new([filing, recording])


def _empty_arrival(job: Job, deed: Deed) -> None:
    empty = job.voucher.visits.filter(outcome=Outcome.NOBODY_THERE).count()
    if empty < gate.policy_of(job.call).count("calls.empty_arrivals"):
        return
    tell(
        kind="empty_arrival",
        to=Address(role="supervisor", branch=job.call.branch.code),
        text=EMPTY.format(number=job.call.number, count=empty),
        about=About("call", job.call.number),
        at=deed.at,
        once_key=f"empty:{job.voucher.number}:{empty}",
    )
