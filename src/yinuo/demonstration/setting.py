"""When and how large: the seed, the moment the demonstration is made for, and the size of the company."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEFORE_THE_YEAR = 45


@dataclass(frozen=True, slots=True)
class Scale:
    """How large the company is: customers, devices, calls on a working day, days back, days loaded first."""

    customers: int = 300
    devices: int = 1200
    calls_a_day: int = 22
    days: int = 365
    recent: int = 14


@dataclass(frozen=True, slots=True)
class Setting:
    """One demonstration: equal settings make equal companies. `now` is the moment it ends at."""

    seed: int
    now: datetime
    scale: Scale = field(default_factory=Scale)

    @property
    def today(self) -> date:
        """The local day on which the demonstration ends."""
        return self.now.astimezone(SHANGHAI).date()

    @property
    def founded(self) -> datetime:
        """The instant from which the company, its customers and devices are known: weeks before the year."""
        return self.morning(self.today - timedelta(days=self.scale.days + BEFORE_THE_YEAR))

    @property
    def older_days(self) -> list[date]:
        """The days of the year that are loaded behind, oldest first."""
        return [self.today - timedelta(days=n) for n in range(self.scale.days, self.scale.recent, -1)]

    @property
    def recent_days(self) -> list[date]:
        """The last days before today, oldest first."""
        last = min(self.scale.recent, self.scale.days)
        return [self.today - timedelta(days=n) for n in range(last, 0, -1)]

    def morning(self, day: date) -> datetime:
        """Return 8:00 of a local day."""
        return datetime.combine(day, time(8), SHANGHAI).astimezone(UTC)

    def dice(self, *about: object) -> random.Random:
        """Return dice for one purpose: the same for equal seeds and purposes, whatever else was drawn."""
        return random.Random("/".join(map(str, (self.seed, *about))))  # noqa: S311 - a story, no secret
