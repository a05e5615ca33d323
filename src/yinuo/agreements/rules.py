"""The one pure function that says which category a job is, and why (G1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yinuo.agreements.states import Category
from yinuo.lib.words import Words, w

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class ContractCover:
    """What matters of a contract for one device: its period and what is left of it."""

    number: str
    starts_on: date
    ends_on: date
    visits_left: int | None = None
    minutes_left: int | None = None

    def runs(self, day: date) -> bool:
        """Whether the contract runs on `day`; both ends belong to it."""
        return self.starts_on <= day <= self.ends_on

    @property
    def used_up(self) -> bool:
        """Whether nothing of its visits or hours is left."""
        return any(left is not None and left <= 0 for left in (self.visits_left, self.minutes_left))


@dataclass(frozen=True, slots=True)
class Cover:
    """The category of a job with its reason; `contract` is its number when one covers."""

    category: Category
    reason: Words
    contract: str = ""


def cover(
    *, day: date, warranty_until: date | None, contracts: Sequence[ContractCover], order: Sequence[str]
) -> Cover:
    """Return the category on `day`: the first of `order` (policy G1.order) that applies, else paid."""
    found = {
        Category.WARRANTY: _warranty(day, warranty_until),
        Category.CONTRACT: _contract(day, contracts),
        Category.PAID: _paid(day, warranty_until, contracts),
    }
    for name in order:
        covered = found[Category(name)]
        if covered is not None:
            return covered
    return _paid(day, warranty_until, contracts)


def _warranty(day: date, until: date | None) -> Cover | None:
    if until is None or day > until:
        return None
    reason = w("保修到 {until}，{day} 在内。", "Warranty runs until {until}; {day} is within it.")
    return Cover(Category.WARRANTY, reason.format(until=until, day=day))


def _contract(day: date, contracts: Sequence[ContractCover]) -> Cover | None:
    running = [contract for contract in contracts if contract.runs(day) and not contract.used_up]
    if not running:
        return None
    best = max(running, key=lambda contract: contract.ends_on)
    reason = w(
        "保养合同 {number} 到 {until}，{left}。", "Maintenance contract {number} runs until {until}, {left}."
    )
    told = reason.format(number=best.number, until=best.ends_on, left=left(best))
    return Cover(Category.CONTRACT, told, best.number)


def left(contract: ContractCover) -> Words:
    """Return in words what is left of a contract's visits and hours."""
    visits, minutes = contract.visits_left, contract.minutes_left
    if visits is None and minutes is None:
        return w("次数与工时不限", "visits and hours unlimited")
    if minutes is None:
        return w("余 {visits} 次", "{visits} visits left").format(visits=visits)
    hours = f"{minutes / 60:g}"
    if visits is None:
        return w("余 {hours} 工时", "{hours} hours left").format(hours=hours)
    return w("余 {visits} 次、{hours} 工时", "{visits} visits and {hours} hours left").format(
        visits=visits, hours=hours
    )


def _paid(day: date, until: date | None, contracts: Sequence[ContractCover]) -> Cover:
    if any(contract.runs(day) and contract.used_up for contract in contracts):
        return Cover(
            Category.PAID, w("合同的次数或工时已用完。", "The contract's visits or hours are used up.")
        )
    if until is not None:
        reason = w(
            "保修已于 {until} 结束，{day} 没有合同。", "Warranty ended on {until}; no contract runs on {day}."
        )
        return Cover(Category.PAID, reason.format(until=until, day=day))
    return Cover(Category.PAID, w("没有保修资料，也没有合同。", "No warranty on record and no contract."))
