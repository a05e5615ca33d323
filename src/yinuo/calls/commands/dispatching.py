"""Dispatch (S1.3, S2.4): a voucher is given to a technician for a time; handing over midway."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yinuo.calls.commands import gate
from yinuo.calls.commands.gate import promise
from yinuo.calls.models import Helper, Visit
from yinuo.calls.queries.register import left_over
from yinuo.calls.rules import promises
from yinuo.calls.states import Kind, State
from yinuo.duties import commands as duties
from yinuo.journal.commands import put, put_new
from yinuo.journal.steps import one_step
from yinuo.lib.refusal import Refused, invalid
from yinuo.lib.words import w

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from yinuo.calls.commands.gate import Deed, Job
    from yinuo.calls.models import Call, Voucher
    from yinuo.people.models import User

    Choice = Callable[[Call], "Assignment"]

ACCEPT = w("接受派工", "accept the job")
SET_OUT = w("按计划出发", "set out by the planned start")


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who goes, when, with what. `fit` is why this person; a misfit needs `misfit_reason`."""

    lead: User
    helpers: tuple[User, ...] = ()
    planned_start: datetime | None = None
    tools: tuple[str, ...] = ()
    fit: tuple[dict[str, object], ...] = field(default=())
    misfit: bool = False
    misfit_reason: str = ""
    order_reason: str = ""


@one_step
def assign(
    *, number: str, version: int | None, choose: Choice, deed: Deed, vouchers: Sequence[str] = ()
) -> Call:
    """Dispatch a call's waiting vouchers (or those named) to the technician whom `choose` names for it.

    Refused: not approved yet, the move isn't allowed, left-over calls come first (G13). Invalid: a misfit
    without reason, a breakdown without its list of tools.
    """
    call = gate.open_call(number, version, deed)
    if call.state == State.AWAITING_APPROVAL:
        raise Refused(
            "not_approved",
            w("还没有批准，不能派工（S1.2）。", "Not approved yet: it can't be dispatched (S1.2)."),
        )
    to = choose(call)
    _check(call, to)
    _check_order(call, to, deed)
    chosen = _chosen(call, vouchers)
    for voucher in chosen:
        _replace_visit(voucher, deed, reason=w("改派", "redirected").said("zh"))
        gate.move(voucher, "dispatch", outcome="")
    visits = [_visit(voucher, to, deed) for voucher in chosen]
    put_new(visits)
    _add_helpers(visits, to)
    details = {
        "lead": to.lead.name,
        "vouchers": [voucher.number for voucher in chosen],
        "tools": list(to.tools),
    }
    told = {**details, "fit": list(to.fit), "misfit_reason": to.misfit_reason}
    entry = gate.write(
        call,
        "dispatched",
        deed,
        note=to.misfit_reason,
        details=told,
        handed_over_on=None,
        back_in_queue=False,
    )
    gate.settle(call, "S2.4", "G13", deed=deed, evidence=entry.hash)
    _owe_acceptance(call, visits, deed)
    return call


def _check(call: Call, to: Assignment) -> None:
    if to.misfit and not to.misfit_reason.strip():
        words = w("此人不合要求，要写原因（S1.3）。", "This person does not fit: a reason is needed (S1.3).")
        raise invalid("reason", words, "misfit_reason_needed")
    if call.kind == Kind.BREAKDOWN and not [tool for tool in to.tools if tool.strip()]:
        words = w(
            "故障派工要列出带去的工具（S2.4）。", "A breakdown is dispatched with its tools listed (S2.4)."
        )
        raise invalid("tools", words, "tools_needed")


def _check_order(call: Call, to: Assignment, deed: Deed) -> None:
    if call.handed_over_on is not None:
        return
    today = deed.at.astimezone(gate.calendar_of(call).zone).date()
    first = left_over(call.branch_id).filter(handed_over_on__lt=today).exclude(pk=call.pk).first()
    if first and not to.order_reason.strip():
        words = w(
            "{number} 是前一天交接下来的，要先派（G13）；不先派要写原因。",
            "{number} was handed over and goes first (G13); anything before it needs a reason.",
        )
        raise invalid("order_reason", words.format(number=first.number), "left_over_first")


def _chosen(call: Call, wanted: Sequence[str]) -> list[Voucher]:
    found = list(call.vouchers.all())
    if wanted:
        return [voucher for voucher in found if voucher.number in set(wanted)] or _none(call)
    waiting = [voucher for voucher in found if voucher.state == State.REGISTERED]
    again = [voucher for voucher in found if voucher.state == State.DISPATCHED]
    return waiting or again or _none(call)


def _none(call: Call) -> list[Voucher]:
    words = w("{number} 没有可以派工的凭证。", "{number} has no voucher that can be dispatched.")
    raise Refused("move_not_allowed", words.format(number=call.number))


def _replace_visit(voucher: Voucher, deed: Deed, *, reason: str) -> None:
    current = gate.current_visit(voucher)
    if current is None:
        return
    end_visit(current, deed, reason=reason)
    gate.call_off(voucher.call, deed, evidence="", reason=reason, part=part_of(current), clauses=("S2.2",))


def end_visit(visit: Visit, deed: Deed, *, reason: str) -> None:
    """End a visit that somebody else takes over: its time stays with the one who spent it."""
    visit.current, visit.ended_reason = False, reason
    visit.left_at = deed.at if visit.arrived_at else None
    put(visit)


def part_of(visit: Visit) -> str:
    """Return how the duties of a visit name it."""
    return f"{visit.voucher.number}/{visit.position}"


def _visit(voucher: Voucher, to: Assignment, deed: Deed) -> Visit:
    return Visit(
        voucher=voucher,
        position=len(voucher.visits.all()) + 1,
        lead=to.lead,
        dispatched_at=deed.at,
        dispatched_by=deed.by.name,
        fit=list(to.fit),
        misfit_reason=to.misfit_reason.strip(),
        order_reason=to.order_reason.strip(),
        planned_start=to.planned_start,
        tools=[tool.strip() for tool in to.tools if tool.strip()],
    )


def _add_helpers(visits: Sequence[Visit], to: Assignment) -> None:
    Helper.objects.bulk_create([Helper(visit=visit, user=user) for visit in visits for user in to.helpers])


def _owe_acceptance(call: Call, visits: Sequence[Visit], deed: Deed) -> None:
    policy, calendar = gate.policy_of(call), gate.calendar_of(call)
    due = promises.after(policy, calendar, parameter="S2.2.accept_within", since=deed.at)
    for visit in visits:
        gate.owe(call, promise("S2.2", ACCEPT, due, "technician", visit.lead), deed, part=part_of(visit))


@one_step
def hand_over(*, number: str, version: int | None, choose: Choice, reason: str, deed: Deed) -> Call:
    """Hand a job over midway (decision 8): the first visit ends with its time, duties move."""
    job = gate.open_job(number, version, deed)
    told = gate.needs("reason", reason, w("交接要写原因。", "Handing over needs a reason."))
    to = choose(job.call)
    gate.move(job.voucher, "hand_over")
    first = job.visiting
    end_visit(first, deed, reason=told)
    visit = put(_visit(job.voucher, to, deed))
    _add_helpers([visit], to)
    details = {"voucher": number, "from": first.lead.name, "lead": to.lead.name}
    entry = gate.write(job.call, "handed_over", deed, note=told, details=details)
    gate.call_off(job.call, deed, evidence=entry.hash, reason=told, part=part_of(first), clauses=("S2.2",))
    _owe_acceptance(job.call, [visit], deed)
    duties.hand(duties.opened(gate.about(job.call), "G14"), owner=to.lead, role="technician", at=deed.at)
    return job.call


def promise_of_setting_out(job: Job, deed: Deed) -> None:
    """Open the duty to set out by the planned start, once the job is accepted (S2.2)."""
    visit = job.visiting
    if visit.planned_start is None or visit.planned_start <= deed.at:
        return
    policy, calendar = gate.policy_of(job.call), gate.calendar_of(job.call)
    due = promises.planned(policy, calendar, parameter="S2.2.set_out_grace", start=visit.planned_start)
    gate.owe(job.call, promise("S2.2", SET_OUT, due, "technician", visit.lead), deed, part=part_of(visit))
