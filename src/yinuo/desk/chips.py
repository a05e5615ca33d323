"""The due chips of calls and duties: working time left by the branch's calendar, or how a promise ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from yinuo.calendars.queries import working_calendar
from yinuo.calls.states import State
from yinuo.lib import worktime
from yinuo.lib.words import w
from yinuo.policy import queries as policies
from yinuo.web import due, moments

if TYPE_CHECKING:
    from yinuo.calls.models import Call
    from yinuo.duties.models import Duty
    from yinuo.web.due import Chip, Window

ARRIVED = w("{clock} 到达", "arrived {clock}")
AGREED = w("约好 {when}", "agreed {when}")
BEFORE_ARRIVAL = (
    State.AWAITING_APPROVAL,
    State.REGISTERED,
    State.DISPATCHED,
    State.ACCEPTED,
    State.UNDER_WAY,
)


class Chips:
    """Makes the chips of one page: all of them tell the time from the same instant."""

    def __init__(self, now: datetime) -> None:
        policy = policies.at(now)
        self.now = now
        self.soon = policy.minutes("due.soon")
        self.urgent = policy.minutes("due.urgent")
        self._windows: dict[int, list[Window]] = {}

    def of_call(self, call: Call) -> Chip | None:
        """Return the chip of a call's promise of arrival; None when there is none, or none any more."""
        calendar = working_calendar(call.branch.calendar_id)
        if call.arrived_at:
            if call.arrival_due_at and call.arrived_at > call.arrival_due_at:
                return due.missed(worktime.between(calendar, call.arrival_due_at, call.arrived_at))
            return due.kept(ARRIVED.format(clock=moments.clock(call.arrived_at, calendar.zone)))
        if call.arrival_due_at is None or call.state not in BEFORE_ARRIVAL:
            return None
        label = AGREED.format(when=moments.brief(call.arrival_due_at, self.now, calendar.zone))
        return due.counting(
            worktime.between(calendar, self.now, call.arrival_due_at),
            _promised(call, calendar),
            now=self.now,
            windows=self._today(call.branch.calendar_id),
            soon=self.soon,
            urgent=self.urgent,
            label=label if call.agreed_with else None,
            past=self.now > call.arrival_due_at,
        )

    def of_duty(self, duty: Duty) -> Chip:
        """Return the chip of an open duty."""
        calendar = working_calendar(duty.branch.calendar_id)
        return due.counting(
            worktime.between(calendar, self.now, duty.due_at),
            worktime.between(calendar, duty.opened_at, duty.due_at),
            now=self.now,
            windows=self._today(duty.branch.calendar_id),
            soon=self.soon,
            urgent=self.urgent,
            past=self.now > duty.due_at,
        )

    def _today(self, calendar_id: int) -> list[Window]:
        if calendar_id not in self._windows:
            self._windows[calendar_id] = windows_left(working_calendar(calendar_id), self.now)
        return self._windows[calendar_id]


def windows_left(calendar: worktime.Calendar, now: datetime) -> list[Window]:
    """Return the opening windows of the local day that are not over yet."""
    local = now.astimezone(calendar.zone)
    midnight = datetime.combine(local.date(), datetime.min.time(), calendar.zone)
    windows = [
        (midnight + window.opens, midnight + window.closes) for window in calendar.windows_on(local.date())
    ]
    return [window for window in windows if window[1] > now]


def _promised(call: Call, calendar: worktime.Calendar) -> timedelta:
    minutes = call.arrival_due_why.get("minutes")
    if minutes is not None:
        return timedelta(minutes=minutes)
    assert call.arrival_due_at is not None
    return worktime.between(calendar, call.reported_at, call.arrival_due_at)
