"""Vouchers as papers must bear them: ordinary, empty, with long and rare words, with many devices and visits."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.world import at
from yinuo.calls import commands as calls
from yinuo.calls.states import Outcome
from yinuo.customers.models import Customer
from yinuo.devices.models import Device

if TYPE_CHECKING:
    from tests.world import World
    from yinuo.calls.models import Call

LONG_NAME = "蓬莱方丈瀛洲三山联合" * 6
RARE = "𠮷㐱·麦麦提伊敏·阿卜杜热合曼·图尔荪"
ENDLESS = "E" * 300 + "https://example.invalid/" + "x" * 120
LONG = "开机十分钟后停机，面板报错，重启三次仍然如此，机房温度正常，滤网上有灰。" * 12
SIGN = "M10 80L30 40L52 66L70 20L90 70L120 50L150 64L190 30L230 60L300 44"
ORDINARY = at("2026-11-24 10:35")


def ordinary(world: World, *, fee: str = "1284.50") -> Call:
    """A finished call of a device that was served twice before."""
    for day in ("2026-10-08 09:30", "2026-11-02 14:10"):
        earlier = world.register(when=at(day), fault="扫描时有异响，停机后能再开")
        world.finish(earlier, when=at(day) + timedelta(hours=2))
    call = world.register(when=ORDINARY)
    later = ORDINARY + timedelta(minutes=85)
    world.to_site(call, when=later)
    parts = [{"name": "滤网", "serial": "F-12", "quantity": 1}, {"name": "散热膏", "quantity": 2}]
    world.work(call, when=later, fee=Decimal(fee), parts=parts)
    world.sign(call, when=later, strokes=SIGN)
    deed = world.deed("technician", later + timedelta(minutes=45))
    calls.leave(number=f"{call.number}-1", version=None, outcome=Outcome.DONE, deed=deed)
    return call


def stuffed(world: World) -> Call:
    """A call whose every text is long, without a place to break, or written with rare characters."""
    Customer.objects.filter(pk=world.customer.pk).update(name=LONG_NAME)
    Device.objects.filter(pk=world.device.pk).update(serial="0123456789" * 6, department=RARE)
    call = world.register(when=ORDINARY, fault=LONG + ENDLESS, contact_name=RARE)
    world.to_site(call, when=ORDINARY)
    texts: dict[str, Any] = dict.fromkeys(("learned", "proposed", "found", "cause", "work"), LONG)
    parts = [{"name": RARE, "serial": "S" * 40, "quantity": 12}] * 20
    world.work(call, when=ORDINARY, **texts, parts=parts, spoken_with=RARE, fee=Decimal(99999999))
    world.sign(call, when=ORDINARY, signer=RARE, post=LONG_NAME, strokes=SIGN)
    return call


def many(world: World, count: int) -> Call:
    """A call about `count` devices."""
    template = Device.objects.get(pk=world.device.pk)
    rows = []
    for number in range(count):
        template.pk, template.number, template.serial = None, f"D9{number:05}", f"S-{number:04}"
        template._state.adding = True
        template.head = uuid.uuid4().hex
        template.save()
        rows.append(Device.objects.get(pk=template.pk))
    return world.register(when=ORDINARY, devices=tuple(rows))


def visited(world: World, times: int) -> Call:
    """A call with `times` visits before it is done."""
    call = world.register(when=ORDINARY)
    for number in range(times):
        when = ORDINARY + timedelta(hours=number)
        world.to_site(call, when=when)
        deed = world.deed("technician", when)
        calls.leave(
            number=f"{call.number}-1",
            version=None,
            outcome=Outcome.CONTINUED,
            note=f"等零件 {number}",
            deed=deed,
        )
    return call
