"""The lines of the register: what is shown of one call in one row, and what is exported of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yinuo.agreements.states import CATEGORY_WORDS, Category
from yinuo.calls.states import KIND_WORDS, OPEN, STATE_WORDS, Kind, State
from yinuo.desk.chips import BEFORE_ARRIVAL
from yinuo.lib.words import Words, w

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from yinuo.calls.models import Call, Voucher
    from yinuo.desk.chips import Chips
    from yinuo.web.due import Chip

MIXED = w("不一", "mixed")
EXPORTED = (
    w("号码", "Number"),
    w("来电", "Reported"),
    w("登记", "Registered"),
    w("客户", "Customer"),
    w("联系人", "Contact"),
    w("电话", "Telephone"),
    w("机型", "Model"),
    w("序号", "Serial"),
    w("故障", "Fault"),
    w("性质", "Kind"),
    w("类别", "Category"),
    w("进度", "Progress"),
    w("应到", "Arrival due"),
    w("到达", "Arrived"),
    w("技术员", "Technician"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the register."""

    call: Call
    short: str
    chip: Chip | None
    fresh: bool = False

    @property
    def vouchers(self) -> list[Voucher]:
        """The call's vouchers, in their order."""
        return list(self.call.vouchers.all())

    @property
    def done(self) -> bool:
        """Whether nothing is left to do for this call."""
        return self.call.state not in OPEN

    @property
    def state(self) -> Words:
        """Where the call stands, in words."""
        return STATE_WORDS[State(self.call.state)]

    @property
    def waits(self) -> bool:
        """Whether the call waits for dispatch or approval: what the eye should find."""
        return self.call.state in (State.REGISTERED, State.AWAITING_APPROVAL)

    @property
    def promised(self) -> bool:
        """Whether the due time still matters: nobody has arrived yet."""
        return self.call.state in BEFORE_ARRIVAL and self.call.arrived_at is None

    @property
    def category(self) -> Words:
        """The category of its vouchers."""
        return categories(self.vouchers)

    @property
    def model(self) -> str:
        """The model of the first device, and how many more there are."""
        devices = [each.device for each in self.vouchers if each.device]
        more = f" +{len(self.vouchers) - 1}" if len(self.vouchers) > 1 else ""
        return f"{devices[0].product_model.words}{more}" if devices else ""

    @property
    def serial(self) -> str:
        """The serial of the first device."""
        return next((each.device.serial for each in self.vouchers if each.device), "")

    @property
    def department(self) -> str:
        """The department where the first device stands."""
        return next((each.device.department for each in self.vouchers if each.device), "")

    @property
    def technician(self) -> str:
        """Who leads the current visits; who led the last ones once they are over."""
        return "、".join(technicians(self.vouchers))


def rows(calls: Iterable[Call], chips: Chips, fresh: str = "") -> list[Row]:
    """Return the rows of calls; `fresh` is the number of the one that just changed."""
    return [Row(call, short(call.number), chips.of_call(call), call.number == fresh) for call in calls]


def short(number: str) -> str:
    """Return the part of a call's number that counts within its day: `SH-20261124-0007` → `07`."""
    last = number.rpartition("-")[2]
    return f"{int(last):02d}" if last.isascii() and last.isdigit() else last


def categories(vouchers: Iterable[Voucher]) -> Words:
    """Return the category of vouchers in words; that they differ, when they do."""
    found = {one.category for one in vouchers}
    return MIXED if len(found) > 1 else CATEGORY_WORDS[Category(found.pop())]


def named(call: Call, today: date) -> Words:
    """Return how people call a call: by its number of the day today, by its whole number on other days."""
    if call.day != today:
        return Words(call.number, call.number)
    return w("{n} 号", "no. {n}").format(n=short(call.number))


def technicians(vouchers: Iterable[Voucher]) -> list[str]:
    """Return the names of those who lead the last visit of each voucher, each once."""
    last = [max(each.visits.all(), key=lambda visit: visit.position, default=None) for each in vouchers]
    return list(dict.fromkeys(visit.lead.name for visit in last if visit))


def exported(calls: Iterable[Call]) -> Iterator[list[object]]:
    """Yield one row for each voucher of the calls, as `EXPORTED` heads them."""
    for call in calls:
        for voucher in call.vouchers.all():
            device = voucher.device
            yield [
                voucher.number,
                call.reported_at,
                call.registered_at,
                call.customer.name,
                call.contact_name,
                call.phone,
                device.product_model.words if device else "",
                device.serial if device else "",
                call.fault,
                KIND_WORDS[Kind(call.kind)],
                CATEGORY_WORDS[Category(voucher.category)],
                STATE_WORDS[State(voucher.state)],
                call.arrival_due_at,
                call.arrived_at,
                "、".join(technicians([voucher])),
            ]
