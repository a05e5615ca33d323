"""Customers read: by telephone number, by name, and the zone of a district."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from yinuo.customers.models import Contact, Customer
from yinuo.customers.rules import phone_digits
from yinuo.journal.questions import Question
from yinuo.people.models import District

if TYPE_CHECKING:
    from django.db.models import QuerySet


def contacts_at(phone: str) -> QuerySet[Contact]:
    """Return the contacts who are reached at `phone`, however it was typed; none for under seven digits."""
    digits = phone_digits(phone)
    if len(digits) < 7:
        return Contact.objects.none()
    return Contact.objects.filter(phone=digits).select_related("customer", "site").order_by("id")


def callers(phone: str, branch_id: int) -> list[Contact]:
    """Return the contacts of a branch's customers who are reached at `phone`, with customer and site."""
    digits = phone_digits(phone)
    return CALLERS.rows(digits, branch_id) if len(digits) >= 7 else []


CALLERS = Question[Contact](
    lambda digits, branch_id: (
        Contact.objects.filter(phone=digits, customer__branch_id=branch_id)
        .select_related("customer", "site")
        .order_by("id")
    ),
    str,
    int,
)
DISTRICTS = Question[District](lambda branch_id: District.objects.filter(branch_id=branch_id), int)


def search(text: str) -> QuerySet[Customer]:
    """Return customers whose name, pinyin, number or telephone contains `text`."""
    return Customer.objects.filter(matching(text))


def matching(text: str) -> Q:
    """Return what picks the customers that `text` names; everything for an empty text."""
    wanted = text.strip()
    if not wanted:
        return Q()
    named = Q(name__icontains=wanted) | Q(name_key__icontains=wanted.lower()) | Q(number__iexact=wanted)
    digits = phone_digits(wanted)
    if len(digits) < 4:
        return named
    return named | Q(pk__in=Contact.objects.filter(phone__contains=digits).values("customer_id"))


def zone_of_district(branch_id: int, address: str) -> str:
    """Return the zone of the branch's district named in `address` or equal to it; empty when none is."""
    for district in DISTRICTS.rows(branch_id):
        if district.name and district.name in address:
            return district.zone
    return ""
