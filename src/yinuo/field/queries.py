"""What a technician's pages show: jobs in order with their due chips, one job whole, one's own ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from yinuo.calendars.queries import working_calendar
from yinuo.calls.models import Visit
from yinuo.calls.queries import jobs, register
from yinuo.calls.rules import completeness
from yinuo.calls.states import Purpose
from yinuo.desk.chips import Chips
from yinuo.desk.lines import short
from yinuo.field.rules import Step, next_step, order, steps
from yinuo.handbook.queries import learned_on, suggestions
from yinuo.journal.queries import timeline
from yinuo.lib.words import Words
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, tzinfo

    from django.db.models import QuerySet

    from yinuo.calls.models import Escalation, Record, Signature, Voucher
    from yinuo.handbook.models import Problem
    from yinuo.people.models import User
    from yinuo.web.due import Chip


@dataclass(frozen=True, slots=True)
class Stop:
    """One job on a technician's day."""

    voucher: Voucher
    visit: Visit
    chip: Chip | None
    short: Words
    following: str


@dataclass(frozen=True, slots=True)
class Job:
    """One job as its page shows it."""

    stop: Stop
    steps: list[Step]
    record: Record | None
    lacking: Mapping[str, Words]
    signature: Signature | None
    earlier: list[Voucher]
    solutions: list[Problem]
    escalations: list[Escalation]
    to_teach: bool


def day_of(user: User, now: datetime, zone: tzinfo) -> tuple[list[Stop], list[Visit]]:
    """Return the person's open jobs in the order of doing, and the visits that ended today, newest first."""
    far = datetime.max.replace(tzinfo=UTC)
    chips = Chips(now)
    stops = [stop_of(voucher, chips) for voucher in jobs.jobs_of(user.pk)]
    stops.sort(key=lambda stop: _order(stop, far))
    since = datetime.combine(now.astimezone(zone).date(), time(0), tzinfo=zone)
    return stops, list(ended(user.pk, since=since))


def _order(stop: Stop, far: datetime) -> tuple[int, datetime]:
    return order(stop.voucher.state, stop.visit.planned_start, stop.voucher.call.arrival_due_at, far)


def ended(user_id: int, *, since: datetime) -> QuerySet[Visit]:
    """Return the visits the person led and left since, newest first."""
    left = Visit.objects.filter(lead_id=user_id, left_at__gte=since)
    related = ("voucher__call__customer", "voucher__call__branch", "voucher__device__product_model")
    return left.select_related(*related).order_by("-left_at", "-id")


def stop_of(voucher: Voucher, chips: Chips) -> Stop:
    """Return a voucher with its newest visit, due chip and next step; no query when it came whole."""
    visit = visit_of(voucher)
    record, signed = record_of(voucher), signature_of(voucher)
    here = signed is not None and visit.arrived_at is not None and signed.signed_at >= visit.arrived_at
    following = next_step(voucher.state, record, signed=here, lacking=lacking_of(voucher, record))
    return Stop(voucher, visit, chips.of_call(voucher.call), short_of(voucher, chips.now), following)


def visit_of(voucher: Voucher) -> Visit:
    """Return the visit that counts now: the current one, else the last."""
    visits = list(voucher.visits.all())
    return next((visit for visit in visits if visit.current), visits[-1])


def record_of(voucher: Voucher) -> Record | None:
    """Return the newest section of the service record."""
    latest = [record for record in voucher.records.all() if record.latest]
    return latest[-1] if latest else None


def signature_of(voucher: Voucher, *, purpose: str = Purpose.COMPLETED) -> Signature | None:
    """Return the signature that stands for `purpose` over the newest section, if there is one."""
    record = record_of(voucher)
    standing = [each for each in voucher.signatures.all() if each.purpose == purpose and not each.superseded]
    if not standing or (record and not record.frozen):
        return None
    return standing[-1]


def lacking_of(voucher: Voucher, record: Record | None) -> dict[str, Words]:
    """Return what is still missing before the customer can sign, by field (S2.3, S1.5, S2.1)."""
    policy = policies.numbered(voucher.call.policy_version)
    return completeness.before_signing(record, points=policy.listed("S2.1.points"))


def job_of(voucher: Voucher, now: datetime) -> Job:
    """Return one job with its steps, the device's last services and solutions known for such a fault."""
    stop, record, device = stop_of(voucher, Chips(now)), record_of(voucher), voucher.device
    model_id = device.product_model_id if device else None
    return Job(
        stop=stop,
        steps=steps(stop.following, times_of(stop)),
        record=record,
        lacking=lacking_of(voucher, record),
        signature=signature_of(voucher),
        earlier=register.last_services(device.pk, before=voucher.pk) if device else [],
        solutions=suggestions(fault=voucher.call.fault, product_model_id=model_id),
        escalations=list(voucher.escalations.all()),
        to_teach=bool(record and record.new_knowledge and not learned_on(voucher.number)),
    )


def times_of(stop: Stop) -> dict[str, datetime | None]:
    """Return when each step was done; talk and work by the first and last line of the record's journal."""
    visit, signed = stop.visit, signature_of(stop.voucher)
    times: dict[str, datetime | None] = {
        "accept": visit.accepted_at,
        "set_out": visit.set_out_at,
        "arrive": visit.arrived_at,
        "sign": signed.signed_at if signed else None,
    }
    if visit.arrived_at:
        lines = timeline("call", stop.voucher.call.number).filter(verb="recorded", at__gte=visit.arrived_at)
        written = [line.at for line in lines if line.details.get("voucher") == stop.voucher.number]
        times |= {"meet": written[0], "work": written[-1]} if written else {}
    return times


def short_of(voucher: Voucher, now: datetime) -> Words:
    """Return the number people say: 33 号; with the day when it isn't today's, with the device's place."""
    count = short(voucher.call.number)
    text = count if voucher.position == 1 else f"{count}-{voucher.position}"
    zone = working_calendar(voucher.call.branch.calendar_id).zone
    if voucher.call.day == now.astimezone(zone).date():
        return Words(f"{text} 号", f"No. {text}")
    day = f"{voucher.call.day:%m-%d}"
    return Words(f"{day} 的 {text} 号", f"{day} No. {text}")


def ledger(user: User, first: date, days: int, zone: tzinfo) -> QuerySet[Visit]:
    """Return the person's lines of the service ledger of `days` local days from `first` (S1.4)."""
    since = datetime.combine(first, time(0), tzinfo=zone)
    until = datetime.combine(first + timedelta(days=days), time(0), tzinfo=zone)
    return jobs.ledger(since=since, until=until).filter(lead=user)
