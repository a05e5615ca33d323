"""What the clock asks of the upkeep: the daily copy beside the other work, late copies told."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connections

from yinuo.upkeep import daily, state

EVERY = timedelta(seconds=30)
_copying: list[threading.Thread] = []
_looked: list[datetime] = []


def run_due(now: datetime) -> int:
    """Begin a copy that is due, in a thread of its own so that nothing else waits; return 1 when one began.

    The process that ends meanwhile waits for the copy; one that is killed leaves nothing with a copy's name.
    """
    if not settings.YINUO_COPIES.daily or (_looked and abs(now - _looked[-1]) < EVERY):
        return 0
    _looked[:] = [now]
    daily.watch(now)
    if any(thread.is_alive() for thread in _copying):
        return 0
    if not daily.due(settings.YINUO_COPIES, state.read(settings.YINUO_DATA), now):
        return 0
    thread = threading.Thread(target=_copy, args=(now,), name="daily copy")
    _copying[:] = [thread]
    thread.start()
    return 1


def wait() -> None:
    """Wait until a copy that began here has ended."""
    for thread in _copying:
        thread.join()


def forget() -> None:
    """Look afresh at the next call: between tests."""
    wait()
    _looked.clear()
    _copying.clear()


def _copy(now: datetime) -> None:
    try:
        daily.copy_now(now)
    finally:
        connections.close_all()
