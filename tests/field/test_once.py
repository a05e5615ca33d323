"""Double taps make one record; a stale page shows the difference and keeps what was typed; others' jobs aren't there."""

from __future__ import annotations

import pytest

from tests.field.conftest import SIGNED, STEPS, TALK, WORK, Phone, drawing, voucher, words
from tests.world import MORNING, at
from yinuo.calls import commands as calls
from yinuo.calls.models import Record, Signature
from yinuo.journal.models import Entry

KEY = "0f9e8d7c-1111-4222-8333-444455556666"
MOVES = [*STEPS, ("sign", SIGNED | drawing()), ("finish", {})]
AROUND = [
    ("decline", "accept", {"reason": "太远"}),
    ("hand-over", "set-out", {"technician": "second_technician", "reason": "急单"}),
    ("escalate", "record", {"problem": "打火", "department": "supervisor", "found_at": "2026-11-24 09:00"}),
    ("leave", "record", {"outcome": "refused", "note": "不修了"}),
]


@pytest.mark.parametrize(("step", "sent"), MOVES, ids=[step for step, _ in MOVES])
def test_a_second_tap_does_nothing_and_leads_to_the_same_place(phone, number, step, sent):
    for earlier, values in MOVES:
        if earlier == step:
            break
        phone.do(number, earlier, **values)
    version = voucher(number).call.version
    first = phone.do(number, step, key=KEY, version=version, **sent)
    lines = Entry.objects.count()
    assert phone.do(number, step, key=KEY, version=version, **sent) == first
    assert Entry.objects.count() == lines


@pytest.mark.parametrize(("step", "until", "sent"), AROUND, ids=[step for step, _, _ in AROUND])
def test_a_second_tap_beside_the_way_too(phone, number, step, until, sent):
    phone.go(number, until=until)
    version = voucher(number).call.version
    first = phone.do(number, step, key=KEY, version=version, **sent)
    lines = Entry.objects.count()
    assert phone.do(number, step, key=KEY, version=version, **sent) == first
    assert Entry.objects.count() == lines


def test_the_same_key_for_something_else_is_refused(phone, number):
    version = voucher(number).call.version
    phone.do(number, "accept", key=KEY, version=version)
    assert "已经用在另一件事上" in phone.refused(number, "set-out", 409, key=KEY, tools="on")


@pytest.mark.parametrize("key", ["", "short", "x" * 81, "sp ace-key", "键键键键键键键键"])
def test_a_page_without_its_key_is_told_to_open_it_again(phone, number, key):
    answer = phone.client.post(f"/field/jobs/{number}/accept", {"key": key, "version": "2"})
    assert answer.status_code == 422
    assert "没有带上提交的号码" in words(answer)
    assert voucher(number).state == "dispatched"


@pytest.mark.parametrize("version", ["", "x", "-1", "1.5", "9" * 12])
def test_a_page_without_its_version_is_told_to_open_it_again(phone, number, version):
    assert "没有带上版本" in phone.refused(number, "accept", version=version)


@pytest.mark.parametrize("version", [0, 1, 99])
def test_a_version_that_is_not_the_present_one_is_stale(phone, number, version):
    text = phone.refused(number, "accept", 409, version=version)
    assert ("刚被别人改过" if version == 99 else "supervisor 试 09:00 改过这一单，您写的还没保存") in text
    assert voucher(number).state == "dispatched"


def test_a_stale_record_shows_both_values_and_keeps_what_was_typed(phone, world, number):
    phone.go(number, until="record")
    version = voucher(number).call.version
    phone.do(number, "record", **TALK, found="室温 31 ℃")
    answer = phone.send(number, "record", version=version, **TALK, found="空调停机", work="换滤网")
    assert answer.status_code == 409
    text = words(answer)
    assert "现场看到什么？ 现在是 室温 31 ℃ 您写的 空调停机" in text
    assert "technician 试 09:00 改过这一单，您写的还没保存" in text
    assert "版本" not in text
    assert "用现在的" in text
    page = answer.content.decode()
    assert "换滤网" in page
    assert "空调停机</textarea>" in page
    assert Record.objects.get().found == "室温 31 ℃"


def test_after_a_stale_page_the_same_button_writes_mine(phone, number):
    phone.go(number, until="record")
    version = voucher(number).call.version
    phone.do(number, "record", **TALK, found="室温 31 ℃")
    answer = phone.send(number, "record", version=version, **TALK, found="空调停机")
    fresh = voucher(number).call.version
    assert f'name="version" value="{fresh}"' in answer.content.decode()
    phone.do(number, "record", version=fresh, **TALK, found="空调停机")
    assert Record.objects.get().found == "空调停机"


def test_a_stale_step_says_what_the_state_is_now(phone, number):
    version = voucher(number).call.version
    phone.do(number, "accept")
    text = phone.refused(number, "decline", 409, version=version, reason="太远了去不了")
    assert "状态 现在是 已接受" in text
    assert (
        "太远了去不了"
        in phone.send(number, "decline", version=version, reason="太远了去不了").content.decode()
    )


def test_a_job_called_off_meanwhile_is_not_taken_on(phone, world, call, number):
    version = voucher(number).call.version
    calls.cancel(number=call.number, version=None, reason="客户不修了", deed=world.deed("supervisor"))
    text = phone.refused(number, "accept", 403, version=version)
    assert "已作废" in text
    assert "这一单现在不在您手上" in text


def test_what_happens_to_the_call_s_other_device_makes_no_page_stale(world):
    call = world.dispatch(world.register(devices=(world.device, world.second)))
    first, second = f"{call.number}-1", f"{call.number}-2"
    phone = Phone(world)
    phone.do(first, "accept")
    phone.do(second, "accept")
    version = voucher(first).call.version
    phone.do(second, "set-out", tools="on")
    phone.do(first, "set-out", version=version, tools="on")
    assert (voucher(first).state, voucher(second).state) == ("under_way", "under_way")


def test_a_redirected_job_is_not_taken_on_from_an_old_page(world, phone, call, number):
    version = voucher(number).call.version
    world.dispatch(call, to="second_technician", reason="离得近")
    answer = phone.send(number, "accept", version=version)
    assert answer.status_code == 403
    assert voucher(number).visits.get(current=True).accepted_at is None


ALL = [
    "",
    "/accept",
    "/set-out",
    "/arrive",
    "/meeting",
    "/record",
    "/finish",
    "/decline",
    "/hand-over",
    "/escalate",
    "/sign",
    "/leave",
    "/amend",
    "/handbook",
]
PAGES = ["", "/decline", "/hand-over", "/escalate", "/sign", "/leave", "/amend", "/handbook"]


@pytest.mark.parametrize("who", ["second_technician", "other_technician", "after_sales_staff"])
@pytest.mark.parametrize("path", PAGES)
def test_a_foreign_technician_finds_nothing(world, number, who, path):
    assert Phone(world, who).open(f"/field/jobs/{number}{path}").status_code == 404


@pytest.mark.parametrize("who", ["second_technician", "other_technician"])
@pytest.mark.parametrize("path", ALL[1:])
def test_a_foreign_technician_changes_nothing(world, number, who, path):
    lines = Entry.objects.count()
    answer = Phone(world, who).send(number, path[1:], **WORK)
    assert answer.status_code == 404
    assert Entry.objects.count() == lines


@pytest.mark.parametrize("path", ALL)
def test_a_visitor_is_sent_to_sign_in(client, number, path):
    for answer in (client.get(f"/field/jobs/{number}{path}"), client.post(f"/field/jobs/{number}{path}")):
        assert answer.status_code in (302, 303, 405)


@pytest.mark.parametrize("who", ["supervisor", "clerk", "auditor", "branch_manager"])
def test_the_office_may_look_but_has_no_button(world, number, who):
    answer = Phone(world, who).open(f"/field/jobs/{number}")
    assert answer.status_code == 200
    assert "这一单现在不在您手上" in words(answer)
    assert "btn-primary" not in answer.content.decode()


def test_an_administrator_may_stand_in(world, number):
    Phone(world, "administrator").do(number, "accept")
    assert voucher(number).state == "accepted"


def test_a_helper_may_look_but_does_not_lead(world):
    call = world.dispatch(world.register(), helpers=("second_technician",))
    number = f"{call.number}-1"
    helper = Phone(world, "second_technician")
    assert "协助 second_technician 试" in helper.read(f"/field/jobs/{number}")
    assert helper.send(number, "accept").status_code == 403


def test_pages_carry_no_inline_style_or_script(phone, number):
    import re

    phone.go(number, until="leave")
    phone.do(number, "sign", **SIGNED, **drawing())
    for path in (
        "/field/",
        "/field/ledger",
        f"/field/jobs/{number}",
        f"/field/jobs/{number}/sign",
        f"/field/jobs/{number}/amend",
    ):
        page = phone.open(path).content.decode()
        assert " style=" not in page
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)
        assert not re.search(r"\son[a-z]+=", page)
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), path


def test_the_whole_job_takes_no_more_than_these_queries(phone, number, django_assert_max_num_queries):
    phone.go(number, until="leave")
    phone.read(f"/field/jobs/{number}")
    with django_assert_max_num_queries(32):
        phone.read(f"/field/jobs/{number}")


def test_a_signature_is_taken_once(phone, number):
    phone.go(number, until="leave")
    phone.now = at("2026-11-24 09:05")
    version = voucher(number).call.version
    for _ in range(3):
        phone.do(number, "sign", key=KEY, version=version, **SIGNED, **drawing())
    assert Signature.objects.count() == 1
    assert phone.now > MORNING
