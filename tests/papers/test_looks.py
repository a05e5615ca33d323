"""Each paper in every size and language: nothing cut, nothing overlapping, right for the printer it is meant for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.papers import reading, samples
from tests.papers.reading import flowing, pages, squeezed
from tests.world import World, at, build
from yinuo.papers import access, printing
from yinuo.papers.orders import Counted, Look, Printed
from yinuo.papers.states import SIZES

if TYPE_CHECKING:
    from yinuo.papers.orders import Piece

pytestmark = pytest.mark.django_db
SITE = "https://service.example"
BLACK = {(0.0,), (0.0, 0.0, 0.0), ()}
NO_INK = {(1.0,), (1.0, 1.0, 1.0)}
TRACTOR = 12.7
EVERYWHERE = [(size, tongue) for size in SIZES for tongue in ("zh", "en")]


@pytest.fixture
def world() -> World:
    return build()


def printed(pieces: list[Piece], size: str, language: str, copies: tuple[str, ...] = ("customer",)) -> bytes:
    """The PDF of a counted order, second print."""
    look = Look(size, language, copies, SITE)
    counted = tuple(Counted(each.paper, each.number, (2,) * len(copies)) for each in pieces)
    return printing.paper(pieces, Printed("柳眉", at("2026-11-24 12:00"), look, counted))


def faults(paper: bytes, size: str) -> list[object]:
    """What is wrong with how a paper looks."""
    found: list[object] = []
    for page in pages(paper):
        found += reading.overlaps(page)
        found += reading.outside(page, TRACTOR + 3 if size == "241x140" else 5)
    return found


def test_an_ordinary_voucher_takes_one_page(world: World) -> None:
    pieces = access.vouchers(world.clerk, [f"{samples.ordinary(world).number}-1"])
    for size, language in EVERYWHERE:
        paper = printed(pieces, size, language)
        assert (size, language, faults(paper, size), len(pages(paper))) == (size, language, [], 1)
        text = flowing(paper)
        for wanted in ("昆仑体检中心", "2309-0052", "壹仟贰佰捌拾肆元伍角", "1,284.50", "HZ-SH-2026-000003"):
            assert wanted in text


def test_nothing_of_a_stuffed_voucher_is_cut(world: World) -> None:
    number = f"{samples.stuffed(world).number}-1"
    for size, language in EVERYWHERE:
        paper = printed(access.vouchers(world.clerk, [number]), size, language)
        assert (size, language, faults(paper, size)) == (size, language, [])
        text = flowing(paper)
        for whole in (samples.LONG_NAME, samples.RARE, "S" * 40, "0123456789" * 6):
            assert whole in text
        letters = [char for page in pages(paper) for word in page.words for char in word.text]
        assert letters.count("E") >= 300
        assert squeezed(text).count("灰。") >= 12 * 4
        copy = printed(access.signed(world.clerk, [number]), size, language)
        assert (size, language, faults(copy, size)) == (size, language, [])
        assert samples.RARE in flowing(copy)


def test_an_empty_voucher_leaves_room_for_a_pen(world: World) -> None:
    call = world.register(devices=(None,), contact_name="", phone="", fault="?")
    pieces = access.vouchers(world.clerk, [f"{call.number}-1"])
    for size, language in EVERYWHERE:
        paper = printed(pieces, size, language)
        assert (size, language, faults(paper, size), len(pages(paper))) == (size, language, [], 1)
        words = {word.text: word for word in pages(paper)[0].words}
        first, second = ("原因", "处理") if language == "zh" else ("Cause", "Done")
        assert words[second].top - words[first].top >= 7 * reading.MM


def test_a_register_bears_fifty_devices_and_long_words(world: World) -> None:
    samples.ordinary(world)
    samples.stuffed(world)
    samples.many(world, 50)
    pieces = access.day(world.clerk, "SH", samples.ORDINARY.date())
    for size, language in EVERYWHERE:
        paper = printed(pieces, size, language, ("",))
        assert (size, language, faults(paper, size)) == (size, language, [])
        text = flowing(paper)
        assert all(f"S-{number:04}" in text for number in range(50))
        assert samples.LONG_NAME in text


def test_many_visits_show_the_newest(world: World) -> None:
    call = samples.visited(world, 6)
    paper = printed(access.vouchers(world.clerk, [f"{call.number}-1"]), "a5", "zh")
    assert faults(paper, "a5") == []
    assert call.vouchers.get().visits.latest("position").receipt_number in flowing(paper)


@pytest.mark.parametrize("kind", ["voucher", "signed", "register"])
def test_continuous_paper_is_black_and_bold_enough_for_pins(world: World, kind: str) -> None:
    call = samples.ordinary(world)
    pieces = {
        "voucher": lambda: access.vouchers(world.clerk, [f"{call.number}-1"]),
        "signed": lambda: access.signed(world.clerk, [f"{call.number}-1"]),
        "register": lambda: access.day(world.clerk, "SH", call.day),
    }[kind]()
    paper = printed(pieces, "241x140", "zh")
    assert reading.colours(paper) - BLACK - NO_INK == set()
    assert reading.thinnest(paper) >= 0.75
    laser = printed(pieces, "a4", "zh")
    assert reading.colours(laser) - BLACK - NO_INK, "the check must see colours where there are some"


def test_the_copies_asked_for_are_a_page_each_with_their_label(world: World) -> None:
    call = samples.ordinary(world)
    paper = printed(
        access.vouchers(world.clerk, [f"{call.number}-1"]), "241x140", "zh", ("stub", "customer", "finance")
    )
    labels = ["".join(word.text for word in page.words) for page in pages(paper)]
    assert ["第一联存根" in labels[0], "第二联客户" in labels[1], "第三联财务" in labels[2]] == [True] * 3
    assert all("第2次打印" in label and "第1页，共1页" in label for label in labels)


@pytest.mark.parametrize(
    ("language", "labels"),
    [("en", ["Copy 1: Stub", "Copy 2: Customer", "Copy 3: Finance"]), ("zh", ["存根", "客户", "财务"])],
)
def test_the_labels_speak_both_languages(world: World, language: str, labels: list[str]) -> None:
    call = world.register()
    paper = printed(
        access.vouchers(world.clerk, [f"{call.number}-1"]), "a5", language, ("stub", "customer", "finance")
    )
    text = reading.text_of(paper)
    assert [label in text for label in labels] == [True] * 3


class TestPlanted:
    """The checks of this file find what they are made to find."""

    def test_words_over_each_other(self) -> None:
        one = reading.Word("一", 10, 10, 60, 22)
        page = reading.Page(
            200, 200, (one, reading.Word("二", 50, 12, 90, 24), reading.Word("三", 10, 30, 60, 42))
        )
        assert reading.overlaps(page) == [("一", "二")]

    def test_words_in_the_holes_or_off_the_page(self) -> None:
        boxes = [(5, 50, 20, 60), (190, 50, 199, 60), (90, 195, 99, 210), (90, 50, 99, 60)]
        page = reading.Page(200, 200, tuple(reading.Word(str(at), *box) for at, box in enumerate(boxes)))
        assert reading.outside(page, 5) == ["0", "1", "2"]
