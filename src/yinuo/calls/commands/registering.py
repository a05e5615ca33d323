"""Registering a call (S1.1, G3): the line, its number, its vouchers and its promises in one step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings

from yinuo.agreements.queries import covers
from yinuo.agreements.rules import Cover
from yinuo.agreements.states import Category
from yinuo.calendars.queries import working_calendar
from yinuo.calls.commands import gate
from yinuo.calls.commands.gate import Deed, promise
from yinuo.calls.models import Call, CallWords, Voucher
from yinuo.calls.queries.register import earlier_of_devices
from yinuo.calls.rules import approval, promises
from yinuo.calls.rules.naming import found_by
from yinuo.calls.states import Channel, Injury, Kind, State
from yinuo.customers.queries import zone_of_district
from yinuo.customers.rules import ZoneChoice, decide_zone, phone_digits
from yinuo.finding.commands import keep
from yinuo.journal.commands import begin, put, put_new
from yinuo.journal.counters import next_count
from yinuo.journal.questions import hold
from yinuo.journal.steps import one_step
from yinuo.lib import worktime
from yinuo.lib.refusal import invalid
from yinuo.lib.words import w
from yinuo.outbox.commands import About, Address
from yinuo.outbox.commands import put as tell
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from datetime import datetime, tzinfo
    from decimal import Decimal

    from yinuo.customers.models import Customer, Site
    from yinuo.devices.models import Device
    from yinuo.people.models import Branch
    from yinuo.policy.queries import Policy

G3 = w("登记叫修", "register the call")
S2_4 = w("派工：故障立即派", "dispatch the breakdown at once")
NEW = w("新叫修 {number}：{customer}，{fault}", "New call {number}: {customer}, {fault}")
ALARM = w(
    "下班时间的故障 {number}：{customer}，{fault}", "Breakdown outside hours {number}: {customer}, {fault}"
)
NOTHING = Cover(Category.PAID, w("没有登记设备。", "No device on record."))
D10 = w("评估是否有人受伤", "assess the injury or possible injury")


@dataclass(frozen=True, slots=True)
class Request:
    """What the customer asked for, as it was taken down. `reported_at` may be any past instant."""

    customer: Customer
    site: Site | None
    devices: tuple[Device | None, ...]
    fault: str
    reported_at: datetime
    channel: Channel = Channel.TELEPHONE
    kind: Kind = Kind.BREAKDOWN
    contact_name: str = ""
    phone: str = ""
    zone: str = ""
    injury: Injury = Injury.NO
    injury_learned_at: datetime | None = None
    category: Category | None = None
    category_override: str = ""
    expected_cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What policy and calendar make of a request: zone, due time and each category."""

    policy: Policy
    zone: ZoneChoice
    due: tuple[datetime, dict[str, object]] | None
    covers: tuple[Cover, ...]


def judge(request: Request, *, branch: Branch) -> Judged:
    """Return zone, arrival due time and categories of a request; writes nothing (shown while typing)."""
    policy = policies.at(request.reported_at)
    calendar = working_calendar(branch.calendar_id)
    site = request.site
    of_district = zone_of_district(branch.pk, f"{site.district} {site.address}") if site else ""
    zone = decide_zone(given=request.zone, of_site=site.zone if site else "", of_district=of_district)
    promised = request.channel != Channel.WALK_IN
    due = promises.arrival(policy, calendar, reported_at=request.reported_at, zone=zone) if promised else None
    return Judged(policy, zone, due, _covers(request, policy, calendar.zone))


def _covers(request: Request, policy: Policy, zone: tzinfo) -> tuple[Cover, ...]:
    day = request.reported_at.astimezone(zone).date()
    order = policy.listed("G1.order")
    known = [device for device in request.devices if device is not None]
    found = covers(known, day=day, order=order)
    return tuple(found[device.pk] if device else NOTHING for device in request.devices)


@one_step
def register(request: Request, *, branch: Branch, deed: Deed) -> Call:
    """Register a call with its vouchers and duties (G3, G14, S2.4, injury).

    Invalid: `reported_at` in the future, no fault, no device line, an override without a reason.
    """
    _check(request, deed.at)
    judged = judge(request, branch=branch)
    call = _line(request, judged, branch=branch, deed=deed)
    _draw_vouchers(call, request, judged)
    keep(CallWords, call.pk, found_by(call, request.devices))
    _promise(call, request, judged, deed)
    _tell(call, deed)
    return call


def _check(request: Request, now: datetime) -> None:
    if request.reported_at > now:
        raise invalid(
            "reported_at",
            w("来电时间不能晚于现在。", "The time of the report can't be in the future."),
            "in_the_future",
        )
    if request.injury_learned_at and request.injury_learned_at > now:
        raise invalid(
            "injury_learned_at",
            w("得知时间不能晚于现在。", "It can't be learned in the future."),
            "in_the_future",
        )
    gate.needs("fault", request.fault, w("请写下故障或要求。", "Write down the fault or the request."))
    if not request.devices:
        raise invalid(
            "devices", w("至少要有一台设备，或写明没有设备。", "At least one device line is needed.")
        )
    if request.category and not request.category_override.strip():
        raise invalid(
            "category_override",
            w("改类别要写原因。", "Changing the category needs a reason."),
            "reason_needed",
        )


def _line(request: Request, judged: Judged, *, branch: Branch, deed: Deed) -> Call:
    calendar = working_calendar(branch.calendar_id)
    day = deed.at.astimezone(calendar.zone).date()
    count = next_count(f"call:{branch.code}:{day:%Y%m%d}")
    number = settings.CALL_NUMBER_FORMAT.format(branch=branch.code, day=day, count=count)
    reason = approval.needed(
        judged.policy,
        kind=request.kind,
        expected_cost=request.expected_cost,
        free_outside_cover=request.category in (Category.WARRANTY, Category.CONTRACT),
        outside_region=request.customer.branch_id != branch.pk,
    )
    since = request.reported_at - timedelta(days=judged.policy.days("calls.repeat_days"))
    known = [device.pk for device in request.devices if device]
    earlier = earlier_of_devices(known, since=since, before=request.reported_at) if known else None
    call = Call(
        number=number,
        branch=branch,
        day=day,
        customer=request.customer,
        site=request.site,
        contact_name=request.contact_name,
        phone=phone_digits(request.phone),
        channel=request.channel,
        kind=request.kind,
        fault=request.fault.strip(),
        zone=judged.zone.zone,
        zone_why=judged.zone.why.as_json(),
        zone_to_confirm=judged.zone.to_confirm,
        injury=request.injury,
        injury_learned_at=_learned_at(request),
        reported_at=request.reported_at,
        registered_at=deed.at,
        registered_by=deed.by.name,
        policy_version=judged.policy.number,
        state=State.AWAITING_APPROVAL if reason else State.REGISTERED,
        approval_why=reason.as_json() if reason else None,
        arrival_due_at=judged.due[0] if judged.due else None,
        arrival_due_why=judged.due[1] if judged.due else {},
        repeat_of=earlier.call if earlier else None,
    )
    return begin(call, "registered", by=deed.by, at=deed.at, claimed_at=deed.claimed_at)


def _learned_at(request: Request) -> datetime | None:
    return (request.injury_learned_at or request.reported_at) if request.injury == Injury.YES else None


def _draw_vouchers(call: Call, request: Request, judged: Judged) -> None:
    lines = enumerate(zip(request.devices, judged.covers, strict=True), start=1)
    vouchers = [
        Voucher(
            call=call,
            position=position,
            number=f"{call.number}-{position}",
            device=device,
            category=request.category or cover.category,
            category_reason=cover.reason.as_json(),
            category_override=request.category_override.strip() if request.category else "",
            contract=cover.contract,
        )
        for position, (device, cover) in lines
    ]
    put_new(vouchers)
    hold(call, "vouchers", vouchers)


def _promise(call: Call, request: Request, judged: Judged, deed: Deed) -> None:
    calendar = gate.calendar_of(call)
    since = request.reported_at
    due = promises.after(judged.policy, calendar, parameter="G3.register_within", since=since)
    told = promise("G3", G3, due, "clerk")
    owed = [gate.owed_and_done(call, told, deed, since=since, done_at=deed.at, evidence=call.head)]
    if judged.due:
        arriving = promise("G14", gate.ARRIVE, judged.due, "supervisor")
        owed.append(gate.owing(call, arriving, deed, since=since))
    if request.kind == Kind.BREAKDOWN:
        due = promises.after(judged.policy, calendar, parameter="S2.4.dispatch_within", since=since)
        owed.append(gate.owing(call, promise("S2.4", S2_4, due, "supervisor"), deed, since=since))
    if call.injury_learned_at:
        learned = call.injury_learned_at
        due = promises.by_day(judged.policy, calendar, parameter="D10.assess", since=learned)
        assessing = promise("D10", D10, due, "service_department")
        owed.append(gate.owing(call, assessing, deed, since=learned))
    put_new(owed)


def _tell(call: Call, deed: Deed) -> None:
    """Put the request before the supervisor (S1.2); a breakdown outside hours also alarms (decision 5)."""
    alarm = call.kind == Kind.BREAKDOWN and not worktime.is_open(gate.calendar_of(call), deed.at)
    saying = ALARM if alarm else NEW
    tell(
        kind="alarm" if alarm else "registered",
        to=Address(role="supervisor", branch=call.branch.code),
        text=saying.format(number=call.number, customer=call.customer.name, fault=call.fault[:80]),
        about=About(call.SUBJECT, call.number),
        at=deed.at,
        once_key=f"registered:{call.number}",
    )


@one_step
def change_category(
    *, number: str, version: int | None, category: Category, reason: str, deed: Deed
) -> Voucher:
    """Change the category of a voucher with a reason (G1). Invalid without one."""
    job = gate.open_job(number, version, deed)
    told = gate.needs("reason", reason, w("改类别要写原因。", "Changing the category needs a reason."))
    before, job.voucher.category, job.voucher.category_override = job.voucher.category, category, told
    put(job.voucher)
    details = {"voucher": number, "category": [before, str(category)]}
    gate.write(job.call, "category_changed", deed, note=told, details=details)
    return job.voucher


@one_step
def confirm_zone(*, number: str, version: int | None, zone: str, deed: Deed) -> Call:
    """Confirm or change town or suburbs: the arrival due time is reckoned again (decision 6)."""
    call = gate.open_call(number, version, deed)
    choice = ZoneChoice(
        zone, w("{name} 确认", "confirmed by {name}").format(name=deed.by.name), to_confirm=False
    )
    changed: dict[str, Any] = {"zone": zone, "zone_why": choice.why.as_json(), "zone_to_confirm": False}
    if call.arrival_due_at and not call.arrived_at and not call.agreed_with:
        policy = gate.policy_of(call)
        due = promises.arrival(policy, gate.calendar_of(call), reported_at=call.reported_at, zone=choice)
        changed.update(arrival_due_at=due[0], arrival_due_why=due[1])
        gate.move_arrival(call, due, reason="")
    gate.write(call, "zone_confirmed", deed, **changed)
    return call
