"""Past work orders read from a file: each row taken, taken with a remark, or refused with its reason."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from yinuo.history import columns
from yinuo.lib.refusal import invalid
from yinuo.lib.sheets import rows_of
from yinuo.lib.words import Words, w

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from yinuo.history.columns import Columns

MOST_ROWS = 200_000
EARLIEST = date(1980, 1, 1)
LONGEST = {"asset": 40, "text": 400, "type": 16, "cost": 40, "date": 40}
HIGHEST = Decimal(10) ** 8
CREDIT = "贷记 credit"
CENT = Decimal("0.01")
DATE = re.compile(
    r"(\d{4})(?:[-/.年](?=\d{1,2}[-/.月])|(?=\d{4}(?!\d)))"
    r"(\d{1,2})[-/.月]?(\d{1,2})日?(?:[T ]00:00(?::00)?)?",
    re.ASCII,
)
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

REASONS: dict[str, Words] = {
    "characters": w("含有不能保存的字符（如 NUL）", "holds characters that can't be stored (such as NUL)"),
    "cells": w("列数比表头多", "more cells than headings"),
    "date_empty": w("没有日期", "no date"),
    "date_form": w("看不懂的日期：{value}", "not a date: {value}"),
    "date_range": w("日期在将来或太早：{value}", "the date lies in the future or too far back: {value}"),
    "asset_empty": w("没有设备", "no asset"),
    "text_empty": w("没有故障或工作内容", "no fault or work"),
    "too_long": w("太长：{field}", "too long: {field}"),
}
REMARKS: dict[str, Words] = {
    "cost_unreadable": w(
        "费用看不懂，按不明记：{value}", "the cost is no number and counts as unknown: {value}"
    ),
    "cost_negative": w("费用为负，记为贷记：{value}", "the cost is negative and kept as a credit: {value}"),
    "cost_rounded": w("费用多于两位小数，四舍五入：{value}", "more than two decimals; rounded: {value}"),
}


@dataclass(frozen=True, slots=True)
class Order:
    """One work order; `row` is its row in the file, `occurrence` counts identical ones from 1."""

    row: int
    day: date
    asset: str
    text: str
    type: str
    cost: Decimal
    cells: Mapping[str, str]
    occurrence: int = 1

    @property
    def money(self) -> dict[str, Any]:
        """The cost as a service record holds it: a fee; a negative one as a credit among the readings."""
        if self.cost >= 0:
            return {"fee": self.cost}
        return {"fee": Decimal(0), "readings": [{"name": CREDIT, "value": str(self.cost), "unit": "元"}]}

    def key(self, scope: str) -> str:
        """Return the key by which a second run knows it again: scope, content and occurrence."""
        content = "\x1f".join((scope, *(f"{name}={self.cells[name]}" for name in sorted(self.cells))))
        return f"{hashlib.sha256(content.encode()).hexdigest()}:{self.occurrence}"


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be said about a row: a reason to refuse it, or a remark."""

    row: int
    code: str
    words: Words


@dataclass(slots=True)
class Reading:
    """What a file holds: its columns, the orders taken, the rows refused, the remarks, the identical rows."""

    columns: Columns
    orders: list[Order] = field(default_factory=list)
    refused: list[Said] = field(default_factory=list)
    remarks: list[Said] = field(default_factory=list)

    @property
    def repeats(self) -> int:
        """How many rows are identical to one before them."""
        return sum(order.occurrence > 1 for order in self.orders)


class RowRefused(Exception):  # noqa: N818 - a row, not an error of the program
    """A row can't become a job; carries the reason."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.words = REASONS[code].format(**values)


def cost_of(fee: Decimal, readings: Iterable[Mapping[str, str]]) -> Decimal:
    """Return the cost that a service record holds as `Order.money` wrote it."""
    return fee + sum((Decimal(each["value"]) for each in readings if each["name"] == CREDIT), Decimal(0))


def read(content: bytes, *, today: date, mapping: Mapping[str, str] | None = None) -> Reading:
    """Return what a CSV or XLSX file of work orders holds.

    Invalid as `sheets.rows_of` (`file_unreadable`, `file_long`) and `columns.find`; `file_empty` for nothing.
    A cost that can't be read doesn't refuse its row: the work was done all the same.
    """
    rows = rows_of(content, most=MOST_ROWS, keep_nul=True)
    if not rows or not any(rows[0]):
        raise invalid("file", w("文件是空的", "The file is empty"), "file_empty")
    reading = Reading(columns.find(rows[0], said=mapping))
    for number, row in enumerate(rows[1:], start=2):
        if any(row):
            _take(reading, number, row, today)
    reading.orders = list(_counted(reading.orders))
    return reading


def _take(reading: Reading, number: int, row: list[str], today: date) -> None:
    try:
        order, remarks = _order(reading.columns, number, row, today)
    except RowRefused as refusal:
        reading.refused.append(Said(number, refusal.code, refusal.words))
        return
    reading.orders.append(order)
    reading.remarks += remarks


def _order(known: Columns, number: int, row: list[str], today: date) -> tuple[Order, list[Said]]:
    if UNSTORABLE.search("".join(row)):
        raise RowRefused("characters")
    if any(row[len(known.headings) :]):
        raise RowRefused("cells")
    cells = known.cells(row)
    for name, text in cells.items():
        if len(text) > LONGEST[name]:
            raise RowRefused("too_long", field=columns.FIELDS[name])
    for name in ("asset", "text"):
        if not cells[name]:
            raise RowRefused(f"{name}_empty")
    cost, remarks = _cost(number, cells.get("cost", ""))
    day = _day(cells["date"], today)
    order = Order(number, day, cells["asset"], cells["text"], cells.get("type", ""), cost, cells)
    return order, remarks


def _day(text: str, today: date) -> date:
    if not text:
        raise RowRefused("date_empty")
    found = DATE.fullmatch(text)
    try:
        day = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        day = None
    if day is None:
        raise RowRefused("date_form", value=text)
    if not EARLIEST <= day <= today:
        raise RowRefused("date_range", value=text)
    return day


def _cost(number: int, text: str) -> tuple[Decimal, list[Said]]:
    if not text:
        return Decimal(0), []
    try:
        cost = Decimal(text.replace(",", "").lstrip("¥￥"))
    except InvalidOperation:
        cost = Decimal("NaN")
    if not cost.is_finite() or abs(cost) >= HIGHEST:
        return Decimal(0), [_remark(number, "cost_unreadable", text)]
    rounded = cost.quantize(CENT) + 0  # adding nothing takes the sign from a zero
    remarks = [_remark(number, "cost_negative", text)] if cost < 0 else []
    return rounded, remarks if rounded == cost else [*remarks, _remark(number, "cost_rounded", text)]


def _remark(number: int, code: str, value: str) -> Said:
    return Said(number, code, REMARKS[code].format(value=value))


def _counted(orders: Iterable[Order]) -> Iterable[Order]:
    seen: Counter[str] = Counter()
    for order in orders:
        content = order.key("")
        seen[content] += 1
        yield order if seen[content] == 1 else _again(order, seen[content])


def _again(order: Order, occurrence: int) -> Order:
    return Order(
        order.row, order.day, order.asset, order.text, order.type, order.cost, order.cells, occurrence
    )
