"""When each promise of the main job is due, and why: from policy, calendar and instants."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from yinuo.lib import worktime

if TYPE_CHECKING:
    from datetime import date, datetime

    from yinuo.customers.rules import ZoneChoice
    from yinuo.policy.queries import Policy

Why = dict[str, object]
JUST_BEFORE = timedelta(microseconds=1)  # what is done exactly at closing time belongs to that day


def arrival(
    policy: Policy, calendar: worktime.Calendar, *, reported_at: datetime, zone: ZoneChoice
) -> tuple[datetime, Why]:
    """Return when somebody must have arrived (G14) and why: six or seven working hours after the report."""
    parameter = f"G14.{zone.zone}"
    due_at, why = after(policy, calendar, parameter=parameter, since=reported_at)
    return due_at, {**why, "zone": zone.zone, "zone_why": zone.why.as_json()}


def after(
    policy: Policy, calendar: worktime.Calendar, *, parameter: str, since: datetime
) -> tuple[datetime, Why]:
    """Return the instant a working-time parameter after `since`, with its steps."""
    amount = policy.minutes(parameter)
    due = worktime.add(calendar, since, amount)
    return due.at, _why(
        policy, parameter, steps=due.as_json()["steps"], minutes=int(amount.total_seconds() // 60)
    )


def planned(
    policy: Policy, calendar: worktime.Calendar, *, parameter: str, start: datetime
) -> tuple[datetime, Why]:
    """Return the planned start itself, or a grace of working time after it when the policy gives one."""
    if policy.minutes(parameter):
        return after(policy, calendar, parameter=parameter, since=start)
    return start, _why(policy, parameter, steps=[], planned=start.isoformat())


def after_clock(policy: Policy, *, parameter: str, since: datetime) -> tuple[datetime, Why]:
    """Return the instant a clock-time parameter after `since`: nights and Sundays count too."""
    amount = policy.minutes(parameter)
    return since + amount, _why(policy, parameter, steps=[], minutes=int(amount.total_seconds() // 60))


def by_day(
    policy: Policy, calendar: worktime.Calendar, *, parameter: str, since: datetime
) -> tuple[datetime, Why]:
    """Return the closing of the working day that a parameter names; after closing counts as the next."""
    days = policy.days(parameter)
    still_open = worktime.next_opening(calendar, since - JUST_BEFORE)
    due = worktime.due_after_days(calendar, still_open, days)
    return due.at, _why(policy, parameter, steps=due.as_json()["steps"], days=days)


def first_hour(policy: Policy, calendar: worktime.Calendar, *, day: date) -> tuple[datetime, Why]:
    """Return until when what `day` left undispatched must be dispatched on the next working day (G13)."""
    following = worktime.working_day_after(calendar, day, 1)
    opening = worktime.opening(calendar, following)
    return after(policy, calendar, parameter="G13.first_hour", since=opening)


def _why(policy: Policy, parameter: str, **inputs: object) -> Why:
    return {"policy": policy.number, "parameter": parameter, **inputs}
