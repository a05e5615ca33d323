"""After the work: amending what was signed, and handing on what is new (decision 3, S1.8, P2.5)."""

from __future__ import annotations

import pytest

from tests.field.conftest import SIGNED, TALK, WORK, Phone, drawing, picture, record, voucher, words
from tests.world import at
from yinuo.calls.models import Attachment, Record, Signature
from yinuo.handbook.models import Problem
from yinuo.journal import audit


@pytest.fixture
def done(phone, number):
    """A technician whose job is signed and left."""
    phone.go(number, until="leave")
    phone.do(number, "sign", **SIGNED, **drawing())
    phone.do(number, "finish")
    return phone


def test_amending_makes_a_new_version_and_keeps_the_old(done, number):
    done.now = at("2026-11-24 11:00")
    where = done.do(number, "amend", **WORK | {"minutes": "60", "cause": "空调停机"}, reason="工时写错")
    assert where == f"/field/jobs/{number}"
    old, new = Record.objects.order_by("version")
    assert (old.minutes, old.latest, new.minutes, new.cause, new.amend_reason) == (
        45,
        False,
        60,
        "空调停机",
        "工时写错",
    )
    assert Signature.objects.get().superseded
    assert "改动之后还没有重新签字" in done.read(f"/field/jobs/{number}")
    assert list(audit.verify()) == []


def test_the_form_begins_with_what_stands(done, number):
    page = done.open(f"/field/jobs/{number}/amend").content.decode()
    for name in ("found", "cause", "work", "learned"):
        assert WORK[name] in page
    assert 'value="45"' in page


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"reason": " "}, "更正要写原因"),
        ({"reason": "长" * 401}, "最多 400 个字"),
        ({"minutes": "x"}, "这里要写数字"),
    ],
)
def test_bad_input_is_told_and_nothing_changes(done, number, changed, told):
    assert told in done.refused(number, "amend", **WORK | {"reason": "写错"} | changed)
    assert Record.objects.count() == 1


def test_a_photo_may_be_added(done, number):
    done.do(number, "amend", **WORK, reason="补照片", photos=[picture()])
    assert Attachment.objects.filter(kind="photo").count() == 1


def test_before_it_is_done_there_is_nothing_to_amend(phone, number):
    phone.go(number, until="record")
    phone.refused(number, "amend", 409, **WORK, reason="写错")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("supervisor", 303),
        ("clerk", 403),
        ("other_technician", 404),
        ("second_technician", 404),
        ("auditor", 403),
    ],
)
def test_who_may_amend(done, world, number, who, status):
    answer = Phone(world, who).send(number, "amend", **WORK, reason="核对后改")
    assert answer.status_code == status


def test_a_filed_voucher_may_still_be_amended(done, world, call, number):
    world.file(call)
    done.do(number, "amend", **WORK | {"minutes": "50"}, reason="核对")
    assert (voucher(number).state, record(number).minutes) == ("filed", 50)


def test_what_is_new_goes_to_the_handbook_in_one_step(done, number):
    page = done.open(f"/field/jobs/{number}/handbook").content.decode()
    assert [text for text in ("开机十分钟后停机", "散热不良", "换滤网，清风道") if text not in page] == []
    done.do(number, "handbook", symptom="开机十分钟停机", cause="过热", solution="清滤网")
    entry = Problem.objects.get()
    assert (entry.symptom, entry.solution, entry.learned_on) == ("开机十分钟停机", "清滤网", number)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"symptom": ""}, "这一栏要填"),
        ({"solution": " "}, "这一栏要填"),
        ({"symptom": "长" * 401}, "最多 400 个字"),
        ({"solution": "长" * 4001}, "最多 4000 个字"),
    ],
)
def test_a_bad_entry_is_told(done, number, changed, told):
    sent = {"symptom": "停机", "cause": "", "solution": "清滤网"} | changed
    assert told in done.refused(number, "handbook", **sent)


def test_the_wish_to_write_an_entry_is_kept(phone, number):
    phone.go(number, until="record")
    phone.do(number, "record", **TALK, new_knowledge="on")
    assert record(number).new_knowledge is True


def test_the_customer_signs_the_amended_record_again(done, number):
    done.do(number, "amend", **WORK | {"minutes": "60"}, reason="工时写错")
    page = done.open(f"/field/jobs/{number}").content.decode()
    assert f'href="/field/jobs/{number}/sign"' in page
    assert "请客户补签" in page
    done.do(number, "sign", **SIGNED, **drawing())
    assert "请客户补签" not in done.read(f"/field/jobs/{number}")
    old, new = Signature.objects.order_by("pk")
    assert (old.superseded, new.superseded) == (True, False)
    assert old.document_hash != new.document_hash


def test_who_left_without_a_signature_may_get_it_later(phone, number):
    phone.go(number, until="leave")
    phone.do(number, "sign", kind="none", purpose="completed", unsigned_reason="customer_left")
    phone.do(number, "finish")
    assert "请客户补签" in phone.read(f"/field/jobs/{number}")
    phone.do(number, "sign", **SIGNED, **drawing())
    assert "请客户补签" not in phone.read(f"/field/jobs/{number}")
    assert [each.kind for each in Signature.objects.filter(superseded=False)] == ["drawn"]


def test_a_filed_voucher_asks_for_no_signature(done, world, call, number):
    world.file(call)
    done.do(number, "amend", **WORK, reason="核对")
    assert "请客户补签" not in done.read(f"/field/jobs/{number}")


def test_a_job_nobody_needed_asks_for_no_signature(phone, number):
    phone.go(number, until="meeting")
    phone.do(number, "leave", outcome="not_needed", note="自己好了")
    assert "请客户补签" not in phone.read(f"/field/jobs/{number}")


def test_who_noted_something_new_is_led_to_the_handbook_until_it_is_written(phone, english, number):
    phone.go(number, until="record")
    phone.do(number, "record", **WORK, new_knowledge="on")
    phone.do(number, "sign", **SIGNED, **drawing())
    phone.do(number, "finish")
    assert "您记下有新东西。 写进手册" in phone.read(f"/field/jobs/{number}")
    assert "You noted something new." in english.read(f"/field/jobs/{number}")
    phone.do(number, "handbook", symptom="开机十分钟停机", cause="", solution="清滤网")
    assert "您记下有新东西" not in phone.read(f"/field/jobs/{number}")


def test_who_noted_nothing_is_left_alone(done, number):
    assert "您记下有新东西" not in done.read(f"/field/jobs/{number}")


def test_in_english(done, world, number):
    english = Phone(world, language="en")
    assert "Amend the record" in english.read(f"/field/jobs/{number}/amend")
    assert "Into the handbook" in english.read(f"/field/jobs/{number}/handbook")
    assert "Amending needs a reason." in english.refused(number, "amend", **WORK, reason="")


def test_the_amended_voucher_offers_no_copy_to_show(done, number):
    done.do(number, "amend", **WORK, reason="写错")
    assert "给客户的副本" not in words(done.open(f"/field/jobs/{number}"))
