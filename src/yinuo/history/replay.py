"""The replay: rows arrive as calls on their days and go through every command under a simulated clock."""

from __future__ import annotations

import random
import time as real
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from yinuo.calls import jobs as calls_jobs
from yinuo.calls.commands import close_day
from yinuo.calls.commands.closing import of_day, unexplained
from yinuo.calls.commands.gate import Deed
from yinuo.calls.models import Call, DayClose
from yinuo.duties import jobs as duties_jobs
from yinuo.history import stage as stages
from yinuo.history.comparison import Difference, differences
from yinuo.history.course import Course
from yinuo.journal import audit
from yinuo.lib import worktime
from yinuo.lib.refusal import invalid
from yinuo.lib.words import w
from yinuo.policy import commands as policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from yinuo.history.orders import Order
    from yinuo.history.stage import Stage

    Report = Callable[[int, int], None]

MOST_STEPS = 10_000
EVENING = time(20)
EXPLAINED = "技术员还在客户处，次日交回"
ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class Outcome:
    """What a replay came to: where it played, how many rows agree, what doesn't, how long it took."""

    branch: str
    calendar: str
    first: date
    last: date
    rows: int
    differences: list[Difference]
    findings: list[audit.Finding]
    days: int
    steps: int
    seconds: float

    @property
    def sound(self) -> bool:
        """Whether every row agrees and the audit found nothing."""
        return not self.differences and not self.findings


@dataclass(slots=True)
class Agenda:
    """What is to happen, in the order of its instants."""

    waiting: list[tuple[datetime, int, Iterator[datetime]]] = field(default_factory=list)
    begun: int = 0

    def add(self, steps: Iterator[datetime]) -> None:
        """Put the first step of a course on the agenda."""
        self.begun += 1
        self._put(steps, self.begun)

    def run_until(self, instant: datetime) -> None:
        """Do everything that happens before or at `instant`, one step after another."""
        while self.waiting and self.waiting[0][0] <= instant:
            _at, place, steps = heappop(self.waiting)
            self._put(steps, place)

    def _put(self, steps: Iterator[datetime], place: int) -> None:
        following = next(steps, None)
        if following is not None:
            heappush(self.waiting, (following, place, steps))


class Player:
    """Plays the days of a replay one after another."""

    def __init__(self, stage: Stage, orders: Sequence[Order], seed: int) -> None:
        self.stage = stage
        self.agenda = Agenda()
        self.steps_taken = 0
        self.courses = [
            Course(order, stage, random.Random(f"{seed}/{order.row}"))  # noqa: S311 - a story, no secret
            for order in orders
        ]
        self.by_day: dict[date, list[Course]] = {}
        for course in self.courses:
            self.by_day.setdefault(course.order.day, []).append(course)

    def play(self, day: date) -> None:
        """Play one day: its rows arrive, everything due happens, the day is closed, the clock's jobs run."""
        for course in self.by_day.get(day, []):
            self.agenda.add(course.steps())
        evening = self._evening(day)
        self.agenda.run_until(evening)
        if Call.objects.filter(branch=self.stage.branch, day=day).exists():
            self._close(day, evening)
        self._jobs(evening + timedelta(minutes=40))
        midnight = datetime.combine(day + ONE_DAY, time(0), self.stage.calendar.zone).astimezone(UTC)
        self.agenda.run_until(midnight)
        self._jobs(midnight)

    def _evening(self, day: date) -> datetime:
        if worktime.is_working_day(self.stage.calendar, day):
            return worktime.closing(self.stage.calendar, day) + timedelta(minutes=5)
        return datetime.combine(day, EVENING, self.stage.calendar.zone).astimezone(UTC)

    def _close(self, day: date, at: datetime) -> None:
        branch = self.stage.branch
        if DayClose.objects.filter(branch=branch, day=day).exists():
            return
        missing = unexplained(list(of_day(branch, day)), {})
        close_day(
            branch=branch,
            day=day,
            deed=Deed(self.stage.clerk, at),
            explained=dict.fromkeys(missing, EXPLAINED),
        )

    def _jobs(self, now: datetime) -> None:
        self.steps_taken += duties_jobs.run_due(now, most=MOST_STEPS, simulated=True)
        self.steps_taken += calls_jobs.run_due(now, simulated=True)

    @property
    def filed(self) -> int:
        """How many rows have come to the filed voucher."""
        return sum(course.filed for course in self.courses)


def replay(
    orders: Sequence[Order],
    *,
    day_rate: float = 0.0,
    seed: int = 1,
    progress: Report = lambda _done, _total: None,
) -> Outcome:
    """Replay the orders at `day_rate` input days a real second (0: as fast as it goes); compare and audit.

    Invalid `file` without any order. Every replay gets a branch of its own, so that it mixes with nothing.
    """
    if not orders:
        raise invalid("file", w("没有可以重放的行", "There is no row to replay"), "file_empty")
    began = real.monotonic()
    first, last = min(order.day for order in orders), max(order.day for order in orders)
    stage = _stage(orders, first, last, seed)
    player = Player(stage, orders, seed)
    days = 0
    for day in _days(first, last, player):
        player.play(day)
        days += 1
        progress(player.filed, len(orders))
        _keep_pace(began, days, day_rate)
    return Outcome(
        branch=stage.branch.code,
        calendar=stage.calendar_code,
        first=first,
        last=last,
        rows=len(orders),
        differences=differences(stage.branch, [(each.order, each.number) for each in player.courses]),
        findings=list(audit.verify()),
        days=days,
        steps=player.steps_taken,
        seconds=real.monotonic() - began,
    )


def _stage(orders: Sequence[Order], first: date, last: date, seed: int) -> Stage:
    before = datetime.combine(first - ONE_DAY, time(0), UTC)
    policy.ship(at=before)
    years = range(before.year, last.year + 2)
    return stages.build(assets={order.asset for order in orders}, years=years, seed=seed, at=before)


def _days(first: date, last: date, player: Player) -> Iterator[date]:
    """Yield the days of the input, then those until the last voucher is filed."""
    day = first
    while day <= last or player.agenda.waiting:
        yield day
        day += ONE_DAY


def _keep_pace(began: float, days: int, day_rate: float) -> None:
    if day_rate > 0:
        real.sleep(max(0.0, began + days / day_rate - real.monotonic()))
