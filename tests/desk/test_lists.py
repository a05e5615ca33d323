"""The three lists: who stands in them and why, receiving, filing and confirming in place, all or nothing."""

from __future__ import annotations

import csv
import io
import re
import uuid
from zipfile import ZipFile

import pytest

from tests.desk.sitting import Desk, words
from tests.world import MORNING, World, at
from yinuo.calls import commands as calls
from yinuo.calls.commands.signing import Signing
from yinuo.calls.models import Call, Voucher
from yinuo.calls.states import Outcome, SignatureKind
from yinuo.desk.forms.lists import Picked
from yinuo.desk.queries import lists as queries

pytestmark = pytest.mark.django_db
KINDS = ("undispatched", "unsigned", "unfiled")


def unsigned(world: World, reason: str = "customer_left", note: str = "") -> Call:
    """Finish a call that nobody signed."""
    call = world.register()
    world.to_site(call)
    world.work(call)
    signing = Signing(SignatureKind.NONE, unsigned_reason=reason, unsigned_note=note)
    deed = world.deed("technician")
    calls.sign(number=f"{call.number}-1", version=None, signing=signing, deed=deed)
    calls.leave(number=f"{call.number}-1", version=None, outcome=Outcome.DONE, deed=deed)
    call.refresh_from_db()
    return call


def finished(world: World) -> Call:
    call = world.register()
    world.finish(call)
    call.refresh_from_db()
    return call


def pick(desk: Desk, kind: str, move: str, *picked: Call, key: str = "", **sent: object):
    """Press a move with the first voucher of each call picked, as the page shows them."""
    versions = {f"version-{call.number}": call.version for call in picked}
    given = {"picked": [f"{call.number}-1" for call in picked], **versions, **sent}
    return desk.send(f"/lists/{kind}", key=key, move=move, **given)


def test_each_list_says_how_many_wait(world: World) -> None:
    world.register()
    finished(world)
    unsigned(world)
    text = Desk(world).read("/lists/undispatched")
    assert "未派工 1 未签字 1 未归档 2" in text
    assert "Undispatched 1 Unsigned 1 Unfiled 2" in Desk(world, language="en").read("/lists/unsigned")


@pytest.mark.parametrize(
    ("kind", "zh", "en"),
    [
        ("undispatched", "都派出去了", "Everything is dispatched"),
        ("unsigned", "都签了字", "Everything is signed"),
        ("unfiled", "都归档了", "Everything is filed"),
    ],
)
def test_an_empty_list_says_so(world: World, kind: str, zh: str, en: str) -> None:
    assert zh in Desk(world).read(f"/lists/{kind}")
    assert en in Desk(world, language="en").read(f"/lists/{kind}")


@pytest.mark.parametrize("kind", ["unfile", "all", "un signed"])
def test_another_list_does_not_exist(world: World, kind: str) -> None:
    assert Desk(world).open(f"/lists/{kind}").status_code == 404
    assert Desk(world).open(f"/lists/{kind}/export.csv").status_code == 404


def test_the_rail_leads_each_to_their_list(world: World) -> None:
    assert Desk(world).open("/lists/").url == "/lists/unfiled"
    assert Desk(world, "branch_manager").open("/lists/").url == "/lists/undispatched"


def test_a_voucher_says_what_it_lacks(world: World) -> None:
    finished(world)
    unsigned(world)
    text = Desk(world).read("/lists/unfiled")
    assert "可以归档" in text
    assert "还差：主管确认未签字" in text


@pytest.mark.parametrize(
    ("reason", "note", "wanted"),
    [
        ("customer_left", "", "客户已离开，等主管确认"),
        ("clean_area", "", "洁净区不能带设备，等主管确认"),
        ("other", "停电", "其他，等主管确认"),
    ],
)
def test_an_unsigned_voucher_says_why(world: World, reason: str, note: str, wanted: str) -> None:
    unsigned(world, reason, note)
    assert wanted in Desk(world, "supervisor").read("/lists/unsigned")


def test_vouchers_are_received_together(world: World) -> None:
    first, second = finished(world), finished(world)
    answer = pick(Desk(world), "unfiled", "receive", first, second)
    assert (answer.status_code, answer.url) == (303, "/lists/unfiled")
    assert {voucher.received_by for voucher in Voucher.objects.all()} == {"clerk 试"}
    text = Desk(world).read("/lists/unfiled")
    assert text.count("clerk 试 收回") == 2


def test_the_page_after_says_how_many(world: World) -> None:
    desk = Desk(world, language="en")
    pick(desk, "unfiled", "receive", finished(world), finished(world))
    assert "Vouchers received: 2." in desk.read("/lists/unfiled")


def test_two_vouchers_of_one_call_are_received_in_one_go(world: World) -> None:
    call = world.register(devices=(world.device, world.second))
    Voucher.objects.filter(call=call).update(state="done", done_at=MORNING)
    call.refresh_from_db()
    numbers = [f"{call.number}-1", f"{call.number}-2"]
    answer = pick(Desk(world), "unfiled", "receive", call, picked=numbers)
    assert answer.status_code == 303
    assert Voucher.objects.filter(received_by="clerk 试").count() == 2


def test_filing_strikes_the_line_off(world: World) -> None:
    call = finished(world)
    assert pick(Desk(world), "unfiled", "file", call).status_code == 303
    call.refresh_from_db()
    assert (call.state, call.struck_off_by) == ("filed", "clerk 试")
    assert "都归档了" in Desk(world).read("/lists/unfiled")


def test_one_that_lacks_something_holds_all_back_and_stays_picked(world: World) -> None:
    good, bad = finished(world), unsigned(world)
    answer = pick(Desk(world), "unfiled", "file", good, bad)
    assert answer.status_code == 409
    assert f"{bad.number}-1 还差：主管确认未签字" in words(answer)
    good.refresh_from_db()
    assert good.state == "done"
    page = answer.content.decode()
    assert re.search(rf'value="{good.number}-1" checked', page)
    assert re.search(rf'value="{bad.number}-1" checked', page)


def test_the_supervisor_confirms_and_then_it_can_be_filed(world: World) -> None:
    call = unsigned(world)
    assert pick(Desk(world, "supervisor"), "unsigned", "confirm", call).status_code == 303
    assert "客户已离开，supervisor 试 已确认" in Desk(world, "supervisor").read("/lists/unsigned")
    call.refresh_from_db()
    assert pick(Desk(world), "unfiled", "file", call).status_code == 303


def test_a_stale_page_changes_nothing(world: World) -> None:
    call = finished(world)
    seen = call.version
    pick(Desk(world), "unfiled", "receive", call)
    answer = pick(Desk(world), "unfiled", "file", call, **{f"version-{call.number}": seen})
    assert answer.status_code == 409
    assert "刚被别人改过" in words(answer)
    call.refresh_from_db()
    assert call.state == "done"


def test_a_double_click_does_it_once(world: World) -> None:
    call, key = finished(world), str(uuid.uuid4())
    answers = [pick(Desk(world), "unfiled", "file", call, key=key) for _each in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]


@pytest.mark.parametrize(
    ("sent", "status", "wanted"),
    [
        ({"picked": []}, 422, "还没有勾选凭证"),
        ({"move": ""}, 422, "这一栏要填"),
        ({"move": "burn"}, 422, "没有这个选项"),
        ({"picked": ["SH-1-1"]}, 404, "找不到"),
        ({"picked": ["\x00"]}, 422, "还没有勾选凭证"),
        ({"key": "x"}, 422, "这一页没有带上提交的号码"),
    ],
)
def test_what_is_refused_is_said(world: World, sent: dict[str, object], status: int, wanted: str) -> None:
    call = finished(world)
    given = {"move": "receive", **sent}
    answer = pick(Desk(world), "unfiled", given.pop("move"), call, **given)
    assert answer.status_code == status
    assert wanted in words(answer)
    assert not Voucher.objects.exclude(received_by="").exists()


@pytest.mark.parametrize(
    ("who", "kind", "move", "status"),
    [
        ("technician", "unfiled", "file", 403),
        ("branch_manager", "unfiled", "receive", 403),
        ("clerk", "unsigned", "confirm", 403),
        ("other_clerk", "unfiled", "file", 404),
        ("auditor", "unfiled", "file", 403),
        ("administrator", "unfiled", "file", 303),
    ],
)
def test_moves_are_for_those_who_may(world: World, who: str, kind: str, move: str, status: int) -> None:
    call = unsigned(world) if move == "confirm" else finished(world)
    answer = pick(Desk(world, who), kind, move, call)
    assert answer.status_code == status
    buttons = re.findall(
        r'name="move" value="(\w+)"', Desk(world, who).open(f"/lists/{kind}").content.decode()
    )
    assert (move in buttons) == (status == 303 and kind == "unsigned")


def test_buttons_stand_only_where_one_may(world: World) -> None:
    finished(world)
    seen = {
        who: re.findall(
            r'name="move" value="(\w+)"', Desk(world, who).open("/lists/unfiled").content.decode()
        )
        for who in ("clerk", "supervisor", "branch_manager", "technician")
    }
    assert seen == {
        "clerk": ["receive", "file"],
        "supervisor": ["receive", "file"],
        "branch_manager": [],
        "technician": [],
    }


def test_a_technician_sees_only_what_is_theirs(world: World) -> None:
    finished(world)
    assert "未归档 1" in Desk(world, "technician").read("/lists/unfiled")
    assert "未归档 0" in Desk(world, "second_technician").read("/lists/unfiled")


def test_another_branch_does_not_exist(world: World) -> None:
    assert Desk(world).open("/lists/unfiled", branch="GZ").status_code == 404
    assert Desk(world, "salesperson").open("/lists/unfiled").status_code == 403
    assert "方丈服务中心" in Desk(world, "administrator").read("/lists/unfiled", branch="GZ")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_lists_are_exported(world: World, kind: str, ending: str) -> None:
    world.register()
    call = unsigned(world)
    answer = Desk(world).open(f"/lists/{kind}/export.{ending}")
    assert answer.status_code == 200
    assert f"{kind}-SH.{ending}" in answer["Content-Disposition"]
    if ending == "xlsx":
        with ZipFile(io.BytesIO(answer.content)) as book:
            assert "xl/worksheets/sheet1.xml" in book.namelist()
        return
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert (f"{call.number}-1" in rows[1]) == (kind != "undispatched")


@pytest.mark.parametrize(
    ("who", "ending", "status"), [("clerk", "pdf", 404), ("technician", "csv", 403), ("auditor", "csv", 404)]
)
def test_exports_are_for_those_who_may(world: World, who: str, ending: str, status: int) -> None:
    query = {"branch": "XX"} if who == "auditor" else {}
    assert Desk(world, who).open(f"/lists/unfiled/export.{ending}", **query).status_code == status


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_costs_the_same_with_many_rows(world: World, kind: str) -> None:
    world.register()
    unsigned(world)
    desk = Desk(world, "supervisor")
    few = desk.queries(f"/lists/{kind}")
    for _each in range(8):
        world.register()
        unsigned(world)
    assert desk.queries(f"/lists/{kind}") == few


def test_what_was_solved_by_telephone_needs_no_signature(world: World) -> None:
    call = world.register()
    calls.solve_remotely(
        number=call.number,
        version=None,
        solution="重启",
        customers_word="好了",
        deed=world.deed("supervisor"),
    )
    found = queries.vouchers("unsigned", Call.objects.all(), world.branch.pk)
    assert not found.exists()
    line = queries.line(queries.vouchers("unfiled", Call.objects.all(), world.branch.pk).get())
    assert (line.lacking, line.to_confirm, str(line.state)) == (None, False, "可以归档")


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"version-SH-1": "3", "version-SH-2": "4"}, {"SH-1": 3, "SH-2": 4}),
        ({"version-SH-1": "x", "version-SH-2": ""}, {}),
        ({"version-SH-1": "-3", "version-SH-2": "٣", "version-SH-3": "9" * 12}, {}),
        ({"other": "1"}, {}),
    ],
)
def test_versions_are_read_kindly(sent: dict[str, str], expected: dict[str, int]) -> None:
    assert Picked(sent).versions(sent) == expected


def test_no_inline_style_or_script(world: World) -> None:
    finished(world)
    for kind in KINDS:
        page = Desk(world, now=at("2026-11-24 10:00")).open(f"/lists/{kind}").content.decode()
        assert " style=" not in page
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))


def test_what_still_waits_for_a_signature_stands_before_what_was_filed_without(world: World) -> None:
    filed, waiting = unsigned(world), unsigned(world)
    pick(Desk(world, "supervisor"), "unsigned", "confirm", filed)
    filed.refresh_from_db()
    pick(Desk(world), "unfiled", "file", filed)
    filed.refresh_from_db()
    assert filed.state == "filed"
    found = queries.vouchers("unsigned", Call.objects.all(), world.branch.pk)
    assert [voucher.call_id for voucher in found] == [waiting.pk, filed.pk]
