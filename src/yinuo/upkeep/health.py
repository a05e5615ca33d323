"""Is the installation well: each check answers good or not, within seconds, whatever hangs."""

from __future__ import annotations

import os
import shutil
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from yinuo.calendars.queries import missing_years

if TYPE_CHECKING:
    from datetime import datetime

PATIENCE_SECONDS = 2.0
WORKER_SECONDS = 60.0
BEAT = "worker-alive"
MEGABYTE = 1 << 20


class Asking:
    """Asks the database in a thread of its own, so that one that hangs makes a check red and nothing else."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "health")
        self._pending: Future[dict[str, bool]] | None = None
        self.migrated = False

    def ask(self, now: datetime) -> dict[str, bool]:
        """Return what the database tells within two seconds; all red when it does not answer."""
        if self._pending is None or self._pending.done():
            self._pending = self._pool.submit(self._asked, now)
        try:
            return self._pending.result(PATIENCE_SECONDS)
        except Exception:  # noqa: BLE001 - whatever it was, the database did not answer
            return {"database": False, "migrations": False, "calendar": False}

    def _asked(self, now: datetime) -> dict[str, bool]:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            self.migrated = self.migrated or _migrated()
            year = any(missing.year == now.year for missing in missing_years(now))
            return {"database": True, "migrations": self.migrated, "calendar": not year}
        finally:
            connection.close()


_asking: list[Asking] = []


def ready(now: datetime) -> dict[str, bool]:
    """Return every check by name: database, migrations, disk, worker, calendar."""
    if not _asking:
        _asking.append(Asking())
    return {**_asking[0].ask(now), "disk": disk_free() >= _least(), "worker": worker_age() < WORKER_SECONDS}


def disk_free() -> int:
    """Return how many bytes are free where the data is, 0 when that can't be told."""
    try:
        return shutil.disk_usage(settings.YINUO_DATA).free
    except OSError:
        return 0


def worker_age() -> float:
    """Return how many seconds ago the worker last came round; infinity when it never did."""
    try:
        return max(0.0, time.time() - _beat().stat().st_mtime)
    except OSError:
        return float("inf")


def beat() -> None:
    """Leave a sign that the worker came round. Needs no space on the disk but the first time."""
    try:
        descriptor = os.open(_beat(), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return
    try:
        os.utime(descriptor)
    finally:
        os.close(descriptor)


def forget() -> None:
    """Ask afresh: between tests."""
    _asking.clear()


def _migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _beat() -> Path:
    return Path(settings.YINUO_DATA) / BEAT


def _least() -> int:
    return int(settings.YINUO_LEAST_FREE_MB) * MEGABYTE
