"""A request as it comes in at any door, and what is known already of who calls, from where, about what."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yinuo.calls.states import Channel, Injury, Kind
from yinuo.customers.models import Customer, Site
from yinuo.customers.queries import callers
from yinuo.devices.models import Device
from yinuo.journal.questions import Question
from yinuo.lib.refusal import Invalid, invalid
from yinuo.lib.words import w
from yinuo.people.commands import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from decimal import Decimal

    from yinuo.agreements.states import Category
    from yinuo.customers.models import Contact
    from yinuo.people.models import Branch

ELSEWHERE = w(
    "序号 {serial} 的设备登记在别的客户名下。",
    "The device with serial {serial} is on record with another customer.",
)
NOT_THEIRS = w("设备 {number} 不是这个客户的。", "Device {number} is not this customer's.")
MODEL_NEEDED = w("请写机型。", "The product model is needed.")
SEVERAL = w("这个号码有几个客户，请写明客户名称。", "Several customers share this number: give the name.")
OF_SERIAL = Question[Device](
    lambda serial: (
        Device.objects.filter(serial=serial).select_related("product_model__skill", "site").order_by("id")
    ),
    str,
)


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One device of a request: on record already, or told by model and serial."""

    device: Device | None = None
    product_model: str = ""
    serial: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """A request as it was told, with a customer and devices that may be new; it may be about no device."""

    fault: str
    reported_at: datetime
    customer: Customer | None = None
    site: Site | None = None
    customer_name: str = ""
    phone: str = ""
    contact_name: str = ""
    address: str = ""
    district: str = ""
    zone: str = ""
    devices: tuple[DeviceLine, ...] = ()
    channel: Channel = Channel.TELEPHONE
    kind: Kind = Kind.BREAKDOWN
    injury: Injury = Injury.NO
    injury_learned_at: datetime | None = None
    category: Category | None = None
    category_override: str = ""
    expected_cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What stands on record already; None is still to be made. `devices` follow the lines of the intake."""

    customer: Customer | None
    contact: Contact | None
    site: Site | None
    devices: tuple[Device | None, ...]


def find(intake: Intake, *, branch: Branch) -> Known:
    """Return what is on record at `branch` of customer, contact, site and devices of `intake`; reads only.

    Invalid: `several_customers` share the number and no name tells them apart, a device that belongs to
    somebody else, a serial without a model.
    """
    contacts = callers(intake.phone, branch.pk)
    customer = intake.customer or _customer(intake, contacts, branch)
    contact = next((each for each in contacts if customer and each.customer_id == customer.pk), None)
    devices = tuple(_device(line, customer) for line in intake.devices)
    site = intake.site or (_site(intake, customer, contact, devices) if customer else None)
    return Known(customer, contact, site, devices)


def alike(one: str, other: str) -> bool:
    """Whether two names are the same, however wide, cased or spaced they were typed."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _customer(intake: Intake, contacts: list[Contact], branch: Branch) -> Customer | None:
    callers = {each.customer_id: each.customer for each in contacts}
    if not intake.customer_name.strip():
        if len(callers) > 1:
            raise invalid("customer_name", SEVERAL, "several_customers")
        return next(iter(callers.values()), None)
    caller = _named(callers.values(), intake)
    if caller is not None:
        return caller
    key = name_key(intake.customer_name.strip())
    return _named(Customer.objects.filter(branch=branch, name_key=key).order_by("id"), intake)


def _named(customers: Iterable[Customer], intake: Intake) -> Customer | None:
    return next((each for each in customers if alike(each.name, intake.customer_name)), None)


def _site(
    intake: Intake, customer: Customer, contact: Contact | None, devices: tuple[Device | None, ...]
) -> Site | None:
    at_hand = contact.site if contact else None
    if at_hand and intake.address.strip() and alike(at_hand.address, intake.address):
        return at_hand
    sites = list(customer.sites.order_by("id"))
    if intake.address.strip():
        return next((site for site in sites if alike(site.address, intake.address)), None)
    near = {contact.site_id} if contact else {device.site_id for device in devices if device}
    return next((site for site in sites if site.pk in near), sites[0] if sites else None)


def _device(line: DeviceLine, customer: Customer | None) -> Device | None:
    if line.device is not None:
        if customer is None or line.device.customer_id != customer.pk:
            raise invalid("devices", NOT_THEIRS.format(number=line.device.number), "device_of_other_customer")
        return line.device
    return _by_serial(line, customer) if line.serial else _by_model(line, customer)


def _by_serial(line: DeviceLine, customer: Customer | None) -> Device | None:
    devices = OF_SERIAL.rows(line.serial)
    if not line.product_model:
        own = [each for each in devices if customer and each.customer_id == customer.pk]
        if len(own) != 1:
            raise invalid("product_model", MODEL_NEEDED, "product_model_needed")
        return own[0]
    wanted = line.product_model.casefold()
    found = next((each for each in devices if each.product_model.code.casefold() == wanted), None)
    if found and (customer is None or found.customer_id != customer.pk):
        raise _elsewhere(line)
    return found


def _elsewhere(line: DeviceLine) -> Invalid:
    return invalid("serial", ELSEWHERE.format(serial=line.serial), "device_of_other_customer")


def _by_model(line: DeviceLine, customer: Customer | None) -> Device | None:
    """Return the one device of the model the customer has, else the one put down without a serial before."""
    if customer is None or not line.product_model:
        return None
    own = Device.objects.select_related("product_model__skill", "site").filter(customer=customer)
    devices = list(own.filter(product_model__code__iexact=line.product_model).order_by("id")[:50])
    if len(devices) == 1:
        return devices[0]
    unnamed = [each for each in devices if not each.serial and each.department == line.department]
    return unnamed[0] if unnamed else None
