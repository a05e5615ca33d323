"""The papers as people get them: a PDF with the right words, numbers and code on it (G2)."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import zxingcpp

from tests.world import World, at, build
from yinuo.calls.queries import jobs, register
from yinuo.papers import qr, queries
from yinuo.papers.render import pdf

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def world() -> World:
    return build()


def text_of(paper: bytes) -> str:
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=paper, capture_output=True, check=True)
    return read.stdout.decode()


@pytest.mark.parametrize("size", ["a4", "a5"])
@pytest.mark.parametrize(("language", "title"), [("zh", "服"), ("en", "Service voucher")])
def test_a_voucher_prints_in_both_sizes_and_languages(
    world: World, size: str, language: str, title: str
) -> None:
    call = world.register(when=at("2026-11-24 10:35"))
    world.finish(call, when=at("2026-11-24 11:00"))
    paper = queries.voucher(world.voucher(call), size=size, language=language, copy="customer")
    text = text_of(paper)
    assert title in text
    for wanted in (f"{call.number}-1", "昆仑体检中心", "2309-0052", "换滤网", "2026-11-24 11:00", "鲁护士长"):
        assert wanted in text


def test_a_voucher_shows_the_earlier_services_of_its_device(world: World) -> None:
    first = world.register(when=at("2026-11-23 10:00"))
    world.finish(first, when=at("2026-11-23 11:00"))
    second = world.register(when=at("2026-11-24 10:00"))
    text = text_of(queries.voucher(world.voucher(second)))
    assert f"{first.number}-1" in text
    assert "以前的服务" in text


def test_typed_markup_stays_text(world: World) -> None:
    call = world.register(fault='#panic("x") $a$ *bold* \\ @ref </svg> "quoted"')
    text = text_of(queries.voucher(world.voucher(call)))
    assert '#panic("x") $a$ *bold*' in text


def test_the_receipt_form_carries_its_number(world: World) -> None:
    call = world.register()
    world.to_site(call)
    visit = world.voucher(call).visits.get()
    assert visit.receipt_number == "HZ-SH-2026-000001"
    assert visit.receipt_number in text_of(queries.receipt(visit))


def test_the_register_of_a_day_has_one_line_for_each_number(world: World) -> None:
    numbers = [world.register(fault=f"故障 {count}").number for count in range(60)]
    calls = register.whole(type(world.register()).objects.order_by("id"))
    text = text_of(queries.register(calls, branch=world.branch, day=at("2026-11-24 09:00").date()))
    assert all(number.rpartition("-")[2] in text for number in numbers)
    assert "第 1 页，共" in text


def test_an_empty_register_says_so(world: World) -> None:
    text = text_of(
        queries.register([], branch=world.branch, day=at("2026-11-24 09:00").date(), language="en")
    )
    assert "Nothing on this day" in text


@pytest.mark.parametrize("size", ["a4", "a5"])
def test_the_ledger_prints_who_went_when(world: World, size: str) -> None:
    world.finish(world.register())
    lines = jobs.ledger(since=at("2026-11-24 00:00"), until=at("2026-11-25 00:00"))
    text = text_of(queries.ledger(lines, branch="蓬莱分公司", period="2026-11-24", zone=SHANGHAI, size=size))
    assert "HZ-SH-2026-000001" in text
    assert "technician" in text


def test_the_code_on_the_paper_reads_back(world: World, tmp_path: Path) -> None:
    address = "https://service.example/c/abcdefghijklmnopqrstuvwx"
    call = world.register()
    paper = queries.voucher(world.voucher(call), address=address)
    (tmp_path / "voucher.pdf").write_bytes(paper)
    target = str(tmp_path / "page")
    subprocess.run(["pdftoppm", "-r", "200", "-png", str(tmp_path / "voucher.pdf"), target], check=True)
    from PIL import Image

    page = next(tmp_path.glob("page*.png"))
    assert [code.text for code in zxingcpp.read_barcodes(Image.open(page))] == [address]
    assert qr.svg(address).startswith("<svg")


def test_an_unknown_size_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown paper size"):
        pdf("form", {}, size="a3")


def test_a_signature_that_was_not_given_says_why(world: World) -> None:
    call = world.register()
    world.to_site(call)
    world.work(call)
    world.sign(call, kind="none", signer="", strokes="", unsigned_reason="customer_left")
    assert "未签字：客户已离开" in text_of(queries.voucher(world.voucher(call)))
