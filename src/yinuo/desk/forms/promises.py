"""Which promises are wanted, as the address says it: month, branch, clause, person, how they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from yinuo.duties.states import Standing
from yinuo.journal.commands import not_found
from yinuo.web import typed

if TYPE_CHECKING:
    from django.http import QueryDict

MONTH = re.compile("([0-9]{4})-(0[1-9]|1[0-2])")
MISSED = "missed"
STANDINGS = {MISSED: (Standing.LATE, Standing.OVERDUE), **{each.value: (each,) for each in Standing}}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; empty means all."""

    month: date
    branch: str
    clause: str
    person: str
    standing: str
    tab: str

    @property
    def standings(self) -> tuple[Standing, ...]:
        """How the promises wanted may stand."""
        return STANDINGS.get(self.standing, tuple(Standing))


def asked(given: QueryDict, today: date) -> Asked:
    """Return what is asked for, by default the month of `today`. NotFound as `month_of` says."""
    return Asked(
        month=month_of(typed.text(given, "month", 10), today),
        branch=typed.text(given, "branch", 40),
        clause=typed.text(given, "clause", 12),
        person=typed.text(given, "person", 80),
        standing=typed.text(given, "standing", 12),
        tab=typed.text(given, "tab", 8),
    )


def month_of(text: str, today: date) -> date:
    """Return the first day of a month such as `2026-11`. NotFound for anything else and months to come."""
    if not text:
        return today.replace(day=1)
    found = MONTH.fullmatch(text)
    month = date(int(found[1]), int(found[2]), 1) if found and found[1] >= "2000" else None
    if month is None or month > today:
        raise not_found("month")
    return month
