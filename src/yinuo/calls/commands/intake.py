"""Taking a request in: customer, site and devices found or made, and the call registered, in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.calls.commands import gate
from yinuo.calls.commands.gate import Deed
from yinuo.calls.commands.registering import Judged, Request, judge, register
from yinuo.calls.queries.intake import DeviceLine, Intake, Known, alike, find
from yinuo.customers.commands import ContactGiven, SiteGiven, add_contact, add_customer, add_site
from yinuo.customers.models import Customer, Site
from yinuo.devices.commands import DeviceGiven, add_device, model_named
from yinuo.journal.steps import one_step
from yinuo.lib.words import w
from yinuo.people.models import Branch

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.calls.models import Call
    from yinuo.devices.models import Device
    from yinuo.lib.actor import Acting

__all__ = ["DeviceLine", "Intake", "judge_intake", "take_in"]


@one_step
def take_in(
    intake: Intake, *, branch: Branch, by: Acting, at: datetime, claimed_at: datetime | None = None
) -> Call:
    """Register the request (S1.1, G3); a customer, site, contact or device not on record is added with it.

    A customer is known by telephone and name, a device by model and serial. Invalid: no name for a new
    customer, a device of somebody else, and what `register` refuses; then nothing is added.
    """
    known = _found(intake, branch)
    deed = Deed(by, at, claimed_at)
    customer = known.customer or _new_customer(intake, branch, deed)
    site = known.site or _site(intake, customer, deed)
    if known.customer and intake.phone and known.contact is None:
        add_contact(customer=customer, site=site, contact=_contact(intake), by=by, at=at)
    devices = [
        device or _device(line, customer, site, deed)
        for line, device in zip(intake.devices, known.devices, strict=True)
    ]
    contact_name = intake.contact_name or (known.contact.name if known.contact else "")
    request = _request(intake, customer, site, tuple(dict.fromkeys(devices)) or (None,), contact_name)
    return register(request, branch=branch, deed=deed)


def _found(intake: Intake, branch: Branch) -> Known:
    """Return what is on record; before a customer is made the branch is locked and looked at once more."""
    known = find(intake, branch=branch)
    if known.customer is not None:
        return known
    Branch.objects.select_for_update(of=("self",)).get(pk=branch.pk)
    return find(intake, branch=branch)


def judge_intake(intake: Intake, *, branch: Branch) -> tuple[Known, Judged]:
    """Return what is known and what policy and calendar make of the request; reads, writes nothing."""
    known = find(intake, branch=branch)
    customer = known.customer or Customer(name=intake.customer_name, branch=branch)
    site = known.site or Site(address=intake.address, district=intake.district)
    return known, judge(_request(intake, customer, site, known.devices or (None,), ""), branch=branch)


def _request(
    intake: Intake,
    customer: Customer,
    site: Site | None,
    devices: tuple[Device | None, ...],
    contact_name: str,
) -> Request:
    return Request(
        customer=customer,
        site=site,
        devices=devices,
        fault=intake.fault,
        reported_at=intake.reported_at,
        channel=intake.channel,
        kind=intake.kind,
        contact_name=contact_name,
        phone=intake.phone,
        zone=intake.zone,
        injury=intake.injury,
        injury_learned_at=intake.injury_learned_at,
        category=intake.category,
        category_override=intake.category_override,
        expected_cost=intake.expected_cost,
    )


def _new_customer(intake: Intake, branch: Branch, deed: Deed) -> Customer:
    words = w("请写客户名称。", "The customer's name is needed.")
    name = gate.needs("customer_name", intake.customer_name, words)
    return add_customer(
        name=name,
        branch=branch,
        by=deed.by,
        at=deed.at,
        site=_place(intake),
        contact=_contact(intake) if intake.phone else None,
    )


def _place(intake: Intake) -> SiteGiven:
    return SiteGiven(address=intake.address.strip(), district=intake.district.strip(), zone=intake.zone)


def _contact(intake: Intake) -> ContactGiven:
    return ContactGiven(phone=intake.phone, name=intake.contact_name.strip())


def _site(intake: Intake, customer: Customer, deed: Deed) -> Site | None:
    """Return the site of a customer just made, or add the address that a known one hasn't had yet."""
    first = customer.sites.order_by("id").first()
    if not intake.address.strip() or (first and alike(first.address, intake.address)):
        return first
    return add_site(customer=customer, site=_place(intake), by=deed.by, at=deed.at)


def _device(line: DeviceLine, customer: Customer, site: Site | None, deed: Deed) -> Device | None:
    if not line.product_model:
        return None
    given = DeviceGiven(serial=line.serial, department=line.department)
    model = model_named(line.product_model)
    return add_device(product_model=model, customer=customer, site=site, given=given, by=deed.by, at=deed.at)
