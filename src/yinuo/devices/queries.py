"""Devices read: by customer, by serial, and the checklist in force."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from yinuo.devices.models import Checklist, Device, ProductModel
from yinuo.journal.questions import Question

if TYPE_CHECKING:
    from django.db.models import QuerySet


def of_customer(customer_id: int) -> QuerySet[Device]:
    """Return the customer's devices with model and site, by department."""
    devices = Device.objects.filter(customer_id=customer_id)
    return devices.select_related("product_model", "site").order_by("department", "id")


def search(text: str) -> QuerySet[Device]:
    """Return devices whose number, serial, model or customer contains `text`."""
    devices = Device.objects.select_related("product_model", "customer", "site").order_by("-id")
    return devices.filter(matching(text))


def matching(text: str) -> Q:
    """Return what picks the devices that `text` names; everything for an empty text."""
    wanted = text.strip()
    if not wanted:
        return Q()
    named = Q(serial__icontains=wanted) | Q(number__iexact=wanted) | Q(udi__iexact=wanted)
    modelled = Q(product_model__code__icontains=wanted) | Q(product_model__name__icontains=wanted)
    return named | modelled | Q(customer__name__icontains=wanted)


def checklist(product_model_id: int, at: datetime) -> Checklist | None:
    """Return the checklist of the model that is in force at the instant."""
    return IN_FORCE.first(product_model_id, at)


IN_FORCE = Question[Checklist](
    lambda product_model_id, at: Checklist.objects.filter(
        product_model_id=product_model_id, in_force_from__lte=at
    ).order_by("-version")[:1],
    int,
    datetime,
)


def product_model(code: str) -> ProductModel | None:
    """Return the product model `code`, however it is cased."""
    return ProductModel.objects.filter(code__iexact=code.strip()).select_related("skill").first()
