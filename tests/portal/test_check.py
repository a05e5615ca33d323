"""The check of a fingerprint: exists or not, stands or not; names nobody. And the QR code of a copy."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.portal.conftest import opened, words
from tests.world import at
from yinuo.calls import commands as calls
from yinuo.calls.commands.recording import Findings
from yinuo.calls.rules.documents import short_hash
from yinuo.portal import qr, queries
from yinuo.portal.forms import CheckForm


def test_the_page_asks_for_a_fingerprint(db):
    text = words(opened("/check"))
    assert "核对指纹" in text
    assert "没有这份凭证" not in text
    assert "Check a fingerprint" in words(opened("/check", "en"))


def written(full: str) -> list[str]:
    """Return the ways in which people type a fingerprint."""
    short = short_hash(full)
    return [
        short,
        short.lower(),
        short.replace("-", ""),
        f" {short} ",
        short.replace("-", " - "),
        full,
        full.upper(),
    ]


@pytest.mark.parametrize("way", range(7))
def test_a_known_fingerprint_stands_however_it_is_typed(signature, way):
    text = words(opened("/check", fingerprint=written(signature.document_hash)[way]))
    assert "有这份凭证，现在有效" in text


def test_in_english(signature):
    assert "It exists and stands" in words(opened("/check", "en", fingerprint=signature.document_hash))
    assert "There is no such document" in words(opened("/check", "en", fingerprint="0" * 8))


def test_after_a_change_it_is_superseded(signature, world, call):
    calls.amend(
        number=f"{call.number}-1",
        version=None,
        findings=Findings({"minutes": 60}),
        reason="写错",
        deed=world.deed("technician", at("2026-11-24 10:00")),
    )
    text = words(opened("/check", fingerprint=short_hash(signature.document_hash)))
    assert "已被新的一版取代" in text
    assert "a newer version replaced it" in words(opened("/check", "en", fingerprint=signature.document_hash))


@pytest.mark.parametrize("fingerprint", ["00000000", "FFFF-FFFF", "0" * 64, "f" * 64])
def test_an_unknown_fingerprint_does_not_exist(signature, fingerprint):
    assert "没有这份凭证" in words(opened("/check", fingerprint=fingerprint))


@pytest.mark.parametrize(
    ("fingerprint", "told"),
    [
        ("", "这一栏要填"),
        ("   ", "这一栏要填"),
        ("9F2C", "指纹是 8 位或 64 位"),
        ("9F2C-71A0-1", "指纹是 8 位或 64 位"),
        ("ghijklmn", "指纹是 8 位或 64 位"),
        ("a" * 63, "指纹是 8 位或 64 位"),
        ("a" * 101, "最多 100 个字"),
        ("９Ｆ２Ｃ", "指纹是 8 位或 64 位"),
        ("%", "指纹是 8 位或 64 位"),
        ("' or '1'='1", "指纹是 8 位或 64 位"),
    ],
)
def test_what_is_no_fingerprint_is_told_and_kept(db, fingerprint, told):
    answer = opened("/check", fingerprint=fingerprint)
    assert answer.status_code == 422
    assert told in words(answer)
    if fingerprint.strip() and "'" not in fingerprint:
        assert f'value="{fingerprint}"' in answer.content.decode()


def test_the_answer_names_nobody(signature):
    page = opened("/check", fingerprint=signature.document_hash).content.decode()
    for secret in ("昆仑体检中心", "鲁护士长", "SH-20261124", signature.token, "technician"):
        assert secret not in page


def test_one_query_answers(signature, django_assert_num_queries):
    with django_assert_num_queries(1):
        opened("/check", fingerprint=short_hash(signature.document_hash))


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_check_is_only_read(client, db, method):
    assert getattr(client, method)("/check").status_code == 405


@given(st.text(max_size=120))
def test_whatever_is_typed_the_form_never_breaks(text):
    form = CheckForm({"fingerprint": text})
    assert form.is_valid() == (form.status == 200)
    if form.is_valid():
        assert len(form.cleaned_data["fingerprint"]) in (8, 64)


@pytest.mark.parametrize("odd", ["", "x", "9f2c", "%", "zz" * 4, "9" * 65])
def test_odd_text_finds_nothing_without_asking(db, odd, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert queries.known(odd) == []


class TestCode:
    def read(self, svg: str) -> str:
        """Read a QR code back from its squares."""
        import re

        size = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
        image = Image.new("L", (size, size), 255)
        moves = re.search(r'<path d="([^"]+)"', svg)[1]
        for x, y, wide, high in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+Z", moves):
            image.paste(0, (int(x), int(y), int(x) + int(wide), int(y) + int(high)))
        big = image.resize((size * 8, size * 8))
        kept = io.BytesIO()
        big.save(kept, "PNG")
        return zxingcpp.read_barcode(Image.open(kept)).text

    @pytest.mark.parametrize(
        "address", ["https://service.example/c/abc", "http://127.0.0.1:8000/c/" + "x" * 24]
    )
    def test_it_leads_to_the_address(self, address):
        assert self.read(qr.picture(address)) == address

    def test_the_code_of_a_copy_leads_to_the_copy(self, signature):
        answer = opened(f"/c/{signature.token}/qr.svg")
        assert answer["Content-Type"] == "image/svg+xml"
        assert self.read(answer.content.decode()) == f"http://testserver/c/{signature.token}"

    def test_it_scales_and_carries_no_style(self, signature):
        svg = opened(f"/c/{signature.token}/qr.svg").content.decode()
        head = svg[: svg.index(">")]
        assert "viewBox" in head
        assert "width" not in head
        assert "style" not in svg
        assert "<script" not in svg
