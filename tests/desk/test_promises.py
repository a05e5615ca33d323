"""Did we keep our word: the figures of a month, the promises behind each, as a table, for whom they are."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.sitting import Desk
from tests.world import World, at
from yinuo.desk.forms.promises import STANDINGS, month_of
from yinuo.desk.queries.promises import back
from yinuo.desk.rules import spark
from yinuo.duties.models import Duty
from yinuo.duties.states import Standing
from yinuo.lib.refusal import NotFound
from yinuo.policy.states import TAB_WORDS

EVENING = at("2026-11-24 20:00")
PAGE, LIST = "/promises/", "/promises/list"


@pytest.fixture
def arrived_late(world: World) -> str:
    """A call whose technician came when more than six working hours had gone by."""
    call = world.register()
    world.to_site(call, when=at("2026-11-24 17:20"))
    return str(call.number)


def test_a_month_without_promises_says_so(world: World) -> None:
    desk = Desk(world, "supervisor", now=EVENING)
    assert "没有到期的诺言" in desk.read(PAGE)
    assert "这个月没有迟的" in desk.read(PAGE)
    assert "这里没有诺言" in desk.read(LIST)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", ["我们守诺了吗", "2026 年 11 月许下", "守诺率", "有迟的", "近 12 个月", "超"]),
        ("en", ["Did we keep our word", "In Nov 2026", "kept", "Some late", "12 months", "late"]),
    ],
)
def test_the_page_says_how_the_month_stands(
    world: World, arrived_late: str, language: str, told: list[str]
) -> None:
    page = Desk(world, "supervisor", language, now=EVENING).read(PAGE, clause="G14")
    assert [each for each in told if each not in page] == []
    assert "G14" in page
    assert arrived_late in page


def test_every_figure_opens_as_many_promises_as_it_says(world: World, arrived_late: str) -> None:
    desk = Desk(world, "supervisor", now=EVENING)
    checked = 0
    for tab in ("late", *TAB_WORDS):
        page = desk.open(PAGE, tab=tab).content.decode()
        for address, said in re.findall(r'href="(/promises/list[^"]*clause=[^"]*)">\D*(\d+)', page):
            listed = desk.client.get(address.replace("&amp;", "&")).content.decode()
            assert len(re.findall("<tr data-href|<tr><td", listed)) == int(said), address
            checked += 1
    assert checked >= 4


def test_a_promise_kept_late_shows_how_late_and_its_proof(world: World, arrived_late: str) -> None:
    duty = Duty.objects.get(clause="G14")
    desk = Desk(world, "supervisor", now=EVENING)
    page = desk.open(LIST, clause="G14", standing="missed").content.decode()
    assert "超 50 分" in words_of(page)
    assert duty.evidence[:10] in page
    assert f"/journal/?subject=call:{arrived_late}" in page
    assert duty.evidence[:10] in desk.read("/journal/", subject=f"call:{arrived_late}")


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", page))


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("technician", True),
        ("second_technician", False),
        ("supervisor", True),
        ("other_clerk", False),
        ("service_department", True),
        ("committee", True),
    ],
)
def test_everybody_sees_the_promises_within_reach(
    world: World, arrived_late: str, who: str, seen: bool
) -> None:
    page = Desk(world, who, now=EVENING).read(LIST, clause="G14")
    assert (arrived_late in page) == seen
    assert ("昆仑体检中心" in page) == (seen and who != "committee")


@pytest.mark.parametrize("who", ["accountant", "salesperson"])
@pytest.mark.parametrize("path", [PAGE, LIST, f"{LIST}/export.xlsx"])
def test_whoever_may_not_see_duties_sees_no_figures(world: World, who: str, path: str) -> None:
    assert Desk(world, who).open(path).status_code == 403


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"month": "2026-11"}, 200),
        ({"month": "2025-01"}, 200),
        ({"month": "2026-12"}, 404),
        ({"month": "2026-13"}, 404),
        ({"month": "2026-1"}, 404),
        ({"month": "٢٠٢٦-11"}, 404),
        ({"month": "0001-01"}, 404),
        ({"branch": "SH"}, 200),
        ({"branch": "YZ"}, 404),
        ({"branch": "x" * 500}, 404),
        ({"tab": "Z"}, 200),
        ({"clause": "G99"}, 200),
        ({"standing": "'"}, 200),
        ({"person": "nobody\x00"}, 200),
    ],
)
def test_odd_addresses_are_read_or_not_found(world: World, query: dict[str, str], status: int) -> None:
    assert Desk(world, "clerk").open(PAGE, **query).status_code == status


@pytest.mark.parametrize("clause", ["G99", "x" * 99, "<b>"])
def test_a_list_of_no_clause_is_not_found(world: World, clause: str) -> None:
    assert Desk(world, "clerk").open(LIST, clause=clause).status_code == 404


def test_the_list_narrows_to_a_person(world: World, arrived_late: str) -> None:
    desk = Desk(world, "supervisor", now=EVENING)
    assert arrived_late in desk.read(LIST, person="technician", clause="G14")
    assert arrived_late not in desk.read(LIST, person="second_technician", clause="G14")


def test_an_excused_promise_leaves_the_share_kept(world: World, arrived_late: str) -> None:
    desk = Desk(world, "supervisor", now=EVENING)
    assert "守诺率" in desk.read(PAGE)
    Duty.objects.filter(state__in=["met", "met_late"]).update(state="excused", reason="渡船停航")
    page = desk.read(PAGE)
    assert "守诺率" not in page.split("有迟的")[0]
    assert "免责" in page
    assert "渡船停航" in desk.read(LIST, standing="excused")


def test_the_table_holds_what_the_list_shows(world: World, arrived_late: str) -> None:
    answer = Desk(world, "supervisor", now=EVENING).open(f"{LIST}/export.csv", clause="G14")
    head, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    told = dict(zip(head, row, strict=True))
    assert (told["条款"], told["对象"], told["客户"]) == ("G14", arrived_late, "昆仑体检中心")
    assert (told["迟了（工作分钟）"], told["进度"]) == ("50", "迟了才做")
    assert told["凭据"] == Duty.objects.get(clause="G14").evidence
    assert Desk(world, "clerk").open(f"{LIST}/export.doc").status_code == 404


def test_a_page_costs_the_same_with_many_promises(world: World) -> None:
    desk = Desk(world, "supervisor", now=EVENING)

    def cost() -> list[int]:
        return [desk.queries(PAGE, clause="G14"), desk.queries(LIST)]

    world.to_site(world.register())
    before = cost()
    for _ in range(6):
        world.to_site(world.register())
    assert cost() == before


@pytest.mark.parametrize(
    ("month", "n", "expected"),
    [
        (date(2026, 11, 1), 0, date(2026, 11, 1)),
        (date(2026, 11, 1), 11, date(2025, 12, 1)),
        (date(2026, 1, 1), 1, date(2025, 12, 1)),
        (date(2026, 12, 1), -1, date(2027, 1, 1)),
    ],
)
def test_months_are_counted_back(month: date, n: int, expected: date) -> None:
    assert back(month, n) == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 40))
def test_back_and_forth_is_where_it_began(day: date, n: int) -> None:
    month = day.replace(day=1)
    assert back(back(month, n), -n) == month
    assert back(month, n) <= month


def test_no_month_asked_for_is_this_one() -> None:
    assert month_of("", date(2026, 11, 24)) == date(2026, 11, 1)
    with pytest.raises(NotFound):
        month_of("2026-11-24", date(2026, 11, 24))


def test_every_standing_can_be_asked_for() -> None:
    assert {each for group in STANDINGS.values() for each in group} == set(Standing)


def rates(*values: str | None) -> list[Decimal | None]:
    return [None if value is None else Decimal(value) for value in values]


def test_a_trend_leaves_out_months_that_cannot_be_judged() -> None:
    drawn = spark(rates(None, "100", None, "80"), 95)
    assert drawn.points == "29.3,2.0 84.0,26.0"
    assert drawn.aim == "8.0"
    assert drawn.now is not None
    assert drawn.below == ()


def test_a_month_below_the_aim_is_marked_and_the_last_one_anyway() -> None:
    drawn = spark(rates("94.9", "95.0", "94.9"), 95)
    assert [dot.x for dot in drawn.below] == ["2.0"]
    assert drawn.now is not None
    assert drawn.now.x == "84.0"


@given(st.lists(st.none() | st.decimals(0, 100, places=1), max_size=24), st.integers(0, 100))
def test_a_trend_stays_within_its_frame(values: list[Decimal | None], aim: int) -> None:
    drawn = spark(values, aim)
    heights = [float(point.split(",")[1]) for point in drawn.points.split()] + [float(drawn.aim)]
    assert all(2 <= height <= 26 for height in heights)
    assert len(drawn.points.split()) == sum(value is not None for value in values)


def test_the_months_offered_reach_a_year_back_and_to_the_one_asked_for(world: World) -> None:
    page = Desk(world, "supervisor", now=EVENING).open(PAGE, month="2024-02").content.decode()
    offered = re.findall(r'<option value="(\d{4}-\d{2})"( selected)?>', page)
    assert [value for value, _ in offered] == [*sorted(_year(), reverse=True), "2024-02"]
    assert [value for value, chosen in offered if chosen] == ["2024-02"]


def _year() -> list[str]:
    return ["2025-12", *(f"2026-{n:02d}" for n in range(1, 12))]
