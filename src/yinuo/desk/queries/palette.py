"""What the palette finds for a few typed words: calls, customers, devices, telephone numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yinuo.calls import access as calls_access
from yinuo.calls.queries.register import Wanted, narrowed, newest_named
from yinuo.customers import access as customers_access
from yinuo.desk.queries import customers as files
from yinuo.devices import access as devices_access
from yinuo.people import access

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from yinuo.calls.models import Call
    from yinuo.customers.models import Customer
    from yinuo.devices.models import Device
    from yinuo.people.models import User

MOST = 5
SHORT = re.compile(r"(?:(派工|打开|dispatch|open)\s*)?(\d{1,4})\s*号?", re.IGNORECASE)


def short_number(text: str) -> int | None:
    """Return the number of a call of today that `text` means: `33`, `派工 33`, `open 33`; None for others."""
    found = SHORT.fullmatch(text.strip())
    return int(found.group(2)) if found else None


def calls_numbered(user: User, number: int, today: date) -> list[Call]:
    """Return the open calls that people call by this short number: today's first, then the newest."""
    if not access.may_somewhere(user, "call.see"):
        return []
    found = _seen(user).filter(number__endswith=f"-{number:04d}").select_related("customer")
    ordered = sorted(found.order_by("-day", "-pk")[:MOST], key=lambda call: call.day != today)
    return ordered[:MOST]


def calls(user: User, text: str) -> list[Call]:
    """Return the newest calls that `text` names."""
    if len(text) < 2 or not access.may_somewhere(user, "call.see"):
        return []
    branches = calls_access.seen_branches(user)
    seen = _seen(user).select_related("customer").order_by("-pk")
    if branches is None:
        return list(narrowed(seen, Wanted(text=text))[:MOST])
    return list(seen.filter(pk__in=newest_named(text, most=MOST, branches=branches)))


def customers(user: User, text: str) -> list[Customer]:
    """Return customers that `text` names: by name, pinyin, number or telephone."""
    if len(text) < 2 or not access.may_somewhere(user, "customer.see"):
        return []
    return list(files.matching(customers_access.visible(user), text)[:MOST])


def devices(user: User, text: str) -> list[Device]:
    """Return devices that `text` names: by serial, model, number or UDI."""
    if len(text) < 2 or not access.may_somewhere(user, "device.see"):
        return []
    return list(files.matching_devices(devices_access.visible(user), text)[:MOST])


def _seen(user: User) -> QuerySet[Call]:
    return calls_access.visible(user)
