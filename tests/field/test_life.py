"""A long job from the phone: nobody there, then stuck, taken away, back and finished, amended and signed again."""

from __future__ import annotations

import pytest

from tests.field.conftest import SIGNED, STEPS, TALK, WORK, Phone, drawing, picture, voucher
from tests.world import at
from yinuo.calls import commands as calls
from yinuo.calls.models import Record, Signature, Visit
from yinuo.duties.models import Duty
from yinuo.journal import audit
from yinuo.journal.queries import timeline


def again(world, phone: Phone, call, when: str) -> None:
    """Dispatch the job once more and take it to the site."""
    phone.now = at(when)
    world.dispatch(call, when=phone.now)
    for step, sent in STEPS[:3]:
        phone.do(f"{call.number}-1", step, **sent)


def test_a_long_job_leaves_one_true_timeline(world, phone, call, number):
    phone.go(number, until="meeting")
    phone.do(number, "leave", outcome="nobody_there", photos=[picture()])
    again(world, phone, call, "2026-11-24 11:00")
    phone.do(number, "meeting", **TALK)
    phone.do(
        number, "escalate", problem="高压打火", department="service_department", found_at="2026-11-24 11:00"
    )
    calls.solve(
        number=number,
        version=None,
        solution="取回换模块",
        deed=world.deed("service_department", at("2026-11-24 11:30")),
    )
    phone.now = at("2026-11-24 11:40")
    phone.do(number, "sign", **SIGNED | {"purpose": "taken_away"}, **drawing())
    phone.do(number, "leave", outcome="taken_away")
    again(world, phone, call, "2026-11-25 09:00")
    phone.do(number, "meeting", **TALK)
    phone.do(number, "record", then="sign", **WORK)
    phone.do(number, "sign", **SIGNED, **drawing())
    phone.do(number, "finish")
    phone.do(number, "amend", **WORK | {"minutes": "90"}, reason="忘了路上的时间")
    phone.do(number, "sign", **SIGNED, **drawing())
    world.file(call, when=at("2026-11-25 16:00"))
    verbs = [line.verb for line in timeline("call", call.number)]
    visit = ["dispatched", "accepted", "set_out", "arrived"]
    assert verbs == [
        "registered",
        *visit,
        "file_added",
        "left",
        *visit,
        "recorded",
        "escalated",
        "solved",
        "signed",
        "left",
        *visit,
        "recorded",
        "recorded",
        "signed",
        "left",
        "amended",
        "signed",
        "filed",
    ]
    assert list(audit.verify()) == []
    assert [each.outcome for each in Visit.objects.order_by("position")] == [
        "nobody_there",
        "taken_away",
        "done",
    ]
    assert len({each.receipt_number for each in Visit.objects.all()}) == 3
    assert {
        each.state for each in Duty.objects.filter(clause__in=["G14", "S2.2", "S2.5", "S1.6", "S1.8", "G4"])
    } == {"met"}


def test_taken_away_and_back_are_two_sections(world, phone, call, number):
    phone.go(number, until="record")
    phone.do(number, "sign", **SIGNED | {"purpose": "taken_away"}, **drawing())
    phone.do(number, "leave", outcome="taken_away")
    again(world, phone, call, "2026-11-25 09:00")
    phone.do(number, "meeting", **TALK | {"learned": "装回去了"})
    first, second = Record.objects.order_by("section")
    assert (first.frozen, second.frozen, first.learned, second.learned) == (
        True,
        False,
        TALK["learned"],
        "装回去了",
    )
    text = phone.read(f"/field/jobs/{number}")
    assert "保存，去签字" in text


def test_the_signature_of_an_earlier_visit_does_not_end_the_next(world, phone, call, number):
    phone.go(number, until="leave")
    phone.do(number, "sign", **SIGNED, **drawing())
    phone.do(number, "finish")
    phone.now = at("2026-11-24 14:00")
    calls.send_back(number=number, version=None, reason="读数漏了", deed=world.deed("clerk", phone.now))
    again(world, phone, call, "2026-11-24 15:00")
    assert "记下面谈，开始处理" in phone.read(f"/field/jobs/{number}")


def test_two_devices_of_a_call_are_two_jobs_with_one_arrival(world, phone):
    call = world.dispatch(world.register(devices=(world.device, world.second)))
    for position in (1, 2):
        number = f"{call.number}-{position}"
        phone.go(number, until="leave")
        phone.do(number, "sign", **SIGNED, **drawing())
        phone.do(number, "finish")
    assert Signature.objects.count() == 2
    assert Duty.objects.filter(clause="G14").count() == 1
    text = phone.read("/field/")
    assert text.count("09:00 完成") == 2


def test_handed_over_midway_both_have_their_visit(world, phone, number):
    phone.go(number, until="record")
    phone.now = at("2026-11-24 10:00")
    phone.do(number, "hand-over", technician="second_technician", reason="要去急单")
    other = Phone(world, "second_technician", now=at("2026-11-24 10:05"))
    for step, sent in STEPS[:3]:
        other.do(number, step, **sent)
    other.do(number, "record", then="sign", **WORK)
    other.do(number, "sign", **SIGNED, **drawing())
    other.do(number, "finish")
    first, second = voucher(number).visits.all()
    assert (first.left_at, second.left_at) == (at("2026-11-24 10:00"), at("2026-11-24 10:05"))
    assert "HZ-SH-2026-000001" in phone.read("/field/ledger")
    assert "HZ-SH-2026-000002" in other.read("/field/ledger")
    assert phone.open(f"/field/jobs/{number}").status_code == 200


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_straight_way_in_both_languages(world, number, language):
    phone = Phone(world, language=language)
    phone.go(number, until="leave")
    phone.do(number, "sign", **SIGNED, **drawing())
    phone.do(number, "finish")
    assert voucher(number).state == "done"
