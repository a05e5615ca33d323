"""Rows of the main job → the shapes a machine is told; instants with the branch's offset."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from yinuo.calendars.queries import working_calendar
from yinuo.calls.api.told import (
    CallMoved,
    CallTold,
    DeviceTold,
    FileTold,
    Ref,
    ServiceTold,
    SiteTold,
    VoucherLine,
    VoucherMoved,
)
from yinuo.calls.rules.whys import arrival_words, said
from yinuo.lib.words import from_json

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.calls.models import Attachment, Call, Voucher
    from yinuo.customers.models import Customer, Site
    from yinuo.devices.models import Device
    from yinuo.people.models import Branch

CALL_SAME = (
    "number day state kind channel fault contact_name phone zone zone_to_confirm injury injury_assessment "
    "registered_by agreed_with approved_by handed_over_on back_in_queue ended_reason struck_off_by "
    "policy_version version"
).split()
CALL_INSTANTS = "reported_at registered_at arrival_due_at arrived_at struck_off_at".split()


def zone_of(branch: Branch) -> tzinfo:
    """Return the zone in which the branch's instants are told."""
    return working_calendar(branch.calendar_id).zone


def local(instant: datetime | None, zone: tzinfo) -> datetime | None:
    """Return an instant by the branch's clock."""
    return instant.astimezone(zone) if instant else None


def same(row: object, names: list[str]) -> dict[str, Any]:
    """Return the values of `row` that are told as they are."""
    return {name: getattr(row, name) for name in names}


def instants(row: object, names: list[str], zone: tzinfo) -> dict[str, Any]:
    """Return the instants of `row` by the branch's clock."""
    return {name: local(getattr(row, name), zone) for name in names}


def call(row: Call) -> CallTold:
    """Tell a call that was read whole (branch, customer, site, vouchers with devices)."""
    vouchers = [line(voucher) for voucher in row.vouchers.all()]
    first = vouchers[0]
    return CallTold(
        **same(row, CALL_SAME),
        **instants(row, CALL_INSTANTS, zone_of(row.branch)),
        branch=row.branch.code,
        customer=customer(row.customer),
        site=site(row.site),
        zone_why=said(row.zone_why),
        category=first.category,
        category_reason=first.category_reason,
        category_override=first.category_override,
        arrival_due_why=str(arrival_words(row.arrival_due_at, row.arrival_due_why)),
        approval_why=said(row.approval_why),
        repeat_of=row.repeat_of.number if row.repeat_of else None,
        duplicate_of=row.duplicate_of.number if row.duplicate_of else None,
        vouchers=vouchers,
    )


def line(row: Voucher) -> VoucherLine:
    """Tell a voucher in its call."""
    return VoucherLine(
        **same(row, ["number", "position", "category", "category_override", "state", "outcome"]),
        device=device(row.device),
        category_reason=str(from_json(row.category_reason)),
    )


def customer(row: Customer) -> Ref:
    """Tell a customer in short."""
    return Ref(number=row.number, name=row.name)


def site(row: Site | None) -> SiteTold | None:
    """Tell a site, None for none."""
    return SiteTold(**same(row, ["name", "address", "district", "zone"])) if row else None


def device(row: Device | None) -> DeviceTold | None:
    """Tell a device in short, None for none."""
    if row is None:
        return None
    return DeviceTold(
        number=row.number, product_model=row.product_model.code, serial=row.serial, department=row.department
    )


def moved_call(row: Call) -> CallMoved:
    """Tell what a move made of a call; no query but for the branch."""
    zone = zone_of(row.branch)
    return CallMoved(
        number=row.number,
        state=str(row.state),
        arrival_due_at=local(row.arrival_due_at, zone),
        arrived_at=local(row.arrived_at, zone),
        version=row.version,
    )


def moved(row: Voucher) -> VoucherMoved:
    """Tell what a move made of a voucher; no query."""
    return VoucherMoved(**moved_values(row))


def moved_values(row: Voucher) -> dict[str, Any]:
    """Return what every move of a voucher tells."""
    return {
        "number": row.number,
        "call": row.call.number,
        "state": str(row.state),
        "outcome": str(row.outcome),
        "call_state": str(row.call.state),
        "version": row.call.version,
    }


def file(row: Attachment, zone: tzinfo) -> FileTold:
    """Tell a file with the address it is fetched from."""
    return FileTold(
        **same(row, ["id", "kind", "name", "media_type", "size", "sha256", "added_by"]),
        added_at=row.added_at.astimezone(zone),
        url=f"/api/v1/files/{row.pk}",
    )


def service(row: Voucher, zone: tzinfo) -> ServiceTold:
    """Tell one service of a device: what was wrong, what was done, by whom (S1.8)."""
    latest = [record for record in row.records.all() if record.latest]
    visits = list(row.visits.all())
    return ServiceTold(
        voucher=row.number,
        call=row.call.number,
        reported_at=row.call.reported_at.astimezone(zone),
        done_at=local(row.done_at, zone),
        outcome=row.outcome,
        category=row.category,
        fault=row.call.fault,
        cause="\n".join(record.cause for record in latest if record.cause),
        work="\n".join(record.work for record in latest if record.work),
        parts=[part for record in latest for part in record.parts],
        minutes=sum(record.minutes or 0 for record in latest) if latest else None,
        technician=visits[-1].lead.name if visits else "",
    )
