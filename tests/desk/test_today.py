"""Today: what each person owes in order of time left, what waits for their word, messages, figures, warnings."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.desk.sitting import Desk, words
from tests.desk.test_moves import awaiting, escalated, unsigned
from tests.world import MORNING, World, at
from yinuo.calls import commands as calls
from yinuo.calls.commands.closing import miss_closing
from yinuo.calls.models import Call
from yinuo.duties.jobs import run_due
from yinuo.duties.models import Duty
from yinuo.lib.words import Words
from yinuo.outbox.commands import About, Address, put
from yinuo.outbox.models import Message
from yinuo.people.models import Holding
from yinuo.people.rights import ROLES

LATE = at("2026-11-24 10:00")


def headings(answer: object) -> list[str]:
    return re.findall(r"<h2>([^<]+)</h2>", answer.content.decode())  # type: ignore[attr-defined]


def tell(person: int | None, text: str, *, role: str = "", branch: str = "", key: str = "") -> None:
    put(
        kind="note",
        to=Address(person, role, branch),
        text=Words(text, f"{text} (en)"),
        about=About("call", "SH-20261124-0001"),
        at=MORNING,
        once_key=key or text,
    )


def test_nothing_owed_is_said_kindly(world: World) -> None:
    assert "现在没有要做的" in Desk(world).read("/")
    assert "Nothing to do right now" in Desk(world, language="en").read("/")


def test_what_is_late_comes_before_what_is_due_today_and_later(world: World) -> None:
    world.register(when=MORNING)
    world.register(when=LATE, devices=(world.second,), kind="advice")
    evening = world.register(when=at("2026-11-24 16:50"), kind="advice")
    answer = Desk(world, "supervisor", now=at("2026-11-24 16:55")).open("/")
    assert headings(answer)[:3] == ["已经迟了", "今天到期", "以后"]
    page = words(answer)
    assert page.index("01 号") < page.index("03 号")
    assert f"/dispatch/{evening.number}" in answer.content.decode()


def test_a_row_says_deed_customer_call_device_fault_and_clause(world: World) -> None:
    world.register(fault="扫描中断。")
    answer = Desk(world, "supervisor").open("/")
    page = words(answer)
    for told in (
        "派工：故障立即派，昆仑体检中心",
        "01 号",
        "KL-64 CT",
        "扫描中断",
        "今天 09:30 前",
        "S2.4",
        "G14",
    ):
        assert told in page
    text = answer.content.decode()
    assert text[text.index('class="y-duties"') : text.index("<aside")].count("昆仑体检中心") == 1
    assert text.count("btn btn-primary") == 1
    assert 'data-state="urgent"' in text


def test_only_the_first_button_is_the_primary_one(world: World) -> None:
    for _ in range(3):
        world.register()
    assert Desk(world, "supervisor").open("/").content.decode().count("btn btn-primary") == 1


@pytest.mark.parametrize(
    ("role", "prepare", "place", "button"),
    [
        ("supervisor", World.register, "/dispatch/{n}", "派工"),
        ("clerk", World.finish, "/calls/{n}?voucher=1", "去归档"),
        ("service_department", escalated, "/calls/{n}/solve?voucher=1", "定办法"),
    ],
)
def test_each_duty_leads_to_the_place_where_it_is_done(
    world: World, role: str, prepare: object, place: str, button: str
) -> None:
    call = world.register() if prepare is World.finish else None
    if call is not None:
        world.finish(call)
    else:
        call = prepare(world)  # type: ignore[operator]
    answer = Desk(world, role).open("/")
    address = place.format(n=call.number)
    assert f'href="{address}"' in answer.content.decode()
    assert button in words(answer)
    assert Desk(world, role).open(address).status_code == 200


def test_an_injury_leads_to_its_assessment(world: World) -> None:
    call = world.register(injury="yes")
    page = Desk(world, "service_department").open("/").content.decode()
    assert f'href="/calls/{call.number}/assess"' in page


def test_a_day_that_was_not_closed_leads_to_its_closing(world: World) -> None:
    world.register()
    miss_closing(branch=world.branch, day=MORNING.date(), by=world.deed())
    answer = Desk(world, now=at("2026-11-25 09:00")).open("/")
    assert 'href="/days/SH/2026-11-24"' in answer.content.decode()
    assert "去日结" in words(answer)


@pytest.mark.parametrize("who", list(ROLES))
def test_everybody_has_a_first_page(world: World, who: str) -> None:
    world.register(injury="yes")
    unsigned(world)
    answer = Desk(world, who).open("/")
    if who in {"technician", "after_sales_staff"}:
        assert (answer.status_code, answer["Location"]) == (302, "/field/")
    else:
        assert answer.status_code == 200


def test_who_works_in_the_field_and_leads_stays_at_the_desk(world: World) -> None:
    Holding.objects.create(user=world.people["technician"], role="supervisor")
    assert Desk(world, "technician").open("/").status_code == 200


def test_what_waits_for_a_word_is_listed_for_whom_it_waits(world: World) -> None:
    call = awaiting(world)
    missing = unsigned(world)
    page = Desk(world, "supervisor").read("/")
    assert f"批准 {call.number}" in page
    assert "确认未签字" in page
    assert missing.number in page
    clerk = Desk(world).read("/")
    assert "等您签字 0" in clerk
    assert "Approve" in Desk(world, "branch_manager", language="en").read("/")


def test_a_problem_waits_for_the_department_it_was_told_to(world: World) -> None:
    escalated(world)
    assert "高压部分要换" in Desk(world, "service_department").read("/")
    assert "高压部分要换" not in Desk(world, "team_leader").read("/")


def test_messages_are_shown_and_read_once(world: World) -> None:
    tell(world.clerk.pk, "给柳眉的话")
    tell(None, "给业务员的话", role="clerk", branch="SH")
    tell(None, "给别处的话", role="clerk", branch="GZ")
    tell(world.people["supervisor"].pk, "给主管的话")
    desk = Desk(world)
    page = desk.read("/")
    assert "给柳眉的话" in page
    assert "给业务员的话" in page
    assert "给别处的话" not in page
    assert "给主管的话" not in page
    first = Message.objects.get(text_zh="给柳眉的话")
    assert desk.send(f"/messages/{first.pk}/read").status_code == 303
    assert "给柳眉的话" not in desk.read("/")
    assert desk.send("/messages/read").status_code == 303
    assert "消息" not in desk.read("/")
    assert Message.objects.filter(read_at=None).count() == 2


def test_nobody_reads_away_what_was_said_to_others(world: World) -> None:
    tell(world.people["supervisor"].pk, "给主管的话")
    message = Message.objects.get()
    Desk(world).send(f"/messages/{message.pk}/read")
    message.refresh_from_db()
    assert message.read_at is None
    assert Desk(world).open(f"/messages/{message.pk}/read").status_code == 405


def test_reminders_arrive_as_messages(world: World) -> None:
    world.register()
    run_due(at("2026-11-24 09:31"))
    page = Desk(world, "branch_manager", now=at("2026-11-24 11:40")).read("/")
    supervisor = Desk(world, "supervisor", now=at("2026-11-24 09:32")).read("/")
    assert "派工：故障立即派" in supervisor
    assert "消息" in supervisor or "消息" in page


def test_the_figures_are_those_of_the_own_branch(world: World) -> None:
    world.register()
    world.to_site(world.register(devices=(world.second,)))
    page = Desk(world, now=MORNING + timedelta(minutes=5)).read("/")
    assert "蓬莱分公司今天 来电 2 待派工 1 已到达 全部按时 1 在外 1 人" in page
    head = Desk(world, "auditor", language="en", now=MORNING + timedelta(minutes=5)).read("/")
    assert "All branches today Calls 2 To dispatch 1 Arrived all in time 1 Out 1 people" in head


def test_a_late_arrival_is_counted_as_late(world: World) -> None:
    call = world.register(when=at("2026-11-24 08:30"))
    Call.objects.filter(pk=call.pk).update(arrived_at=at("2026-11-24 16:30"))
    assert "迟到 1" in Desk(world, now=at("2026-11-24 16:40")).read("/")


def test_a_calendar_without_next_year_warns_in_time(world: World) -> None:
    soon = Desk(world, now=at("2026-11-24 09:00")).read("/")
    assert "缺少 2027 年的节假日和调休" in soon
    early = Desk(world, now=at("2026-10-12 09:00")).read("/")
    assert "缺少" not in early
    assert "of 2027" in Desk(world, language="en").read("/")


def test_why_a_duty_is_due_is_told_to_whom_it_concerns(world: World) -> None:
    world.register()
    duty = Duty.objects.get(clause="S2.4")
    page = Desk(world, "supervisor").read(f"/duties/{duty.pk}/why", part=True)
    for told in ("为什么是今天 09:30", "S2.4", "30 分"):
        assert told in page
    assert Desk(world, "service_department").open(f"/duties/{duty.pk}/why").status_code == 200
    assert Desk(world, "other_clerk").open(f"/duties/{duty.pk}/why").status_code == 404
    assert Desk(world, "salesperson").open(f"/duties/{duty.pk}/why").status_code == 404
    assert Desk(world).open("/duties/999999/why").status_code == 404


@pytest.mark.parametrize("count", [0, 1, 50, 400])
def test_today_takes_the_same_statements_however_much_is_owed(world: World, count: int) -> None:
    call = world.register(kind="advice")
    pattern = Duty.objects.filter(state="open").first()
    assert pattern is not None
    fields = {
        each.attname: getattr(pattern, each.attname)
        for each in Duty._meta.concrete_fields
        if each.attname != "id"
    }
    Duty.objects.bulk_create([Duty(**{**fields, "part": str(place)}) for place in range(count)])
    desk = Desk(world, "supervisor")
    assert desk.queries("/") <= 30
    assert call.number in desk.open("/").content.decode()
    told = desk.read("/")
    assert ("件更晚到期" in told) == (count > 150)


def test_times_follow_the_branch_and_the_language(world: World) -> None:
    world.register()
    english = Desk(world, "supervisor", language="en").read("/")
    assert "dispatch the breakdown at once, 昆仑体检中心" in english
    assert "today 09:30 at the latest" in english
    assert "Tuesday, 24 Nov" in english


def test_an_agreed_time_moves_the_duty(world: World) -> None:
    call = world.register(kind="advice")
    calls.agree_time(
        number=call.number,
        version=None,
        due_at=at("2026-11-26 10:00"),
        asked_by="鲁护士长",
        deed=world.deed(),
    )
    page = Desk(world, "supervisor").read("/")
    assert "以后" in page
    assert "11 月 26 日 10:00 前" in page
