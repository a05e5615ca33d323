"""Customers changed: added with their sites and contacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yinuo.customers.models import Contact, Customer, Site
from yinuo.customers.rules import phone_digits
from yinuo.journal.commands import begin, change, lock, put
from yinuo.journal.counters import next_count
from yinuo.journal.steps import one_step
from yinuo.people.commands import name_key

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from yinuo.lib.actor import Acting
    from yinuo.people.models import Branch


@dataclass(frozen=True, slots=True)
class SiteGiven:
    """What is known of a site when it is added."""

    name: str = ""
    address: str = ""
    district: str = ""
    zone: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ContactGiven:
    """What is known of a contact when it is added."""

    phone: str
    name: str = ""
    department: str = ""
    post: str = ""


@one_step
def add_customer(
    *,
    name: str,
    branch: Branch,
    by: Acting,
    at: datetime,
    site: SiteGiven | None = None,
    contact: ContactGiven | None = None,
    credit_code: str = "",
) -> Customer:
    """Add a customer with its first site and contact, and a number of its own (`C000123`)."""
    number = f"C{next_count('customer'):06d}"
    customer = Customer(
        number=number, name=name, name_key=name_key(name), branch=branch, credit_code=credit_code
    )
    begin(customer, "added", by=by, at=at)
    first = _put_site(customer, site or SiteGiven())
    if contact and contact.phone:
        _put_contact(customer, first, contact)
    return customer


@one_step
def add_site(*, customer: Customer, site: SiteGiven, by: Acting, at: datetime) -> Site:
    """Add a site to a customer."""
    locked = lock(Customer, pk=customer.pk)
    added = _put_site(locked, site)
    change(locked, "site_added", by=by, at=at, details={"site": site.name, "address": site.address})
    return added


@one_step
def add_contact(
    *, customer: Customer, site: Site | None, contact: ContactGiven, by: Acting, at: datetime
) -> Contact:
    """Add a contact to a customer."""
    locked = lock(Customer, pk=customer.pk)
    added = _put_contact(locked, site, contact)
    change(locked, "contact_added", by=by, at=at, details={"name": contact.name, "phone": contact.phone})
    return added


@one_step
def edit_customer(
    *, customer: Customer, name: str, credit_code: str, note: str, by: Acting, at: datetime
) -> Customer:
    """Change a customer's name, credit code and note. Conflict when it was changed in the meantime."""
    changed: dict[str, Any] = {
        "name": name,
        "name_key": name_key(name),
        "credit_code": credit_code,
        "note": note,
    }
    change(customer, "edited", by=by, at=at, fields=changed)
    return customer


def _put_site(customer: Customer, given: SiteGiven) -> Site:
    site = Site(
        customer=customer,
        name=given.name,
        address=given.address,
        district=given.district,
        zone=given.zone,
        latitude=given.latitude,
        longitude=given.longitude,
    )
    return put(site)


def _put_contact(customer: Customer, site: Site | None, given: ContactGiven) -> Contact:
    contact = Contact(
        customer=customer,
        site=site,
        name=given.name,
        department=given.department,
        post=given.post,
        phone=phone_digits(given.phone),
    )
    return put(contact)
