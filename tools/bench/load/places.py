"""Where each copied call lies: its branch, its day, its state, its customer."""

from __future__ import annotations

from dataclasses import dataclass

A_DAY = 120
FIRST = 20
"""Numbers of a day below this are those of the masters."""
OPEN_TODAY = 50
WHOLE_LIVES = 4
"""One in so many filed calls has had a visit; the others were solved by telephone."""
OLD_OPEN = {1_000: 40, 100_000: 300, 1_000_000: 1_800}
STILL_OPEN = ("done", "done", "on_site", "done")
BEFORE = ("registered", "dispatched", "accepted", "under_way", "on_site")
OLD_DAYS = 20
SPREAD = 2_654_435_761


@dataclass(frozen=True, slots=True)
class Spot:
    """Branch (from 0), days back from today, count within the day, state, the branch's customer."""

    branch: int
    back: int
    count: int
    state: str
    customer: int


class Plan:
    """How `calls` calls are spread: the first is the newest, every day of every branch has as many."""

    def __init__(self, calls: int, branches: int) -> None:
        self.calls, self.branches = calls, branches
        self.customers = max(50, calls // 50 // branches)
        day = A_DAY * branches
        older = max(0, min(calls - day, OLD_DAYS * day))
        wanted = next((count for size, count in OLD_OPEN.items() if calls <= size), max(OLD_OPEN.values()))
        self.open_every = max(1, older // wanted) if older else 0

    @property
    def most_of_a_day(self) -> int:
        """The highest count of a day."""
        return FIRST + A_DAY

    def spot(self, place: int) -> Spot:
        """Return where call `place` lies."""
        newest = place
        back, within = divmod(newest, A_DAY * self.branches)
        order, branch = divmod(within, self.branches)
        customer = place * SPREAD % 2**32 % self.customers
        return Spot(branch, back, FIRST + A_DAY - order, self._state(place, back, order), customer)

    def _state(self, place: int, back: int, order: int) -> str:
        if back == 0 and order < OPEN_TODAY:
            return BEFORE[order % len(BEFORE)]
        if 0 < back <= OLD_DAYS and self.open_every and place % self.open_every == 0:
            return STILL_OPEN[place // self.open_every % len(STILL_OPEN)]
        return "filed" if place % WHOLE_LIVES == 0 else "by_telephone"
