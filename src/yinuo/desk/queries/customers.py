"""Customers and devices as the desk lists them, and one page of the customer's file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from yinuo.agreements.models import Contract
from yinuo.agreements.queries import as_cover, covers
from yinuo.agreements.rules import left
from yinuo.calls.models import Call
from yinuo.calls.models.call import OPEN_STATES
from yinuo.calls.queries.register import whole
from yinuo.customers.queries import search
from yinuo.devices.models import Device
from yinuo.devices.queries import of_customer
from yinuo.devices.queries import search as search_devices
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from yinuo.agreements.rules import Cover
    from yinuo.customers.models import Customer
    from yinuo.lib.words import Words

PAGE = 50
CALLS_SHOWN = 20
DEVICES_SHOWN = 200
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of rows; `after` is the cursor of the next one, empty at the end."""

    rows: Sequence[Row]
    after: str


@dataclass(frozen=True, slots=True)
class Covered:
    """A device with its cover on a day."""

    device: Device
    cover: Cover


@dataclass(frozen=True, slots=True)
class Agreement:
    """A contract with what is left of it and whether it runs."""

    contract: Contract
    left: Words
    runs: bool


def customers(seen: QuerySet[Customer], text: str, after: str) -> Page[Customer]:
    """Return a page of customers by name; their sites and contacts are read with them."""
    found = matching(seen, text).annotate(devices_count=_count(Device), open_calls=_count(Call, OPEN_STATES))
    last = seen.filter(number=after).values_list("name_key", "pk").first() if after else None
    if last:
        found = found.filter(Q(name_key__gt=last[0]) | Q(name_key=last[0], pk__gt=last[1]))
    rows = list(found.prefetch_related("sites", "contacts")[: PAGE + 1])
    return Page(rows[:PAGE], rows[PAGE - 1].number if len(rows) > PAGE else "")


def matching(seen: QuerySet[Customer], text: str) -> QuerySet[Customer]:
    """Return the customers among `seen` that `text` names, by name."""
    return search(text).filter(pk__in=seen.order_by().values("pk")).order_by("name_key", "pk")


def _count(model: type[Device | Call], states: Sequence[str] = ()) -> Coalesce:
    rows: Any = model.objects.filter(customer=OuterRef("pk")).order_by()
    rows = rows.filter(state__in=states) if states else rows
    counted = rows.values("customer").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def devices(seen: QuerySet[Device], text: str, after: str) -> Page[Device]:
    """Return a page of devices, newest first."""
    found = matching_devices(seen, text)
    last = seen.filter(number=after).values_list("pk", flat=True).first() if after else None
    if last:
        found = found.filter(pk__lt=last)
    rows = list(found[: PAGE + 1])
    return Page(rows[:PAGE], rows[PAGE - 1].number if len(rows) > PAGE else "")


def matching_devices(seen: QuerySet[Device], text: str) -> QuerySet[Device]:
    """Return the devices among `seen` that `text` names, newest first."""
    return search_devices(text).filter(pk__in=seen.order_by().values("pk")).order_by("-pk")


def with_cover(rows: Sequence[Device], day: date, at: datetime) -> list[Covered]:
    """Return devices with their cover on `day`, by the policy at the instant; one query."""
    known = covers(rows, day=day, order=policies.at(at).listed("G1.order"))
    return [Covered(each, known[each.pk]) for each in rows]


def devices_of(customer: Customer, day: date, at: datetime) -> list[Covered]:
    """Return the customer's devices with cover, at most `DEVICES_SHOWN`."""
    return with_cover(list(of_customer(customer.pk)[:DEVICES_SHOWN]), day, at)


def calls_of(seen: QuerySet[Call], customer: Customer) -> list[Call]:
    """Return the customer's newest calls among those a person may see."""
    return list(whole(seen.filter(customer=customer)).order_by("-reported_at", "-pk")[:CALLS_SHOWN])


def contracts_of(customer: Customer, day: date) -> list[Agreement]:
    """Return the customer's contracts, those that end last first."""
    rows = Contract.objects.filter(customer=customer).annotate(devices_count=Count("covered"))
    told = [(each, as_cover(each)) for each in rows.order_by("-ends_on", "-pk")]
    return [Agreement(each, left(cover), cover.runs(day)) for each, cover in told]
