"""What a call can be found by."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yinuo.calls.models import Call
    from yinuo.devices.models import Device


def found_by(call: Call, devices: Iterable[Device | None]) -> list[str]:
    """Return the texts a call of these devices is found by, its branch's mark among them."""
    serials = [device.serial for device in devices if device]
    return [mark(call.branch.code), call.number, call.fault, call.customer.name, call.phone, *serials]


def mark(branch: str) -> str:
    """Return the piece that every call of a branch has, and that nobody types."""
    return f"zzz{branch}".casefold()
