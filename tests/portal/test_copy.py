"""The customer's copy behind its token: as signed, with what changed later; nothing for who has no token."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.portal.conftest import opened, words
from tests.world import at
from yinuo.calls import commands as calls
from yinuo.calls.commands.files import Upload
from yinuo.calls.commands.recording import Findings
from yinuo.calls.models import Signature
from yinuo.calls.rules.documents import short_hash
from yinuo.calls.states import SignatureKind
from yinuo.web import uploads

STRANGE = [
    "x",
    "short",
    "a" * 24,
    "a" * 33,
    "..%2f..%2fetc",
    "%00",
    "' or 1=1",
    "签字",
    "a" * 5000,
    "<script>",
]


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        (
            "zh",
            [
                "服务凭证副本",
                "SH-20261124-0001-1，完成",
                "签的内容",
                "客户 昆仑体检中心",
                "现场看到 滤网积灰，过热保护",
                "处理 换滤网，清风道",
                "检查 电源正常：完成",
                "收费 0 元",
                "鲁护士长，护士长",
                "手写，今天 09:00",
                "打印",
                "此页链接就是您的副本",
                "English",
            ],
        ),
        (
            "en",
            [
                "Copy of the service voucher",
                "SH-20261124-0001-1, completed",
                "What was signed",
                "Found 滤网积灰",
                "Checks power is fine: done",
                "Fee ¥0",
                "鲁护士长, 护士长",
                "drawn, today 09:00",
                "Print",
                "中文",
            ],
        ),
    ],
)
def test_the_copy_shows_what_was_signed_and_by_whom(signature, language, wanted):
    text = words(opened(f"/c/{signature.token}", language))
    assert [each for each in wanted if each not in text] == []


def test_the_copy_carries_the_fingerprint_and_the_drawing(signature):
    page = opened(f"/c/{signature.token}").content.decode()
    assert short_hash(signature.document_hash) in page
    assert f'd="{signature.strokes}"' in page
    assert "data-print" in page


@pytest.mark.parametrize("path", ["", "/qr.svg", "/signature"])
@pytest.mark.parametrize("token", STRANGE)
def test_an_unknown_token_is_calmly_not_found(db, token, path):
    for language in ("zh", "en"):
        answer = opened(f"/c/{token}{path}", language)
        assert answer.status_code == 404


def test_the_page_of_an_unknown_token_says_so_in_words(db):
    text = words(opened("/c/" + "a" * 24))
    assert "没有这份副本" in text
    assert "请再扫一次码" in text
    assert "首页" not in text
    assert "There is no such copy" in words(opened("/c/" + "a" * 24, "en"))


def test_a_token_is_exact(signature):
    changed = signature.token.swapcase()
    assert changed != signature.token
    assert opened(f"/c/{changed}").status_code == 404
    assert opened(f"/c/{signature.token[:-1]}").status_code == 404


def test_nothing_else_leaks(signature, world):
    page = opened(f"/c/{signature.token}").content.decode()
    for secret in (
        signature.document_hash,
        "020-0000 1286",
        "02000001286",
        "rail",
        "journal",
        str(world.people["technician"].username) + '"',
    ):
        assert secret not in page
    assert "/calls/" not in page
    assert "/field/" not in page


def test_the_answer_is_kept_out_of_caches_and_search(signature):
    answer = opened(f"/c/{signature.token}")
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_copy_is_only_read(client, signature, method):
    for path in ("", "/qr.svg", "/signature"):
        assert getattr(client, method)(f"/c/{signature.token}{path}").status_code == 405


def test_the_copy_costs_little(signature, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        opened(f"/c/{signature.token}")


def test_nobody_needs_to_be_signed_in_and_nobody_becomes(signature):
    assert "sessionid" not in opened(f"/c/{signature.token}").cookies


class TestLater:
    @pytest.fixture
    def amended(self, world, call, signature):
        """The record was amended the next morning."""
        findings = Findings({"minutes": 60, "cause": "空调停机"})
        calls.amend(
            number=f"{call.number}-1",
            version=None,
            findings=findings,
            reason="工时写错",
            deed=world.deed("technician", at("2026-11-24 10:00")),
        )
        return signature

    def test_the_signed_content_stays_and_the_change_is_told(self, amended):
        text = words(opened(f"/c/{amended.token}"))
        assert "签字以后更正过，下面是签字时的内容" in text
        assert "工时 45 分钟" in text
        assert "后来的更正" in text
        assert "technician 试：工时写错" in text
        assert "原因 散热不良 空调停机" in text
        assert "工时 45 60" in text
        assert "看现在的一版" not in text

    def test_in_english(self, amended):
        text = words(opened(f"/c/{amended.token}", "en"))
        assert "It was amended after this signature" in text
        assert "Amended later" in text

    def test_signed_again_the_old_copy_leads_to_the_new(self, amended, world, call):
        world.sign(call, when=at("2026-11-24 11:00"))
        new = Signature.objects.latest("pk")
        page = opened(f"/c/{amended.token}").content.decode()
        assert f'href="/c/{new.token}"' in page
        fresh = words(opened(f"/c/{new.token}"))
        assert "工时 60 分钟" in fresh
        assert "更正过" not in fresh

    def test_signed_again_without_a_change(self, signature, world, call):
        world.sign(call, when=at("2026-11-24 11:00"))
        assert "后来又签了一次" in words(opened(f"/c/{signature.token}"))


class TestKinds:
    def signed(self, world, **changed) -> Signature:
        call = world.register()
        world.to_site(call)
        world.work(call)
        world.sign(call, **{"strokes": "", **changed})
        return Signature.objects.latest("pk")

    def image(self, content: bytes, media: str, name: str) -> Upload:
        return Upload("scan", name, media, content)

    def test_a_scan_is_shown(self, world):
        png = uploads.picture(picture_file()).content
        signed = self.signed(world, kind=SignatureKind.SCAN, image=self.image(png, "image/jpeg", "scan.jpg"))
        page = opened(f"/c/{signed.token}").content.decode()
        assert f'src="/c/{signed.token}/signature"' in page
        answer = opened(f"/c/{signed.token}/signature")
        assert answer["Content-Type"] == "image/jpeg"
        assert b"".join(answer.streaming_content) == png

    def test_a_pdf_is_linked(self, world):
        signed = self.signed(
            world, kind=SignatureKind.SCAN, image=self.image(b"%PDF-1.4", "application/pdf", "scan.pdf")
        )
        page = opened(f"/c/{signed.token}").content.decode()
        assert f'href="/c/{signed.token}/signature"' in page
        assert opened(f"/c/{signed.token}/signature")["Content-Type"] == "application/pdf"

    def test_none_says_why(self, world):
        signed = self.signed(world, kind=SignatureKind.NONE, signer="", unsigned_reason="clean_area")
        assert "没有签字：洁净区不能带设备" in words(opened(f"/c/{signed.token}"))
        assert "Not signed: clean area" in words(opened(f"/c/{signed.token}", "en"))
        assert opened(f"/c/{signed.token}/signature").status_code == 404


def picture_file() -> SimpleUploadedFile:
    """Return a small photo."""
    import io

    from PIL import Image

    kept = io.BytesIO()
    Image.new("RGB", (20, 20), (10, 20, 30)).save(kept, "JPEG")
    return SimpleUploadedFile("paper.jpg", kept.getvalue(), "image/jpeg")


def test_a_document_changed_by_hand_is_noticed(signature):
    Signature.objects.filter(pk=signature.pk).update(document=signature.document.replace("清风道", "清风扇"))
    assert "内容和指纹不符" in words(opened(f"/c/{signature.token}"))


def test_the_page_is_plain(signature):
    page = opened(f"/c/{signature.token}").content.decode()
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
