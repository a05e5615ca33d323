"""Everything the clock asks of the packages: the `run_due` of each package's `jobs`, one after another."""

from __future__ import annotations

import logging
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from django.apps import apps

from yinuo.upkeep.counting import JOBS_DONE, JOBS_FAILED

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    Job = Callable[[datetime], int]

LOG = logging.getLogger("yinuo.work")


@cache
def jobs() -> tuple[tuple[str, Job], ...]:
    """Return (package, job) of every installed package that answers the clock, lowest package first."""
    own = [app.name for app in apps.get_app_configs() if app.name.startswith("yinuo.")]
    with_jobs = [name for name in own if find_spec(f"{name}.jobs")]
    return tuple((name, import_module(f"{name}.jobs").run_due) for name in with_jobs)


def run_due(at: datetime) -> int:
    """Do everything due at `at`; return how much it was. A job that fails does not stop the others."""
    return sum(_guarded(name, job, at) for name, job in jobs())


def _guarded(name: str, job: Job, at: datetime) -> int:
    try:
        done = job(at)
    except Exception:
        JOBS_FAILED.labels(name).inc()
        LOG.exception("jobs of %s failed", name)
        return 0
    if done:
        JOBS_DONE.labels(name).inc(done)
    return done
