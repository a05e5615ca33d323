"""Cover read: the contracts of devices, and the category of each on a day."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from yinuo.agreements.models import Contract, Covered
from yinuo.agreements.rules import ContractCover, Cover, cover

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from yinuo.devices.models import Device


def as_cover(contract: Contract) -> ContractCover:
    """Return what matters of a contract for the rule of cover."""
    visits, minutes = contract.visits_included, contract.minutes_included
    return ContractCover(
        contract.number,
        contract.starts_on,
        contract.ends_on,
        None if visits is None else visits - contract.visits_used,
        None if minutes is None else minutes - contract.minutes_used,
    )


def covers(devices: Iterable[Device], *, day: date, order: Sequence[str]) -> dict[int, Cover]:
    """Return the category of each device on `day` by its key; one query however many devices."""
    wanted = list(devices)
    contracts: dict[int, list[ContractCover]] = defaultdict(list)
    rows = Covered.objects.filter(device__in=[device.pk for device in wanted], contract__ends_on__gte=day)
    for row in rows.select_related("contract"):
        contracts[row.device_id].append(as_cover(row.contract))
    return {
        device.pk: cover(
            day=day, warranty_until=device.warranty_until, contracts=contracts[device.pk], order=order
        )
        for device in wanted
    }
