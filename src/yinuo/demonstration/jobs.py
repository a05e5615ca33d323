"""What the clock asks of the demonstration: load a little more of its year, until it is complete."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from yinuo.demonstration import load, logins, turn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

SECONDS = 1.0
MOST_FAILURES = 3


@dataclass(slots=True)
class Running:
    """The load that this process is at: its steps, what holds its turn, how often it failed."""

    steps: Iterator[tuple[int, int]] | None = None
    held: int | None = None
    failures: int = 0

    def stop(self) -> None:
        """Drop the steps and give the turn back."""
        self.steps = None
        if self.held is not None:
            turn.give_back(self.held)
            self.held = None


running = Running()


def run_due(now: datetime) -> int:
    """Load for a second; return 1 while there is more, 0 when nothing is left or another worker loads.

    A load that failed three times is left alone until the worker starts again.
    """
    del now
    known = logins.known()
    if known is None or known.complete or running.failures >= MOST_FAILURES or not _has_turn():
        return 0
    try:
        return _a_little(known)
    except Exception:
        running.failures += 1
        running.stop()
        raise


def _has_turn() -> bool:
    if running.held is None:
        running.held = turn.take(wait=False)
    return running.held is not None


def _a_little(known: logins.Known) -> int:
    if running.steps is None:
        running.steps = load.steps(known.setting)
    if load.for_a_while(running.steps, SECONDS):
        return 1
    logins.remember(replace(known, complete=True))
    running.stop()
    return 0
