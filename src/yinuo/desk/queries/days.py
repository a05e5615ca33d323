"""Days of a branch's register: which are closed, and how a day compares with the vouchers (G13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from yinuo.calls.commands.closing import unexplained
from yinuo.calls.models import Call, DayClose
from yinuo.calls.queries.register import whole
from yinuo.calls.states import STATE_WORDS, WAITING, State

if TYPE_CHECKING:
    from datetime import date

    from yinuo.lib.words import Words
    from yinuo.people.models import Branch

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the book: how many calls it had, how many wait, and who closed it."""

    day: date
    calls: int
    closed: DayClose | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One voucher of a closed day, as it stood then."""

    number: str
    call: str
    state: Words
    explained: str


def days(branch: Branch, today: date) -> list[Day]:
    """Return the newest days of the branch's register and today, newest first; two queries."""
    counted = Call.objects.filter(branch=branch, day__lte=today).order_by("-day").values_list("day")
    calls = dict(counted.annotate(calls=Count("pk"))[:SHOWN])
    numbers = {today: 0, **calls}
    closed = {each.day: each for each in DayClose.objects.filter(branch=branch, day__gte=min(numbers))}
    known = sorted({*numbers, *(day for day in closed if day <= today)}, reverse=True)
    return [Day(day, numbers.get(day, 0), closed.get(day)) for day in known]


def calls_of(branch: Branch, day: date) -> list[Call]:
    """Return the calls of a day in the order of their numbers, with everything a line shows."""
    return list(whole(Call.objects.filter(branch=branch, day=day)).order_by("id"))


def close_of(branch: Branch, day: date) -> DayClose | None:
    """Return how the day was closed; None while it is open."""
    return DayClose.objects.filter(branch=branch, day=day).first()


def to_explain(calls: list[Call]) -> list[str]:
    """Return the vouchers that must be received or explained before the day can be closed."""
    return unexplained(calls, {})


def to_hand_over(branch: Branch, day: date) -> list[Call]:
    """Return the calls that closing the day would hand over to the next working day."""
    waiting = [str(state) for state in WAITING]
    open_ones = Call.objects.filter(branch=branch, day__lte=day, state__in=waiting, handed_over_on=None)
    return list(open_ones.select_related("customer").order_by("id"))


def compared(closed: DayClose) -> list[Compared]:
    """Return the vouchers of a closed day as they stood at its close."""
    rows: list[dict[str, Any]] = closed.compared
    return [
        Compared(each["number"], row["call"], STATE_WORDS[State(each["state"])], each["explained"])
        for row in rows
        for each in row["vouchers"]
    ]
