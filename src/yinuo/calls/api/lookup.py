"""What a telephone number tells while somebody is on the line."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel, Field

from yinuo.calls import access
from yinuo.calls.api import telling
from yinuo.calls.api.told import DeviceTold, Ref, SiteTold
from yinuo.calls.models import Call
from yinuo.calls.queries.lookup import Caller, DeviceKnown, callers
from yinuo.calls.states import STATE_WORDS, State
from yinuo.customers.access import visible
from yinuo.devices import access as devices
from yinuo.devices.models import Device
from yinuo.people import access as rights
from yinuo.people import http
from yinuo.people.queries import zone_of
from yinuo.web import clock
from yinuo.web.machine import answers
from yinuo.web.machine.room import Room

router = Room("calls 叫修")
Phone = Annotated[str, Field(min_length=4, max_length=24, description="as typed / 怎么写都行")]


class KnownDevice(DeviceTold):
    """A device with its cover today; `repeat_of` marks a repeat, `open_call` hints at a duplicate. 设备"""

    category: str
    category_reason: str
    repeat_of: str | None
    open_call: str | None


class OpenCall(BaseModel):
    """A call of the customer that is open now. 未了的叫修"""

    number: str
    state: str
    state_words: str
    fault: str
    devices: list[str]


class CallerTold(BaseModel):
    """A customer reached at the number. 来电客户"""

    customer: Ref
    contact_name: str
    department: str
    post: str
    site: SiteTold | None
    devices: list[KnownDevice]
    open_calls: list[OpenCall]


class CallersTold(BaseModel):
    """Everybody the number belongs to. 这个号码的客户"""

    items: list[CallerTold]
    next: str | None = None


@router.reads(
    "/lookup",
    CallersTold,
    "Recognise a caller",
    "按电话认出客户、地点、设备、保修与合同、未了的叫修，三十天内重修与可能重复的提示。",
)
def look_up(request: HttpRequest, phone: Phone) -> HttpResponse:
    """Answer who calls from a number, as far as one may know of them."""
    user, now = http.asking(request), clock.now()
    day = now.astimezone(zone_of(user)).date()
    found = callers(
        phone,
        among=visible(user),
        devices=devices.visible(user) if rights.may_somewhere(user, "device.see") else Device.objects.none(),
        calls=access.visible(user) if rights.may_somewhere(user, "call.see") else Call.objects.none(),
        day=day,
        at=now,
    )
    return answers.said(CallersTold(items=[_caller(each) for each in found]))


def _caller(each: Caller) -> CallerTold:
    contact = each.contact
    return CallerTold(
        customer=telling.customer(contact.customer),
        contact_name=contact.name,
        department=contact.department,
        post=contact.post,
        site=telling.site(contact.site),
        devices=[_device(known) for known in each.devices],
        open_calls=[
            OpenCall(
                number=call.number,
                state=call.state,
                state_words=str(STATE_WORDS[State(call.state)]),
                fault=call.fault,
                devices=[known.device.number for known in each.devices if known.open_call is call],
            )
            for call in each.open_calls
        ],
    )


def _device(known: DeviceKnown) -> KnownDevice:
    device = known.device
    return KnownDevice(
        number=device.number,
        product_model=device.product_model.code,
        serial=device.serial,
        department=device.department,
        category=str(known.cover.category),
        category_reason=str(known.cover.reason),
        repeat_of=known.repeat_of.number if known.repeat_of else None,
        open_call=known.open_call.number if known.open_call else None,
    )
