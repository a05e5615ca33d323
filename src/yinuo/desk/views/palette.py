"""The palette (Ctrl K): go to a customer, device, call or screen, or do a move; only what one may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yinuo.calls.states import STATE_WORDS, WAITING, State
from yinuo.desk import screens
from yinuo.desk.lines import short
from yinuo.desk.queries import palette as queries
from yinuo.lib.words import Words, w
from yinuo.people import access
from yinuo.people.access import Signed, signed_in
from yinuo.people.queries import zone_of
from yinuo.web import clock, typed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yinuo.calls.models import Call
    from yinuo.customers.models import Customer
    from yinuo.devices.models import Device
    from yinuo.people.models import User

    Item = dict[str, str]

MOST = 12
LONGEST = 60
DISPATCH = w("派工 {number} 号", "Dispatch call {number}")
APPROVE = w("批准 {number} 号", "Approve call {number}")
OPEN = w("打开 {number} 号", "Open call {number}")
REGISTER = w("登记 {number} 的来电", "Register a call from {number}")


@require_safe
@signed_in
def palette(request: Signed) -> JsonResponse:
    """Answer what fits the typed words, best first; without words the screens."""
    text = "".join(char for char in typed.text(request.GET, "q") if char.isprintable()).strip()[:LONGEST]
    items = list(_found(request.user, text))[:MOST]
    return JsonResponse({"items": items})


def _found(user: User, text: str) -> Iterator[Item]:
    number = queries.short_number(text)
    if number is not None:
        today = clock.now().astimezone(zone_of(user)).date()
        for call in queries.calls_numbered(user, number, today):
            yield from _moves(user, call)
    known = screens.open_to(user, (*screens.SCREENS, *screens.SETTINGS))
    yield from (_screen(each) for each in known if not text or screens.named(each, text))
    if not text:
        return
    yield from (_customer(each) for each in queries.customers(user, text))
    yield from (_device(each) for each in queries.devices(user, text))
    yield from (_call(each) for each in queries.calls(user, text))
    digits = "".join(char for char in text if char.isascii() and char.isdigit())
    if len(digits) >= 7 and access.may_somewhere(user, "call.register"):
        yield _item(
            REGISTER.format(number=digits), "", f"{reverse('desk:entry')}?phone={digits}", "phone-incoming"
        )


def _moves(user: User, call: Call) -> Iterator[Item]:
    number = short(call.number)
    where = reverse("desk:dispatch-call", args=[call.number])
    if call.state in WAITING and access.may(user, "call.dispatch", branch_id=call.branch_id):
        awaits = call.state == State.AWAITING_APPROVAL
        words = (APPROVE if awaits else DISPATCH).format(number=number)
        yield _item(words, call.customer.name, where, "calendar-time")
    hint = f"{call.customer.name} {call.day:%m-%d}"
    yield _item(OPEN.format(number=number), hint, reverse("desk:call", args=[call.number]), "notebook")


def _screen(screen: screens.Screen) -> Item:
    return _item(screen.words, screen.hint, screen.url, screen.icon)


def _customer(row: Customer) -> Item:
    return _item(row.name, row.number, reverse("desk:customer", args=[row.number]), "building-hospital")


def _device(row: Device) -> Item:
    words = f"{row.product_model.words} {row.serial}"
    return _item(words, row.customer.name, reverse("desk:device", args=[row.number]), "device-heart-monitor")


def _call(row: Call) -> Item:
    hint = f"{row.customer.name} {STATE_WORDS[State(row.state)]}"
    return _item(row.number, hint, reverse("desk:call", args=[row.number]), "notebook")


def _item(words: Words | str, hint: Words | str, url: str, icon: str) -> Item:
    return {"words": str(words), "hint": str(hint), "url": url, "icon": icon, "key": ""}
