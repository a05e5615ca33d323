"""Small parts of the rooms: which branch, which day, who changed it first, files, words of states."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import QueryDict
from django.template import Context, Engine

from tests.desk.sitting import Desk
from tests.world import World, at
from yinuo.agreements.states import Category
from yinuo.calls.states import Kind, Outcome, State
from yinuo.customers.states import Zone
from yinuo.desk import exporting, where
from yinuo.desk.changing import as_shown
from yinuo.desk.templatetags import rooms
from yinuo.lib.refusal import Conflict, NotAllowed, NotFound
from yinuo.lib.words import speaking
from yinuo.web import clock

pytestmark = pytest.mark.django_db


def request(user: Any, **query: str) -> Any:
    asked = QueryDict(mutable=True)
    asked.update(query)
    return SimpleNamespace(user=user, GET=asked)


@pytest.mark.parametrize(
    ("who", "wanted", "expected"),
    [
        ("clerk", "", "SH"),
        ("clerk", "SH", "SH"),
        ("clerk", "GZ", NotFound),
        ("clerk", "XX", NotFound),
        ("other_clerk", "", "GZ"),
        ("administrator", "", "GZ"),
        ("administrator", "SH", "SH"),
        ("auditor", "", "GZ"),
        ("salesperson", "", NotAllowed),
    ],
)
def test_a_page_is_about_the_branch_asked_for_or_the_own_one(
    world: World, who: str, wanted: str, expected: Any
) -> None:
    user = world.people[who]
    if isinstance(expected, str):
        assert where.branch_of(user, "call.see", wanted).code == expected
        return
    with pytest.raises(expected):
        where.branch_of(user, "call.see", wanted)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2026-11-24", date(2026, 11, 24)), ("2024-02-29", date(2024, 2, 29)), ("0001-01-01", date(1, 1, 1))],
)
def test_a_day_of_an_address_is_read(text: str, expected: date) -> None:
    assert where.day_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "2026-11-31",
        "2025-02-29",
        "20261124",
        "2026-W48-2",
        "2026-11-24T00:00",
        "２０２６-11-24",
        "2026-1-1",
        "\x00",
    ],
)
def test_what_is_no_day_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        where.day_of(text)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-24 00:10", date(2026, 11, 24)),
        ("2026-11-24 07:59", date(2026, 11, 24)),
        ("2026-11-23 23:59", date(2026, 11, 23)),
    ],
)
def test_today_is_the_day_at_the_branch(world: World, now: str, expected: date) -> None:
    with clock.at(at(now)):
        assert where.today_at(world.branch) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [("", ""), ("  x ", "x"), ("a\x00b", "ab"), ("\x00", ""), ("x" * 100, "x" * 80), ("昆仑", "昆仑")],
)
def test_a_word_of_the_address_is_cleaned(given: str, expected: str) -> None:
    assert where.asked(request(None, q=given), "q") == expected
    assert where.asked(request(None), "q") == ""


class Row:
    """Something that was changed twice since the page was shown."""

    version, name, until = 3, "昆仑医院", None


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"name": "昆仑体检"}, {"name": {"yours": "昆仑体检", "now": "昆仑医院"}}),
        ({"name": "昆仑医院", "until": date(2030, 1, 1)}, {"until": {"yours": "2030-01-01", "now": ""}}),
        ({"name": "昆仑医院"}, {"version": {"yours": 2, "now": 3}}),
    ],
)
def test_a_stale_page_is_told_what_differs(wanted: dict[str, Any], expected: dict[str, Any]) -> None:
    with pytest.raises(Conflict) as refused:
        as_shown(Row(), 2, wanted)  # type: ignore[arg-type]
    assert refused.value.difference == expected


def test_a_fresh_page_is_not_refused() -> None:
    assert as_shown(Row(), 3, {"name": "anything"}) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("who", "offered"), [("clerk", 2), ("auditor", 2), ("technician", 0), ("salesperson", 0)]
)
def test_tables_are_offered_to_those_who_may_export(world: World, who: str, offered: int) -> None:
    found = exporting.tables(request(world.people[who], q="昆仑"), "/a.xlsx", "/a.csv")
    assert len(found) == offered
    assert all(url.endswith("?q=%E6%98%86%E4%BB%91") for _words, url, _icon in found)


def test_papers_are_offered_in_both_sizes() -> None:
    assert [url for _words, url, _icon in exporting.prints("/p.pdf")] == ["/p.pdf?size=a4", "/p.pdf?size=a5"]
    assert exporting.prints("/p.pdf", "since=2026-11-01")[1][1] == "/p.pdf?size=a5&since=2026-11-01"


@pytest.mark.parametrize(
    ("write", "values"),
    [
        (rooms.state_words, State),
        (rooms.category_words, Category),
        (rooms.kind_words, Kind),
        (rooms.outcome_words, Outcome),
        (rooms.zone_words, Zone),
    ],
)
def test_every_state_has_words_in_both_languages_and_none_has_none(write: Any, values: Any) -> None:
    for value in values:
        said = set()
        for language in ("zh", "en"):
            with speaking(language):
                said.add(write(str(value)))
        assert len(said) == 2
        assert "" not in said
    assert write("") == ""


@pytest.mark.parametrize("zone", ["moon", "URBAN", "urban "])
def test_an_unknown_zone_is_not_said(zone: str) -> None:
    assert rooms.zone_words(zone) == ""


def test_the_filters_can_be_loaded_by_templates() -> None:
    written = Engine.get_default().from_string("{% load rooms %}{{ 'done'|state_words }}")
    assert written.render(Context()) == "已完成"


ROOMS = [
    "/dispatch/",
    "/lists/undispatched",
    "/lists/unsigned",
    "/lists/unfiled",
    "/days/",
    "/days/SH/2026-11-24",
    "/ledger/",
    "/customers/",
    "/customers/new",
    "/customers/C000001",
    "/devices/",
    "/devices/D000001",
    "/devices/D000001/label",
    "/handbook/",
    "/handbook/new",
    "/settings/",
    "/people/",
    "/people/new",
    "/people/rights",
    "/calendars/",
    "/calendars/china",
    "/journal/",
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("address", ROOMS)
def test_every_room_opens_in_both_languages(world: World, address: str, language: str) -> None:
    desk = Desk(world, "administrator", language)
    answer = (
        desk.open(address, branch="SH")
        if address.startswith(("/dispatch", "/lists", "/days/", "/ledger"))
        else desk.open(address)
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in page
    assert page.count("<h1") == 1
    assert page.count("<main") == 1


@pytest.mark.parametrize("address", ROOMS)
def test_every_room_is_closed_to_visitors_and_to_other_methods(
    world: World, client: Any, address: str
) -> None:
    assert client.get(address).status_code in (302, 303)
    desk = Desk(world, "administrator")
    for method in ("put", "patch", "delete"):
        assert getattr(desk.client, method)(address).status_code == 405


@pytest.mark.parametrize(
    "address",
    ["/customers/new", "/handbook/new", "/people/new", "/calendars/china/days", "/days/SH/2026-11-24"],
)
def test_a_form_without_its_key_is_refused_and_does_nothing(world: World, address: str) -> None:
    desk = Desk(world, "administrator")
    with clock.at(at("2026-11-24 17:40")):
        answer = desk.client.post(
            address,
            {
                "name": "方壶医院",
                "branch": "SH",
                "address": "方壶路 3 号",
                "symptom": "黑屏",
                "solution": "重启",
                "username": "bai.yan",
                "password": "purple-horse-battery",
                "roles": ["clerk"],
                "pasted": "2027-01-01,节假日",
            },
        )
    assert answer.status_code == 422
    assert "这一页没有带上提交的号码" in answer.content.decode()
