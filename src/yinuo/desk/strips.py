"""A technician's day as a strip: opening hours, visits and absences, placed in hundredths."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from yinuo.lib import worktime
from yinuo.web import moments

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yinuo.calls.models import Visit
    from yinuo.people.models import Absence

MARGIN = timedelta(minutes=30)
VISIT = timedelta(hours=1)
"""How long a planned visit is drawn: nobody plans its end."""
WHOLE_DAY = (timedelta(hours=8), timedelta(hours=18))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a strip: what it is, where it begins and how wide it is in hundredths of the strip."""

    kind: str
    x: str
    width: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """The stretch of a local day that strips show, with its opening windows."""

    calendar: worktime.Calendar
    day: date
    start: datetime
    end: datetime
    windows: tuple[tuple[datetime, datetime], ...]

    def place(self, instant: datetime) -> float:
        """Return where an instant lies, in hundredths; outside ones lie at the nearer end."""
        share = (instant - self.start) / (self.end - self.start)
        return 100 * min(1.0, max(0.0, share))

    def bar(self, kind: str, start: datetime, end: datetime, words: str = "") -> Bar | None:
        """Return the bar of a stretch of time; None when nothing of it lies within."""
        left, right = self.place(start), self.place(end)
        return Bar(kind, f"{left:.2f}%", f"{right - left:.2f}%", words) if right > left else None

    @property
    def ticks(self) -> list[tuple[str, str]]:
        """The ends of the opening windows with their places."""
        edges = [instant for window in self.windows for instant in window]
        return [(f"{self.place(edge):.2f}%", moments.clock(edge, self.calendar.zone)) for edge in edges]

    @property
    def opened(self) -> list[Bar]:
        """The opening windows as bars."""
        return [bar for window in self.windows if (bar := self.bar("open", *window))]


def scale(calendar: worktime.Calendar, now: datetime) -> Scale:
    """Return the scale of today; after closing, or on a day off, of the next working day."""
    local = now.astimezone(calendar.zone)
    day = local.date()
    windows = _windows(calendar, day)
    if not windows or windows[-1][1] <= now:
        day = worktime.next_opening(calendar, now).astimezone(calendar.zone).date()
        windows = _windows(calendar, day)
    midnight = datetime.combine(day, datetime.min.time(), calendar.zone)
    first, last = (windows[0][0], windows[-1][1]) if windows else tuple(midnight + each for each in WHOLE_DAY)
    return Scale(calendar, day, first - MARGIN, last + MARGIN, windows)


def _windows(calendar: worktime.Calendar, day: date) -> tuple[tuple[datetime, datetime], ...]:
    midnight = datetime.combine(day, datetime.min.time(), calendar.zone)
    return tuple((midnight + window.opens, midnight + window.closes) for window in calendar.windows_on(day))


def strip(on: Scale, visits: Iterable[Visit], absences: Iterable[Absence], now: datetime) -> list[Bar]:
    """Return a person's bars in the order they are drawn: absences under visits."""
    away = [on.bar("away", each.starts_at, each.ends_at, each.reason) for each in absences]
    jobs = [_job(on, visit, now) for visit in visits]
    return [bar for bar in (*away, *jobs) if bar]


def _job(on: Scale, visit: Visit, now: datetime) -> Bar | None:
    start = visit.arrived_at or visit.set_out_at or visit.planned_start
    if start is None:
        return None
    running = visit.arrived_at is not None and visit.left_at is None
    end = visit.left_at or (max(start + VISIT, now) if running else start + VISIT)
    customer = visit.voucher.call.customer.name
    words = f"{moments.clock(start, on.calendar.zone)} {customer}"
    return on.bar("done" if visit.left_at else "job", start, end, words)


def start_proposed(calendar: worktime.Calendar, now: datetime) -> datetime:
    """Return when somebody could set out: in a quarter of an hour at the earliest, at an open quarter."""
    quarter = timedelta(minutes=15)
    opened = worktime.next_opening(calendar, now)
    wanted = max(now + quarter, opened)
    behind = timedelta(minutes=wanted.minute % 15, seconds=wanted.second, microseconds=wanted.microsecond)
    rounded = wanted - behind + (quarter if behind else timedelta())
    return worktime.next_opening(calendar, rounded)
