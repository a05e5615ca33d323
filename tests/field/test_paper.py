"""The signed document as people read it: every field in words, nothing invented, both languages."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.field.conftest import ITEMS
from yinuo.calls.models import Record
from yinuo.field import paper
from yinuo.lib.words import speaking

ZONE = ZoneInfo("Asia/Shanghai")
RECORD = {
    "section": 1,
    "version": 1,
    "spoken_with": "鲁护士长",
    "learned": "停机",
    "proposed": "换滤网",
    "found": "过热\n室温 31 ℃",
    "cause": "",
    "work": "清风道",
    "points": ["introduced", "tidy"],
    "checklist_version": 1,
    "answers": {
        "power": True,
        "room": "31.5",
        "water": "2.1",
        "scan": "ok",
        "plate": "a" * 64,
        "around": "",
        "gone": "x",
    },
    "readings": [{"name": "电压", "value": "220", "unit": "V"}, {"name": "噪声", "value": "低", "unit": ""}],
    "parts": [{"name": "滤网", "quantity": "1", "maker": "昆仑", "number": "F-12", "serial": ""}],
    "minutes": 45,
    "fee": "1284.00",
    "written_at": "2026-11-24T02:00:00+00:00",
    "written_by": "甄远",
}
DOCUMENT = {
    "voucher": "SH-20261124-0001-1",
    "purpose": "completed",
    "call": {
        "number": "SH-20261124-0001",
        "contact_name": "鲁护士长",
        "phone": "",
        "kind": "breakdown",
        "fault": "停机",
        "reported_at": "2026-11-24T01:00:00+00:00",
        "registered_at": "2026-11-24T01:00:00+00:00",
    },
    "customer": {"number": "C-1", "name": "昆仑体检中心"},
    "branch": "SH",
    "device": {"model": "KL-64", "serial": "2309-0052", "udi": "", "department": "放射科"},
    "category": "paid",
    "visits": [
        {
            "lead": "白岩",
            "position": 1,
            "receipt_number": "HZ-1",
            "accepted_at": None,
            "set_out_at": None,
            "arrived_at": None,
            "left_at": None,
            "outcome": "",
        },
        {
            "lead": "甄远",
            "position": 2,
            "receipt_number": "HZ-2",
            "accepted_at": None,
            "set_out_at": None,
            "arrived_at": "2026-11-24T02:02:00+00:00",
            "left_at": None,
            "outcome": "done",
        },
    ],
    "records": [RECORD],
}
CHECKLISTS = paper.checklists([Record(section=1, version=1, checklist_items=ITEMS)])


def told(document=DOCUMENT, language: str = "zh") -> dict[str, list[str]]:
    """Return the document's lines in a language, by their names."""
    with speaking(language):
        lines = paper.lines(json.dumps(document), checklists=CHECKLISTS, zone=ZONE)
        return {str(line.words): [str(value) for value in line.values] for line in lines}


def test_every_field_in_chinese():
    assert told() == {
        "凭证": ["SH-20261124-0001-1"],
        "客户": ["昆仑体检中心"],
        "设备": ["KL-64 2309-0052", "放射科"],
        "性质": ["故障"],
        "类别": ["有费"],
        "报修时说": ["停机"],
        "上门": ["到达 2026-11-24 10:02，甄远，回执单 HZ-2", "完成"],
        "面谈人": ["鲁护士长"],
        "了解到": ["停机"],
        "提出的办法": ["换滤网"],
        "现场看到": ["过热\n室温 31 ℃"],
        "处理": ["清风道"],
        "检查": [
            "电源正常：完成",
            "机房温度：31.5 ℃，超出限值",
            "冷却水压：2.1 bar",
            "试扫 3 次：无报错",
            "铭牌照片：有照片",
        ],
        "读数": ["电压 220 V", "噪声 低"],
        "零件": ["滤网 × 1 昆仑 F-12"],
        "行为规范": ["已自我介绍、着装整洁"],
        "工时": ["45 分钟"],
        "收费": ["1,284 元"],
    }


def test_every_field_in_english():
    shown = told(language="en")
    assert shown["Kind"] == ["breakdown"]
    assert shown["Visit"] == ["arrived 2026-11-24 10:02, 甄远, receipt form HZ-2", "done"]
    assert shown["Checks"][1] == "room temperature: 31.5 ℃, outside the limits"
    assert shown["Fee"] == ["¥1,284"]
    assert len(shown) == len(told())


@pytest.mark.parametrize(
    ("changed", "gone"),
    [({"device": None}, "设备"), ({"visits": []}, "上门"), ({"records": []}, "处理")],
)
def test_what_is_not_there_is_left_out(changed, gone):
    assert gone not in told(DOCUMENT | changed)


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("minutes", None, "工时"),
        ("points", [], "行为规范"),
        ("parts", [], "零件"),
        ("readings", [], "读数"),
        ("answers", {}, "检查"),
    ],
)
def test_what_was_not_written_is_left_out(field, value, name):
    assert name not in told(DOCUMENT | {"records": [RECORD | {field: value}]})


def test_answers_without_their_list_are_left_out():
    assert "检查" not in told(DOCUMENT | {"records": [RECORD | {"version": 9}]})


def test_an_answer_that_is_no_choice_any_more_stands_as_it_was():
    document = DOCUMENT | {"records": [RECORD | {"answers": {"scan": "old"}}]}
    assert told(document)["检查"] == ["试扫 3 次：old"]


def test_an_unchecked_box_says_so():
    document = DOCUMENT | {"records": [RECORD | {"answers": {"power": False}}]}
    assert told(document)["检查"] == ["电源正常：没有"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0", "0"),
        ("0.00", "0"),
        ("50.5", "50.50"),
        ("1284.00", "1,284"),
        (None, "0"),
        ("9999999.99", "9,999,999.99"),
    ],
)
def test_money_without_needless_places(value, shown):
    assert paper.money(value) == shown


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ({"name": "滤网", "quantity": "1"}, "滤网 × 1"),
        (
            {"name": "滤网", "quantity": "2.5", "maker": "昆仑", "number": "F-12", "serial": "X"},
            "滤网 × 2.5 昆仑 F-12 X",
        ),
        ({"name": "滤网", "quantity": "1", "maker": None}, "滤网 × 1"),
    ],
)
def test_a_part_in_one_line(row, shown):
    assert paper.part(row) == shown


NUMBERS = st.floats(min_value=0, max_value=1200, allow_nan=False).map(lambda number: round(number, 1))


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=30), st.floats(min_value=0, max_value=20))
def test_the_frame_holds_every_point_of_the_signature(points, margin):
    path = "".join(f"{'L' if place else 'M'}{x} {y}" for place, (x, y) in enumerate(points))
    left, top, width, height = (float(number) for number in paper.frame(path, margin).split())
    assert all(
        left - 0.11 <= x <= left + width + 0.11 and top - 0.11 <= y <= top + height + 0.11 for x, y in points
    )
    assert (width >= 160, height >= 64) == (True, True)


def test_the_frame_of_nothing_is_small_but_there():
    assert len(paper.frame("", 8).split()) == 4


def test_instants_are_shown_in_the_place_s_zone():
    lines = paper.lines(json.dumps(DOCUMENT), checklists={}, zone=UTC)
    assert datetime(2026, 11, 24, 2, 2, tzinfo=UTC).strftime("%Y-%m-%d %H:%M") in str(lines[6].values[0])
