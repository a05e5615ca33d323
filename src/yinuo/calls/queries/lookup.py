"""What the number of a caller tells: customer, site, devices with their cover, open calls, repeats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from yinuo.agreements.queries import covers
from yinuo.calls.models import Voucher
from yinuo.calls.states import OPEN, State
from yinuo.customers.queries import contacts_at
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from yinuo.agreements.rules import Cover
    from yinuo.calls.models import Call
    from yinuo.customers.models import Contact, Customer
    from yinuo.devices.models import Device

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


def callers(
    phone: str,
    *,
    among: QuerySet[Customer],
    devices: QuerySet[Device],
    calls: QuerySet[Call],
    day: date,
    at: datetime,
) -> list[Caller]:
    """Return who calls from `phone`, of the customers `among`; six queries however much is on record.

    Told are only those of the `devices` and `calls` given: what the person who asks may see.

    A device served within the days of policy `calls.repeat_days` carries the mark of a repeat; one with an
    open call the hint at a duplicate.
    """
    found = contacts_at(phone).filter(customer__in=among)[:MOST_CONTACTS]
    contacts = {contact.customer_id: contact for contact in reversed(found)}
    if not contacts:
        return []
    own = devices.filter(customer__in=contacts).select_related("product_model", "site")
    known_devices = list(own.order_by("department", "id")[:MOST_DEVICES])
    policy = policies.at(at)
    cover = covers(known_devices, day=day, order=policy.listed("G1.order"))
    served = _served(known_devices, calls, since=at - timedelta(days=policy.days("calls.repeat_days")))
    open_calls = _open(list(contacts), calls)
    waiting = {
        voucher.device_id: call for call in open_calls for voucher in call.vouchers.all() if voucher.device_id
    }
    known = [
        DeviceKnown(device, cover[device.pk], served.get(device.pk), waiting.get(device.pk))
        for device in known_devices
    ]
    return [
        Caller(
            contact,
            tuple(each for each in known if each.device.customer_id == customer_id),
            tuple(call for call in open_calls if call.customer_id == customer_id),
        )
        for customer_id, contact in sorted(contacts.items())
    ]


def _served(devices: list[Device], calls: QuerySet[Call], *, since: datetime) -> dict[int, Voucher]:
    done = Voucher.objects.filter(
        call__in=calls,
        device__in=[device.pk for device in devices],
        state__in=[State.DONE, State.FILED],
        call__reported_at__gte=since,
    )
    return {
        voucher.device_id: voucher
        for voucher in done.order_by("call__reported_at", "id")
        if voucher.device_id
    }


def _open(customers: list[int], calls: QuerySet[Call]) -> list[Call]:
    open_ones = calls.filter(customer__in=customers, state__in=[str(state) for state in OPEN])
    return list(open_ones.prefetch_related("vouchers").order_by("-id")[:MOST_DEVICES])
