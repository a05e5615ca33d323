"""The signed document as people read it: its canonical text line by line, in the reader's language."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from yinuo.agreements.states import CATEGORY_WORDS
from yinuo.calls.states import KIND_WORDS, OUTCOME_WORDS, POINT_WORDS
from yinuo.devices.rules import outside
from yinuo.lib.words import Words, from_json, w

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import tzinfo

    from yinuo.calls.models import Record

Items = dict[tuple[int, int], dict[str, dict[str, Any]]]

LEAST_FRAME = (160.0, 64.0)
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

DONE = w("完成", "done")
NO = w("没有", "no")
OUTSIDE = w("{value}，超出限值", "{value}, outside the limits")
MINUTES = w("{n} 分钟", "{n} minutes")
YUAN = w("{n} 元", "¥{n}")
TIMES = w("到达 {arrived}，{lead}，回执单 {receipt}", "arrived {arrived}, {lead}, receipt form {receipt}")
PIECES = w("{name} × {quantity}", "{name} × {quantity}")
KEPT_PHOTO = w("有照片", "photo kept")
TEXTS = {
    "spoken_with": w("面谈人", "Spoken with"),
    "learned": w("了解到", "Learned"),
    "proposed": w("提出的办法", "Proposed"),
    "found": w("现场看到", "Found"),
    "cause": w("原因", "Cause"),
    "work": w("处理", "Work done"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing the document says: its name and its values, one to a line."""

    words: Words
    values: tuple[object, ...]


def checklists(records: Iterable[Record]) -> Items:
    """Return the items of each section's checklist, by section and version, for their words."""
    return {
        (each.section, each.version): {item["code"]: item for item in each.checklist_items}
        for each in records
    }


def lines(text: str, *, checklists: Items, zone: tzinfo) -> list[Line]:
    """Return the document `text` line by line; what is empty is left out."""
    told: Mapping[str, Any] = json.loads(text)
    found = [*_head(told), *(_visit(visit, zone) for visit in told["visits"] if visit["arrived_at"])]
    for record in told["records"]:
        items = checklists.get((record["section"], record["version"]), {})
        found += _record(record, items)
    return [line for line in found if any(str(value) for value in line.values)]


def _head(told: Mapping[str, Any]) -> Iterator[Line]:
    device, call = told["device"] or {}, told["call"]
    named = " ".join(part for part in (device.get("model"), device.get("serial")) if part)
    yield Line(w("凭证", "Voucher"), (told["voucher"],))
    yield Line(w("客户", "Customer"), (told["customer"]["name"],))
    yield Line(w("设备", "Device"), tuple(part for part in (named, device.get("department")) if part))
    yield Line(w("性质", "Kind"), (KIND_WORDS[call["kind"]],))
    yield Line(w("类别", "Category"), (CATEGORY_WORDS[told["category"]],))
    yield Line(w("报修时说", "Reported"), (call["fault"],))


def _visit(visit: Mapping[str, Any], zone: tzinfo) -> Line:
    arrived = f"{datetime.fromisoformat(visit['arrived_at']).astimezone(zone):%Y-%m-%d %H:%M}"
    told = TIMES.format(arrived=arrived, lead=visit["lead"], receipt=visit["receipt_number"])
    ended: tuple[object, ...] = (OUTCOME_WORDS[visit["outcome"]],) if visit["outcome"] else ()
    return Line(w("上门", "Visit"), (told, *ended))


def _record(record: Mapping[str, Any], items: Mapping[str, Mapping[str, Any]]) -> Iterator[Line]:
    for field, words in TEXTS.items():
        yield Line(words, (record[field],))
    yield Line(w("检查", "Checks"), tuple(_answers(record["answers"], items)))
    yield Line(w("读数", "Readings"), tuple(_reading(each) for each in record["readings"]))
    yield Line(w("零件", "Parts"), tuple(part(each) for each in record["parts"]))
    yield Line(w("行为规范", "Conduct"), (_joined(record["points"]),))
    if record["minutes"] is not None:
        yield Line(w("工时", "Time"), (MINUTES.format(n=record["minutes"]),))
    yield Line(w("收费", "Fee"), (YUAN.format(n=money(record["fee"])),))


def _answers(answers: Mapping[str, Any], items: Mapping[str, Mapping[str, Any]]) -> Iterator[Words]:
    for code, answer in answers.items():
        item = items.get(code)
        if item is None or answer in (None, ""):
            continue
        named = w("{name}：{answer}", "{name}: {answer}")
        yield named.format(name=from_json(item["words"]), answer=_answer(item, answer))


def _answer(item: Mapping[str, Any], answer: Any) -> object:
    match item["kind"]:
        case "check":
            return DONE if answer else NO
        case "number":
            value = f"{answer} {item.get('unit', '')}".strip()
            return OUTSIDE.format(value=value) if outside(item, answer) else value
        case "choice":
            chosen = [from_json(each["words"]) for each in item["choices"] if each["code"] == answer]
            return chosen[0] if chosen else answer
        case "photo":
            return KEPT_PHOTO
        case _:
            return answer


def _reading(reading: Mapping[str, Any]) -> str:
    return f"{reading.get('name', '')} {reading.get('value', '')} {reading.get('unit', '')}".strip()


def part(row: Mapping[str, Any]) -> str:
    """Return a part in one line: name × quantity, and what identifies it."""
    marks = [str(row.get(name) or "") for name in ("maker", "number", "serial")]
    counted = PIECES.format(name=row.get("name", ""), quantity=row.get("quantity", "")).zh
    return " ".join([counted, *(mark for mark in marks if mark)])


def frame(strokes: str, margin: float) -> str:
    """Return the viewBox around a drawn signature (absolute M and L only), with a margin on every side."""
    numbers = [float(each) for each in NUMBER.findall(strokes)]
    xs, ys = numbers[0::2] or [0.0], numbers[1::2] or [0.0]
    width = max(max(xs) - min(xs) + 2 * margin, LEAST_FRAME[0])
    height = max(max(ys) - min(ys) + 2 * margin, LEAST_FRAME[1])
    left, top = (min(xs) + max(xs) - width) / 2, (min(ys) + max(ys) - height) / 2
    return f"{left:.1f} {top:.1f} {width:.1f} {height:.1f}"


def money(value: object) -> str:
    """Return an amount without needless places: 1,284 or 50.50."""
    return f"{Decimal(str(value or 0)):,.2f}".removesuffix(".00")


def _joined(points: Sequence[str]) -> Words:
    known = [POINT_WORDS[point] for point in points if point in POINT_WORDS]
    return Words("、".join(each.zh for each in known), ", ".join(each.en for each in known))
