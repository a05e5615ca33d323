"""The register of a replay beside its input, row for row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yinuo.calls.models import Call
from yinuo.calls.states import State
from yinuo.history.orders import cost_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yinuo.history.orders import Order
    from yinuo.people.models import Branch


@dataclass(frozen=True, slots=True)
class Difference:
    """A row whose call says something else, or a call without a row."""

    row: int
    number: str
    field: str
    wanted: str
    found: str

    def __str__(self) -> str:
        return f"{self.row} {self.number} {self.field}: {self.wanted!r} ≠ {self.found!r}"


def differences(branch: Branch, told: Sequence[tuple[Order, str]]) -> list[Difference]:
    """Return where date, asset, text, cost or state of row and call differ, and what has no counterpart."""
    calls = Call.objects.filter(branch=branch).prefetch_related("vouchers__device", "vouchers__records")
    register = {call.number: call for call in calls}
    found = [each for order, number in told for each in _of_row(order, number, register.pop(number, None))]
    found += [Difference(0, number, "row", "", str(call.day)) for number, call in register.items()]
    return found


def _of_row(order: Order, number: str, call: Call | None) -> list[Difference]:
    if call is None:
        return [Difference(order.row, number, "call", order.text, "")]
    wanted = {
        "date": str(order.day),
        "asset": order.asset,
        "text": order.text,
        "cost": f"{order.cost:.2f}",
        "state": str(State.FILED),
    }
    shown = _shown(call)
    return [
        Difference(order.row, number, name, value, shown[name])
        for name, value in wanted.items()
        if shown[name] != value
    ]


def _shown(call: Call) -> dict[str, str]:
    vouchers = list(call.vouchers.all())
    records = [record for voucher in vouchers for record in voucher.records.all() if record.latest]
    return {
        "date": str(call.day),
        "asset": "+".join(voucher.device.serial for voucher in vouchers if voucher.device),
        "text": call.fault,
        "cost": f"{sum(cost_of(record.fee, record.readings) for record in records):.2f}",
        "state": "+".join(sorted({call.state, *(voucher.state for voucher in vouchers)})),
    }
