"""The palette: what a few typed words find, and that it shows nobody what is not theirs."""

from __future__ import annotations

import json

import pytest

from tests.desk.sitting import Desk
from tests.world import World, at
from yinuo.desk import screens
from yinuo.desk.queries.palette import short_number
from yinuo.people.models import User
from yinuo.people.rights import ROLES
from yinuo.web import sprite

pytestmark = pytest.mark.django_db


def asked(world: World, text: str, who: str = "clerk", language: str = "zh") -> list[dict[str, str]]:
    answer = Desk(world, who, language).open("/palette", q=text)
    assert answer.status_code == 200
    items: list[dict[str, str]] = json.loads(answer.content)["items"]
    return items


def names(items: list[dict[str, str]]) -> list[str]:
    return [item["words"] for item in items]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("昆仑", "昆仑体检中心"),
        ("kun lun", "昆仑体检中心"),
        ("1286", "昆仑体检中心"),
        ("020-0000 1286", "昆仑体检中心"),
        ("2309-0052", "KL-64 CT 2309-0052"),
        ("D000001", "KL-64 CT 2309-0052"),
        ("E-2107", "SH-20261124-0001"),
        ("SH-20261124-0001", "SH-20261124-0001"),
        ("jxdjb", "叫修登记簿"),
        ("登记", "登记来电"),
        ("fwtz", "服务台帐"),
        ("ledger", "服务台帐"),
        ("1", "打开 01 号"),
        ("打开 1", "打开 01 号"),
        ("1 号", "打开 01 号"),
    ],
)
def test_words_find_customers_devices_calls_and_screens(world: World, typed: str, wanted: str) -> None:
    world.register()
    found = names(asked(world, typed))
    assert wanted in found, found


def test_a_short_number_gives_the_moves_of_that_call(world: World) -> None:
    call = world.register()
    items = asked(world, "派工 1", "supervisor")
    assert items[0]["words"] == "派工 01 号"
    assert items[0]["url"] == f"/dispatch/{call.number}"
    assert items[1]["words"] == "打开 01 号"
    assert items[1]["hint"].startswith("昆仑体检中心")
    world.dispatch(call)
    assert "派工 01 号" not in names(asked(world, "1", "supervisor"))


def test_today_s_call_comes_before_an_older_one_of_the_same_number(world: World) -> None:
    world.register(when=at("2026-11-23 10:00"))
    world.register()
    opened = [item["url"] for item in asked(world, "1") if item["words"].startswith("打开")]
    assert opened == ["/calls/SH-20261124-0001", "/calls/SH-20261123-0001"]


def test_a_whole_number_offers_to_register_its_call(world: World) -> None:
    last = asked(world, "13800000000")[-1]
    assert (last["words"], last["url"]) == ("登记 13800000000 的来电", "/calls/new?phone=13800000000")
    assert not any("/calls/new?" in item["url"] for item in asked(world, "13800000000", "technician"))


def test_without_words_the_screens_are_offered(world: World) -> None:
    found = names(asked(world, ""))
    assert found[:3] == ["今日", "叫修登记簿", "登记来电"]
    assert "派工" not in found
    assert "派工" in names(asked(world, "", "supervisor"))


@pytest.mark.parametrize("typed", ["\x00", "%", "_", "'", "<script>", "号", "x" * 5000, "\ud7ff", "  "])
def test_nonsense_is_answered_calmly(world: World, typed: str) -> None:
    assert isinstance(asked(world, typed), list)


def test_english_is_spoken(world: World) -> None:
    world.register()
    found = names(asked(world, "dispatch 1", "supervisor", "en"))
    assert found[:2] == ["Dispatch call 01", "Open call 01"]
    assert "Service ledger" in names(asked(world, "ledger", "clerk", "en"))


@pytest.mark.parametrize("who", list(ROLES))
def test_everything_offered_can_be_opened(world: World, who: str) -> None:
    world.register()
    desk = Desk(world, who)
    for text in ("", "1", "昆仑", "2309", "SH-"):
        for item in asked(world, text, who):
            assert desk.open(item["url"].split("?")[0]).status_code in (200, 302, 303), item
            assert sprite.shown(item["icon"])


@pytest.mark.parametrize("typed", ["昆仑", "2309-0052", "SH-20261124-0001", "1", "1286"])
def test_another_branch_s_things_are_not_found(world: World, typed: str) -> None:
    world.register()
    found = asked(world, typed, "other_clerk")
    assert not [
        item
        for item in found
        if item["url"].startswith(("/calls/SH", "/customers/C", "/devices/D", "/dispatch/"))
    ]


def test_a_technician_finds_own_calls_only(world: World) -> None:
    call = world.register()
    assert call.number not in names(asked(world, "SH-2026", "technician"))
    world.dispatch(call)
    assert call.number in names(asked(world, "SH-2026", "technician"))


def test_somebody_without_roles_finds_the_open_screens_only(world: World) -> None:
    nobody = User.objects.create(username="nobody", name="无名", branch=world.branch)
    world.people["nobody"] = nobody
    assert names(asked(world, "", "nobody")) == ["今日", "我的登录"]
    assert asked(world, "昆仑", "nobody") == []


def test_a_visitor_is_asked_to_sign_in(client) -> None:
    assert client.get("/palette", {"q": "x"}).status_code in (302, 303)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("33", 33),
        (" 7 ", 7),
        ("派工 33", 33),
        ("派工33号", 33),
        ("Open 12", 12),
        ("0042", 42),
        ("12345", None),
        ("", None),
        ("33 床", None),
        ("-3", None),
        ("3.5", None),
    ],
)
def test_a_short_number_is_read(typed: str, expected: int | None) -> None:
    assert short_number(typed) == expected


@pytest.mark.parametrize(
    ("typed", "fits"),
    [("服务台帐", True), ("台帐", True), ("fu wu", True), ("fwt", True), ("service l", True), ("wtz", False)],
)
def test_a_screen_is_named_in_words_pinyin_initials_and_english(typed: str, fits: bool) -> None:
    ledger = next(each for each in screens.SCREENS if each.name == "desk:ledger")
    assert screens.named(ledger, typed) is fits


def test_every_screen_has_an_address_an_icon_and_both_languages() -> None:
    for each in (*screens.SCREENS, *screens.SETTINGS):
        assert each.url.startswith("/")
        assert sprite.shown(each.icon)
        assert each.words.zh
        assert each.words.en
