"""Devices: found, shown with cover and every service, changed safely, printed and exported (S1.8)."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest

from tests.desk.sitting import Desk, words
from tests.world import LONG_AGO, World, at
from yinuo.calls import commands as calls
from yinuo.calls.queries.register import last_services
from yinuo.calls.states import Outcome
from yinuo.desk.queries import customers as queries
from yinuo.desk.views import devices as views
from yinuo.devices.commands import DeviceGiven, add_device
from yinuo.devices.models import Device
from yinuo.journal import audit
from yinuo.lib.words import speaking
from yinuo.papers import services

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world, now=at("2026-11-24 17:00"))


def address(world: World, rest: str = "") -> str:
    return f"/devices/{world.device.number}{rest}"


def listed(text: str) -> list[str]:
    return re.findall(r'data-href="/devices/([^"]+)"', text)


def served(world: World, when: str = "2026-11-24 09:00") -> str:
    call = world.register(when=at(when))
    world.to_site(call, when=at(when))
    world.work(call, when=at(when), parts=[{"name": "滤网", "serial": "F-12", "quantity": 1}])
    world.sign(call, when=at(when))
    deed = world.deed("technician", at(when))
    calls.leave(number=f"{call.number}-1", version=None, outcome=Outcome.DONE, deed=deed)
    return f"{call.number}-1"


@pytest.mark.parametrize(
    ("typed", "found"),
    [("2309-0052", 1), ("2309", 2), ("KL-64", 2), ("昆仑", 2), ("D000001", 1), ("nothing", 0), ("\x00", 2)],
)
def test_devices_are_found(desk: Desk, typed: str, found: int) -> None:
    assert len(listed(desk.open("/devices/", q=typed).content.decode())) == found


def test_the_list_says_what_covers_each_today(desk: Desk) -> None:
    text = desk.read("/devices/")
    assert "免费 保修到 2027-09-01，2026-11-24 在内。" in text
    assert "有费 保修已于 2025-09-01 结束，2026-11-24 没有合同。" in text


def test_pages_follow_one_another_without_gaps(desk: Desk, world: World) -> None:
    for place in range(queries.PAGE + 3):
        given = DeviceGiven(serial=f"s{place}")
        add_device(
            product_model=world.model,
            customer=world.customer,
            site=None,
            given=given,
            by=world.clerk,
            at=LONG_AGO,
        )
    first = desk.open("/devices/").content.decode()
    after = re.search(r"after=(D\d+)", first)
    assert after
    second = desk.open("/devices/", part=True, after=after.group(1)).content.decode()
    seen = listed(first) + listed(second)
    assert len(seen) == len(set(seen)) == queries.PAGE + 5
    assert "after=" not in second


def test_the_page_shows_identity_cover_checklist_and_every_service(desk: Desk, world: World) -> None:
    number = served(world)
    text = desk.read(address(world))
    for wanted in (
        "KL-64 CT",
        "2309-0052",
        "昆仑仪器",
        "保修已于 2025-09-01 结束",
        "电源正常 必查",
        "机房温度 18 至 24 ℃",
        number,
        "报修 开机十分钟后停机，报 E-2107",
        "原因 散热不良",
        "处理 换滤网，清风道",
        "零件 滤网 F-12 × 1",
        "工时 45 分",
        "完成，technician 试",
    ):
        assert wanted in text, wanted


@pytest.mark.parametrize(("language", "wanted"), [("zh", "还没有做过服务。"), ("en", "No services yet.")])
def test_a_new_device_says_that_nothing_was_done(world: World, language: str, wanted: str) -> None:
    assert wanted in Desk(world, language=language).read(address(world))


def test_the_code_leads_to_this_page(desk: Desk, world: World, monkeypatch) -> None:
    led: list[str] = []
    monkeypatch.setattr(views.qr, "svg", lambda text: led.append(text) or '<svg width="9" height="9"></svg>')
    page = desk.open(address(world)).content.decode()
    assert led == [f"http://testserver/devices/{world.device.number}"]
    assert '<svg viewBox="0 0 9 9">' in page
    assert "2309-0052" in desk.read(address(world, "/label"))


def test_editing_keeps_the_rest_and_writes_the_journal(desk: Desk, world: World) -> None:
    sent = {
        "department": "急诊",
        "udi": "0109",
        "installed_on": "2020-01-02",
        "warranty_until": "2025-09-01",
        "version": 1,
    }
    answer = desk.send(address(world, "/edit"), **sent)
    assert (answer.status_code, answer.url) == (303, address(world))
    device = Device.objects.get(pk=world.device.pk)
    assert (device.department, device.udi, device.serial, device.version) == ("急诊", "0109", "2309-0052", 2)
    assert list(audit.verify()) == []


def test_two_editors_see_each_other(desk: Desk, world: World) -> None:
    desk.send(address(world, "/edit"), department="急诊", version=1)
    answer = desk.send(address(world, "/edit"), department="手术室", warranty_until="2030-01-01", version=1)
    assert answer.status_code == 409
    text = words(answer)
    assert "科室 现在是 急诊 您写的 手术室" in text
    assert "保修到 现在是 — 您写的 2030-01-01" in text
    assert Device.objects.get(pk=world.device.pk).department == "急诊"


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ({"department": "x" * 81}, "最多 80 个字"),
        ({"installed_on": "nie"}, "日"),
        ({"installed_on": "2026-05-01", "warranty_until": "2026-04-01"}, "保修不能在安装之前结束"),
        ({"version": ""}, "这一页没有带上版本"),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, world: World, sent: dict[str, str], wanted: str) -> None:
    answer = desk.send(address(world, "/edit"), **{"department": "急诊", "version": "1", **sent})
    assert answer.status_code == 422
    assert wanted in words(answer)
    assert Device.objects.get(pk=world.device.pk).department == "放射科"


@pytest.mark.parametrize(
    ("who", "sees", "edits"),
    [
        ("clerk", 200, 200),
        ("technician", 200, 403),
        ("other_technician", 404, 404),
        ("accountant", 403, 403),
        ("salesperson", 200, 403),
        ("administrator", 200, 200),
    ],
)
def test_a_device_is_for_those_who_may(world: World, who: str, sees: int, edits: int) -> None:
    desk = Desk(world, who)
    assert desk.open(address(world)).status_code == sees
    assert desk.open(address(world, "/label")).status_code == sees
    assert desk.open(address(world, "/edit")).status_code == edits
    assert (address(world, "/edit") in desk.open(address(world)).content.decode()) == (edits == 200)


def test_a_technician_reads_the_history_without_links_to_others_calls(world: World) -> None:
    number = served(world)
    page = Desk(world, "second_technician").open(address(world)).content.decode()
    assert number in page
    assert "/calls/SH" not in page


def test_service_records_are_a_paper_and_a_table(desk: Desk, world: World) -> None:
    number = served(world)
    paper = desk.open(address(world, "/services.pdf"), size="a5")
    assert paper["Content-Type"] == "application/pdf"
    read = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=paper.content, capture_output=True, check=True
    )
    assert number in read.stdout.decode()
    rows = list(
        csv.reader(io.StringIO(desk.open(address(world, "/services.csv")).content.decode("utf-8-sig")))
    )
    assert rows[0][:3] == ["日期", "凭证", "报修"]
    assert rows[1][1] == number
    assert "滤网 F-12 × 1" in rows[1]
    with ZipFile(io.BytesIO(desk.open(address(world, "/services.xlsx")).content)) as book:
        assert "xl/worksheets/sheet1.xml" in book.namelist()
    assert desk.open(address(world, "/services.doc")).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("clerk", 200), ("technician", 403), ("salesperson", 403), ("other_clerk", 404)]
)
def test_exports_are_for_those_who_may(world: World, who: str, status: int) -> None:
    desk = Desk(world, who)
    assert desk.open(address(world, "/services.pdf")).status_code == status
    assert desk.open(address(world, "/services.csv")).status_code == status


def test_the_paper_of_services_speaks_both_languages(world: World) -> None:
    served(world)
    found = last_services(world.device.pk)
    for language, wanted in {"zh": "完成", "en": "done"}.items():
        with speaking(language):
            assert str(services.line(found[0], ZoneInfo("Asia/Shanghai"))[-1]) == wanted
        paper = services.services(world.device, found, zone=ZoneInfo("Asia/Shanghai"), language=language)
        assert paper.startswith(b"%PDF")


def test_devices_are_exported(desk: Desk) -> None:
    rows = list(csv.reader(io.StringIO(desk.open("/devices/export.csv").content.decode("utf-8-sig"))))
    assert [row[2] for row in rows[1:]] == ["2309-0053", "2309-0052"]
    assert rows[1][7] == "2027-09-01"


def test_the_pages_cost_the_same_with_many_rows(desk: Desk, world: World) -> None:
    served(world)
    few = desk.queries("/devices/"), desk.queries(address(world))
    for place in range(6):
        served(world)
        given = DeviceGiven(serial=f"x{place}")
        add_device(
            product_model=world.model,
            customer=world.customer,
            site=None,
            given=given,
            by=world.clerk,
            at=LONG_AGO,
        )
    assert (desk.queries("/devices/"), desk.queries(address(world))) == few


@pytest.mark.parametrize("number", ["D999999", "x" * 300, "%00"])
def test_a_device_that_is_not_there_is_not_found(desk: Desk, number: str) -> None:
    for rest in ("", "/edit", "/label", "/services.pdf", "/services.csv"):
        assert desk.open(f"/devices/{number}{rest}").status_code == 404
