"""What the clock asks of the call register: days that were not closed in time (G13)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from yinuo.calendars.queries import working_calendar
from yinuo.calls.commands.closing import closing_due, miss_closing, missed
from yinuo.calls.commands.gate import Deed
from yinuo.calls.models import Call, DayClose
from yinuo.lib.actor import SYSTEM
from yinuo.people.models import SIMULATED, Branch

if TYPE_CHECKING:
    from datetime import date, datetime

LOOK_BACK = timedelta(days=7)


def run_due(now: datetime, *, simulated: bool = False) -> int:
    """Find the days that ought to be closed by `now` and are not; return how many were found.

    Branches of a replay live by another clock: only `simulated` runs look at them, and at nothing else.
    """
    found = 0
    branches = Branch.objects.select_related("calendar")
    for branch in branches.filter(kind=SIMULATED) if simulated else branches.exclude(kind=SIMULATED):
        for day in _unclosed(branch, now):
            miss_closing(branch=branch, day=day, by=Deed(SYSTEM, now))
            found += 1
    return found


def _unclosed(branch: Branch, now: datetime) -> list[date]:
    today = now.astimezone(working_calendar(branch.calendar_id).zone).date()
    since = today - LOOK_BACK
    days = Call.objects.filter(branch=branch, day__gte=since, day__lte=today)
    with_calls = set(days.order_by().values_list("day", flat=True).distinct())
    closed = DayClose.objects.filter(branch=branch, day__gte=since)
    closed_days = set(closed.values_list("day", flat=True))
    due = [(day, closing_due(branch, day)) for day in sorted(with_calls - closed_days)]
    return [day for day, due_at in due if due_at and due_at <= now and not missed(branch, day)]
