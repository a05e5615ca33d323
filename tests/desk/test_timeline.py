"""The journal in words: every verb of the commands has a saying in both languages and an icon of the sprite."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.world import MORNING
from yinuo.calls import commands
from yinuo.desk.timeline import VERBS, Event, Reader, events, joined
from yinuo.journal.models import Entry
from yinuo.journal.rules import canonical
from yinuo.lib.words import w
from yinuo.web.sprite import names

SHANGHAI = ZoneInfo("Asia/Shanghai")


def verbs_of_the_commands() -> set[str]:
    """The verbs that `gate.write` and `begin` are called with under calls.commands."""
    found = set()
    for path in Path(commands.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in {
                "write",
                "begin",
            }:
                found |= {
                    each.value
                    for argument in node.args[1:2]
                    for each in ast.walk(argument)
                    if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value != "none"
                }
    return found


def entry(verb: str, *, note: str = "", changes: dict | None = None, **details: object) -> Entry:
    return Entry(
        subject_kind="call",
        subject_key="SH-1",
        sequence=1,
        at=MORNING,
        by_name="柳眉",
        verb=verb,
        changes_text=canonical(changes or {}),
        details_text=canonical(details),
        note=note,
    )


def said(line: Entry, *, several: bool = False) -> Event:
    items = {"temperature": w("机房温度", "room temperature")}
    return events([line], Reader(SHANGHAI, MORNING, several, items))[0]


def test_no_verb_of_the_commands_lacks_its_words() -> None:
    assert verbs_of_the_commands() - set(VERBS) == set()
    assert len(verbs_of_the_commands()) > 25


def test_every_icon_is_in_the_sprite() -> None:
    assert {icon for icon, _tell in VERBS.values()} - set(names()) == set()


LINES = [
    (entry("registered", changes={"channel": [None, "letter"], "phone": [None, "02000001286"]}), "柳眉登记，来信", "registered it, letter", "020-0000 1286"),
    (entry("approved", note="可以"), "柳眉批准", "approved it", "可以"),
    (entry("dispatched", lead="甄远", tools=["万用表"], fit=[{"code": "x", "fits": True, "zh": "会修 CT", "en": "has CT"}]), "柳眉派给甄远", "dispatched it to 甄远", "会修 CT，带万用表"),
    (entry("handed_over", lead="许宁", note="病了", **{"from": "甄远"}), "甄远交接给许宁", "甄远 handed over to 许宁", "柳眉，病了"),
    (entry("accepted", receipt="HZ-1"), "柳眉接单", "accepted the job", "回执单 HZ-1"),
    (entry("declined", note="太远"), "柳眉退单", "declined the job", "太远"),
    (entry("set_out", tools=["万用表", "滤网"]), "柳眉出发", "set out", "带万用表、滤网"),
    (entry("arrived", metres_away=420, far=True), "柳眉到达", "arrived", "离登记地点 420 米，超出范围"),
    (entry("recorded", changed={"found": ["", "积灰。"]}, outside=["temperature"]), "柳眉写服务记录", "wrote the service record", "积灰，读数超限：机房温度"),
    (entry("amended", record_version=2, note="写错"), "第 2 版", "version 2", "写错"),
    (entry("signed", signer="鲁护士长", kind="drawn", document_hash="9f2c71a0" * 8), "鲁护士长签字", "鲁护士长 signed", "手写，指纹 9F2C-71A0"),
    (entry("code_sent", phone="02000001286", way="clerk"), "请客户在电话里签字", "asked the customer to sign by telephone", "020-0000 1286"),
    (entry("printed", paper="voucher", times={"stub": 2}), "柳眉打印", "printed the", "存根联第 2 次"),
    (entry("left_unsigned", unsigned_reason="customer_left"), "记下没有签字", "nobody signed", "客户已离开"),
    (entry("unsigned_confirmed", reason="other"), "确认未签字", "confirmed the missing signature", "其他"),
    (entry("left", outcome="nobody_there", note="门锁着"), "离开：无人", "left: nobody there", "门锁着"),
    (entry("escalated", department="service_department", note="换管"), "上报服务部", "service department", "换管"),
    (entry("solved", note="换"), "定出解决办法", "fixed a solution", "换"),
    (entry("injury_assessed", note="无伤"), "评估伤害", "assessed the injury", "无伤"),
    (entry("received"), "收回凭证", "received the voucher", ""),
    (entry("filed"), "销号归档", "filed", ""),
    (entry("sent_back", note="缺读数"), "退回", "sent it back", "缺读数"),
    (entry("time_agreed", note="鲁护士长", changes={"arrival_due_at": [None, (MORNING + timedelta(days=1)).isoformat()]}), "改约到明天 09:00", "tomorrow 09:00", "鲁护士长要求"),
    (entry("solved_remotely", note="重启", customers_word="好了"), "电话解决", "by telephone", "重启，客户说：好了"),
    (entry("duplicate", of="SH-2"), "并到 SH-2", "duplicate of SH-2", ""),
    (entry("cancelled", note="撤销"), "作废", "cancelled it", "撤销"),
    (entry("category_changed", category=["paid", "contract"], note="补签"), "改类别：有费 → 合同", "paid → contract", "补签"),
    (entry("zone_confirmed", changes={"zone": ["urban", "suburban"]}), "确认区域：郊区", "the zone: suburbs", ""),
    (entry("zone_confirmed"), "确认区域：不变", "the zone: unchanged", ""),
    (entry("file_added", name="现场.jpg"), "附上文件", "added a file", "现场.jpg"),
    (entry("to_handbook", entry="H-7"), "写入手册 H-7", "handbook entry H-7", ""),
    (entry("handed_to_next_day"), "交接到下一个工作日", "next working day", "柳眉"),
    (entry("due_recomputed", changes={"arrival_due_at": [None, (MORNING + timedelta(hours=7)).isoformat()]}), "应到改为今天 16:00", "due today 16:00 now", "柳眉"),
    (entry("invented", note="?"), "柳眉：invented", "柳眉: invented", "?"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "zh", "en", "detail"), LINES, ids=[each[0].verb for each in LINES])
def test_each_verb_is_said_in_both_languages(line: Entry, zh: str, en: str, detail: str) -> None:
    event = said(line)
    assert zh in event.words.zh
    assert en in event.words.en
    assert event.detail.zh == detail
    assert bool(event.detail.en) == bool(detail)


def test_every_verb_is_tried() -> None:
    assert {line.verb for line, *_rest in LINES} >= set(VERBS)


def test_the_newest_stands_on_top() -> None:
    lines = [entry("registered"), entry("approved"), entry("filed")]
    told = events(lines, Reader(SHANGHAI, MORNING))
    assert [event.words.zh for event in told] == ["柳眉销号归档", "柳眉批准", "柳眉登记，电话"]


def test_with_several_vouchers_each_line_names_its_own() -> None:
    line = entry("received", voucher="SH-20261124-0007-2")
    assert said(line, several=True).detail == w("凭证 2", "voucher 2")
    assert said(line).detail == w("", "")
    assert said(entry("approved"), several=True).detail.zh == ""


def test_the_first_arrival_keeps_the_promise_and_a_second_does_not() -> None:
    first = entry("arrived", changes={"arrived_at": [None, MORNING.isoformat()]})
    assert said(first).kind == "promise"
    assert said(entry("arrived")).kind == ""


def test_the_time_of_the_phone_is_shown_when_it_differs() -> None:
    line = entry("arrived")
    line.claimed_at = MORNING - timedelta(minutes=7)
    assert said(line).claimed_at == line.claimed_at
    line.claimed_at = line.at
    assert said(line).claimed_at is None


def test_only_what_says_something_is_joined() -> None:
    assert joined(w("", ""), w("甲", "a"), w("", ""), w("乙", "b")) == w("甲，乙", "a, b")
    assert joined() == w("", "")
