"""The reasons for a due time in words, one saying for each step that a person needs to follow the sum."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from yinuo.lib import spans
from yinuo.lib.words import Words, w
from yinuo.lib.worktime.due import KIND_WORDS, Kind
from yinuo.lib.worktime.week import WEEKDAY_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from yinuo.lib.worktime.due import Due, Step

EMPTY = Words("", "")
COUNTED = w("{when}{since} 至 {until} = {worked}", "{when}{since}-{until} = {worked}")
PAUSED = w(
    "{when}{since} 至 {until_day}{until} 暂停，不计 {worked}",
    "{when}{since}-{until_day}{until} paused, {worked} not counted",
)
DAY_OFF = w("{first}{last} {name}，不计", "{first}{last} {name}, not counted")
WORKING_DAY = w("第 {number} 个工作日 {when}{until} 为止", "working day {number}: {when}until {until}")
MANY_DAYS = timedelta(days=6)


def explain(due: Due) -> list[Words]:
    """Return the sayings, in order: what counted, what was paused, holidays left out, warnings.

    A day is named when it changes: its weekday, with the date when it is a special day or lies six days or
    more after the first. Nights, breaks and plain days off are left out.
    """
    return [_said(due.why, place) for place, step in enumerate(due.why) if step.kind in _SAYINGS]


def summary(due: Due) -> Words:
    """Return all sayings of `explain` as one line."""
    sayings = explain(due)
    return Words("；".join(each.zh for each in sayings), "; ".join(each.en for each in sayings))
