"""How the promises of a month were kept, clause by clause, with the eleven months before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from yinuo.desk.rules import Spark, spark
from yinuo.duties.queries import by_each, by_month, due_between
from yinuo.duties.rules import Tally
from yinuo.policy.queries import row as clause_row
from yinuo.policy.shipped import CLAUSES
from yinuo.policy.states import Carried

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from django.db.models import QuerySet

    from yinuo.duties.models import Duty
    from yinuo.policy.queries import Policy, Row

MONTHS = 12
NONE = Tally()
WITH_LATE = "late"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which promises are looked at: those of `duties` due in `month` (its first day) of `zone`, at `now`."""

    duties: QuerySet[Duty]
    month: date
    zone: ZoneInfo
    now: datetime

    @property
    def months(self) -> list[date]:
        """The month and the eleven before it, oldest first."""
        return [back(self.month, n) for n in reversed(range(MONTHS))]

    @property
    def of_month(self) -> QuerySet[Duty]:
        """The promises due in the month."""
        return self._between(self.month)

    @property
    def of_year(self) -> QuerySet[Duty]:
        """The promises due in the month and the eleven before it."""
        return self._between(self.months[0])

    def _between(self, first: date) -> QuerySet[Duty]:
        since, until = (datetime.combine(day, time(), self.zone) for day in (first, back(self.month, -1)))
        return due_between(self.duties, since, until)


@dataclass(frozen=True, slots=True)
class Line:
    """A clause with its figures of the month and of the months up to it."""

    row: Row
    tally: Tally
    year: list[Tally]
    spark: Spark

    @property
    def carried(self) -> bool:
        """Whether the system carries the clause out, in part at least."""
        return self.row.clause.carried is not Carried.NO


@dataclass(frozen=True, slots=True)
class Book:
    """The figures of a month: each clause, the whole, and the whole of the month before."""

    lines: list[Line]
    whole: Tally = field(default_factory=Tally)
    before: Tally = field(default_factory=Tally)

    def tab(self, code: str) -> list[Line]:
        """Return the clauses of a tab: with something late, or of one part of the policy."""
        if code == WITH_LATE:
            return [line for line in self.lines if line.tally.missed]
        return [line for line in self.lines if line.row.clause.id.startswith(code)]


def book(wanted: Wanted, policy: Policy) -> Book:
    """Return the figures of every clause of `policy`; one query."""
    found = by_month(wanted.of_year, wanted.now, wanted.zone)
    aim = policy.count("duties.aim")
    lines = [_line(clause_row(policy, policy.clause(key)), wanted, found, aim) for key in CLAUSES]
    return Book(
        lines,
        sum((line.tally for line in lines), NONE),
        sum((line.year[-2] for line in lines), NONE),
    )


def _line(row: Row, wanted: Wanted, found: dict[tuple[str, date], Tally], aim: int) -> Line:
    year = [found.get((row.clause.id, month), NONE) for month in wanted.months]
    return Line(row, year[-1], year, spark([tally.rate for tally in year], aim))


def branches(wanted: Wanted, clause: str) -> list[tuple[str, Tally]]:
    """Return the figures of a clause by the code of each branch, the most missed first; one query."""
    return [(code, tally) for (code,), tally in _worst_first(wanted, clause, "branch__code")]


def people(wanted: Wanted, clause: str) -> list[tuple[str, str, Tally]]:
    """Return the figures of a clause by user name and name of who owes, the most missed first; one query.

    Promises that a role owes and nobody in person are left out.
    """
    found = _worst_first(wanted, clause, "owner__username", "owner__name")
    return [(username, name, tally) for (username, name), tally in found if username]


def _worst_first(wanted: Wanted, clause: str, *fields: str) -> list[tuple[tuple[str, ...], Tally]]:
    found = by_each(wanted.of_month.filter(clause=clause), wanted.now, *fields)
    return sorted(found.items(), key=lambda each: (-each[1].missed, -each[1].made, str(each[0])))


def back(month: date, n: int) -> date:
    """Return the first day of the month `n` months before `month`; after it for a negative `n`."""
    whole = month.year * 12 + month.month - 1 - n
    return date(whole // 12, whole % 12 + 1, 1)
