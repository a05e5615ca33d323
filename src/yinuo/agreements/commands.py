"""Contracts changed: added, and used up by filed jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yinuo.agreements.models import Contract, Covered
from yinuo.journal.commands import begin, change, lock
from yinuo.journal.steps import one_step
from yinuo.lib.refusal import invalid
from yinuo.lib.words import w

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from yinuo.customers.models import Customer
    from yinuo.devices.models import Device
    from yinuo.lib.actor import Acting


@one_step
def add_contract(
    *,
    number: str,
    customer: Customer,
    starts_on: date,
    ends_on: date,
    devices: Iterable[Device],
    by: Acting,
    at: datetime,
    visits: int | None = None,
    minutes: int | None = None,
) -> Contract:
    """Add a maintenance contract over `devices`. Invalid `ends_on` when it ends before it starts."""
    if ends_on < starts_on:
        raise invalid("ends_on", w("结束日早于开始日。", "The contract ends before it starts."))
    contract = Contract(
        number=number,
        customer=customer,
        starts_on=starts_on,
        ends_on=ends_on,
        visits_included=visits,
        minutes_included=minutes,
    )
    begin(contract, "added", by=by, at=at)
    Covered.objects.bulk_create([Covered(contract=contract, device=device) for device in devices])
    return contract


@one_step
def use_up(*, number: str, minutes: int, job: str, by: Acting, at: datetime) -> None:
    """Count one visit and its minutes against contract `number`, for the filed voucher `job`."""
    contract = lock(Contract, number=number)
    used: dict[str, Any] = {
        "visits_used": contract.visits_used + 1,
        "minutes_used": contract.minutes_used + minutes,
    }
    change(contract, "used", by=by, at=at, details={"voucher": job}, **used)
