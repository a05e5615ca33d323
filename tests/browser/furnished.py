"""The small world with work in it: yesterday's filed call, one left over, two of this morning, a long checklist."""

from __future__ import annotations

from datetime import timedelta

from tests.field.conftest import ITEMS
from tests.world import MORNING, World, at, build
from yinuo.calls import commands as calls
from yinuo.calls.states import Kind
from yinuo.devices.commands import put_checklist

PASSWORD = "蓬莱山下的一块石头"
NAMES = {
    "clerk": "柳眉",
    "supervisor": "秦可",
    "technician": "甄远",
    "second_technician": "许宁",
    "service_department": "沈放",
    "administrator": "管至",
}


def furnish() -> World:
    """Build the world and work in it until the morning of 24 November 2026."""
    world = build()
    for username, name in NAMES.items():
        person = world.people[username]
        person.name = name
        person.set_password(PASSWORD)
        person.save()
    filed = world.register(when=at("2026-11-23 10:00"), fault="扫描床不动，急停灯亮", devices=(world.second,))
    world.finish(filed, when=at("2026-11-23 11:30"))
    world.file(filed, when=at("2026-11-23 15:00"))
    world.register(when=at("2026-11-23 16:50"), fault="图像有环状伪影", devices=(world.second,))
    close = at("2026-11-23 17:40")
    calls.close_day(branch=world.branch, day=close.date(), deed=world.deed("clerk", close))
    put_checklist(product_model=world.model, items=ITEMS, at=close)
    for minutes, fault, kind in ((30, "操作台键盘失灵", Kind.BREAKDOWN), (20, "年度保养", Kind.MAINTENANCE)):
        world.register(
            when=MORNING - timedelta(minutes=minutes), fault=fault, kind=kind, devices=(world.second,)
        )
    return world
