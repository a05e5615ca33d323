"""Every move on the page of a call: who may make it, when it is open, what it asks for, what a refusal keeps."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.desk.sitting import Desk, words
from tests.world import MORNING, World, at
from yinuo.calls import commands as calls
from yinuo.calls.commands.escalating import Feedback
from yinuo.calls.models import Attachment, Call, Escalation, Record, Signature
from yinuo.calls.states import SignatureKind
from yinuo.desk.moves import BY_VERB, TABLE
from yinuo.handbook.models import Problem
from yinuo.journal.queries import timeline
from yinuo.people.rights import ROLES, reach

if TYPE_CHECKING:
    from collections.abc import Callable

LATER = MORNING + timedelta(hours=1)


def awaiting(world: World) -> Call:
    call = world.register()
    Call.objects.filter(pk=call.pk).update(
        state="awaiting_approval", approval_why={"zh": "要批准", "en": "a yes"}
    )
    return Call.objects.get(pk=call.pk)


def unsigned(world: World) -> Call:
    call = world.register()
    world.to_site(call)
    world.work(call)
    world.sign(call, kind=SignatureKind.NONE, signer="", strokes="", unsigned_reason="customer_left")
    calls.leave(number=f"{call.number}-1", version=None, outcome="done", deed=world.deed("technician"))
    return call


def escalated(world: World) -> Call:
    call = world.register()
    world.to_site(call)
    feedback = Feedback("高压部分要换", "service_department", MORNING)
    calls.escalate(
        number=f"{call.number}-1",
        version=None,
        feedback=feedback,
        by=world.people["technician"],
        deed=world.deed("technician"),
    )
    return call


def finished(world: World) -> Call:
    call = world.register()
    world.finish(call)
    return call


def injured(world: World) -> Call:
    return world.register(injury="yes")


def doubtful(world: World) -> Call:
    call = world.register()
    Call.objects.filter(pk=call.pk).update(zone_to_confirm=True)
    return call


def picture(name: str = "现场.jpg") -> SimpleUploadedFile:
    kept = BytesIO()
    Image.new("RGB", (40, 30), "grey").save(kept, "JPEG")
    return SimpleUploadedFile(name, kept.getvalue(), "image/jpeg")


AMENDED = {
    "found": "滤网积灰",
    "cause": "散热不良",
    "work": "换滤网两件",
    "spoken_with": "鲁护士长",
    "learned": "停机",
    "proposed": "换滤网",
    "minutes": "50",
    "fee": "20",
    "reason": "件数写错",
}
# verb, who makes it, the call it is made on, what is typed, the verb it leaves in the journal
MOVES: list[tuple[str, str, Callable[[World], Call], dict[str, Any], str]] = [
    ("approve", "supervisor", awaiting, {"note": "可以"}, "approved"),
    ("assess", "service_department", injured, {"assessment": "没有人受伤"}, "injury_assessed"),
    ("solve", "service_department", escalated, {"solution": "换高压发生器"}, "solved"),
    ("confirm-unsigned", "supervisor", unsigned, {}, "unsigned_confirmed"),
    ("file", "clerk", finished, {}, "filed"),
    ("receive", "clerk", finished, {}, "received"),
    (
        "agree-time",
        "clerk",
        World.register,
        {"due_at": "2026-11-25 15:30", "asked_by": "鲁护士长"},
        "time_agreed",
    ),
    (
        "solve-remotely",
        "clerk",
        World.register,
        {"solution": "重启", "customers_word": "好了"},
        "solved_remotely",
    ),
    ("paper", "clerk", unsigned, {"signer": "鲁护士长", "post": "护士长"}, "signed"),
    (
        "to-handbook",
        "supervisor",
        finished,
        {"symptom": "停机", "cause": "积灰", "solution": "换滤网"},
        "to_handbook",
    ),
    ("add-file", "clerk", World.register, {}, "file_added"),
    (
        "change-category",
        "supervisor",
        World.register,
        {"category": "warranty", "reason": "补了保修单"},
        "category_changed",
    ),
    ("confirm-zone", "clerk", doubtful, {"zone": "suburban"}, "zone_confirmed"),
    ("amend", "supervisor", finished, AMENDED, "amended"),
    ("send-back", "clerk", finished, {"reason": "缺读数"}, "sent_back"),
    ("duplicate", "clerk", World.register, {"of": "SH-20261124-0002"}, "duplicate"),
    ("cancel", "clerk", World.register, {"reason": "客户撤销"}, "cancelled"),
]
NEEDED = {
    "assess": "assessment",
    "solve": "solution",
    "agree-time": "due_at",
    "solve-remotely": "customers_word",
    "paper": "signer",
    "to-handbook": "symptom",
    "change-category": "reason",
    "confirm-zone": "zone",
    "amend": "reason",
    "send-back": "reason",
    "duplicate": "of",
    "cancel": "reason",
}


def typed(verb: str, told: dict[str, Any]) -> dict[str, Any]:
    files = {"paper": {"scan": picture()}, "add-file": {"added": picture()}}
    return {**told, **files.get(verb, {})}


def made(world: World, on: Callable[[World], Call]) -> Call:
    call = on(world)
    world.register(devices=(world.second,))
    call.refresh_from_db()
    return call


def test_every_move_is_tried() -> None:
    assert {verb for verb, *_rest in MOVES} == {move.verb for move in TABLE}


@pytest.mark.parametrize(("verb", "who", "on", "told", "left"), MOVES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_move_is_offered_made_and_written_down(
    world: World,
    verb: str,
    who: str,
    on: Callable[[World], Call],
    told: dict[str, Any],
    left: str,
    language: str,
) -> None:
    call = made(world, on)
    desk = Desk(world, who, language, now=LATER)
    page = desk.open(f"/calls/{call.number}").content.decode()
    label = BY_VERB[verb].label.said(language)
    assert label in page
    desk.do(call, verb, **typed(verb, told))
    assert timeline("call", call.number).last().verb == left
    assert timeline("call", call.number).last().by_name == world.people[who].name
    after = desk.read(f"/calls/{call.number}")
    assert world.people[who].name in after


@pytest.mark.parametrize(("verb", "who", "on", "told", "left"), MOVES)
def test_a_repeat_of_the_key_moves_once(
    world: World, verb: str, who: str, on: Callable[[World], Call], told: dict[str, Any], left: str
) -> None:
    call = made(world, on)
    version = call.version
    desk = Desk(world, who, now=LATER)
    key = "fedcba9876543210"
    for _click in range(3):
        answer = desk.move(call, verb, key=key, version=version, **typed(verb, told))
        assert answer.status_code == 303, words(answer)
    lines = [entry.verb for entry in timeline("call", call.number)]
    assert lines.count(left) == 1


@pytest.mark.parametrize(("verb", "who", "on", "told", "left"), MOVES)
def test_only_who_holds_the_right_makes_it(
    world: World, verb: str, who: str, on: Callable[[World], Call], told: dict[str, Any], left: str
) -> None:
    call = made(world, on)
    deed = BY_VERB[verb].deed
    seeing = [role for role in ROLES if reach(frozenset([role]), "call.see") is not None]
    without = [role for role in seeing if reach(frozenset([role]), deed) is None]
    for role in without:
        answer = Desk(world, role, now=LATER).move(call, verb, **typed(verb, told))
        assert answer.status_code in (403, 404), role
    page = Desk(world, "auditor", now=LATER).open(f"/calls/{call.number}").content.decode()
    assert f'"{BY_VERB[verb].dialog}"' not in page
    assert left not in [entry.verb for entry in timeline("call", call.number)]


@pytest.mark.parametrize(("verb", "field"), NEEDED.items())
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_missing_is_said_and_the_rest_kept(
    world: World, verb: str, field: str, language: str
) -> None:
    _verb, who, on, told, left = next(each for each in MOVES if each[0] == verb)
    call = made(world, on)
    desk = Desk(world, who, language, now=LATER)
    answer = desk.move(call, verb, part=True, **{**typed(verb, told), field: ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="{verb}_{field}_error"' in page
    assert page.lstrip().startswith("<form")
    kept = [
        value for name, value in told.items() if name != field and isinstance(value, str) and len(value) > 3
    ]
    assert [value for value in kept if value not in page] == []
    assert left not in [entry.verb for entry in timeline("call", call.number)]


@pytest.mark.parametrize(
    ("verb", "told", "code"),
    [
        ("agree-time", {"due_at": "2026-11-24 10:30", "asked_by": "鲁护士长"}, "改约的时间要晚于"),
        ("agree-time", {"due_at": "2026-02-30 10:30", "asked_by": "鲁护士长"}, "没有 2026-02-30"),
        ("duplicate", {"of": "SH-20261124-9999"}, "另一个有效的叫修号"),
        ("cancel", {"reason": "\0"}, "y-error"),
        ("confirm-zone", {"zone": "sea"}, "y-error"),
        ("change-category", {"category": "free", "reason": "x"}, "y-error"),
    ],
)
def test_what_cannot_be_is_refused_in_words(world: World, verb: str, told: dict[str, str], code: str) -> None:
    call = world.register()
    answer = Desk(world, "supervisor", now=LATER).move(call, verb, **told)
    assert answer.status_code == 422
    assert code in answer.content.decode()
    assert timeline("call", call.number).count() == 1


def test_a_move_that_the_state_does_not_allow_is_refused(world: World) -> None:
    call = world.register()
    for verb, told in {
        "file": {},
        "receive": {},
        "send-back": {"reason": "x"},
        "approve": {"note": ""},
    }.items():
        answer = Desk(world, "supervisor", now=LATER).move(call, verb, **told)
        assert answer.status_code == 409, verb
        assert "现在的进度" in words(answer)
    assert timeline("call", call.number).count() == 1


def test_a_technician_under_way_is_asked_before_cancelling(world: World) -> None:
    call = world.register()
    world.dispatch(call)
    for step in (calls.accept, calls.set_out):
        extra = {"tools_confirmed": True} if step is calls.set_out else {}
        step(number=f"{call.number}-1", version=None, deed=world.deed("technician"), **extra)
    answer = Desk(world, now=LATER).move(call, "cancel", reason="客户撤销")
    assert answer.status_code == 409
    assert "要先与他确认" in words(answer)
    assert "客户撤销" in answer.content.decode()
    assert Desk(world, now=LATER).do(call, "cancel", reason="客户撤销", confirmed="on").state == "cancelled"


def test_a_stale_page_shows_the_difference_and_loses_nothing(world: World) -> None:
    call = world.register()
    stale = call.version
    calls.agree_time(
        number=call.number,
        version=None,
        due_at=at("2026-11-25 15:30"),
        asked_by="鲁护士长",
        deed=world.deed("supervisor"),
    )
    answer = Desk(world, now=LATER).move(call, "cancel", version=stale, reason="客户撤销了这一单")
    page = words(answer)
    assert answer.status_code == 409
    assert "supervisor 试 刚改过这次叫修" in page
    for told in ("应到", "今天 16:30", "明天 15:30", "改为我写的"):
        assert told in page
    assert "客户撤销了这一单" in answer.content.decode()
    call.refresh_from_db()
    assert call.state == "registered"
    assert f'name="version" value="{call.version}"' in answer.content.decode()
    assert Desk(world, now=LATER).do(call, "cancel", reason="客户撤销了这一单").state == "cancelled"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 20])
def test_a_page_without_its_version_moves_nothing(world: World, version: str) -> None:
    call = world.register()
    answer = Desk(world, now=LATER).send(
        f"/calls/{call.number}/cancel", version=version, reason="撤销", voucher=1
    )
    assert answer.status_code == 422
    assert "请重新打开再提交" in words(answer)
    assert timeline("call", call.number).count() == 1


def test_filing_says_what_is_missing_before_it_is_tried(world: World) -> None:
    call = unsigned(world)
    desk = Desk(world, now=LATER)
    page = desk.open(f"/calls/{call.number}").content.decode()
    assert 'aria-disabled="true"' in page
    assert "主管确认未签字" in page
    answer = desk.move(call, "file")
    assert answer.status_code == 409
    assert "还差：主管确认未签字" in words(answer)
    Desk(world, "supervisor", now=LATER).do(call, "confirm-unsigned")
    assert desk.do(call, "file").state == "filed"


def test_there_are_no_other_moves_and_no_other_calls(world: World) -> None:
    call = world.register()
    desk = Desk(world)
    assert desk.open(f"/calls/{call.number}/fly").status_code == 404
    assert desk.open("/calls/SH-20261124-0099/cancel").status_code == 404
    assert Desk(world, "other_clerk").open(f"/calls/{call.number}/cancel").status_code == 404
    assert Desk(world, "other_clerk").move(call, "cancel", reason="x").status_code == 404


@pytest.mark.parametrize("verb", [move.verb for move in TABLE])
def test_each_move_has_a_page_of_its_own_for_whom_nothing_opens(world: World, verb: str) -> None:
    call = finished(world)
    answer = Desk(world, "administrator", now=LATER).open(f"/calls/{call.number}/{verb}")
    page = words(answer)
    assert answer.status_code == 200
    assert str(BY_VERB[verb].label) in page
    assert call.number in page


def test_a_voucher_is_chosen_by_its_position(world: World) -> None:
    call = world.register(devices=(world.device, world.second))
    Desk(world, "supervisor").do(call, "change-category", voucher=2, category="contract", reason="补了合同")
    assert [each.category for each in call.vouchers.order_by("position")] == ["paid", "contract"]
    answer = Desk(world, "supervisor").move(
        call, "change-category", voucher="2", category="paid", reason="又改"
    )
    assert answer["Location"].endswith("?voucher=2")


@pytest.mark.parametrize("voucher", ["x", "-1", "99999999", "0", ""])
def test_no_number_of_a_voucher_is_the_first(world: World, voucher: str) -> None:
    call = world.register()
    assert Desk(world).open(f"/calls/{call.number}", voucher=voucher).status_code == 200


@pytest.mark.parametrize("voucher", ["2", "9", "9999"])
def test_a_voucher_that_the_call_does_not_have_is_not_found(world: World, voucher: str) -> None:
    call = world.register()
    assert Desk(world).open(f"/calls/{call.number}", voucher=voucher).status_code == 404


def test_files_are_kept_clean_and_given_back(world: World) -> None:
    call = world.register()
    desk = Desk(world)
    desk.do(call, "add-file", added=[picture(), picture("第二张.jpg")])
    kept = Attachment.objects.order_by("id")
    assert [(each.kind, each.media_type) for each in kept] == [("photo", "image/jpeg")] * 2
    answer = desk.open(f"/calls/{call.number}/files/{kept[0].pk}")
    assert (answer.status_code, answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        200,
        "image/jpeg",
        "nosniff",
    )
    assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"
    assert f"/calls/{call.number}/files/{kept[0].pk}" in desk.open(f"/calls/{call.number}").content.decode()
    assert Desk(world, "other_clerk").open(f"/calls/{call.number}/files/{kept[0].pk}").status_code == 404


def test_a_file_of_another_call_is_not_this_calls(world: World) -> None:
    call, other = world.register(), world.register(devices=(world.second,))
    Desk(world).do(call, "add-file", added=picture())
    kept = Attachment.objects.get()
    assert Desk(world).open(f"/calls/{other.number}/files/{kept.pk}").status_code == 404


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("x.jpg", b"<script>alert(1)</script>", "image/jpeg"),
        SimpleUploadedFile("x.exe", b"MZ" + b"\0" * 400, "application/octet-stream"),
        SimpleUploadedFile("x.jpg", b"", "image/jpeg"),
        SimpleUploadedFile("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
    ],
)
def test_files_of_the_wrong_kind_are_refused_in_words(world: World, file: SimpleUploadedFile) -> None:
    call = world.register()
    file.seek(0)
    answer = Desk(world).move(call, "add-file", added=file)
    assert answer.status_code == 422
    assert "y-error" in answer.content.decode()
    assert Attachment.objects.count() == 0


def test_a_pdf_is_a_scan_and_comes_as_a_download(world: World) -> None:
    call = world.register()
    Desk(world).do(
        call, "add-file", added=SimpleUploadedFile("签章.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    )
    kept = Attachment.objects.get()
    assert kept.kind == "scan"
    answer = Desk(world).open(f"/calls/{call.number}/files/{kept.pk}")
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_signed_paper_takes_the_place_of_the_missing_signature(world: World) -> None:
    call = unsigned(world)
    Desk(world, now=LATER).do(call, "paper", signer="鲁护士长", post="护士长", scan=picture())
    kinds = list(Signature.objects.order_by("id").values_list("kind", "superseded"))
    assert kinds == [("none", True), ("scan", False)]
    page = Desk(world, now=LATER).read(f"/calls/{call.number}")
    assert "已被后一版代替" in page
    assert "客户已离开" in page


def test_an_amended_record_shows_both_versions(world: World) -> None:
    call = finished(world)
    Desk(world, "supervisor", now=LATER).do(call, "amend", **AMENDED)
    assert Record.objects.count() == 2
    page = Desk(world, now=LATER).read(f"/calls/{call.number}")
    for told in ("第 1 版", "第 2 版", "件数写错", "换滤网，清风道", "换滤网两件"):
        assert told in page
    form = Desk(world, "supervisor", now=LATER).open(f"/calls/{call.number}/amend").content.decode()
    assert "换滤网两件" in form


def test_a_solution_is_measured(world: World) -> None:
    call = escalated(world)
    Desk(world, "service_department", now=MORNING + timedelta(minutes=50)).do(
        call, "solve", solution="换发生器"
    )
    assert Escalation.objects.get().solution == "换发生器"
    page = Desk(world, "service_department", now=LATER).read(f"/calls/{call.number}")
    assert "用了 50 分" in page


def test_what_is_new_goes_to_the_handbook(world: World) -> None:
    call = finished(world)
    Desk(world, "supervisor", now=LATER).do(call, "to-handbook", symptom="停机", cause="", solution="换滤网")
    entry = Problem.objects.get()
    assert (entry.product_model_id, entry.learned_on) == (world.model.pk, f"{call.number}-1")
    assert entry.number in Desk(world, now=LATER).read(f"/calls/{call.number}")
