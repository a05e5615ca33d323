"""Which column of a file means what: guessed from its heading, or said by the person who imports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yinuo.lib.refusal import Invalid, invalid
from yinuo.lib.words import Words, w

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIELDS: dict[str, Words] = {
    "date": w("开始日期", "start date"),
    "asset": w("设备", "asset"),
    "text": w("故障或工作", "fault or work"),
    "type": w("类型", "type"),
    "cost": w("费用", "cost"),
}
NEEDED = ("date", "asset", "text")
KNOWN_HEADINGS: dict[str, tuple[str, ...]] = {
    "date": ("bscstartdate", "startdate", "basicstartdate", "date", "开始日期", "日期", "报修日期"),
    "asset": ("asset", "equipment", "device", "设备", "资产", "设备编号", "资产编号"),
    "text": ("originalshorttext", "shorttext", "description", "text", "故障", "描述", "内容", "短文本"),
    "type": ("pmtype", "ordertype", "type", "类型", "工单类型"),
    "cost": ("cost", "costs", "totalcost", "amount", "费用", "金额"),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The headings of a file, where each field stands, and the headings that nothing is taken from."""

    headings: tuple[str, ...]
    places: Mapping[str, int]

    @property
    def unused(self) -> tuple[str, ...]:
        """The headings of columns that are not imported."""
        taken = set(self.places.values())
        return tuple(name for place, name in enumerate(self.headings) if place not in taken and name)

    def heading(self, field: str) -> str:
        """Return the heading of a field's column; empty when the file has none."""
        return self.headings[self.places[field]] if field in self.places else ""

    def cells(self, row: Sequence[str]) -> dict[str, str]:
        """Return a row's cells by field; cells that are missing are empty."""
        return {field: row[place] if place < len(row) else "" for field, place in self.places.items()}


def find(headings: Sequence[str], *, said: Mapping[str, str] | None = None) -> Columns:
    """Return where each field stands: as `said` (field → heading), else by the headings known.

    Invalid: `unknown_field`, `unknown_column` for what was said; `columns_missing` when date, asset or text
    stands nowhere.
    """
    places = {field: place for field in FIELDS if (place := _guessed(headings, field)) is not None}
    for field, heading in (said or {}).items():
        places[field] = _said(headings, field, heading)
    missing = [FIELDS[field] for field in NEEDED if field not in places]
    if missing:
        names = Words("、".join(each.zh for each in missing), ", ".join(each.en for each in missing))
        words = w("找不到这些列：{names}", "These columns are missing: {names}").format(names=names)
        raise Invalid("columns_missing", words, fields={"mapping": words})
    return Columns(tuple(headings), places)


def _guessed(headings: Sequence[str], field: str) -> int | None:
    plain = [_plain(heading) for heading in headings]
    return next((plain.index(known) for known in KNOWN_HEADINGS[field] if known in plain), None)


def _said(headings: Sequence[str], field: str, heading: str) -> int:
    if field not in FIELDS:
        words = w("没有「{field}」这一项，有：{known}", "There is no field {field}; there are {known}")
        raise invalid("mapping", words.format(field=field, known=", ".join(FIELDS)), "unknown_field")
    if heading not in headings:
        words = w("文件里没有「{heading}」这一列", "The file has no column {heading}")
        raise invalid("mapping", words.format(heading=heading), "unknown_column")
    return list(headings).index(heading)


def _plain(heading: str) -> str:
    return "".join(char for char in heading.casefold() if char.isalnum())
