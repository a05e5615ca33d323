"""Who is calling: the customer behind a number, their devices with cover, what is open, what came lately."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from yinuo.agreements.queries import covers
from yinuo.calendars.queries import working_calendar
from yinuo.calls.models import Call
from yinuo.calls.queries.register import open_of_customer
from yinuo.customers.queries import contacts_at
from yinuo.desk.lines import named
from yinuo.devices.queries import of_customer
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from yinuo.agreements.rules import Cover
    from yinuo.customers.models import Contact, Customer, Site
    from yinuo.devices.models import Device
    from yinuo.lib.words import Words
    from yinuo.people.models import Branch

OTHER = "new"
NO_DEVICE = "none"
MOST_DEVICES = 60
MOST_OPEN = 6


@dataclass(frozen=True, slots=True)
class Owned:
    """A device of the caller with what covers it now and the open call about it."""

    device: Device
    cover: Cover
    in_repair: Words | None


@dataclass(slots=True)
class Caller:
    """What is known about a caller. `customer` is None while the number is unknown or somebody else calls."""

    contacts: list[Contact] = field(default_factory=list)
    contact: Contact | None = None
    customer: Customer | None = None
    site: Site | None = None
    owned: list[Owned] = field(default_factory=list)
    open_calls: list[tuple[Call, Words]] = field(default_factory=list)
    recent: int = 0
    elsewhere: bool = False

    @property
    def chosen(self) -> str:
        """What the form carries along for the contact: its key, `new` for somebody else, nothing yet."""
        if self.contact:
            return str(self.contact.pk)
        return OTHER if self.elsewhere else ""

    @property
    def nth(self) -> int:
        """The how manieth call in the policy's days of repeats this would be."""
        return self.recent + 1


def caller(
    *, phone: str, contact: str, number: str, customers: QuerySet[Customer], branch: Branch, now: datetime
) -> Caller:
    """Return who calls from `phone`: the contact chosen, else the first known there, or customer `number`."""
    known = Caller(elsewhere=contact == OTHER and not number)
    if phone:
        seen = contacts_at(phone).filter(customer__in=customers)
        known.contacts = list(seen.select_related("customer__branch", "site")[:9])
    if number:
        known.customer = customers.filter(number=number).select_related("branch").first()
        known.site = known.customer.sites.order_by("id").first() if known.customer else None
    elif not known.elsewhere and known.contacts:
        chosen = [each for each in known.contacts if str(each.pk) == contact]
        known.contact = (chosen or known.contacts)[0]
        known.customer = known.contact.customer
        known.site = known.contact.site or known.customer.sites.order_by("id").first()
    if known.customer:
        _fill(known, branch=branch, now=now)
    return known


def _fill(known: Caller, *, branch: Branch, now: datetime) -> None:
    assert known.customer is not None
    policy = policies.at(now)
    since = now - timedelta(days=policy.days("calls.repeat_days"))
    day = now.astimezone(working_calendar(branch.calendar_id).zone).date()
    known.open_calls = [(call, named(call, day)) for call in open_of_customer(known.customer.pk)[:MOST_OPEN]]
    known.recent = Call.objects.filter(customer=known.customer, reported_at__gte=since).count()
    devices = sorted(
        of_customer(known.customer.pk)[:MOST_DEVICES], key=lambda device: _nearness(known, device)
    )
    covered = covers(devices, day=day, order=policy.listed("G1.order"))
    known.owned = [Owned(device, covered[device.pk], _in_repair(known, device)) for device in devices]


def _nearness(known: Caller, device: Device) -> tuple[bool, bool, int]:
    """Return the sort key of a device: that of the caller's own department and site first."""
    department = known.contact.department if known.contact else ""
    site_id = known.site.pk if known.site else None
    return device.department != department, device.site_id != site_id, device.pk


def _in_repair(known: Caller, device: Device) -> Words | None:
    for call, words in known.open_calls:
        if any(voucher.device_id == device.pk for voucher in call.vouchers.all()):
            return words
    return None
