"""Reads the tables of docs/develop/worktime.md: what is published is what is tested."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from yinuo.calendars.rules import read_days
from yinuo.calendars.shipped import china_rows
from yinuo.lib.worktime import Calendar, Day, DayKind, Week, week_of, windows_from_text

if TYPE_CHECKING:
    from yinuo.lib.worktime.instants import Stretch

PAGE = Path(__file__).resolve().parents[3] / "docs" / "develop" / "worktime.md"

Row = dict[str, str]

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def rows(title: str) -> list[Row]:
    """Return the rows of the table under the heading `### title`, each as {heading: cell}."""
    section = PAGE.read_text("utf-8").split(f"### {title}\n", 1)[1].split("\n#", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    headings, _rule, *body = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(headings, cells, strict=True)) for cells in body]


def names(table: list[Row]) -> list[str]:
    """Return the names of the cases, for pytest."""
    return [row["case"] for row in table]


@cache
def calendars() -> dict[str, Calendar]:
    """Return the calendars of the page by name."""
    return {row["name"]: _calendar(row) for row in rows("calendars")}


def instant(text: str, zone: ZoneInfo) -> datetime:
    """Read `Mon 2026-11-23 08:30[:27][+08:00]` as UTC; the weekday must be right when given."""
    name, bare = re.fullmatch(r"(?:(\w{3}) )?(.+)", text).groups()
    read = datetime.fromisoformat(bare)
    assert name is None or WEEKDAYS[read.weekday()] == name, text
    return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)


def day(text: str) -> date:
    """Read `Mon 2026-11-23`; the weekday must be right."""
    name, bare = text.split()
    read = date.fromisoformat(bare)
    assert WEEKDAYS[read.weekday()] == name, text
    return read


def span(text: str) -> timedelta:
    """Read `6 h`, `3 h 01`, `30 min`, `-6 h 30`."""
    sign, hours, minutes, only = re.fullmatch(r"(-?)(?:(\d+) h(?: (\d+))?|(\d+) min)", text).groups()
    read = timedelta(hours=int(hours or 0), minutes=int(minutes or only or 0))
    return -read if sign else read


def pauses(text: str, zone: ZoneInfo) -> list[Stretch]:
    """Read `2026-11-23 10:00 to 2026-11-23 11:00, …`."""
    pairs = [part.split(" to ") for part in text.split(",") if part]
    return [(instant(start.strip(), zone), instant(end.strip(), zone)) for start, end in pairs]


def years(text: str) -> tuple[int, ...]:
    """Read years with spaces between."""
    return tuple(int(year) for year in text.split())


def china_days() -> dict[date, Day]:
    """Return the special days that ship."""
    reading = read_days(china_rows())
    assert not reading.problems
    return {row.day: row.special for row in reading.days}


def _calendar(row: Row) -> Calendar:
    known = None if row["years"] == "every" else frozenset(years(row["years"]))
    return Calendar(ZoneInfo(row["zone"]), _week(row), _special_days(row["special days"]), known)


def _week(row: Row) -> Week:
    usual, *others = row["on"].split(", ")
    first, last = (WEEKDAYS.index(name) for name in usual.split("-"))
    week = list(week_of(row["open"], days=range(first, last + 1)).days)
    for other in others:
        name, windows = other.split(" ", 1)
        week[WEEKDAYS.index(name)] = windows_from_text(windows)
    return Week(tuple(week))


def _special_days(text: str) -> dict[date, Day]:
    days: dict[date, Day] = {}
    for part in text.split("; ") if text != "none" else []:
        if part == "China":
            days.update(china_days())
        else:
            on, kind, *windows = part.split(" ")
            own = windows_from_text(windows[0]) if windows else None
            days[date.fromisoformat(on)] = Day(DayKind(kind), own)
    return days
