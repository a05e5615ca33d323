"""The technician on the way (S1.4, S2.2): accept or decline, set out, arrive; each with its own clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from yinuo.calls.commands import gate
from yinuo.calls.commands.dispatching import end_visit, part_of, promise_of_setting_out
from yinuo.duties import commands as duties
from yinuo.journal.commands import put
from yinuo.journal.counters import next_count
from yinuo.journal.steps import one_step
from yinuo.lib.geo import Point, metres
from yinuo.lib.refusal import Refused
from yinuo.lib.words import w

if TYPE_CHECKING:
    from decimal import Decimal

    from yinuo.calls.commands.gate import Deed, Job
    from yinuo.calls.models import Call, Visit, Voucher


@dataclass(frozen=True, slots=True)
class Position:
    """One point, WGS-84, given at arrival with the technician's consent; never a trail."""

    latitude: Decimal
    longitude: Decimal


@one_step
def accept(*, number: str, version: int | None, deed: Deed) -> Voucher:
    """Accept a job: it enters the technician's ledger and draws its numbered receipt form (S1.4)."""
    job = gate.open_job(number, version, deed)
    gate.move(job.voucher, "accept")
    visit = job.visiting
    visit.accepted_at, visit.receipt_number = deed.at, _receipt_number(job.call, deed)
    put(visit)
    details = {"voucher": number, "receipt": visit.receipt_number, "visit": visit.position}
    entry = gate.write(job.call, "accepted", deed, details=details)
    owed = duties.opened(gate.about(job.call), "S2.2", "G14")
    accepting = duties.chosen(owed, "S2.2", part=part_of(visit))
    duties.meet(accepting, done_at=deed.at, by=deed.by, evidence=entry.hash)
    duties.hand(duties.chosen(owed, "G14"), owner=visit.lead, role="technician", at=deed.at)
    promise_of_setting_out(job, deed)
    return job.voucher


def _receipt_number(call: Call, deed: Deed) -> str:
    day = deed.at.astimezone(gate.calendar_of(call).zone).date()
    count = next_count(f"receipt:{call.branch.code}:{day:%Y}")
    return settings.RECEIPT_NUMBER_FORMAT.format(branch=call.branch.code, day=day, count=count)


@one_step
def decline(*, number: str, version: int | None, reason: str, deed: Deed) -> Voucher:
    """Decline a job with a reason: it goes back to the queue (decision 8). Invalid without a reason."""
    job = gate.open_job(number, version, deed)
    told = gate.needs("reason", reason, w("退单要写原因。", "Declining needs a reason."))
    visit = job.visiting
    gate.move(job.voucher, "decline")
    end_visit(visit, deed, reason=told)
    entry = gate.write(job.call, "declined", deed, note=told, details={"voucher": number}, back_in_queue=True)
    gate.call_off(job.call, deed, evidence=entry.hash, reason=told, part=part_of(visit), clauses=("S2.2",))
    duties.hand(duties.opened(gate.about(job.call), "G14"), owner=None, role="supervisor", at=deed.at)
    return job.voucher


@one_step
def set_out(*, number: str, version: int | None, deed: Deed, tools_confirmed: bool = False) -> Voucher:
    """Set out, only with a ledger line and a receipt form (S1.4), tools confirmed (S2.4)."""
    job = gate.open_job(number, version, deed)
    visit = job.visiting
    if not visit.receipt_number:
        words = w(
            "还没有接单，服务台帐和回执单都没有，不能出发（S1.4）。",
            "Not accepted: no ledger line and no receipt form, so no setting out (S1.4).",
        )
        raise Refused("not_in_ledger", words)
    if visit.tools and not tools_confirmed:
        words = w("请先确认带齐工具（S2.4）：{tools}", "Confirm the tools first (S2.4): {tools}")
        raise Refused("tools_not_confirmed", words.format(tools="、".join(visit.tools)))
    gate.move(job.voucher, "set_out")
    visit.set_out_at, visit.tools_confirmed = deed.at, tools_confirmed
    put(visit)
    entry = gate.write(job.call, "set_out", deed, details={"voucher": number, "tools": visit.tools})
    gate.settle(job.call, "S2.2", deed=deed, evidence=entry.hash, part=part_of(visit))
    return job.voucher


@one_step
def arrive(*, number: str, version: int | None, deed: Deed, position: Position | None = None) -> Voucher:
    """Arrive: the call's promise of arrival is met by the first (G14). A position is never required."""
    job = gate.open_job(number, version, deed)
    gate.move(job.voucher, "arrive")
    visit = job.visiting
    visit.arrived_at = deed.at
    if position:
        _place(job, visit, position)
    put(visit)
    first: dict[str, Any] = {"arrived_at": deed.at} if job.call.arrived_at is None else {}
    details = {"voucher": number, "metres_away": visit.metres_away, "far": visit.far}
    entry = gate.write(job.call, "arrived", deed, details=details, **first)
    agreed = "kept by agreement" if job.call.agreed_with else ""
    gate.settle(job.call, "G14", deed=deed, evidence=entry.hash, reason=agreed)
    return job.voucher


def _place(job: Job, visit: Visit, position: Position) -> None:
    visit.latitude, visit.longitude = position.latitude, position.longitude
    site = job.call.site
    if site is None or site.latitude is None or site.longitude is None:
        return
    there = Point(float(site.latitude), float(site.longitude))
    visit.metres_away = round(metres(Point(float(position.latitude), float(position.longitude)), there))
    visit.far = visit.metres_away > gate.policy_of(job.call).count("visits.fence")
