"""Taking a call in as it is told: customer and devices are found or made in place, then the call is registered (G3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from yinuo.calls.commands.registering import Request, register
from yinuo.calls.states import Channel, Injury, Kind
from yinuo.customers.commands import ContactGiven, SiteGiven, add_contact, add_customer
from yinuo.customers.models import Customer, Site
from yinuo.customers.queries import contacts_at
from yinuo.devices.commands import DeviceGiven, add_device, model_named
from yinuo.devices.models import Device
from yinuo.lib.refusal import invalid
from yinuo.lib.words import w
from yinuo.people.models import Branch

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from django.db.models import QuerySet

    from yinuo.agreements.states import Category
    from yinuo.calls.commands.gate import Deed
    from yinuo.calls.models import Call


@dataclass(frozen=True, slots=True)
class CallerTold:
    """Who asks: a customer by number, or by name and telephone; unknown ones are made."""

    number: str = ""
    name: str = ""
    phone: str = ""
    contact_name: str = ""
    department: str = ""
    address: str = ""
    district: str = ""
    zone: str = ""
    site_id: int | None = None


@dataclass(frozen=True, slots=True)
class DeviceTold:
    """A device by its number, or by model and serial; an unknown one is made. Without any of them: no device."""

    number: str = ""
    product_model: str = ""
    serial: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """A request as it was told. `reported_at` empty means now; `zone` decides for this call only."""

    caller: CallerTold
    fault: str
    devices: tuple[DeviceTold, ...] = ()
    reported_at: datetime | None = None
    channel: Channel = Channel.TELEPHONE
    kind: Kind = Kind.BREAKDOWN
    zone: str = ""
    injury: Injury = Injury.NO
    injury_learned_at: datetime | None = None
    category: Category | None = None
    category_override: str = ""
    expected_cost: Decimal | None = None
    customers: QuerySet[Customer] = field(default_factory=lambda: Customer.objects.all())


@transaction.atomic
def take_in(intake: Intake, *, branch: Branch, deed: Deed) -> Call:
    """Find or make customer and devices, and register the call: all of it or nothing.

    `intake.customers` are those the person may use. Invalid: unknown customer or device number, no name for
    an unknown telephone, a serial on record elsewhere; and whatever `register` refuses.
    """
    customer = _customer(intake, branch, deed)
    site = _site(intake, customer)
    devices = tuple(_device(told, customer, site, deed) for told in intake.devices) or (None,)
    told = intake.caller
    request = Request(
        customer=customer,
        site=site,
        devices=tuple(dict.fromkeys(devices)),
        fault=intake.fault,
        reported_at=intake.reported_at or deed.at,
        channel=intake.channel,
        kind=intake.kind,
        contact_name=told.contact_name.strip(),
        phone=told.phone,
        zone=intake.zone,
        injury=intake.injury,
        injury_learned_at=intake.injury_learned_at,
        category=intake.category,
        category_override=intake.category_override,
        expected_cost=intake.expected_cost,
    )
    return register(request, branch=branch, deed=deed)


def _customer(intake: Intake, branch: Branch, deed: Deed) -> Customer:
    told = intake.caller
    if told.number:
        found = intake.customers.filter(number=told.number).first()
        if found is None:
            raise invalid(
                "customer", w("没有这个客户。", "There is no such customer."), "unknown_customer"
            )
        return _reached(found, told, deed)
    Branch.objects.select_for_update().get(pk=branch.pk)
    known = _known(intake, branch)
    return _reached(known, told, deed) if known else _made(told, branch, deed)


def _known(intake: Intake, branch: Branch) -> Customer | None:
    """Return the customer meant: by telephone and name, by telephone alone when no name is told, by name."""
    told = intake.caller
    name = told.name.strip()
    at_phone = contacts_at(told.phone).filter(customer__in=intake.customers)
    if not name:
        contact = at_phone.first()
        if contact is None:
            words = w("新客户要写名称。", "A new customer needs a name.")
            raise invalid("customer_name", words, "name_needed")
        return contact.customer
    contact = at_phone.filter(customer__name=name).first()
    if contact:
        return contact.customer
    return intake.customers.filter(name=name, branch=branch).order_by("id").first()


def _reached(customer: Customer, told: CallerTold, deed: Deed) -> Customer:
    """Remember a telephone at which the customer was not reached before."""
    if told.phone and not contacts_at(told.phone).filter(customer=customer).exists():
        given = ContactGiven(told.phone, told.contact_name.strip(), told.department.strip())
        add_contact(customer=customer, site=None, contact=given, by=deed.by, at=deed.at)
    return customer


def _made(told: CallerTold, branch: Branch, deed: Deed) -> Customer:
    site = SiteGiven(address=told.address.strip(), district=told.district.strip(), zone=told.zone)
    contact = ContactGiven(told.phone, told.contact_name.strip(), told.department.strip())
    return add_customer(
        name=told.name.strip(), branch=branch, by=deed.by, at=deed.at, site=site, contact=contact
    )


def _site(intake: Intake, customer: Customer) -> Site | None:
    sites = customer.sites.order_by("id")
    told = intake.caller
    if told.site_id:
        return sites.filter(pk=told.site_id).first()
    return (sites.filter(address=told.address).first() if told.address else None) or sites.first()


def _device(told: DeviceTold, customer: Customer, site: Site | None, deed: Deed) -> Device | None:
    if told.number:
        found = Device.objects.filter(number=told.number, customer=customer).first()
        if found is None:
            words = w("这位客户没有这台设备。", "The customer has no such device.")
            raise invalid("devices", words, "unknown_device")
        return found
    if not told.product_model.strip():
        return _without_model(told)
    model, serial = model_named(told.product_model), told.serial.strip()
    on_record = Device.objects.filter(product_model=model, serial=serial).first() if serial else None
    if on_record and on_record.customer_id != customer.pk:
        words = w(
            "序号 {serial} 登记在另一位客户名下，请先核对。",
            "Serial {serial} is on record with another customer; check it first.",
        )
        raise invalid("serial", words.format(serial=serial), "device_elsewhere")
    given = DeviceGiven(serial=serial, department=told.department.strip())
    return on_record or add_device(
        product_model=model, customer=customer, site=site, given=given, by=deed.by, at=deed.at
    )


def _without_model(told: DeviceTold) -> None:
    if told.serial.strip():
        words = w("写了序号，也要写机型。", "A serial needs its model.")
        raise invalid("product_model", words, "model_needed")
