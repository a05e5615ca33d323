"""The papers from the desk: whose they are, in which size and language, and where their code leads."""

from __future__ import annotations

import subprocess

import pytest

from tests.desk.sitting import Desk
from tests.world import World, at
from yinuo.calls.models import Signature, Visit
from yinuo.desk.views import papers as views
from yinuo.papers import sheets

pytestmark = pytest.mark.django_db
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
NOON = at("2026-11-24 12:00")


def text_of(answer) -> str:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    read = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=answer.content, capture_output=True, check=True
    )
    return read.stdout.decode()


@pytest.mark.parametrize("size", ["a4", "a5", "", "A5", "a3", "x" * 200])
def test_a_voucher_is_given_in_the_size_asked_for(world: World, size: str) -> None:
    call = world.register()
    world.finish(call)
    answer = Desk(world, now=NOON).open(f"/vouchers/{call.number}-1.pdf", size=size)
    text = text_of(answer)
    assert f"{call.number}-1" in text
    assert "昆仑体检中心" in text
    assert answer["Content-Disposition"] == f'inline; filename="{call.number}-1.pdf"'


@pytest.mark.parametrize(("language", "wanted"), [("zh", "昆仑体检中心"), ("en", "Service voucher")])
def test_papers_speak_the_language_of_the_page(world: World, language: str, wanted: str) -> None:
    call = world.register()
    assert wanted in text_of(Desk(world, language=language).open(f"/vouchers/{call.number}-1.pdf"))


@pytest.mark.parametrize("copy", ["stub", "customer", "finance", "", "none", "\x00"])
def test_copies_are_named_and_unknown_ones_are_plain(world: World, copy: str) -> None:
    call = world.register()
    answer = Desk(world).open(f"/vouchers/{call.number}-1.pdf", copy=copy)
    assert f"{call.number}-1" in text_of(answer)


def test_the_code_leads_to_the_call_and_once_signed_to_the_customer_s_copy(world: World, monkeypatch) -> None:
    led = []
    monkeypatch.setattr(sheets.qr, "svg", lambda address: led.append(address) or SVG)
    call = world.register()
    Desk(world).open(f"/vouchers/{call.number}-1.pdf")
    world.finish(call)
    Desk(world).open(f"/vouchers/{call.number}-1.pdf")
    token = Signature.objects.get().token
    assert led == [f"http://testserver/calls/{call.number}", f"http://testserver/c/{token}"]


def test_the_receipt_form_is_given_by_its_number(world: World) -> None:
    call = world.register()
    world.to_site(call)
    number = Visit.objects.get().receipt_number
    assert number in text_of(Desk(world, now=NOON).open(f"/receipts/{number}.pdf"))


@pytest.mark.parametrize("number", ["HZ-1", "%00", "x" * 300, "-"])
def test_papers_that_are_not_there_are_not_found(world: World, number: str) -> None:
    world.dispatch(world.register())
    assert Desk(world).open(f"/receipts/{number}.pdf").status_code == 404
    assert Desk(world).open(f"/vouchers/{number}.pdf").status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("clerk", 200),
        ("technician", 200),
        ("second_technician", 404),
        ("other_clerk", 404),
        ("salesperson", 403),
        ("auditor", 200),
    ],
)
def test_a_paper_is_for_those_who_may_see_the_call(world: World, who: str, status: int) -> None:
    call = world.register()
    world.to_site(call)
    desk = Desk(world, who)
    assert desk.open(f"/vouchers/{call.number}-1.pdf").status_code == status
    assert desk.open(f"/receipts/{Visit.objects.get().receipt_number}.pdf").status_code == status


@pytest.mark.parametrize("size", ["a4", "a5"])
def test_the_register_of_a_day_lists_its_calls(world: World, size: str) -> None:
    world.register(fault="黑屏")
    world.register(when=at("2026-11-23 10:00"), fault="昨天的")
    text = text_of(Desk(world).open("/days/SH/2026-11-24/register.pdf", size=size))
    assert "黑屏" in text
    assert "昨天的" not in text
    assert "clerk" in text


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        ("clerk", "/days/GZ/2026-11-24/register.pdf", 404),
        ("clerk", "/days/SH/2026-13-01/register.pdf", 404),
        ("technician", "/days/SH/2026-11-24/register.pdf", 403),
        ("salesperson", "/days/SH/2026-11-24/register.pdf", 403),
        ("auditor", "/days/GZ/2026-11-24/register.pdf", 200),
    ],
)
def test_the_register_is_for_those_who_may_see_it(world: World, who: str, address: str, status: int) -> None:
    assert Desk(world, who).open(address).status_code == status


def test_only_sizes_of_paper_are_sizes() -> None:
    assert list(views.SIZES) == ["a4", "a5", "241x140"]
