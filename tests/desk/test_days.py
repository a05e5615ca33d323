"""Day close: what is compared, what must be explained, what is handed over, and what stands read-only after."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.desk.sitting import Desk, words
from tests.world import World, at
from yinuo.calls.models import Call, DayClose
from yinuo.desk.queries import days as queries
from yinuo.journal.queries import timeline

pytestmark = pytest.mark.django_db
EVENING = at("2026-11-24 17:40")
ADDRESS = "/days/SH/2026-11-24"


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world, now=EVENING)


def finished(world: World) -> Call:
    call = world.register()
    world.finish(call)
    return call


def test_the_days_are_listed_newest_first_with_who_closed_them(desk: Desk, world: World) -> None:
    world.register(when=at("2026-11-23 10:00"))
    answer = desk.send("/days/SH/2026-11-23")
    assert answer.status_code == 303, words(answer)
    world.register()
    text = desk.read("/days/")
    today, before = text.index("11 月 24 日，星期二"), text.index("11 月 23 日，星期一")
    assert today < before
    assert "今天还没有日结" in text
    assert "今天 17:40 clerk 试" in text


@pytest.mark.parametrize(("language", "wanted"), [("zh", "没有日结"), ("en", "not closed")])
def test_a_forgotten_day_is_marked(world: World, language: str, wanted: str) -> None:
    world.register(when=at("2026-11-20 10:00"))
    assert wanted in Desk(world, language=language, now=EVENING).read("/days/")


def test_an_open_day_says_what_is_left(desk: Desk, world: World) -> None:
    finished(world)
    world.register()
    text = desk.read(ADDRESS)
    assert "2 通叫修， 1 张凭证 做完了还没有收回，1 单还没有派工。" in text
    assert "应在 今天 18:00 前日结" in text
    assert "先收回或说明 1 张凭证。" in text
    assert "日结时交给下一个工作日 1" in text


def test_english_says_the_same(world: World) -> None:
    finished(world)
    text = Desk(world, language="en", now=EVENING).read(ADDRESS)
    assert "Calls: 1" in text
    assert "done and not received: 1" in re.sub(r"\s+", " ", text)
    assert "Close the day" in text


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        ("registered", "等派工"),
        ("dispatched", "技术员带着"),
        ("received", "clerk 试 已收回"),
        ("filed", "clerk 试 已归档"),
    ],
)
def test_each_voucher_says_where_it_is(desk: Desk, world: World, state: str, wanted: str) -> None:
    call = world.register()
    if state == "dispatched":
        world.dispatch(call)
    if state in ("received", "filed"):
        world.finish(call)
        move = "receive" if state == "received" else "file"
        desk.send("/lists/unfiled", move=move, picked=[f"{call.number}-1"])
    assert wanted in desk.read(ADDRESS)


def test_closing_hands_over_and_leaves_the_day_read_only(desk: Desk, world: World) -> None:
    waiting = world.register()
    answer = desk.send(ADDRESS)
    assert (answer.status_code, answer.url) == (303, ADDRESS)
    waiting.refresh_from_db()
    assert waiting.handed_over_on == date(2026, 11, 24)
    text = desk.read(ADDRESS)
    assert "2026-11-24 已日结，1 单交给下一个工作日。" in text
    assert "clerk 试 今天 17:40 日结：1 通叫修，1 单交给下一个工作日。" in text
    page = desk.open(ADDRESS).content.decode()
    assert "<textarea" not in page
    assert 'class="btn btn-primary"' not in page
    assert [entry.verb for entry in timeline("day", "SH-20261124")] == ["closed"]


def test_a_voucher_that_was_not_received_must_be_explained(desk: Desk, world: World) -> None:
    call = finished(world)
    answer = desk.send(ADDRESS)
    assert answer.status_code == 422
    assert "这一栏要填" in words(answer)
    assert not DayClose.objects.exists()
    told = desk.send(ADDRESS, **{f"explained-{call.number}-1": "技术员明早带回"})
    assert told.status_code == 303
    text = desk.read(ADDRESS)
    assert f"{call.number}-1 已完成 技术员明早带回" in text


@pytest.mark.parametrize("told", ["", "   ", "x" * 401, "\n"])
def test_an_explanation_must_be_words(desk: Desk, world: World, told: str) -> None:
    call = finished(world)
    assert desk.send(ADDRESS, **{f"explained-{call.number}-1": told}).status_code == 422
    assert not DayClose.objects.exists()


def test_what_was_typed_stays_when_another_is_missing(desk: Desk, world: World) -> None:
    first, _second = finished(world), finished(world)
    answer = desk.send(ADDRESS, **{f"explained-{first.number}-1": "明早带回"})
    assert answer.status_code == 422
    assert 'value="明早带回"' in answer.content.decode()


def test_a_day_is_closed_once(desk: Desk, world: World) -> None:
    world.register()
    assert desk.send(ADDRESS).status_code == 303
    again = desk.send(ADDRESS)
    assert again.status_code == 409
    assert "这一天已经日结。" in words(again)
    assert DayClose.objects.count() == 1


def test_a_double_click_closes_once_and_leads_to_the_same_page(desk: Desk, world: World) -> None:
    answers = [desk.send(ADDRESS, key="22222222-bbbb") for _each in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]


def test_a_day_without_calls_can_be_closed(desk: Desk, world: World) -> None:
    assert "这一天没有叫修" in desk.read(ADDRESS)
    assert desk.send(ADDRESS).status_code == 303
    assert "0 通叫修" in desk.read(ADDRESS)


@pytest.mark.parametrize(
    "address",
    [
        "/days/SH/2026-11-25",
        "/days/SH/2026-02-30",
        "/days/SH/20261124",
        "/days/SH/today",
        "/days/GZ/2026-11-24",
        "/days/XX/2026-11-24",
        "/days/SH/2026-11-24x",
        "/days/SH/9999-12-31",
    ],
)
def test_a_day_that_cannot_be_is_not_found(desk: Desk, address: str) -> None:
    assert desk.open(address).status_code == 404
    assert desk.send(address).status_code == 404


@pytest.mark.parametrize(
    ("who", "sees", "closes"),
    [
        ("clerk", 200, 303),
        ("supervisor", 200, 303),
        ("branch_manager", 200, 403),
        ("auditor", 200, 403),
        ("technician", 403, 403),
        ("salesperson", 403, 403),
        ("administrator", 200, 303),
    ],
)
def test_who_may_look_and_who_may_close(world: World, who: str, sees: int, closes: int) -> None:
    desk = Desk(world, who, now=EVENING)
    assert desk.open("/days/", branch="SH").status_code == sees
    assert desk.open(ADDRESS).status_code == sees
    assert desk.send(ADDRESS).status_code == closes


def test_the_button_stands_only_for_those_who_may(world: World) -> None:
    finished(world)
    assert "日结 Ctrl" in Desk(world, now=EVENING).read(ADDRESS)
    text = Desk(world, "branch_manager", now=EVENING).read(ADDRESS)
    assert "日结 Ctrl" not in text
    assert "还没有收回" in text


def test_the_pages_cost_the_same_with_many_calls(desk: Desk, world: World) -> None:
    finished(world)
    few = desk.queries(ADDRESS), desk.queries("/days/")
    for hour in range(8):
        finished(world)
        world.register(when=at(f"2026-11-1{hour} 10:00"))
    assert (desk.queries(ADDRESS), desk.queries("/days/")) == few


def test_the_list_ends_after_sixty_days(world: World) -> None:
    call = world.register()
    values = {field.attname: getattr(call, field.attname) for field in Call._meta.concrete_fields}
    Call.objects.bulk_create(
        [
            Call(**{**values, "id": None, "number": f"SH-{place}", "day": date.fromordinal(739_000 - place)})
            for place in range(90)
        ]
    )
    found = queries.days(world.branch, date(2026, 11, 24))
    assert len(found) == queries.SHOWN
    assert found == sorted(found, key=lambda day: day.day, reverse=True)


def test_no_inline_style_or_script(desk: Desk, world: World) -> None:
    finished(world)
    finished(world)
    page = desk.open(ADDRESS).content.decode()
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_yesterday_can_still_be_closed_after_its_left_over_were_due(world: World) -> None:
    call = world.register(when=at("2026-11-23 10:00"))
    desk = Desk(world, now=at("2026-11-24 15:00"))
    assert desk.send("/days/SH/2026-11-23").status_code == 303
    call.refresh_from_db()
    assert call.handed_over_on == date(2026, 11, 23)
