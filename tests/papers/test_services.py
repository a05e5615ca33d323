"""The service records of a device as a paper and as rows: what stands in them, in both languages and sizes (S1.8)."""

from __future__ import annotations

import subprocess
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.world import World, at, build
from yinuo.calls import commands as calls
from yinuo.calls.queries.register import last_services
from yinuo.calls.states import Outcome
from yinuo.papers import services

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def world() -> World:
    return build()


def served(world: World, when: str = "2026-11-24 09:00", **record: Any) -> str:
    call = world.register(when=at(when))
    world.to_site(call, when=at(when))
    world.work(call, when=at(when), **record)
    world.sign(call, when=at(when))
    deed = world.deed("technician", at(when))
    calls.leave(number=f"{call.number}-1", version=None, outcome=Outcome.DONE, deed=deed)
    return f"{call.number}-1"


def text_of(paper: bytes) -> str:
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=paper, capture_output=True, check=True)
    return read.stdout.decode()


@pytest.mark.parametrize("size", ["a4", "a5"])
@pytest.mark.parametrize(
    ("language", "wanted"), [("zh", ["凭证", "处理", "完成"]), ("en", ["Service records", "Voucher", "done"])]
)
def test_the_paper_prints_in_both_sizes_and_languages(
    world: World, size: str, language: str, wanted: list[str]
) -> None:
    number = served(world)
    found = last_services(world.device.pk)
    text = text_of(
        services.services(world.device, found, zone=SHANGHAI, size=size, language=language, printed_by="柳眉")
    )
    for each in (number, "2309-0052", "昆仑体检中心", "柳眉", *wanted):
        assert each in text


def test_a_row_holds_what_was_found_done_and_used(world: World) -> None:
    number = served(world, parts=[{"name": "滤网", "serial": "F-12", "quantity": 2}], minutes=90)
    row = services.line(last_services(world.device.pk)[0], SHANGHAI)
    assert row[:3] == ["2026-11-24", number, "开机十分钟后停机，报 E-2107"]
    assert row[3:6] == ["滤网积灰，过热保护", "散热不良", "换滤网，清风道"]
    assert row[6:9] == ["滤网 F-12 × 2", 90, "technician 试"]
    assert len(row) == len(services.COLUMNS)


def test_the_day_is_that_of_the_zone(world: World) -> None:
    served(world, "2026-11-24 07:30")
    voucher = last_services(world.device.pk)[0]
    assert services.line(voucher, SHANGHAI)[0] == "2026-11-24"
    assert services.line(voucher, ZoneInfo("UTC"))[0] == "2026-11-23"


def test_a_service_by_telephone_has_a_row_without_visit(world: World) -> None:
    call = world.register()
    calls.solve_remotely(
        number=call.number,
        version=None,
        solution="重启",
        customers_word="好了",
        deed=world.deed("supervisor"),
    )
    row = services.line(last_services(world.device.pk)[0], SHANGHAI)
    assert row[8] == ""
    assert str(row[9]) == "电话解决"


def test_nothing_done_says_so(world: World) -> None:
    assert "还没有做过服务" in text_of(services.services(world.device, [], zone=SHANGHAI))


def test_the_newest_service_stands_first(world: World) -> None:
    old, new = served(world, "2026-11-20 09:00"), served(world)
    rows = [services.line(each, SHANGHAI)[1] for each in last_services(world.device.pk)]
    assert rows == [new, old]
