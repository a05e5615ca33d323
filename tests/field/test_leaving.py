"""Leaving the site with an outcome: notes, photos, signatures that are needed, where the job goes (decision 2)."""

from __future__ import annotations

import pytest

from tests.field.conftest import SIGNED, Phone, drawing, picture, voucher, words
from tests.world import at
from yinuo.calls.models import Attachment, Call
from yinuo.calls.states import OUTCOME_WORDS, Outcome
from yinuo.duties.models import Duty
from yinuo.outbox.models import Message


@pytest.fixture
def here(phone, number):
    """A technician who just arrived."""
    phone.go(number, until="meeting")
    return phone


def test_every_outcome_of_a_visit_is_offered(here, world, number):
    text = here.read(f"/field/jobs/{number}/leave")
    english = Phone(world, language="en").read(f"/field/jobs/{number}/leave")
    for outcome, said in OUTCOME_WORDS.items():
        assert (said.zh in text, said.en in english) == (outcome != Outcome.BY_TELEPHONE,) * 2, outcome


@pytest.mark.parametrize("outcome", ["continued", "nobody_there", "refused"])
def test_a_visit_that_leaves_work_sends_the_job_back_to_the_queue(here, call, number, outcome):
    here.now = at("2026-11-24 09:40")
    assert here.do(number, "leave", outcome=outcome, note="门锁着") == f"/field/jobs/{number}"
    left = voucher(number)
    visit = left.visits.get()
    assert (left.state, left.outcome) == ("registered", outcome)
    assert (visit.left_at, visit.ended_reason, visit.current) == (at("2026-11-24 09:40"), "门锁着", False)
    assert Call.objects.get(pk=call.pk).back_in_queue
    text = here.read(f"/field/jobs/{number}")
    assert "这一单现在不在您手上" in text
    assert "门锁着" in text
    assert Duty.objects.get(clause="G14").state == "met"


def test_not_needed_closes_the_job(here, number):
    here.do(number, "leave", outcome="not_needed", note="客户自己重启好了")
    assert (voucher(number).state, voucher(number).outcome) == ("done", "not_needed")
    assert "不需要了" in here.read(f"/field/jobs/{number}")


@pytest.mark.parametrize("outcome", ["continued", "nobody_there", "refused", "not_needed"])
def test_such_an_outcome_needs_words(here, number, outcome):
    assert "请写明情况，或附照片" in here.refused(number, "leave", outcome=outcome, note="  ")
    assert voucher(number).state == "on_site"


def test_a_photo_is_enough_when_nobody_was_there(here, number):
    here.do(number, "leave", outcome="nobody_there", photos=[picture()])
    assert voucher(number).outcome == "nobody_there"
    assert Attachment.objects.get().kind == "photo"


def test_a_photo_is_not_enough_for_another_outcome_and_is_not_kept(here, number):
    here.refused(number, "leave", outcome="refused", photos=[picture()])
    assert not Attachment.objects.exists()


def test_the_second_empty_arrival_is_told_to_the_supervisor(here, world, call, number):
    here.do(number, "leave", outcome="nobody_there", note="门锁着")
    world.dispatch(call)
    here.go(number, until="meeting")
    here.do(number, "leave", outcome="nobody_there", note="还是锁着")
    assert Message.objects.filter(kind="empty_arrival", to_role="supervisor").count() == 1


@pytest.mark.parametrize(("outcome", "purpose"), [("done", "completed"), ("taken_away", "taken_away")])
def test_what_must_be_signed_is_refused_with_the_way_to_sign(here, number, outcome, purpose):
    answer = here.send(number, "leave", outcome=outcome)
    assert answer.status_code == 409
    assert "客户还没有签字" in words(answer)
    assert f'href="/field/jobs/{number}/sign?purpose={purpose}"' in answer.content.decode()


def test_taken_away_after_its_signature(here, number):
    here.do(number, "sign", **SIGNED | {"purpose": "taken_away"}, **drawing())
    here.do(number, "leave", outcome="taken_away")
    assert (voucher(number).state, voucher(number).outcome) == ("registered", "taken_away")


def test_finishing_without_a_signature_is_refused(here, number):
    assert "客户还没有签字" in here.refused(number, "finish", 409)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "这一栏要填"),
        ({"outcome": "by_telephone", "note": "x"}, "没有这个选项"),
        ({"outcome": "gone", "note": "x"}, "没有这个选项"),
        ({"outcome": "refused", "note": "长" * 401}, "最多 400 个字"),
        (
            {"outcome": "refused", "note": "写了的话", "photos": [picture() for _ in range(5)]},
            "最多 4 个文件",
        ),
    ],
)
def test_bad_input_is_told(here, number, sent, told):
    assert told in here.refused(number, "leave", **sent)


def test_what_was_typed_stays(here, number):
    answer = here.send(number, "leave", note="门锁着")
    assert answer.status_code == 422
    assert "门锁着" in answer.content.decode()


def test_leaving_before_arriving_is_refused(phone, number):
    phone.do(number, "accept")
    phone.refused(number, "leave", 409, outcome="refused", note="x")


def test_in_english(here, world, number):
    text = Phone(world, language="en").refused(number, "leave", outcome="refused")
    assert "Write down what happened, or add a photo." in text
