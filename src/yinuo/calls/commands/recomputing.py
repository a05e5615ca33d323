"""Open promises of arrival reckoned again after the branch's calendar has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.calls.commands import gate
from yinuo.calls.models import Call
from yinuo.calls.rules import promises
from yinuo.calls.states import OPEN
from yinuo.customers.rules import ZoneChoice
from yinuo.journal.steps import one_step
from yinuo.lib.words import from_json

if TYPE_CHECKING:
    from yinuo.calls.commands.gate import Deed


def recompute_arrivals(*, calendar_id: int, deed: Deed) -> list[str]:
    """Reckon again when somebody must arrive, for every open call of the branches that use the calendar.

    Calls that somebody has reached, and times agreed with the customer, stay. Each call is a transaction
    of its own; returns the numbers of those whose due time moved.
    """
    waiting = Call.objects.filter(branch__calendar_id=calendar_id, state__in=[str(state) for state in OPEN])
    unmet = waiting.filter(arrived_at=None, arrival_due_at__isnull=False, agreed_with="")
    numbers = list(unmet.order_by("id").values_list("number", flat=True))
    return [number for number in numbers if _recompute(number, deed)]


@one_step
def _recompute(number: str, deed: Deed) -> bool:
    call = gate.open_call(number, None)
    zone = ZoneChoice(call.zone, from_json(call.zone_why), call.zone_to_confirm)
    policy, calendar = gate.policy_of(call), gate.calendar_of(call)
    due_at, why = promises.arrival(policy, calendar, reported_at=call.reported_at, zone=zone)
    if due_at == call.arrival_due_at or call.arrived_at or call.agreed_with:
        return False
    gate.move_arrival(call, (due_at, why), reason="calendar changed")
    gate.write(call, "due_recomputed", deed, arrival_due_at=due_at, arrival_due_why=why)
    return True
