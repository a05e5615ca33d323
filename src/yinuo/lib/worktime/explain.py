"""The reasons for a due time in words, one saying for each step that a person needs to follow the sum."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from yinuo.lib import spans
from yinuo.lib.words import Words, w
from yinuo.lib.worktime.due import KIND_WORDS, Kind
from yinuo.lib.worktime.week import WEEKDAY_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from yinuo.lib.worktime.due import Due, Step

EMPTY = Words("", "")
COUNTED = w("{day}{since} 至 {until} = {worked}", "{day}{since}-{until} = {worked}")
PAUSED = w(
    "{day}{since} 至 {until_day}{until} 暂停，不计 {worked}",
    "{day}{since}-{until_day}{until} paused, {worked} not counted",
)
DAY_OFF = w("{day}{name}，不计", "{day}{name}, not counted")
DAYS_OFF = w("{day}至 {until_day}{name}，不计", "{day}to {until_day}{name}, not counted")
WORKING_DAY = w("{day}{name}", "{day}{name}")
WORKING_DAY_UNTIL = w("{day}{name}，到 {until} 为止", "{day}{name}, until {until}")
NAMED_AFRESH = timedelta(days=6)


def explain(due: Due) -> list[Words]:
    """Return the sayings, in order: warnings, what counted, what was paused, the holidays left out.

    A day is named when it changes: its weekday, with the date when it is a special day or six days or more
    after the first. Nights, breaks and plain days off are left out.
    """
    return list(_sayings(due.why))


def summary(due: Due) -> Words:
    """Return all sayings of `explain` as one line."""
    sayings = explain(due)
    return Words("；".join(each.zh for each in sayings), "; ".join(each.en for each in sayings))


def _sayings(steps: Sequence[Step]) -> Iterator[Words]:
    first = shown = None
    for step in steps:
        if step.kind is Kind.YEAR_UNKNOWN:
            yield step.label or KIND_WORDS[step.kind]
            continue
        first = first or step.start.date()
        if step.kind in (Kind.NIGHT, Kind.LUNCH, Kind.CLOSED):
            continue
        far = step.start.date() - first >= NAMED_AFRESH
        day = EMPTY if step.start.date() == shown else _day_of(step, dated=far)
        yield _said(step, day, is_last=step is steps[-1])
        shown = _last_day(step)


def _said(step: Step, day: Words, *, is_last: bool) -> Words:
    ends_later = _last_day(step) != step.start.date()
    if step.kind is Kind.COUNTED:
        form = COUNTED
    elif step.kind is Kind.PAUSE:
        form = PAUSED
    elif step.kind is Kind.DAY:
        form = WORKING_DAY_UNTIL if is_last else WORKING_DAY
    else:
        form = DAYS_OFF if ends_later else DAY_OFF
    return form.format(
        day=day,
        name=step.label or KIND_WORDS[step.kind],
        since=_clock(step.start),
        until=_clock(step.end, ends=True),
        until_day=_date(_last_day(step)) if ends_later else EMPTY,
        worked=spans.short(step.worked),
    )


def _day_of(step: Step, *, dated: bool) -> Words:
    if step.kind is Kind.COUNTED and step.label:
        name = w("{date}{label} ", "{date}{label} ")
        return name.format(date=_date(step.start.date()), label=step.label)
    if dated or step.kind in (Kind.HOLIDAY, Kind.DAY):
        return _date(step.start.date())
    return w("{weekday} ", "{weekday} ").format(weekday=WEEKDAY_WORDS[step.start.weekday()])


def _date(day: date) -> Words:
    weekday = WEEKDAY_WORDS[day.weekday()]
    return w("{weekday} {date} ", "{weekday} {date} ").format(weekday=weekday, date=f"{day:%m-%d}")


def _last_day(step: Step) -> date:
    """The last local date the step touches; one that ends at midnight ends the day before."""
    return (step.end - timedelta(microseconds=1)).date()


def _clock(moment: datetime, *, ends: bool = False) -> str:
    if ends and (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return "24:00"
    seconds = f":{moment:%S}" if moment.second else ""
    return f"{moment.hour}:{moment:%M}{seconds}"
