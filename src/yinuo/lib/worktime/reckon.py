"""Due times: working time added to or taken from an instant, with the reasons for the answer.

An open pause has no due time yet: the caller asks again when it ends. A rule changed midway is reckoned by
`add_across` (another calendar from an instant on), or by the caller adding what is left (another amount).
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from yinuo.lib.refusal import invalid
from yinuo.lib.words import w
from yinuo.lib.worktime import instants
from yinuo.lib.worktime.calendar import FIRST_YEAR, LAST_YEAR
from yinuo.lib.worktime.due import Due
from yinuo.lib.worktime.table import NOTHING
from yinuo.lib.worktime.why import steps

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from yinuo.lib.worktime.calendar import Calendar
    from yinuo.lib.worktime.due import Step
    from yinuo.lib.worktime.instants import Stretch

LONGEST = timedelta(days=366) * (LAST_YEAR - FIRST_YEAR)


def add(calendar: Calendar, start: datetime, amount: timedelta, pauses: Iterable[Stretch] = ()) -> Due:
    """Return when `amount` of working time after `start` has passed (G14 and every duty in working hours).

    A promise that ends exactly with a window is due at the window's end (policy decision 11). The reasons
    are worked out when first asked for. Invalid: `amount_not_positive`, `instant_without_zone`,
    `pause_backwards`, `beyond_calendar`.
    """
    begin, left = instants.utc(start), _positive(amount)
    stops = instants.merged(pauses)
    at = instants.forward(calendar, begin, left, stops)
    return Due(at, partial(steps, calendar, begin, at, stops))


def subtract(calendar: Calendar, end: datetime, amount: timedelta, pauses: Iterable[Stretch] = ()) -> Due:
    """Return the latest instant from which `amount` of working time passes until `end` (for reminders).

    What falls exactly on a window's beginning is that beginning (13:30, not 12:00). Invalid as for `add`.
    """
    finish, left = instants.utc(end), _positive(amount)
    stops = instants.merged(pauses)
    at = instants.backward(calendar, finish, left, stops)
    return Due(at, partial(steps, calendar, at, finish, stops))


def add_across(
    before: Calendar,
    after: Calendar,
    start: datetime,
    amount: timedelta,
    *,
    changed_at: datetime,
    pauses: Iterable[Stretch] = (),
) -> Due:
    """Return the due time when opening hours change at an instant: `before` until then, `after` from then on.

    Time worked under the old hours stays worked. Invalid as for `add`.
    """
    begin, change, stops = instants.utc(start), instants.utc(changed_at), instants.merged(pauses)
    if change <= begin:
        return add(after, start, amount, stops)
    worked = instants.between(before, begin, change, stops)
    if worked >= _positive(amount):
        return add(before, start, amount, stops)
    later = add(after, change, amount - worked, stops)

    def why() -> tuple[Step, ...]:
        return steps(before, begin, change, stops) + later.why

    return Due(later.at, why)


def _positive(amount: timedelta) -> timedelta:
    if amount <= NOTHING:
        words = w("时长必须大于零", "The length of time must be more than nothing")
        raise invalid("amount", words, "amount_not_positive")
    if amount > LONGEST:
        words = w("时长超出可以计算的范围", "The length of time lies beyond what can be reckoned")
        raise invalid("amount", words, "beyond_calendar")
    return amount
