"""Who may see and change devices: the reach of the role, by the branch of the device's customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.devices.models import Device
from yinuo.journal.commands import not_found
from yinuo.people import access
from yinuo.people.rights import Scope

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yinuo.people.models import User


def visible(user: User) -> QuerySet[Device]:
    """Return the devices `user` may see. NotAllowed for roles that see none."""
    reached = access.require_somewhere(user, "device.see")
    devices = Device.objects.select_related("product_model", "customer", "site")
    return devices if reached is Scope.ALL else devices.filter(customer__branch_id=user.branch_id or 0)


def device_for(user: User, number: str) -> Device:
    """Return device `number`, if `user` may see it; NotFound otherwise."""
    found = visible(user).filter(number=number).first()
    if found is None:
        raise not_found("device")
    return found
