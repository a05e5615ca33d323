"""The page of a call: head, strip, asked and found, the timeline, duties, signatures, the paper, the next step."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from tests.desk.sitting import Desk, words
from tests.world import LONG_AGO, MORNING, World, at
from yinuo.agreements.commands import add_contract
from yinuo.calls import commands as calls
from yinuo.calls.commands.recording import Findings
from yinuo.calls.models import Call
from yinuo.dispatch.commands import Plan, dispatch
from yinuo.people.rights import ROLES

LATER = MORNING + timedelta(hours=1)


def test_a_new_call_shows_what_was_asked_and_what_is_next(world: World) -> None:
    call = world.register(fault="扫描中断")
    page = Desk(world).read(f"/calls/{call.number}")
    for told in (
        call.number,
        "待派工",
        "KL-64 CT",
        "扫描中断",
        "昆仑体检中心",
        "020-0000 1286",
        "有费",
        "2025-09-01",
        "市区",
    ):
        assert told in page
    assert "还没有记录" in page
    assert "下一步：" in page
    assert "今天 09:30 前" in page


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", ["报修时说", "现场看到", "经过", "这次叫修的诺言", "服务凭证", "业务员", "守诺"]),
        (
            "en",
            [
                "Asked",
                "Found",
                "What happened",
                "What is promised",
                "Service voucher",
                "clerk",
                "kept",
                "town",
            ],
        ),
    ],
)
def test_the_page_speaks_both_languages(world: World, language: str, told: list[str]) -> None:
    call = world.register()
    page = Desk(world, language=language).read(f"/calls/{call.number}")
    assert [each for each in told if each not in page] == []


def test_a_whole_life_is_one_timeline_newest_first(world: World) -> None:
    call = world.register()
    world.finish(call)
    world.file(call)
    page = Desk(world, now=LATER).read(f"/calls/{call.number}")
    page = page[page.index("最新在上") : page.index("这次叫修的诺言")]
    told = [
        "销号归档",
        "离开：完成",
        "鲁护士长签字，内容已锁定",
        "写服务记录",
        "到达",
        "出发",
        "接单",
        "派给technician 试",
        "登记，电话",
    ]
    places = [page.index(each) for each in told]
    assert places == sorted(places)
    assert "回执单 HZ-SH-2026-000001" in page
    assert "带万用表" in page
    assert re.search(r"指纹 [0-9A-F]{4}-[0-9A-F]{4}", page)


def test_the_record_stands_beside_the_request(world: World) -> None:
    call = world.register()
    world.to_site(call)
    found = "开机后停机，滤网积灰，风扇不转"
    world.work(
        call,
        found=found,
        answers={"power": True, "temperature": "31"},
        parts=({"name": "滤网", "quantity": "2", "maker": "昆仑"},),
    )
    page = Desk(world, now=LATER).open(f"/calls/{call.number}").content.decode()
    assert "<mark>风扇不转</mark>" in page
    assert "超限" in page
    assert "正常 18 至 24" in page
    assert "滤网 昆仑 × 2" in page
    assert "45 分" in page


def test_whoever_works_on_one_device_sees_nothing_of_the_other(world: World) -> None:
    call = world.register(devices=(world.device, world.second))
    for position, who in enumerate(("technician", "second_technician"), start=1):
        plan = Plan(technician=who, tools=("万用表",), reason="近", order_reason="急")
        number = f"{call.number}-{position}"
        dispatch(
            number=call.number, version=None, plan=plan, deed=world.deed("supervisor"), vouchers=[number]
        )
    own = Desk(world, "second_technician")
    page = own.read(f"/calls/{call.number}")
    assert world.second.serial in page
    assert world.device.serial not in page
    assert own.open(f"/calls/{call.number}", voucher="1").status_code == 404
    both = Desk(world, "supervisor").read(f"/calls/{call.number}")
    assert world.device.serial in both
    assert Desk(world, "supervisor").open(f"/calls/{call.number}", voucher="3").status_code == 404


def test_a_finding_that_has_nothing_in_common_is_said_once(world: World) -> None:
    call = world.register()
    world.to_site(call)
    world.work(call, found="空调坏了")
    page = Desk(world, now=LATER).open(f"/calls/{call.number}").content.decode()
    assert page.count("<mark>") == 1
    assert "与报修不同" in page


def test_the_contract_that_covers_shows_what_is_left(world: World) -> None:
    period = {"starts_on": date(2026, 1, 1), "ends_on": date(2027, 3, 31)}
    add_contract(
        number="HT-1",
        customer=world.customer,
        devices=[world.device],
        by=world.clerk,
        at=LONG_AGO,
        visits=2,
        **period,
    )
    call = world.register()
    page = Desk(world).read(f"/calls/{call.number}")
    assert "余 2 次" in page
    assert "2027-03-31" in page
    why = Desk(world).read(f"/calls/{call.number}/why/category", part=True)
    assert "为什么是合同" in why
    assert "HT-1" in why


def test_why_it_is_due_then_is_told_with_its_sum(world: World) -> None:
    call = world.register(when=at("2026-11-24 10:35"))
    why = Desk(world, now=at("2026-11-24 10:40")).read(f"/calls/{call.number}/why/due", part=True)
    for told in (
        "为什么是明天 09:05",
        "G14",
        "1 小时 25 分",
        "午休",
        "夜间",
        "35 分",
        "市区",
        "6 小时",
        "规章第 1 版",
    ):
        assert told in why


def test_why_a_later_time_holds_is_told_with_who_asked(world: World) -> None:
    call = world.register()
    due = at("2026-11-25 15:30")
    calls.agree_time(number=call.number, version=None, due_at=due, asked_by="鲁护士长", deed=world.deed())
    why = Desk(world).read(f"/calls/{call.number}/why/due", part=True)
    for told in ("鲁护士长", "原来应到", "今天 16:30"):
        assert told in why


def test_there_is_no_why_without_a_promise(world: World) -> None:
    call = world.register(channel="walk_in")
    desk = Desk(world)
    assert desk.open(f"/calls/{call.number}/why/due").status_code == 404
    assert desk.open(f"/calls/{call.number}/why/weather").status_code == 404
    assert desk.open(f"/calls/{call.number}").status_code == 200


def test_each_voucher_has_its_tab(world: World) -> None:
    call = world.register(devices=(world.device, world.second))
    first = Desk(world).read(f"/calls/{call.number}")
    second = Desk(world).read(f"/calls/{call.number}", voucher=2)
    assert f"№ {call.number}-1" in first
    assert f"№ {call.number}-2" in second
    assert "2309-0053" in second
    assert "2027-09-01" in second


def test_the_last_five_services_of_the_device_are_listed(world: World) -> None:
    for day in range(1, 8):
        call = world.register(when=at(f"2026-11-0{day} 10:00"), fault=f"第{day}次坏", devices=(world.second,))
        world.finish(call, when=at(f"2026-11-0{day} 10:30"))
        world.file(call, when=at(f"2026-11-0{day} 11:00"))
    now = world.register(devices=(world.second,))
    page = Desk(world).read(f"/calls/{now.number}")
    assert [f"第{day}次坏" in page for day in range(1, 8)] == [False, False, True, True, True, True, True]
    assert "第 8 次叫修" in page
    assert "再次叫修，上次 SH-20261107-0001" in page


def test_an_ended_call_says_how(world: World) -> None:
    call, other = world.register(), world.register(devices=(world.second,))
    calls.mark_duplicate(number=call.number, version=None, of=other.number, deed=world.deed())
    page = Desk(world).read(f"/calls/{call.number}")
    assert "并号" in page
    assert f"与 {other.number} 是同一件事" in page
    assert "clerk 试 销号" in page
    calls.cancel(number=other.number, version=None, reason="客户撤销", deed=world.deed())
    assert "客户撤销" in Desk(world).read(f"/calls/{other.number}")


def test_a_call_solved_by_telephone_keeps_the_customers_word(world: World) -> None:
    call = world.register()
    calls.solve_remotely(
        number=call.number, version=None, customers_word="好了，谢谢", solution="重启网关", deed=world.deed()
    )
    page = Desk(world).read(f"/calls/{call.number}")
    assert "电话解决，没有上门" in page
    assert "客户说 好了，谢谢" in page
    assert "重启网关" in page


def test_a_drawn_signature_is_shown_in_a_frame_that_fits(world: World) -> None:
    call = world.register()
    world.to_site(call)
    world.work(call)
    world.sign(call, strokes="M10 20L110 60")
    page = Desk(world, now=LATER).open(f"/calls/{call.number}").content.decode()
    assert 'viewBox="4 14 112 52"' in page
    assert 'd="M10 20L110 60"' in page


def test_what_people_wrote_is_never_markup(world: World) -> None:
    evil = "<script>alert(1)</script><b>粗</b>"
    call = world.register(fault=evil, contact_name=evil)
    world.to_site(call)
    calls.record(
        number=f"{call.number}-1",
        version=None,
        findings=Findings({"found": evil, "work": evil}),
        deed=world.deed("technician"),
    )
    for path in (f"/calls/{call.number}", "/calls/", f"/calls/{call.number}/cancel"):
        page = Desk(world, now=LATER).open(path).content.decode()
        assert "<script>alert" not in page
        assert "<b>粗" not in page


def test_the_primary_button_is_the_next_step_of_this_person(world: World) -> None:
    call = world.register()
    supervisor = Desk(world, "supervisor").open(f"/calls/{call.number}").content.decode()
    assert f'class="btn btn-primary" href="/dispatch/{call.number}"' in supervisor
    clerk = Desk(world).open(f"/calls/{call.number}").content.decode()
    bar = clerk[clerk.index('<footer class="y-actions"') : clerk.index("</footer>")]
    assert "btn-primary" not in bar
    assert "改约时间" in bar
    world.finish(call)
    clerk = Desk(world, now=LATER).open(f"/calls/{call.number}").content.decode()
    bar = clerk[clerk.index('<footer class="y-actions"') : clerk.index("</footer>")]
    assert bar.count("btn-primary") == 1
    assert "归档凭证" in bar


def test_the_next_step_is_the_readers_own_before_that_of_others(world: World) -> None:
    call = world.register(injury="yes")
    assert "下一步：评估是否有人受伤" in Desk(world, "service_department").read(f"/calls/{call.number}")
    assert "下一步：派工：故障立即派" in Desk(world, "supervisor").read(f"/calls/{call.number}")
    assert "下一步：派工：故障立即派" in Desk(world).read(f"/calls/{call.number}")


@pytest.mark.parametrize("who", [*ROLES, "other_clerk", "other_technician", "second_technician"])
def test_a_call_is_seen_by_whom_it_concerns(world: World, who: str) -> None:
    call = world.register()
    world.dispatch(call)
    here = {"clerk", "supervisor", "branch_manager", "accountant", "technician"}
    head = {
        "service_department",
        "vice_president",
        "sales_director",
        "sales_manager",
        "team_leader",
        "administrator",
        "auditor",
    }
    refused = {"salesperson": 403, "committee": 403}
    expected = 200 if who in here | head else refused.get(who, 404)
    assert Desk(world, who).open(f"/calls/{call.number}").status_code == expected


@pytest.mark.parametrize("number", ["SH-20261124-9999", "x", "%00", "..%2f..", "SH-20261124-0001-1"])
def test_no_other_call_is_there(world: World, number: str) -> None:
    world.register()
    assert Desk(world).open(f"/calls/{number}").status_code == 404


def test_the_page_takes_as_many_statements_for_a_long_life_as_for_a_short_one(world: World) -> None:
    short = world.register()
    few = Desk(world).queries(f"/calls/{short.number}")
    long = world.register(devices=(world.second,))
    world.to_site(long)
    for place in range(30):
        world.work(long, work=f"第 {place} 步")
    many = Desk(world, now=LATER).queries(f"/calls/{long.number}")
    assert few <= 26
    assert many <= few + 6


def test_a_call_waiting_for_its_yes_says_why(world: World) -> None:
    call = world.register()
    Call.objects.filter(pk=call.pk).update(
        state="awaiting_approval",
        approval_why={"zh": "预计费用超过 5000 元", "en": "expected cost above 5000"},
    )
    assert "要先批准 预计费用超过 5000 元" in Desk(world).read(f"/calls/{call.number}")
    assert "expected cost above 5000" in Desk(world, language="en").read(f"/calls/{call.number}")
    answer = Desk(world, "supervisor").open(f"/calls/{call.number}")
    assert "批准叫修" in words(answer)
