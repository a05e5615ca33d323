"""What is still missing before a customer can sign, a visit can end, or a voucher can be filed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.calls.states import POINT_WORDS
from yinuo.devices import rules as checklists
from yinuo.lib.words import Words, w

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from yinuo.calls.models import Record

MEETING = {
    "spoken_with": w("与现场负责人面谈：姓名", "name of the person in charge spoken with"),
    "learned": w("了解到的情况", "what was learned"),
    "proposed": w("提出的办法", "what was proposed"),
}
FINDINGS = {
    "found": w("现场看到", "what was found"),
    "work": w("做了什么", "what was done"),
}
SERVICE = {
    "cause": w("原因", "cause"),
    "work": w("做了什么", "what was done"),
    "minutes": w("工时", "time spent"),
}


def before_signing(record: Record | None, *, points: Sequence[str]) -> dict[str, Words]:
    """Return what a job still lacks before the customer signs, by field (S2.3, S1.5, S2.1, checklist)."""
    if record is None:
        return {**MEETING, **FINDINGS}
    lacking = _empty(record, {**MEETING, **FINDINGS})
    unconfirmed = [POINT_WORDS[point] for point in points if point not in record.points]
    if unconfirmed:
        lacking["points"] = _listed(w("行为规范：{names}", "conduct: {names}"), unconfirmed)
    open_items = checklists.missing(record.checklist_items, record.answers)
    if open_items:
        lacking["answers"] = _listed(w("检查项：{names}", "checklist: {names}"), open_items)
    return lacking


def before_filing(record: Record | None) -> dict[str, Words]:
    """Return what the service record still lacks before its voucher can be filed (S1.8)."""
    return dict(SERVICE) if record is None else _empty(record, SERVICE)


def told(lacking: Iterable[Words]) -> Words:
    """Return the missing things as one phrase: 还差：…"""
    return _listed(w("还差：{names}", "still missing: {names}"), list(lacking))


def _empty(record: Record, wanted: Mapping[str, Words]) -> dict[str, Words]:
    return {field: words for field, words in wanted.items() if getattr(record, field) in ("", None)}


def _listed(saying: Words, names: Sequence[Words]) -> Words:
    joined = Words("、".join(each.zh for each in names), ", ".join(each.en for each in names))
    return saying.format(names=joined)
