"""What the journal speaks of: whether a person may read about it, what it is called, where its page is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from yinuo.calls import access as calls_access
from yinuo.customers.access import customer_for
from yinuo.devices.access import device_for
from yinuo.handbook.models import Problem
from yinuo.journal.commands import not_found
from yinuo.lib.words import Words, w
from yinuo.people import access
from yinuo.people.rights import Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from yinuo.people.models import User

KINDS = {
    "call": w("叫修", "call"),
    "customer": w("客户", "customer"),
    "device": w("设备", "device"),
    "contract": w("合同", "contract"),
    "handbook": w("手册", "handbook entry"),
    "calendar": w("工作日历", "calendar"),
    "policy": w("规章", "policy"),
    "day": w("登记簿的一天", "day of the register"),
    "duty": w("职责", "duty"),
}
PAGES = {
    "call": "desk:call",
    "customer": "desk:customer",
    "device": "desk:device",
    "handbook": "desk:handbook-entry",
    "calendar": "desk:calendar",
}


def check(user: User, kind: str, key: str) -> None:
    """Let through who may read about a subject; everything at once only for those who see all.

    NotAllowed without the right, NotFound for a subject out of reach.
    """
    if access.require_somewhere(user, "journal.see") is Scope.ALL:
        return
    if not kind:
        raise access.refused("journal.see")
    _CHECKS.get(kind, _foreign)(user, key)


def called(kind: str) -> Words:
    """Return the kind of a subject in words."""
    return KINDS.get(kind, Words(kind, kind))


def address(kind: str, key: str) -> str:
    """Return the page of a subject; empty when it has none."""
    if kind == "day":
        code, _, day = key.rpartition("-")
        return reverse("desk:day", args=[code, f"{day[:4]}-{day[4:6]}-{day[6:]}"])
    return reverse(PAGES[kind], args=[key]) if kind in PAGES else ""


def _call(user: User, key: str) -> None:
    calls_access.call_for(user, key, "journal.see")


def _customer(user: User, key: str) -> None:
    customer_for(user, key)


def _device(user: User, key: str) -> None:
    device_for(user, key)


def _day(user: User, key: str) -> None:
    if user.branch is None or key.rpartition("-")[0] != user.branch.code:
        raise not_found("day")


def _handbook(user: User, key: str) -> None:
    access.require_somewhere(user, "handbook.see")
    if not Problem.objects.filter(number=key).exists():
        raise not_found("entry")


def _foreign(_user: User, _key: str) -> None:
    raise not_found("subject")


_CHECKS: dict[str, Callable[[User, str], None]] = {
    "call": _call,
    "customer": _customer,
    "device": _device,
    "day": _day,
    "handbook": _handbook,
}
