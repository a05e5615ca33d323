"""The code by telephone on the technician's phone: sent, told, signed; and what is said when it isn't right."""

from __future__ import annotations

import re

import pytest

from tests.field.conftest import SIGNED, Phone, words
from yinuo.calls.models import Signature, SigningCode
from yinuo.outbox.models import Message

BY_CODE = {**SIGNED, "kind": "code", "phone": "020-0000 1286"}


@pytest.fixture
def ready(phone, number):
    """A technician whose record is complete."""
    phone.go(number, until="leave")
    return phone


def heard() -> str:
    """The code that the customer hears."""
    told = Message.objects.filter(kind="signing_code").latest("id")
    return re.search(r"\d{6}", told.text_zh.replace("02000001286", ""))[0]


def test_the_code_is_sent_told_and_signs(ready, number):
    place = ready.do(number, "sign", **BY_CODE, way="clerk")
    assert place == f"/field/jobs/{number}/sign?kind=code&purpose=completed"
    page = ready.open(f"/field/jobs/{number}/sign", kind="code")
    assert "业务员会打 020-0000 1286，读出验证码" in words(page)
    assert re.search(r'value="code"[^>]*checked', page.content.decode())
    assert heard() not in page.content.decode()
    assert ready.do(number, "sign", **BY_CODE, code=heard()) == f"/field/jobs/{number}"
    signed = Signature.objects.get()
    assert (signed.kind, signed.signer) == ("code", "鲁护士长")
    assert "电话验证码" in ready.read(f"/field/jobs/{number}")


def test_a_wrong_code_is_said_at_its_field_and_counts(ready, number):
    ready.do(number, "sign", **BY_CODE, way="clerk")
    wrong = f"{(int(heard()) + 1) % 1_000_000:06d}"
    assert "验证码不对" in ready.refused(number, "sign", **BY_CODE, code=wrong)
    assert SigningCode.objects.get().tries == 1
    ready.do(number, "sign", **BY_CODE, code=heard())


def test_signing_before_sending_says_what_comes_first(ready, number):
    assert "先发验证码" in ready.refused(number, "sign", **BY_CODE, code="123456")


@pytest.mark.parametrize("given", ["", "12", "电话"])
def test_a_telephone_number_is_needed(ready, number, given):
    ready.refused(number, "sign", **{**BY_CODE, "phone": given}, way="clerk")
    assert SigningCode.objects.count() == 0


def test_a_message_is_offered_where_there_is_a_gateway(ready, number, settings):
    page = ready.read(f"/field/jobs/{number}/sign")
    assert "发短信" not in page
    settings.YINUO_SMS = {"url": "http://127.0.0.1:1", "body": {}}
    assert "发短信" in ready.read(f"/field/jobs/{number}/sign")
    ready.do(number, "sign", **BY_CODE, way="message")
    assert Message.objects.get(kind="signing_code").channel == "sms"
    assert "验证码发到 020-0000 1286 了" in ready.read(f"/field/jobs/{number}/sign")


def test_in_english(ready, world, number):
    english = Phone(world, language="en")
    assert "By telephone" in english.read(f"/field/jobs/{number}/sign")
    english.do(number, "sign", **BY_CODE, way="clerk")
    assert "The clerks will ring 020-0000 1286" in english.read(f"/field/jobs/{number}/sign")
    assert "That is not the code" in english.refused(number, "sign", **BY_CODE, code="0000000")


def test_who_does_not_work_on_it_sends_none(ready, world, number):
    other = Phone(world, "second_technician")
    other.refused(number, "sign", 404, **BY_CODE, way="clerk")
    assert SigningCode.objects.count() == 0
