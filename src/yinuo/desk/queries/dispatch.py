"""What the dispatch page reads: the queue in its three stretches, and the tools that went along last time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yinuo.calendars.queries import working_calendar
from yinuo.calls.models import Visit
from yinuo.calls.queries.register import left_over, queue

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.calls.models import Call


@dataclass(frozen=True, slots=True)
class Queue:
    """The calls of a branch that wait for dispatch: handed over, come back, the others by time left (G13)."""

    handed: list[Call]
    back: list[Call]
    others: list[Call]

    @property
    def length(self) -> int:
        """How many calls wait."""
        return len(self.handed) + len(self.back) + len(self.others)


def waiting(branch_id: int) -> Queue:
    """Return the queue of a branch; three queries however long it is."""
    calls = list(queue(branch_id))
    handed = [call for call in calls if call.handed_over_on]
    back = [call for call in calls if not call.handed_over_on and call.back_in_queue]
    others = [call for call in calls if not call.handed_over_on and not call.back_in_queue]
    return Queue(handed, back, others)


def last_tools(call: Call) -> Visit | None:
    """Return the newest visit to a device of the call's models that took tools along."""
    models = {voucher.device.product_model_id for voucher in call.vouchers.all() if voucher.device}
    visits = Visit.objects.filter(voucher__device__product_model__in=models).exclude(voucher__call=call)
    return visits.exclude(tools=[]).select_related("voucher").order_by("-id").first()


def others_first(call: Call, now: datetime) -> bool:
    """Whether calls handed over before today wait, so that dispatching this one needs a reason (G13)."""
    if call.handed_over_on is not None:
        return False
    today = now.astimezone(working_calendar(call.branch.calendar_id).zone).date()
    return left_over(call.branch_id).filter(handed_over_on__lt=today).exclude(pk=call.pk).exists()
