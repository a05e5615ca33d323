"""A working calendar: the week, the days that differ from it, the zone, and the years it knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from yinuo.lib.refusal import invalid
from yinuo.lib.words import Words, w
from yinuo.lib.worktime.table import YearTable, table_of
from yinuo.lib.worktime.week import Windows, check_windows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

    from yinuo.lib.worktime.week import Week

FIRST_YEAR = 1900
LAST_YEAR = 2199


class DayKind(StrEnum):
    """How a special day differs from its weekday."""

    HOLIDAY = "holiday"
    HALF = "half"
    MAKEUP = "makeup"


DAY_WORDS: dict[DayKind, Words] = {
    DayKind.HOLIDAY: w("节假日", "holiday"),
    DayKind.HALF: w("半天班", "half day"),
    DayKind.MAKEUP: w("调休上班日", "make-up day"),
}


@dataclass(frozen=True, slots=True)
class Day:
    """A special day. `windows` None means: none on a holiday, those of a normal day on a make-up day.

    Invalid `day_windows` when a holiday has windows or a half day has none.
    """

    kind: DayKind
    windows: Windows | None = None
    label: Words | None = None

    def __post_init__(self) -> None:
        check_windows(self.windows or ())
        if self.kind is DayKind.HOLIDAY and self.windows:
            words = w("节假日没有上班时段", "A holiday has no opening windows")
            raise invalid("windows", words, "day_windows")
        if self.kind is not DayKind.HOLIDAY and not self.windows and not self._takes_normal_windows():
            words = w("半天班和自定时段的日子要写明时段", "A half day needs its opening windows")
            raise invalid("windows", words, "day_windows")

    @property
    def words(self) -> Words:
        """The day's own label, else the name of its kind."""
        return self.label or DAY_WORDS[self.kind]

    def _takes_normal_windows(self) -> bool:
        return self.kind is DayKind.MAKEUP and self.windows is None


@dataclass(frozen=True)
class Calendar:
    """When a branch works. All arithmetic of this package takes one.

    `days` are the special days by local date. `years` are the years whose special days are known: any
    other year is reckoned with the plain week and reported; None means that the calendar has no special
    days to know (a hotline that is staffed every day).
    """

    zone: ZoneInfo
    week: Week
    days: Mapping[date, Day] = field(default_factory=lambda: MappingProxyType({}))
    years: frozenset[int] | None = frozenset()

    def windows_on(self, day: date) -> Windows:
        """Return the opening windows of a local date, in order."""
        special = self.days.get(day)
        if special is None:
            return self.week.days[day.weekday()]
        if special.kind is DayKind.MAKEUP and special.windows is None:
            return self.week.normal
        return special.windows or ()

    def knows(self, year: int) -> bool:
        """Whether the special days of `year` are known."""
        return self.years is None or year in self.years

    def table(self, year: int) -> YearTable:
        """Return the working time of a local year. Invalid `beyond_calendar` outside 1900-2199."""
        table = self._tables.get(year)
        if table is None:
            if not FIRST_YEAR <= year <= LAST_YEAR:
                words = w(
                    "工作时间只能算 {first} 年到 {last} 年", "Working time is reckoned for {first} to {last}"
                )
                raise invalid("at", words.format(first=FIRST_YEAR, last=LAST_YEAR), "beyond_calendar")
            table = self._tables[year] = table_of(year, self.zone, self.windows_on)
        return table

    @cached_property
    def _tables(self) -> dict[int, YearTable]:
        return {}


def missing_years(calendar: Calendar, first: date, last: date) -> tuple[int, ...]:
    """Return the years from `first` to `last` (local dates) that the calendar does not know."""
    return tuple(year for year in range(first.year, last.year + 1) if not calendar.knows(year))
