"""Pure rules about duties: whether one was kept, and when to remind and escalate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from yinuo.duties.states import DutyState
from yinuo.lib import worktime

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yinuo.policy.rules import Step


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
