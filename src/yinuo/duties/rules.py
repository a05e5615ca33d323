"""Pure rules about duties: whether one was kept, and when to remind and escalate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

from yinuo.duties.states import DutyState, Standing
from yinuo.lib import worktime

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yinuo.policy.rules import Step

SETTLED = {
    DutyState.MET: Standing.KEPT,
    DutyState.MET_LATE: Standing.LATE,
    DutyState.EXCUSED: Standing.EXCUSED,
}
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many promises stand how at one instant; the figures of a clause, a branch or a person."""

    kept: int = 0
    late: int = 0
    overdue: int = 0
    waiting: int = 0
    excused: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.kept + other.kept,
            self.late + other.late,
            self.overdue + other.overdue,
            self.waiting + other.waiting,
            self.excused + other.excused,
        )

    @property
    def made(self) -> int:
        """All of them."""
        return self.kept + self.late + self.overdue + self.waiting + self.excused

    @property
    def missed(self) -> int:
        """Those not kept in time: kept late, or still open after their due instant."""
        return self.late + self.overdue

    @property
    def rate(self) -> Decimal | None:
        """Percent kept of those that could be judged, cut to a tenth: only all of them are 100.0.

        None when none could be judged yet.
        """
        judged = self.kept + self.missed
        if not judged:
            return None
        return (Decimal(100 * self.kept) / judged).quantize(TENTH, ROUND_DOWN)


def standing(state: DutyState, due_at: datetime, now: datetime) -> Standing | None:
    """Return how a promise counts at `now`, None for a cancelled one; at its due instant it still waits."""
    if state is DutyState.OPEN:
        return Standing.OVERDUE if now > due_at else Standing.WAITING
    return SETTLED.get(state)


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder or escalation with its instant; `index` is its place in the clause's steps."""

    index: int
    at: datetime


def judged(*, due_at: datetime, done_at: datetime) -> DutyState:
    """Return met or met late; done exactly at the due instant is met."""
    return DutyState.MET if done_at <= due_at else DutyState.MET_LATE


def step_instant(
    step: Step, *, opened_at: datetime, due_at: datetime, calendar: worktime.Calendar
) -> datetime:
    """Return when a step of the policy comes: a share of the promise, or minutes from its opening or end."""
    if step.base == "share":
        whole = worktime.between(calendar, opened_at, due_at)
        share = timedelta(seconds=int(whole.total_seconds() * float(step.share or 0)))
        return worktime.add(calendar, opened_at, share).at if share > timedelta() else opened_at
    base = opened_at if step.base == "opened" else due_at
    offset = timedelta(minutes=step.minutes)
    if step.clock or not step.minutes:
        return base + offset
    if step.minutes > 0:
        return worktime.add(calendar, base, offset).at
    return worktime.subtract(calendar, base, -offset).at


def plan(
    steps: Sequence[Step], *, opened_at: datetime, due_at: datetime, calendar: worktime.Calendar
) -> list[Planned]:
    """Return the steps of a duty in the order of their instants."""
    planned = [
        Planned(index, step_instant(step, opened_at=opened_at, due_at=due_at, calendar=calendar))
        for index, step in enumerate(steps)
    ]
    return sorted(planned, key=lambda each: (each.at, each.index))
