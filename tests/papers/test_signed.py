"""The signed copy: an archive file with the hash of exactly what was signed, which anybody can recompute."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pikepdf
import pytest
import zxingcpp
from django.test import Client
from PIL import Image

from tests.papers import samples
from tests.papers.reading import archive_faults, flowing
from tests.world import World, at, build
from yinuo.calls import commands as calls
from yinuo.calls.commands.recording import Findings
from yinuo.calls.models import Signature
from yinuo.lib.refusal import NotFound, Refused
from yinuo.papers import access, printing, queries, render, sheets
from yinuo.papers.orders import Look

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
SITE = "https://service.example"


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def signature(world: World) -> Signature:
    samples.ordinary(world)
    return Signature.objects.latest("pk")


def copy(world: World, number: str, size: str = "a4", language: str = "zh") -> bytes:
    pieces = access.signed(world.clerk, [number])
    return printing.uncounted(pieces, Look(size, language, ("",), SITE), by="柳眉")


@pytest.mark.parametrize("size", ["a4", "a5", "241x140"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_an_archive_file(world: World, signature: Signature, size: str, language: str) -> None:
    assert archive_faults(copy(world, signature.voucher.number, size, language)) == []


def test_three_copies_in_one_file_are_an_archive_file_too(world: World, signature: Signature) -> None:
    pieces = access.signed(world.clerk, [signature.voucher.number])
    look = Look("a4", "zh", ("stub", "customer", "finance"), SITE)
    paper = printing.uncounted(pieces, look, by="柳眉")
    assert archive_faults(paper) == []
    assert flowing(paper).count("签字副本") >= 3


def test_the_check_finds_a_file_that_is_no_archive(world: World, signature: Signature) -> None:
    row = access.vouchers(world.clerk, [signature.voucher.number])
    ordinary = printing.uncounted(row, Look("a4", "zh", ("",), SITE), by="")
    assert {fault.split()[0] for fault in archive_faults(ordinary)} >= {"declares", "no"}
    joined = render.joined([copy(world, signature.voucher.number)] * 2)
    assert archive_faults(joined) != []


def test_the_check_finds_a_font_that_is_not_embedded(world: World, signature: Signature) -> None:
    kept = io.BytesIO()
    with pikepdf.open(io.BytesIO(copy(world, signature.voucher.number))) as pdf:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor":
                for name in ("/FontFile", "/FontFile2", "/FontFile3"):
                    if name in each:
                        del each[name]
        pdf.save(kept)
    assert any("not embedded" in fault for fault in archive_faults(kept.getvalue()))


@pytest.mark.skipif(shutil.which("verapdf") is None, reason="veraPDF is not on this machine")
def test_the_validator_of_the_archive_format_agrees(
    world: World, signature: Signature, tmp_path: Path
) -> None:
    (tmp_path / "signed.pdf").write_bytes(copy(world, signature.voucher.number))
    told = subprocess.run(
        ["verapdf", "--flavour", "2b", "--format", "text", str(tmp_path / "signed.pdf")],
        capture_output=True,
        check=False,
    )
    assert told.stdout.startswith(b"PASS")


def test_the_hash_on_the_paper_is_that_of_the_document_byte_for_byte(
    world: World, signature: Signature
) -> None:
    answer = Client().get(f"/c/{signature.token}/document.json")
    assert answer["Content-Type"] == "application/json"
    digits = hashlib.sha256(answer.content).hexdigest()
    assert digits == signature.document_hash
    assert digits in flowing(copy(world, signature.voucher.number))


def test_a_third_party_can_write_the_document_again_from_its_content(signature: Signature) -> None:
    told = json.loads(Client().get(f"/c/{signature.token}/document.json").content)
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == signature.document_hash


def test_its_code_leads_to_the_check(world: World, signature: Signature, tmp_path: Path) -> None:
    (tmp_path / "signed.pdf").write_bytes(copy(world, signature.voucher.number))
    target = str(tmp_path / "page")
    subprocess.run(["pdftoppm", "-r", "200", "-png", str(tmp_path / "signed.pdf"), target], check=True)
    found = zxingcpp.read_barcodes(Image.open(next(tmp_path.glob("page*.png"))))
    assert [code.text for code in found] == [f"{SITE}/check/{signature.document_hash}"]


def test_it_shows_what_was_signed_and_not_what_was_written_later(world: World, signature: Signature) -> None:
    calls.amend(
        number=signature.voucher.number,
        version=None,
        findings=Findings({"work": "换了整机"}),
        reason="写错",
        deed=world.deed("technician", at("2026-11-24 15:00")),
    )
    row = access.vouchers(world.clerk, [signature.voucher.number])[0].row
    assert row is not None
    text = flowing(queries.signed(row, signature, language="zh"))
    assert "换滤网，清风道" in text
    assert "换了整机" not in text


def test_who_has_the_link_has_the_copy(world: World, signature: Signature) -> None:
    answer = Client().get(f"/c/{signature.token}/signed.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]
    assert archive_faults(answer.content) == []
    assert "副本，未计次" in flowing(answer.content)


@pytest.mark.parametrize("rest", ["signed.pdf", "document.json"])
@pytest.mark.parametrize("token", ["x", "a" * 24, "%00", "签字"])
def test_a_token_that_is_none_is_not_found(signature: Signature, token: str, rest: str) -> None:
    assert Client().get(f"/c/{token}/{rest}").status_code == 404


def test_what_nobody_signed_has_no_signed_copy(world: World) -> None:
    number = f"{world.register().number}-1"
    with pytest.raises(Refused) as refusal:
        access.signed(world.clerk, [number])
    assert refusal.value.code == "not_signed"
    with pytest.raises(NotFound):
        access.signed(world.people["other_clerk"], [number])


def test_a_missing_signature_says_why_on_its_copy(world: World) -> None:
    call = world.register()
    world.to_site(call)
    world.work(call)
    world.sign(call, kind="none", signer="", strokes="", unsigned_reason="customer_left")
    assert "未签字：客户已离开" in flowing(copy(world, f"{call.number}-1"))


def test_short_values_stand_together_and_long_ones_alone() -> None:
    long = "长" * 19
    rows = sheets.packed([("a", "1"), ("b", "2"), ("c", long), ("d", long), ("e", "3")])
    assert rows == [["a", "1", "b", "2"], ["c", long], ["d", long], ["e", "3"]]


def test_a_hash_is_shown_in_groups_of_four() -> None:
    digits = hashlib.sha256(b"x").hexdigest()
    assert "".join(sheets.groups(digits)) == digits
    assert {len(group) for group in sheets.groups(digits)} == {4}
    assert len(sheets.groups(digits)) == 16
