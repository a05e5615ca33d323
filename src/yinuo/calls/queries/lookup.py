"""What the number of a caller tells: customer, site, devices with their cover, open calls, repeats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from yinuo.agreements.queries import covers
from yinuo.calls.models import Call, Voucher
from yinuo.calls.states import OPEN, State
from yinuo.customers.queries import contacts_at
from yinuo.devices.models import Device
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from yinuo.agreements.rules import Cover
    from yinuo.customers.models import Contact, Customer

MOST_CONTACTS = 20
MOST_DEVICES = 200


@dataclass(frozen=True, slots=True)
class DeviceKnown:
    """A device of the caller: its cover today, the service a new call would repeat, the call open now."""

    device: Device
    cover: Cover
    repeat_of: Voucher | None
    open_call: Call | None


@dataclass(frozen=True, slots=True)
class Caller:
    """One customer reached at the number."""

    contact: Contact
    devices: tuple[DeviceKnown, ...]
    open_calls: tuple[Call, ...]


def callers(phone: str, *, among: QuerySet[Customer], day: date, at: datetime) -> list[Caller]:
    """Return who calls from `phone`, of the customers `among`; six queries however much is on record.

    A device served within the days of policy `calls.repeat_days` carries the mark of a repeat; one with an
    open call the hint at a duplicate.
    """
    found = contacts_at(phone).filter(customer__in=among)[:MOST_CONTACTS]
    contacts = {contact.customer_id: contact for contact in reversed(found)}
    if not contacts:
        return []
    own = Device.objects.filter(customer__in=contacts).select_related("product_model", "site")
    devices = list(own.order_by("department", "id")[:MOST_DEVICES])
    policy = policies.at(at)
    cover = covers(devices, day=day, order=policy.listed("G1.order"))
    served = _served(devices, since=at - timedelta(days=policy.days("calls.repeat_days")))
    open_calls = _open(list(contacts))
    waiting = {
        voucher.device_id: call for call in open_calls for voucher in call.vouchers.all() if voucher.device_id
    }
    known = [
        DeviceKnown(device, cover[device.pk], served.get(device.pk), waiting.get(device.pk))
        for device in devices
    ]
    return [
        Caller(
            contact,
            tuple(each for each in known if each.device.customer_id == customer_id),
            tuple(call for call in open_calls if call.customer_id == customer_id),
        )
        for customer_id, contact in sorted(contacts.items())
    ]


def _served(devices: list[Device], *, since: datetime) -> dict[int, Voucher]:
    done = Voucher.objects.filter(
        device__in=[device.pk for device in devices],
        state__in=[State.DONE, State.FILED],
        call__reported_at__gte=since,
    )
    return {
        voucher.device_id: voucher
        for voucher in done.order_by("call__reported_at", "id")
        if voucher.device_id
    }


def _open(customers: list[int]) -> list[Call]:
    calls = Call.objects.filter(customer__in=customers, state__in=[str(state) for state in OPEN])
    return list(calls.prefetch_related("vouchers").order_by("-id")[:MOST_DEVICES])
