"""A small demonstration company for tests, on a fixed Tuesday morning, and a stage to load it on."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction

from tests.world import at
from yinuo.calendars import queries as calendars
from yinuo.demonstration import jobs, load
from yinuo.demonstration.setting import Scale
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from yinuo.demonstration.setting import Setting

NOW = at("2026-11-24 10:40")


def small(*, seed: int = 1, now: datetime = NOW, **changed: int) -> Setting:
    """Load the first stage of a small company."""
    values = {"customers": 12, "devices": 60, "calls_a_day": 9, "days": 9, "recent": 4, **changed}
    return load.company(seed=seed, now=now, scale=Scale(**values))


@contextmanager
def forgotten_afterwards() -> Iterator[None]:
    """Undo everything at the end: rows by one transaction around many tests, what processes keep in memory too."""
    forget()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    forget()


def forget() -> None:
    """Drop what this process keeps in memory of calendars, policies and a running load."""
    calendars.forget()
    policies.forget()
    jobs.running.stop()
    jobs.running.failures = 0
