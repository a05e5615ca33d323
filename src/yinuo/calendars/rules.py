"""Rows of a handed-in table read as special days, and the check of a calendar's own fields. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from yinuo.lib.refusal import Invalid, Refusal, invalid
from yinuo.lib.words import Words, w
from yinuo.lib.worktime import Day, DayKind, windows_from_text
from yinuo.lib.worktime.calendar import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS: dict[str, tuple[str, ...]] = {
    "date": ("date", "day", "日期"),
    "kind": ("kind", "type", "类别", "类型"),
    "label": ("label", "name", "名称", "节日"),
    "label_en": ("label_en", "name_en", "英文名称", "英文"),
    "windows": ("windows", "hours", "时段", "上班时段"),
}
"""The columns of a table of days, in their usual order, with the headings they go by."""

KINDS: dict[DayKind, tuple[str, ...]] = {
    DayKind.HOLIDAY: ("holiday", "节假日", "节日", "放假", "休息", "假"),
    DayKind.HALF: ("half", "half day", "半天", "半天班"),
    DayKind.MAKEUP: ("makeup", "make-up", "make-up day", "调休", "补班", "上班", "调休上班", "班"),
}

KIND_BY_NAME = {name: kind for kind, names in KINDS.items() for name in names}

LONGEST_LABEL = 40
LONGEST_LABEL_EN = 60

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)


@dataclass(frozen=True, slots=True)
class DayRow:
    """One special day as handed in."""

    day: date
    special: Day


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row can't be taken; `row` counts from 1, as a spreadsheet does."""

    row: int
    field: str
    words: Words


@dataclass(frozen=True, slots=True)
class Reading:
    """What a table of days says: the days in its order, and each row's problem."""

    days: tuple[DayRow, ...]
    problems: tuple[Problem, ...]


def read_days(rows: Sequence[Sequence[str]]) -> Reading:
    """Read a table of special days: date, kind, label, English label, windows; headings may stand first.

    Empty rows are skipped. Every row that can't be taken gives a problem and the others are still read.
    """
    columns, first = _columns(rows[0]) if rows else ({}, 0)
    days: dict[date, DayRow] = {}
    problems: list[Problem] = []
    for number, row in enumerate(rows[first:], start=first + 1):
        if not any(cell.strip() for cell in row):
            continue
        try:
            read = _day_row({name: row[place] for name, place in columns.items() if place < len(row)})
            if read.day in days:
                raise invalid("date", w("这个日期出现了两次", "This date stands here twice"))
            days[read.day] = read
        except Refusal as refusal:
            problems.append(_problem(number, refusal))
    return Reading(tuple(days.values()), tuple(problems))


def checked_zone(key: str) -> ZoneInfo:
    """Return the zone of an IANA key such as Asia/Shanghai. Invalid (field `zone`)."""
    try:
        return ZoneInfo(key)
    except (ValueError, KeyError, OSError):
        words = w("不认识时区「{key}」", "Unknown time zone “{key}”").format(key=key[:40])
        raise invalid("zone", words, "zone_unknown") from None


def checked_name(field: str, text: str, *, longest: int) -> str:
    """Return the stripped text. Invalid when empty, too long, or with characters that can't be stored."""
    stripped = text.strip()
    if not stripped:
        raise invalid(field, w("不能为空", "This can't be empty"), "empty")
    if len(stripped) > longest:
        words = w("最多 {longest} 个字", "At most {longest} characters").format(longest=longest)
        raise invalid(field, words, "too_long")
    if not stripped.isprintable():
        raise invalid(field, w("含有不能显示的字符", "Has characters that can't be shown"), "unprintable")
    return stripped


def checked_years(years: frozenset[int]) -> frozenset[int]:
    """Return the years. Invalid (field `complete_years`) for one that no calendar reaches."""
    if not all(FIRST_YEAR <= year <= LAST_YEAR for year in years):
        words = w("年份要在 {first} 到 {last} 之间", "A year lies between {first} and {last}")
        raise invalid("complete_years", words.format(first=FIRST_YEAR, last=LAST_YEAR), "year_range")
    return years


def _columns(heading: Sequence[str]) -> tuple[dict[str, int], int]:
    """The place of each column and the number of heading rows; without headings the usual order."""
    names = [cell.strip().lower() for cell in heading]
    found = {
        column: next((place for place, name in enumerate(names) if name in known), None)
        for column, known in COLUMNS.items()
    }
    if found["date"] is None:
        return {column: place for place, column in enumerate(COLUMNS)}, 0
    return {column: place for column, place in found.items() if place is not None}, 1


def _day_row(cells: dict[str, str]) -> DayRow:
    day = _date(cells.get("date", ""))
    name = cells.get("kind", "").strip().lower()
    if name not in KIND_BY_NAME:
        words = w("不认识类别「{name}」", "Unknown kind “{name}”").format(name=name[:20])
        raise invalid("kind", words, "kind_unknown")
    windows = windows_from_text(cells.get("windows", "")) or None
    return DayRow(day, Day(KIND_BY_NAME[name], windows, _label(cells)))


def _label(cells: dict[str, str]) -> Words | None:
    zh = cells.get("label", "").strip()
    en = cells.get("label_en", "").strip()
    if not (zh or en):
        return None
    return Words(
        checked_name("label", zh or en, longest=LONGEST_LABEL),
        checked_name("label_en", en or zh, longest=LONGEST_LABEL_EN),
    )


def _date(text: str) -> date:
    found = _DATE.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError(text)
        day = date(*(int(number) for number in found.groups()))
    except ValueError:
        words = w("看不懂日期「{text}」", "Can't read the date “{text}”").format(text=text.strip()[:20])
        raise invalid("date", words, "date_form") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        words = w("日期要在 {first} 年到 {last} 年之间", "A date lies between {first} and {last}")
        raise invalid("date", words.format(first=FIRST_YEAR, last=LAST_YEAR), "date_range")
    return day


def _problem(number: int, refusal: Refusal) -> Problem:
    field = next(iter(refusal.fields), "row")
    return Problem(number, field, refusal.words)


def refused(problems: Sequence[Problem]) -> Invalid:
    """Return the refusal that names every problem by its row (`row-3`)."""
    fields = {f"row-{problem.row}": problem.words for problem in problems}
    words = w("有 {count} 行不能导入，什么都没有写入", "{count} rows can't be taken; nothing was written")
    return Invalid("rows_refused", words.format(count=len(problems)), fields=fields)
