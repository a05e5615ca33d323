"""The check of a fingerprint: exists or not, stands or not; names nobody. And the QR code of a copy."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.portal.conftest import opened, words
from tests.world import MORNING, at
from yinuo.calls import commands as calls
from yinuo.calls.commands.recording import Findings
from yinuo.calls.models import Signature
from yinuo.calls.rules.documents import short_hash
from yinuo.portal import limits, qr, queries
from yinuo.portal.forms import CheckForm


@pytest.fixture(autouse=True)
def _nobody_asked_before():
    limits.forget()


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


SECRETS = ("昆仑体检中心", "鲁护士长", "2309-0052", "020-0000", "technician")


def test_the_answer_names_nobody(signature):
    page = opened("/check", fingerprint=short_hash(signature.document_hash)).content.decode()
    for secret in (*SECRETS, "SH-20261124", signature.token):
        assert secret not in page


def test_who_has_the_whole_hash_may_compare_number_and_day_with_the_paper(signature):
    for answer in (
        opened("/check", fingerprint=signature.document_hash),
        opened(f"/check/{signature.document_hash}"),
    ):
        page = answer.content.decode()
        assert "SH-20261124-0001-1" in words(answer)
        assert "2026-11-24 09:00" in words(answer)
        for secret in (*SECRETS, signature.token):
            assert secret not in page


def test_what_was_altered_below_the_product_is_told(signature):
    altered = signature.document.replace("换滤网", "换主板")
    assert altered != signature.document
    Signature.objects.update(document=altered)
    assert "保存的内容被改动过" in words(opened(f"/check/{signature.document_hash}"))
    assert "was altered" in words(opened("/check", "en", fingerprint=short_hash(signature.document_hash)))


@pytest.mark.parametrize("column", ["signer", "strokes", "unsigned_reason", "document_hash"])
def test_every_part_of_the_signature_is_sealed(signature, column):
    given = "0" * 64 if column == "document_hash" else "改"
    Signature.objects.update(**{column: given})
    fingerprint = given if column == "document_hash" else signature.document_hash
    assert "保存的内容被改动过" in words(opened(f"/check/{fingerprint}"))


@pytest.mark.parametrize("fingerprint", ["0" * 64, "f" * 64])
def test_an_unknown_hash_in_the_address_is_calmly_unknown(signature, fingerprint):
    answer = opened(f"/check/{fingerprint}")
    assert answer.status_code == 200
    assert "没有这份凭证" in words(answer)


@pytest.mark.parametrize("odd", ["x", "%00", "%F0%9F%98%80", "9f2c", "a" * 3000, "<script>"])
def test_an_odd_address_is_told_to_be_none(db, odd):
    assert opened(f"/check/{odd}").status_code in (404, 422)


class TestLimit:
    def test_one_address_asks_thirty_times_a_minute(self, signature):
        for _count in range(limits.MOST):
            assert opened(f"/check/{signature.document_hash}").status_code == 200
        answer = opened(f"/check/{signature.document_hash}")
        assert answer.status_code == 429
        assert 1 <= int(answer["Retry-After"]) <= 60
        assert "查得太频繁了" in words(answer)
        assert "SH-20261124" not in words(answer)

    def test_it_opens_by_itself_and_for_others_it_never_shut(self):
        for _count in range(limits.MOST):
            assert limits.wait("192.0.2.1", MORNING) == 0
        assert limits.wait("192.0.2.1", MORNING + timedelta(seconds=20)) == 40
        assert limits.wait("192.0.2.2", MORNING) == 0
        assert limits.wait("192.0.2.1", MORNING + timedelta(seconds=60)) == 0

    def test_who_only_looks_at_the_page_is_not_counted(self, db):
        for _count in range(limits.MOST + 2):
            assert opened("/check").status_code == 200

    def test_addresses_without_end_take_no_memory_without_end(self, monkeypatch):
        monkeypatch.setattr(limits, "ADDRESSES", 3)
        for number in range(9):
            assert limits.wait(f"192.0.2.{number}", MORNING) == 0
        assert len(limits._asked) == 3


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
