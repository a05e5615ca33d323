"""Dispatch: the queue in its order, who could go and why, the day as a strip, and every refusal said in words."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.desk.sitting import Desk, words
from tests.world import MORNING, World, at
from yinuo.calendars.queries import working_calendar
from yinuo.calls import commands as calls
from yinuo.calls.commands.closing import hand_over_undispatched
from yinuo.calls.models import Call, Visit
from yinuo.calls.states import Kind
from yinuo.customers.models import Site
from yinuo.desk import strips
from yinuo.desk.forms.dispatch import tools_of
from yinuo.desk.queries.dispatch import last_tools, waiting
from yinuo.journal.commands import put
from yinuo.lib.worktime import windows_from_text
from yinuo.people.commands import add_absence
from yinuo.people.models import User

pytestmark = pytest.mark.django_db

NOON = at("2026-11-24 11:40")
NEXT = at("2026-11-25 09:00")


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world, "supervisor")


def send(desk: Desk, call: Call, **sent: object):
    """Send the plan of a dispatch as the page was made, with the tools a breakdown needs."""
    call.refresh_from_db()
    plan = {"technician": "technician", "tools": "万用表", "version": call.version, **sent}
    return desk.send(
        f"/dispatch/{call.number}", **{name: value for name, value in plan.items() if value != ""}
    )


def numbers(text: str) -> list[str]:
    return re.findall(r'<tr data-href="/dispatch/([^"]+)"', text)


def handed_over(world: World, call: Call) -> None:
    hand_over_undispatched(
        branch=world.branch, day=call.day, deed=world.deed("clerk", at("2026-11-24 18:00"))
    )


def test_the_queue_is_in_order_of_time_left_with_the_left_over_on_top(desk: Desk, world: World) -> None:
    left = world.register(when=MORNING)
    handed_over(world, left)
    late = world.register(when=at("2026-11-25 09:30"), zone="suburban")
    early = world.register(when=at("2026-11-25 09:00"))
    desk.now = at("2026-11-25 10:00")
    text = desk.open("/dispatch/").content.decode()
    assert numbers(text) == [left.number, early.number, late.number]
    assert "以前交接下来的，先派（G13）" in text
    queue = waiting(world.branch.pk)
    assert ([call.pk for call in queue.handed], queue.length) == ([left.pk], 3)


def test_a_call_that_came_back_stands_before_the_others(desk: Desk, world: World) -> None:
    back, other = world.register(), world.register(zone="urban")
    world.dispatch(back)
    calls.decline(number=f"{back.number}-1", version=None, reason="车坏了", deed=world.deed("technician"))
    desk.now = MORNING + timedelta(minutes=10)
    text = desk.open("/dispatch/").content.decode()
    assert numbers(text) == [back.number, other.number]
    assert "退回来的" in text


@pytest.mark.parametrize(
    ("language", "wanted"), [("zh", "没有等着派工的"), ("en", "Nothing waits for dispatch")]
)
def test_an_empty_queue_says_so(world: World, language: str, wanted: str) -> None:
    assert wanted in Desk(world, "supervisor", language).read("/dispatch/")


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("zh", ["会修 CT", "资格证 CT-0001", "手上 0 单", "没有 CT 技能", "不合要求的 2 人"]),
        (
            "en",
            [
                "has the skill CT",
                "certificate CT-0001",
                "jobs in hand: 0",
                "lacks the skill CT",
                "Do not fit: 2",
            ],
        ),
    ],
)
def test_each_technician_stands_with_the_reasons_for_and_against(
    world: World, language: str, wanted: list[str]
) -> None:
    call = world.register()
    text = Desk(world, "supervisor", language).read(f"/dispatch/{call.number}")
    assert all(each in text for each in wanted), text


def test_who_fits_has_the_first_number_key_and_misfits_stand_apart(desk: Desk, world: World) -> None:
    text = desk.open(f"/dispatch/{world.register().number}").content.decode()
    order = re.findall(r'name="technician" value="([^"]+)"(?: checked)?( data-misfit)?', text)
    assert order[0] == ("technician", "")
    assert {name for name, misfit in order if misfit} == {"second_technician", "after_sales_staff"}
    assert text.index("data-digits") < text.index('value="technician"')


def test_the_distance_from_the_last_job_is_shown_when_both_places_are_known(desk: Desk, world: World) -> None:
    site = world.customer.sites.get()
    site.latitude, site.longitude = Decimal("31.230000"), Decimal("121.470000")
    put(site)
    before = world.register()
    world.to_site(before)
    call = world.register()
    assert "离 0.0 公里" in desk.read(f"/dispatch/{call.number}")
    Site.objects.update(latitude=None)
    assert "公里" not in desk.read(f"/dispatch/{call.number}")


def test_dispatching_moves_the_call_and_leads_back_to_the_queue(desk: Desk, world: World) -> None:
    call = world.register()
    answer = send(
        desk,
        call,
        planned_start="2026-11-24 10:00",
        tools="万用表、示波器\n螺丝刀",
        helpers=["second_technician"],
    )
    assert (answer.status_code, answer.url) == (303, "/dispatch/?branch=SH")
    visit = Visit.objects.get()
    assert visit.lead == world.people["technician"]
    assert visit.tools == ["万用表", "示波器", "螺丝刀"]
    assert visit.planned_start == at("2026-11-24 10:00")
    assert [each.user.username for each in visit.helpers.all()] == ["second_technician"]
    assert f"{call.number} 已派给 technician 试。" in desk.read("/dispatch/")


def test_a_double_click_dispatches_once(desk: Desk, world: World) -> None:
    call = world.register()
    version = call.version
    first = send(desk, call, key="11111111-aaaa", version=version)
    again = send(desk, call, key="11111111-aaaa", version=version)
    assert (first.status_code, again.status_code, first.url) == (303, 303, again.url)
    assert Visit.objects.count() == 1


REFUSED = [
    ({"technician": ""}, 422, "这一栏要填"),
    ({"technician": "nobody"}, 422, "没有这个选项"),
    ({"technician": "other_technician"}, 422, "没有这个选项"),
    ({"tools": ""}, 422, "故障派工要列出带去的工具（S2.4）。"),
    ({"tools": "、，;"}, 422, "故障派工要列出带去的工具（S2.4）。"),
    ({"tools": "x" * 401}, 422, "最多 400 个字"),
    ({"technician": "second_technician"}, 422, "此人不合要求，要写原因（S1.3）。"),
    ({"planned_start": "明天"}, 422, "时间"),
    ({"helpers": ["nobody"]}, 422, "没有这个选项"),
    ({"version": "x"}, 422, "这一页没有带上版本"),
]


@pytest.mark.parametrize(("sent", "status", "wanted"), REFUSED)
def test_what_is_refused_is_said_and_nothing_is_done(
    desk: Desk, world: World, sent: dict[str, object], status: int, wanted: str
) -> None:
    call = world.register()
    answer = send(desk, call, **sent)
    assert answer.status_code == status
    assert wanted in words(answer)
    assert not Visit.objects.exists()


def test_what_was_typed_stays_after_a_refusal(desk: Desk, world: World) -> None:
    call = world.register()
    answer = send(desk, call, technician="second_technician", tools="扳手", planned_start="2026-11-24 10:15")
    page = answer.content.decode()
    assert "扳手</textarea>" in page.replace("\n", "")
    assert 'value="2026-11-24 10:15"' in page
    assert re.search(r'value="second_technician" checked data-misfit', page)
    assert re.search(r"y-fold--fits\" open", page)


def test_a_misfit_goes_with_a_reason(desk: Desk, world: World) -> None:
    call = world.register()
    assert send(desk, call, technician="second_technician", reason="只有他在").status_code == 303
    assert Visit.objects.get().misfit_reason == "只有他在"


def test_left_over_calls_come_first_or_a_reason_is_given(desk: Desk, world: World) -> None:
    left = world.register()
    handed_over(world, left)
    desk.now = NEXT
    call = world.register(when=NEXT)
    assert "为什么不先派交接下来的？" in desk.read(f"/dispatch/{call.number}")
    refused = send(desk, call)
    assert refused.status_code == 422
    assert "前一天交接下来的还没派完，要先派（G13）" in words(refused)
    assert send(desk, call, order_reason="病人在台上").status_code == 303
    assert Visit.objects.get().order_reason == "病人在台上"
    assert "为什么不先派" not in desk.read(f"/dispatch/{left.number}")


def test_the_second_dispatcher_sees_what_the_first_one_did(desk: Desk, world: World) -> None:
    call = world.register()
    seen = call.version
    assert send(desk, call).status_code == 303
    late = send(desk, call, version=seen, technician="second_technician", reason="他近")
    assert late.status_code == 409
    text = words(late)
    assert "刚被别人改过" in text
    assert "现在是" in text
    assert "您写的" in text
    assert Visit.objects.get().lead == world.people["technician"]
    again = send(desk, call, technician="second_technician", reason="他近")
    assert again.status_code == 303
    assert Visit.objects.get(current=True).lead == world.people["second_technician"]


def test_a_call_under_way_has_nothing_to_dispatch(desk: Desk, world: World) -> None:
    call = world.register()
    world.to_site(call)
    text = desk.read(f"/dispatch/{call.number}")
    assert "现在是「处理中」，不用派工。" in text
    assert send(desk, call).status_code == 409


def test_a_call_that_waits_for_its_yes_is_approved_here_and_then_dispatched(desk: Desk, world: World) -> None:
    call = world.register(kind=Kind.INSTALLATION, expected_cost=Decimal(10**7))
    if call.state != "awaiting_approval":
        Call.objects.filter(pk=call.pk).update(
            state="awaiting_approval", approval_why={"zh": "贵", "en": "dear"}
        )
        call.refresh_from_db()
    assert "要先有人点头，才能派工（S1.2）" in desk.read(f"/dispatch/{call.number}")
    refused = send(desk, call)
    assert refused.status_code == 409
    assert "还没有批准，不能派工（S1.2）。" in words(refused)
    answer = desk.send(f"/dispatch/{call.number}/approve", version=call.version, note="可以")
    assert (answer.status_code, answer.url) == (303, f"/dispatch/{call.number}")
    call.refresh_from_db()
    assert (call.state, call.approved_by) == ("registered", "supervisor 试")
    assert desk.send(f"/dispatch/{call.number}/approve", version=call.version).status_code == 409


def test_the_tools_of_the_last_visit_to_the_model_are_proposed(desk: Desk, world: World) -> None:
    first = world.register()
    world.dispatch(first, tools=("铅衣", "剂量计"))
    call = world.register()
    page = desk.open(f"/dispatch/{call.number}").content.decode()
    assert 'data-words="铅衣、剂量计"' in page
    found = last_tools(call)
    assert found is not None
    assert found.voucher.call_id == first.pk
    assert last_tools(first) is None


def test_another_branch_s_call_does_not_exist_and_others_may_not(world: World) -> None:
    call = world.register()
    Call.objects.filter(pk=call.pk).update(branch=world.other)
    assert Desk(world, "supervisor").open(f"/dispatch/{call.number}").status_code == 404
    Call.objects.filter(pk=call.pk).update(branch=world.branch)
    for who, status in {"clerk": 403, "technician": 404, "auditor": 403, "salesperson": 403}.items():
        assert Desk(world, who).open(f"/dispatch/{call.number}").status_code == status, who
        assert Desk(world, who).open("/dispatch/").status_code == 403, who
    assert Desk(world, "supervisor").open("/dispatch/", branch="GZ").status_code == 404
    assert Desk(world, "administrator").open("/dispatch/", branch="GZ").status_code == 200


def test_htmx_gets_the_panel_alone(desk: Desk, world: World) -> None:
    call = world.register()
    page = desk.open(f"/dispatch/{call.number}", part=True).content.decode()
    assert page.lstrip().startswith("<aside")
    assert "<html" not in page


def test_the_queue_costs_the_same_with_many_calls(desk: Desk, world: World) -> None:
    world.register()
    few = desk.queries("/dispatch/")
    for _each in range(12):
        world.register()
    assert desk.queries("/dispatch/") == few


def test_the_panel_costs_the_same_with_many_technicians(desk: Desk, world: World) -> None:
    call = world.register()
    few = desk.queries(f"/dispatch/{call.number}")
    for count in range(20):
        person = User.objects.create(username=f"t{count}", name=f"技 {count}", branch=world.branch)
        person.holdings.create(role="technician")
    assert desk.queries(f"/dispatch/{call.number}") == few


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-11-24 07:00", "2026-11-24"),
        ("2026-11-24 12:30", "2026-11-24"),
        ("2026-11-24 17:29", "2026-11-24"),
        ("2026-11-24 17:30", "2026-11-25"),
        ("2026-11-28 10:00", "2026-11-30"),
    ],
)
def test_the_strip_shows_today_or_the_next_working_day(world: World, now: str, day: str) -> None:
    scale = strips.scale(working_calendar(world.branch.calendar_id), at(now))
    assert str(scale.day) == day
    assert [words for _place, words in scale.ticks] == ["08:30", "12:00", "13:30", "17:30"]
    assert len(scale.opened) == len(windows_from_text("08:30-12:00; 13:30-17:30"))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("08:00", "18:00", ("0.00%", "100.00%")),
        ("06:00", "07:00", None),
        ("13:00", "13:30", ("50.00%", "5.00%")),
        ("17:00", "23:00", ("90.00%", "10.00%")),
    ],
)
def test_bars_lie_within_the_strip(
    world: World, start: str, end: str, expected: tuple[str, str] | None
) -> None:
    scale = strips.scale(working_calendar(world.branch.calendar_id), MORNING)
    bar = scale.bar("job", at(f"2026-11-24 {start}"), at(f"2026-11-24 {end}"))
    assert (bar and (bar.x, bar.width)) == expected


def test_visits_and_absences_are_drawn_and_told(desk: Desk, world: World) -> None:
    first = world.register()
    world.dispatch(first, planned_start=at("2026-11-24 14:00"))
    person = world.people["second_technician"]
    add_absence(user=person, starts_at=MORNING, ends_at=at("2026-11-24 12:00"), reason="培训")
    page = desk.open(f"/dispatch/{world.register().number}").content.decode()
    assert "14:00 昆仑体检中心" in page
    assert 'class="job"' in page
    assert 'class="away"' in page
    assert "不在：培训" in page


@pytest.mark.parametrize(
    ("now", "start"),
    [
        ("2026-11-24 09:00", "2026-11-24 09:15"),
        ("2026-11-24 09:01", "2026-11-24 09:30"),
        ("2026-11-24 11:50", "2026-11-24 13:30"),
        ("2026-11-24 12:10", "2026-11-24 13:30"),
        ("2026-11-24 17:20", "2026-11-25 08:30"),
        ("2026-11-28 09:00", "2026-11-30 08:30"),
    ],
)
def test_the_start_that_is_proposed_lies_in_opening_hours(world: World, now: str, start: str) -> None:
    assert strips.start_proposed(working_calendar(world.branch.calendar_id), at(now)) == at(start)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("万用表", ("万用表",)),
        (" 万用表 、示波器，扳手;螺丝刀\n铅衣 ", ("万用表", "示波器", "扳手", "螺丝刀", "铅衣")),
        ("a,a, a", ("a",)),
        ("、".join(str(number) for number in range(30)), tuple(str(number) for number in range(20))),
    ],
)
def test_tools_are_read_from_a_line(text: str, expected: tuple[str, ...]) -> None:
    assert tools_of(text) == expected


def test_no_inline_style_or_script(desk: Desk, world: World) -> None:
    page = desk.open(f"/dispatch/{world.register().number}").content.decode()
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\son[a-z]+=", page)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_visitor_signs_in_first(client) -> None:
    for address in ("/dispatch/", "/dispatch/SH-1", "/lists/unfiled", "/days/", "/ledger/"):
        assert client.get(address).status_code in (302, 303)
