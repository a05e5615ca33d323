"""What every installation starts with: the policy's first version and China's working days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.calendars.commands import ship_china
from yinuo.lib.actor import SYSTEM
from yinuo.policy.commands import ship as ship_policy

if TYPE_CHECKING:
    from datetime import datetime


def ship(*, at: datetime) -> None:
    """Put it there; what is there already stays as it is."""
    ship_policy(at=at)
    ship_china(by=SYSTEM, at=at)
