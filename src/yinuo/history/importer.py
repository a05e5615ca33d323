"""Past work orders as history: devices, calls and filed vouchers, each row once however often it is run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from yinuo.agreements.states import Category
from yinuo.calendars.queries import working_calendar
from yinuo.calls.models import Call, CallWords, Record, Voucher
from yinuo.calls.rules.naming import found_by
from yinuo.calls.states import Channel, Injury, Kind, Outcome, State
from yinuo.customers.commands import SiteGiven, add_customer
from yinuo.customers.models import Customer
from yinuo.devices.commands import DeviceGiven, add_device, model_named
from yinuo.devices.models import Device
from yinuo.finding.commands import keep
from yinuo.history.models import ImportedRow
from yinuo.journal.commands import begin, put
from yinuo.journal.counters import next_count
from yinuo.lib.refusal import invalid
from yinuo.lib.words import w
from yinuo.people.models import Branch
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from yinuo.history.orders import Order, Reading
    from yinuo.lib.actor import Acting

    Report = Callable[[int, int], None]

SOURCE = "work-orders"
BATCH = 100
IMPORTED = w("历史工单导入", "imported from past work orders")
KINDS = {"PM01": Kind.BREAKDOWN, "PM02": Kind.MAINTENANCE}
BEGINS, ENDS = time(8, 30), time(17, 30)


@dataclass(frozen=True, slots=True)
class Target:
    """Where history goes: the branch, the customer who owns the devices, and the devices' model."""

    branch: Branch
    customer: str = "岱舆矿业"
    model: str = "DY-EX"
    model_name: str = "液压挖掘机"
    model_name_en: str = "Hydraulic excavator"


@dataclass(frozen=True, slots=True)
class Done:
    """What a run did: rows imported now, rows known from before, devices added."""

    imported: int
    known: int
    devices: int


def branch_for(code: str) -> Branch:
    """Return the branch `code`, the first one when none is named. Invalid `no_branch`, `unknown_branch`."""
    branches = Branch.objects.select_related("calendar").order_by("id")
    if code:
        found = branches.filter(code=code).first()
        if found is None:
            raise invalid("branch", w("没有这个分公司。", "There is no such branch."), "unknown_branch")
        return found
    first = branches.exclude(kind="simulated").first()
    if first is None:
        raise invalid(
            "branch", w("还没有分公司，请先建立。", "There is no branch yet; add one."), "no_branch"
        )
    return first


def work_orders(
    reading: Reading, *, to: Target, by: Acting, at: datetime, progress: Report = lambda _done, _total: None
) -> Done:
    """Import the orders of a reading; those imported before are passed over.

    Written in batches of 100, each in one transaction: an interrupted run is simply run again.
    """
    wanted = list(_unknown(reading.orders, to.branch.code))
    devices, added = _devices({order.asset for _key, order in wanted}, to, by=by, at=at)
    known = len(reading.orders) - len(wanted)
    for first in range(0, len(wanted), BATCH):
        progress(known + first, len(reading.orders))
        _write(wanted[first : first + BATCH], to.branch, devices, by=by, at=at)
    progress(len(reading.orders), len(reading.orders))
    return Done(len(wanted), known, added)


def _unknown(orders: Sequence[Order], scope: str) -> Iterator[tuple[str, Order]]:
    known = set(ImportedRow.objects.filter(source=SOURCE).values_list("key", flat=True))
    for order in sorted(orders, key=lambda each: (each.day, each.row)):
        key = order.key(scope)
        if key not in known:
            yield key, order


def _devices(assets: set[str], to: Target, *, by: Acting, at: datetime) -> tuple[dict[str, Device], int]:
    """Return the devices by asset, adding those not known; an asset is one device everywhere."""
    with transaction.atomic():
        model = model_named(to.model)
        if not model.name:
            model.name, model.name_en = to.model_name, to.model_name_en
            model.save(update_fields=["name", "name_en"])
        known = Device.objects.filter(product_model=model, serial__in=assets).select_related("customer")
        devices = {device.serial: device for device in known}
        missing = sorted(assets - devices.keys())
        for asset in missing:
            owner = _customer(to, by=by, at=at)
            given = DeviceGiven(serial=asset)
            devices[asset] = add_device(
                product_model=model, customer=owner, site=owner.sites.first(), given=given, by=by, at=at
            )
    return devices, len(missing)


def _customer(to: Target, *, by: Acting, at: datetime) -> Customer:
    known = Customer.objects.filter(branch=to.branch, name=to.customer).first()
    site = SiteGiven(zone="suburban")
    return known or add_customer(name=to.customer, branch=to.branch, by=by, at=at, site=site)


@transaction.atomic
def _write(
    batch: Sequence[tuple[str, Order]],
    branch: Branch,
    devices: dict[str, Device],
    *,
    by: Acting,
    at: datetime,
) -> None:
    for key, order in batch:
        call = _call(order, branch, devices[order.asset], by=by, at=at)
        _paper(call, order, devices[order.asset])
        put(
            ImportedRow(
                source=SOURCE,
                key=key,
                row=order.row,
                cells=dict(order.cells),
                call_number=call.number,
                imported_at=at,
            )
        )


def _call(order: Order, branch: Branch, device: Device, *, by: Acting, at: datetime) -> Call:
    begun, ended = (min(instant, at) for instant in _instants(order, branch))
    count = next_count(f"call:{branch.code}:{order.day:%Y%m%d}")
    call = Call(
        number=settings.CALL_NUMBER_FORMAT.format(branch=branch.code, day=order.day, count=count),
        branch=branch,
        day=order.day,
        customer=device.customer,
        site_id=device.site_id,
        channel=Channel.LETTER,
        kind=KINDS.get(order.type, Kind.OTHER),
        fault=order.text,
        zone="urban",
        zone_why=IMPORTED.as_json(),
        injury=Injury.NO,
        reported_at=begun,
        registered_at=begun,
        registered_by=by.name,
        policy_version=policies.at(begun).number,
        state=State.FILED,
        struck_off_at=ended,
        struck_off_by=by.name,
    )
    details: dict[str, object] = {"source": SOURCE, "row": order.row, "cells": dict(order.cells)}
    begin(call, "imported", by=by, at=at, claimed_at=begun, details=details)
    keep(CallWords, call.pk, found_by(call, [device]))
    return call


def _paper(call: Call, order: Order, device: Device) -> None:
    ended = call.struck_off_at or call.reported_at
    voucher = put(
        Voucher(
            call=call,
            position=1,
            number=f"{call.number}-1",
            device=device,
            category=Category.PAID,
            category_reason=IMPORTED.as_json(),
            state=State.FILED,
            outcome=Outcome.DONE,
            done_at=ended,
            received_at=ended,
            received_by=call.struck_off_by,
            filed_at=ended,
            filed_by=call.struck_off_by,
        )
    )
    put(
        Record(
            voucher=voucher,
            frozen=True,
            found=order.text,
            work=order.text,
            **order.money,
            written_at=ended,
            written_by=call.struck_off_by,
        )
    )


def _instants(order: Order, branch: Branch) -> tuple[datetime, datetime]:
    zone = working_calendar(branch.calendar_id).zone
    begun, ended = (datetime.combine(order.day, hour, zone).astimezone(UTC) for hour in (BEGINS, ENDS))
    return begun, ended
