"""Loading the demonstration: first what the first page needs, then, behind, the rest of the year."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from yinuo.calls import jobs as calls_jobs
from yinuo.demonstration import company as companies
from yinuo.demonstration import customers, days, handbook, logins, today, turn
from yinuo.demonstration.cast import Cast, casts
from yinuo.demonstration.setting import Scale, Setting
from yinuo.duties import jobs as duties_jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    Report = Callable[[int, int], None]

SEED = 1


def silent(done: int, total: int) -> None:
    """Report to nobody."""
    del done, total


def company(
    *, progress: Report = silent, seed: int = SEED, now: datetime | None = None, scale: Scale | None = None
) -> Setting:
    """Make the company with its customers, devices, last days and present; the year's rest is left to `year`.

    The same seed and day of `now` (the present, unless given) make the same company; the hours of today's
    calls hang on the hour.
    """
    setting = Setting(seed, (now or timezone.now()).replace(microsecond=0), scale or Scale())
    password = logins.new_password()
    with transaction.atomic():
        companies.make(setting, password=password)
    customers.make(setting, lambda done, total: progress(40 * done // total, 100))
    handbook.make(setting)
    _recent(setting, lambda done, total: progress(40 + 60 * done // total, 100))
    logins.remember(logins.Known(password, setting, complete=False))
    return setting


def _recent(setting: Setting, progress: Report) -> None:
    here = casts()
    more = {code: today.present(setting, cast) for code, cast in here.items()}
    wanted = [*setting.recent_days, setting.today]
    for place, day in enumerate(wanted):
        for code, cast in here.items():
            if day == setting.today:
                days.live_today(setting, cast, more=more[code])
                continue
            for _step in days.live(setting, cast, day, more=more[code]):
                pass
        progress(place + 1, len(wanted))
    duties_jobs.run_due(setting.now, most=10_000)
    calls_jobs.run_due(setting.now)


def year(*, progress: Report = silent) -> None:
    """Load what is left of the year to its end; returns at once when nothing is.

    Waits while a worker of the installation is at it, then loads what that one left.
    """
    if not _left():
        return
    with turn.awaited():
        known = _left()
        if known is None:
            return
        for place, total in steps(known.setting):
            progress(place, total)
        logins.remember(replace(known, complete=True))


def _left() -> logins.Known | None:
    """Return what is remembered of a demonstration whose year is not complete."""
    known = logins.known()
    return None if known is None or known.complete else known


def steps(setting: Setting) -> Iterator[tuple[int, int]]:
    """Live the older days, oldest first, one short transaction a step; yields (days done, days wanted).

    Goes on where an earlier run was interrupted.
    """
    here, wanted = casts(), setting.older_days
    for place, day in enumerate(wanted):
        for cast in here.values():
            yield from ((place, len(wanted)) for _step in _missing(setting, cast, day))
    yield len(wanted), len(wanted)


def _missing(setting: Setting, cast: Cast, day: date) -> Iterator[None]:
    return iter(()) if days.done(cast, day) else days.live(setting, cast, day, more=[])


def for_a_while(running: Iterator[tuple[int, int]], seconds: float) -> bool:
    """Take steps of a running load for some seconds; return whether there are more to take."""
    until = monotonic() + seconds
    return any(monotonic() > until for _step in running)
