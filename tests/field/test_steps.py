"""Accept, set out, arrive: each with its clock, in both languages; what is refused and why (S1.4, S2.2, S2.4, G14)."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.field.conftest import Phone, voucher, words
from tests.world import at
from yinuo.customers.models import Site
from yinuo.duties.models import Duty
from yinuo.handbook.commands import write_problem


def buttons(answer) -> list[str]:
    """Return the words of the buttons in the bar at the bottom."""
    footer = re.search(r'<footer class="y-actions">(.*?)</footer>', answer.content.decode(), re.DOTALL)[1]
    return [
        re.sub(r"<[^>]+>", "", each).strip()
        for each in re.findall(r"<(?:button|a)\b.*?</(?:button|a)>", footer, re.DOTALL)
    ]


@pytest.mark.parametrize(
    ("until", "zh", "en"),
    [
        ("accept", ["接单"], ["Accept the job"]),
        ("set-out", ["出发"], ["Set out"]),
        ("arrive", ["我到了"], ["I have arrived"]),
        ("meeting", ["记下面谈，开始处理"], ["Note the talk, start work"]),
        ("record", ["解决不了", "保存，去签字"], ["Can't solve", "Save, go and sign"]),
    ],
)
def test_each_step_has_one_primary_button(world, number, until, zh, en):
    phone = Phone(world)
    phone.go(number, until=until)
    answer = phone.open(f"/field/jobs/{number}")
    assert buttons(answer) == zh
    assert answer.content.decode().count("btn-primary") == 1
    assert buttons(Phone(world, language="en").open(f"/field/jobs/{number}")) == en


@pytest.mark.parametrize(
    ("until", "done"),
    [("accept", 0), ("set-out", 1), ("arrive", 2), ("meeting", 3), ("record", 4), ("leave", 5)],
)
def test_the_steps_bar_follows(phone, number, until, done):
    phone.go(number, until=until)
    page = phone.open(f"/field/jobs/{number}").content.decode()
    bar = re.search(r'<ol class="y-steps".*?</ol>', page, re.DOTALL)[0]
    assert bar.count("data-done") == done
    assert bar.count('aria-current="step"') == 1
    assert bar.count("09:00") == done


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        (
            "zh",
            [
                "昆仑体检中心",
                "放射科，市区本部，鲁护士长",
                "蓬莱市东街 1 号",
                "开机十分钟后停机，报 E-2107",
                "故障",
                "有费",
                "保修已于 2025-09-01 结束",
                "序列号 2309-0052",
                "来电 今天 09:00",
                "万用表",
                "今天 16:30 前到",
            ],
        ),
        (
            "en",
            [
                "放射科, 市区本部, 鲁护士长",
                "breakdown",
                "paid",
                "Serial 2309-0052",
                "Reported today 09:00",
                "Take along",
                "by today 16:30",
            ],
        ),
    ],
)
def test_the_page_says_where_what_and_with_what(world, number, language, wanted):
    text = Phone(world, language=language).read(f"/field/jobs/{number}")
    assert [each for each in wanted if each not in text] == []


def test_one_can_ring_and_find_the_way(phone, number):
    page = phone.open(f"/field/jobs/{number}").content.decode()
    assert 'href="tel:02000001286"' in page
    assert "打电话给鲁护士长" in page
    assert re.search(r'href="https://[^"]*keyword=%E8%93%AC%E8%8E%B1', page)


def test_the_map_takes_the_point_of_the_site(world, phone, number):
    Site.objects.filter(customer=world.customer).update(latitude=Decimal("31.2"), longitude=Decimal("121.4"))
    assert "position=121.400000%2C31.200000" in phone.open(f"/field/jobs/{number}").content.decode()


def test_without_a_site_there_is_no_map(world, phone):
    call = world.dispatch(world.register(site=None))
    page = phone.open(f"/field/jobs/{call.number}-1").content.decode()
    assert "uri.amap.com" not in page
    assert 'href="tel:' in page


def test_a_call_without_a_device_has_a_page_too(world, phone):
    call = world.dispatch(world.register(devices=(None,)))
    text = phone.read(f"/field/jobs/{call.number}-1")
    assert "昆仑体检中心 · 一诺" in text
    phone.go(f"{call.number}-1", until="record")
    assert "检查 0" not in phone.read(f"/field/jobs/{call.number}-1")


def test_a_repeat_and_an_injury_are_marked(world, phone):
    world.finish(world.register(), when=at("2026-11-24 10:00"))
    again = world.dispatch(
        world.register(when=at("2026-11-24 11:00"), injury="yes"), when=at("2026-11-24 11:00")
    )
    phone.now = at("2026-11-24 11:10")
    text = phone.read(f"/field/jobs/{again.number}-1")
    assert "30 天内重修：SH-20261124-0001" in text
    assert "有人受伤或可能受伤" in text


def test_the_last_five_services_of_the_device_are_shown(world, phone):
    for day in range(10, 16):
        world.finish(
            world.register(when=at(f"2026-10-{day} 09:00"), fault=f"旧故障 {day}"),
            when=at(f"2026-10-{day} 10:00"),
        )
    call = world.dispatch(world.register())
    text = phone.read(f"/field/jobs/{call.number}-1")
    assert [day for day in range(10, 16) if f"旧故障 {day}" in text] == [11, 12, 13, 14, 15]
    assert "滤网积灰，过热保护" in text
    assert "散热不良" in text


def test_earlier_solutions_are_suggested(world, phone, number):
    write_problem(
        product_model=world.model,
        symptom="停机，报 E-2107",
        cause="过热",
        solution="清滤网和风道",
        by=world.clerk,
        at=at("2026-01-05 09:00"),
    )
    write_problem(
        product_model=world.model,
        symptom="打印机缺纸",
        cause="",
        solution="加纸",
        by=world.clerk,
        at=at("2026-01-05 09:00"),
    )
    text = phone.read(f"/field/jobs/{number}")
    assert "以前怎么解决 停机，报 E-2107 原因 过热 清滤网和风道 手册 H-1" in text
    assert "加纸" not in text


def test_accepting_draws_the_receipt_form(phone, number):
    assert phone.do(number, "accept") == f"/field/jobs/{number}"
    assert voucher(number).state == "accepted"
    assert "回执单 HZ-SH-2026-000001" in phone.read(f"/field/jobs/{number}")
    assert 'href="/receipts/HZ-SH-2026-000001.pdf"' in phone.open(f"/field/jobs/{number}").content.decode()


def test_setting_out_asks_for_the_tools(phone, number):
    phone.go(number, until="set-out")
    text = phone.refused(number, "set-out", 409)
    assert "请先确认带齐工具（S2.4）：万用表" in text
    phone.do(number, "set-out", tools="on")
    assert voucher(number).state == "under_way"


def test_setting_out_without_accepting_is_refused(phone, number, english):
    assert "还没有接单" in phone.refused(number, "set-out", 409, tools="on")
    assert "Not accepted" in english.refused(number, "set-out", 409, tools="on")


@pytest.mark.parametrize("step", ["accept", "arrive", "finish"])
def test_a_step_out_of_turn_is_refused(phone, number, step):
    phone.do(number, "accept")
    phone.refused(number, step, 409)
    assert voucher(number).state == "accepted"


def test_arriving_without_a_position_is_fine(phone, number):
    phone.go(number, until="arrive")
    phone.now = at("2026-11-24 10:02")
    phone.do(number, "arrive", lat="", lon="")
    visit = voucher(number).visits.get()
    assert (visit.arrived_at, visit.latitude) == (at("2026-11-24 10:02"), None)
    assert Duty.objects.get(clause="G14").state == "met"


@pytest.mark.parametrize(
    ("lat", "far"), [("31.200100", False), ("31.202000", False), ("31.203500", True), ("31.300000", True)]
)
def test_arriving_far_from_the_site_is_marked(world, phone, number, lat, far):
    Site.objects.filter(customer=world.customer).update(latitude=Decimal("31.2"), longitude=Decimal("121.4"))
    phone.go(number, until="arrive")
    phone.do(number, "arrive", lat=lat, lon="121.400000")
    visit = voucher(number).visits.get()
    assert visit.far is far
    assert ("到达位置离现场" in phone.read(f"/field/jobs/{number}")) is far


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        ("91", "0"),
        ("x", "1"),
        ("1e3", "1"),
        ("-", "1"),
        ("", "181"),
        ("１２", "1"),
        ("1.2.3", "4"),
        ("NaN", "1"),
    ],
)
def test_a_position_that_is_none_is_told_and_nothing_happens(phone, number, lat, lon):
    phone.go(number, until="arrive")
    text = phone.refused(number, "arrive", lat=lat, lon=lon)
    assert "位置读不懂" in text
    assert voucher(number).state == "under_way"


@pytest.mark.parametrize("half", [{"lat": "31.2"}, {"lon": "121.4"}])
def test_half_a_position_is_none(phone, number, half):
    phone.go(number, until="arrive")
    phone.do(number, "arrive", **half)
    assert voucher(number).visits.get().latitude is None


@pytest.mark.parametrize("name", ["lat", "lon"])
def test_a_position_too_long_is_refused(phone, number, name):
    phone.go(number, until="arrive")
    answer = phone.send(number, "arrive", **{name: "1" * 40})
    assert answer.status_code == 422
    assert "最多 16 个字" in words(answer)


@pytest.mark.parametrize("step", ["accept", "set-out", "arrive", "meeting", "record", "finish"])
def test_opening_the_address_of_a_step_leads_to_the_job_and_takes_nothing(phone, number, step):
    answer = phone.open(f"/field/jobs/{number}/{step}")
    assert (answer.status_code, answer["Location"]) == (302, f"/field/jobs/{number}")
    assert voucher(number).state == "dispatched"


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_not_allowed(phone, number, method):
    for step in ("", "/accept", "/record", "/sign", "/leave", "/amend"):
        assert getattr(phone.client, method)(f"/field/jobs/{number}{step}").status_code == 405


@pytest.mark.parametrize(
    "strange", ["SH-20261124-0099-1", "nothing", "SH-20261124-0001", "%00", "'; --", "１"]
)
def test_an_unknown_job_is_not_found(phone, number, strange):
    assert phone.open(f"/field/jobs/{strange}").status_code == 404
    assert (
        phone.client.post(f"/field/jobs/{strange}/accept", {"key": "12345678-1", "version": "1"}).status_code
        == 404
    )
