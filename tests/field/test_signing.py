"""The signature: exactly what is signed; drawn, on paper, or none with its reason; then leaving (S1.7, decision 3)."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.field.conftest import SIGNED, TALK, WORK, Phone, drawing, picture, record, voucher, words
from tests.world import LONG_AGO
from yinuo.calls.models import Signature
from yinuo.calls.rules.documents import document_hash
from yinuo.calls.states import UNSIGNED_WORDS
from yinuo.lib.actor import Actor
from yinuo.policy.commands import publish


@pytest.fixture
def ready(phone, number):
    """A technician whose record is complete."""
    phone.go(number, until="leave")
    return phone


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        (
            "zh",
            [
                "请客户签字",
                "签的是这些 完成",
                "凭证 SH-20261124-0001-1",
                "设备 KL-64 2309-0052 放射科",
                "报修时说 开机十分钟后停机",
                "面谈人 鲁护士长",
                "现场看到 滤网积灰",
                "处理 换滤网，清风道",
                "检查 电源正常：完成",
                "行为规范 已自我介绍、着装整洁",
                "工时 45 分钟",
                "收费 0 元",
                "回执单 HZ-SH-2026-000001",
            ],
        ),
        (
            "en",
            [
                "The customer signs",
                "This is what is signed completed",
                "Voucher SH-20261124-0001-1",
                "Found 滤网积灰",
                "Checks power is fine: done",
                "Conduct introduced myself, tidy",
                "Time 45 minutes",
                "Fee ¥0",
                "receipt form HZ-SH-2026-000001",
            ],
        ),
    ],
)
def test_the_page_shows_exactly_what_is_signed(ready, world, number, language, wanted):
    text = Phone(world, language=language).read(f"/field/jobs/{number}/sign")
    assert [each for each in wanted if each not in text] == []


def test_what_is_shown_is_what_the_signature_freezes(ready, number):
    def lines(page: str) -> str:
        return re.search(r'<dl class="y-facts y-document">(.*?)</dl>', page, re.DOTALL)[1]

    shown = lines(ready.open(f"/field/jobs/{number}/sign").content.decode())
    ready.do(number, "sign", **SIGNED, **drawing())
    token = Signature.objects.get().token
    assert lines(ready.client.get(f"/c/{token}").content.decode()) == shown


def test_a_drawn_signature_locks_the_voucher(ready, number):
    assert ready.do(number, "sign", **SIGNED, **drawing()) == f"/field/jobs/{number}"
    signed = Signature.objects.get()
    assert (signed.signer, signed.post, signed.kind, signed.strokes) == (
        "鲁护士长",
        "放射科护士长",
        "drawn",
        drawing()["signature_svg"],
    )
    assert signed.image.media_type == "image/png"
    assert signed.document_hash == document_hash(signed.document)
    assert record(number).frozen
    page = ready.open(f"/field/jobs/{number}")
    assert "鲁护士长，放射科护士长，手写，今天 09:00" in words(page)
    assert "完成，离开现场" in words(page)
    assert 'class="y-signed"' in page.content.decode()
    assert f'href="/c/{signed.token}"' in page.content.decode()
    assert f'src="/c/{signed.token}/qr.svg"' in page.content.decode()


def test_the_signer_is_whom_one_spoke_with_unless_changed(ready, number):
    page = ready.open(f"/field/jobs/{number}/sign").content.decode()
    assert 'value="鲁护士长"' in re.search(r'<input[^>]*name="signer"[^>]*>', page)[0]


@pytest.mark.parametrize(
    ("kind", "name", "media"),
    [("PNG", "paper.png", "image/jpeg"), ("JPEG", "paper.jpg", "image/jpeg")],
)
def test_a_photo_of_the_signed_paper_is_a_signature(ready, number, kind, name, media):
    ready.do(number, "sign", **SIGNED | {"kind": "scan"}, image=picture(kind=kind, name=name))
    signed = Signature.objects.get()
    assert (signed.kind, signed.strokes, signed.image.kind, signed.image.media_type) == (
        "scan",
        "",
        "scan",
        media,
    )


def test_a_pdf_of_the_signed_paper_is_one_too(ready, number):
    pdf = SimpleUploadedFile("paper.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n", "application/pdf")
    ready.do(number, "sign", **SIGNED | {"kind": "scan"}, image=pdf)
    assert Signature.objects.get().image.media_type == "application/pdf"


@pytest.mark.parametrize("reason", [reason for reason in UNSIGNED_WORDS if reason != "other"])
def test_no_signature_needs_a_reason_of_the_policy(ready, number, reason):
    ready.do(number, "sign", kind="none", purpose="completed", unsigned_reason=reason, signer="鲁护士长")
    signed = Signature.objects.get()
    assert (signed.kind, signed.unsigned_reason, signed.signer) == ("none", reason, "")


def test_another_reason_needs_words(ready, number):
    sent = {"kind": "none", "purpose": "completed", "unsigned_reason": "other"}
    assert "请写明原因" in ready.refused(number, "sign", **sent)
    ready.do(number, "sign", **sent, unsigned_note="停电")
    assert Signature.objects.get().unsigned_note == "停电"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"signer": " "}, "请写签字人的姓名"),
        ({"signer": "名" * 81}, "最多 80 个字"),
        ({"signature_svg": ""}, "没有收到签字的图像"),
        ({"signature_png": ""}, "没有收到签字的图像"),
        ({"signature_png": "data:image/png;base64,AAAA"}, "没有收到签字的图像"),
        ({"signature_png": "data:text/html;base64,AAAA"}, "没有收到签字的图像"),
        ({"signature_svg": '"/><script>alert(1)</script>'}, "没有收到签字的图像"),
        ({"signature_svg": "M1 1" * 20_000}, "最多 60000 个字"),
        ({"kind": "scan"}, "还没有签字"),
        ({"kind": "scan", "image": SimpleUploadedFile("x.exe", b"MZ", "image/png")}, "只收照片或 PDF"),
        ({"kind": "none"}, "没有签字要选原因"),
        ({"kind": "none", "unsigned_reason": "lazy"}, "没有这个选项"),
        ({"kind": "wax"}, "没有这个选项"),
        ({"kind": ""}, "这一栏要填"),
        ({"purpose": "fun"}, "没有这种签字"),
    ],
)
def test_a_signature_that_is_none_is_refused(ready, number, changed, told):
    text = ready.refused(number, "sign", **SIGNED | drawing() | changed)
    assert told in text
    assert not Signature.objects.exists()
    assert not record(number).frozen


def test_an_incomplete_record_cannot_be_signed_and_the_way_is_shown(phone, number):
    phone.go(number, until="record")
    answer = phone.send(number, "sign", **SIGNED, **drawing())
    assert answer.status_code == 422
    assert "还差：现场看到" in words(answer)
    assert f'href="/field/jobs/{number}?still=missing#still"' in answer.content.decode()


def test_only_the_kinds_of_the_policy_are_offered(world, phone):
    publish(
        values={"S1.7.kinds": ["drawn", "none"], "S1.7.unsigned_reasons": ["refused"]},
        by=Actor(1, "柳主任"),
        at=LONG_AGO,
    )
    number = f"{world.dispatch(world.register()).number}-1"
    phone.go(number, until="leave")
    page = phone.open(f"/field/jobs/{number}/sign").content.decode()
    assert re.findall(r'name="kind"[^>]*value="(\w+)"', page) == ["drawn", "none"]
    assert re.findall(r'name="unsigned_reason"[^>]*value="(\w+)"', page) == ["refused"]


def test_signing_before_arriving_is_refused(phone, number):
    phone.go(number, until="set-out")
    phone.refused(number, "sign", 409, **SIGNED, **drawing())


@pytest.mark.parametrize("purpose", ["nonsense", "", "taken_away"])
def test_the_purpose_comes_with_the_address(ready, number, purpose):
    text = ready.read(f"/field/jobs/{number}/sign", purpose=purpose)
    assert ("取走" in text) == (purpose == "taken_away")


def test_signed_and_left_is_done(ready, number):
    ready.do(number, "sign", **SIGNED, **drawing())
    assert ready.do(number, "finish") == f"/field/jobs/{number}"
    left = voucher(number)
    assert (left.state, left.outcome) == ("done", "done")
    text = ready.read(f"/field/jobs/{number}")
    assert "完成 今天 09:00 离开" in text
    assert "给客户的副本" in text
    assert "更正服务记录" in text


def test_the_office_cannot_sign_for_the_technician(ready, world, number):
    answer = Phone(world, "supervisor").send(number, "sign", **SIGNED, **drawing())
    assert answer.status_code == 403
    assert not Signature.objects.exists()


def test_talk_and_work_make_the_record_that_is_signed(ready, number):
    kept = record(number)
    assert {name: getattr(kept, name) for name in TALK} == {name: WORK[name] for name in TALK}
