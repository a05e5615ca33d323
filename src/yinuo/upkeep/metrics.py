"""Figures for Prometheus: what the processes count together, and what is looked up when somebody asks.

No label ever holds more than an address pattern, a method, a status or a package.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.db.models import Max
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from yinuo.duties.models import Duty
from yinuo.duties.states import DutyState
from yinuo.journal.models import Entry
from yinuo.outbox.models import Message
from yinuo.upkeep import counting, health, state
from yinuo.upkeep.sharing import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


def exposition(now: datetime) -> bytes:
    """Return everything in the text format of Prometheus."""
    looked_up = CollectorRegistry()
    for name, words, value in looks(now):
        Gauge(name, words, registry=looked_up).set(value)
    if FOLDER not in os.environ:
        return generate_latest(counting.REGISTRY) + generate_latest(looked_up)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together) + generate_latest(looked_up)


def looks(now: datetime) -> Iterator[tuple[str, str, float]]:
    """Yield (name, meaning, value) of what is looked up; without a database only what does not need it."""
    folder = settings.YINUO_COPIES.folder
    last = state.last_good([folder])
    yield "yinuo_disk_free_bytes", "Free space where the data is", health.disk_free()
    yield "yinuo_worker_age_seconds", "Since the worker last came round", health.worker_age()
    age = (now - last).total_seconds() if last else float("inf")
    yield "yinuo_last_copy_age_seconds", "Since the last good copy was made", age
    try:
        found = list(_in_database(now))
    except (DatabaseError, InterfaceError):
        yield "yinuo_database_up", "Whether the database answers", 0
        return
    yield "yinuo_database_up", "Whether the database answers", 1
    yield from found


def _in_database(now: datetime) -> Iterator[tuple[str, str, float]]:
    owed = Duty.objects.filter(state=DutyState.OPEN)
    yield "yinuo_duties_open", "Promises not yet kept", owed.count()
    yield (
        "yinuo_duties_overdue",
        "Promises not yet kept whose time has passed",
        owed.filter(due_at__lt=now).count(),
    )
    yield "yinuo_outbox_unread", "Messages nobody has read", Message.objects.filter(read_at=None).count()
    newest = Entry.objects.aggregate(newest=Max("id"))["newest"]
    yield "yinuo_journal_last_line", "Number of the newest line of the journal", newest or 0
