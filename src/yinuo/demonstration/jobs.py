"""What the clock asks of the demonstration: load a little more of its year, until it is complete."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from yinuo.demonstration import load, logins

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

SECONDS = 1.0

_running: list[Iterator[tuple[int, int]]] = []


def run_due(now: datetime) -> int:
    """Load for a second; return 1 while there is more, 0 when nothing is left to load."""
    del now
    known = logins.known()
    if known is None or known.complete:
        return 0
    if not _running:
        _running.append(load.steps(known.setting))
    if load.for_a_while(_running[0], SECONDS):
        return 1
    _running.clear()
    logins.remember(replace(known, complete=True))
    return 0
