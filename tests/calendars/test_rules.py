"""A handed-in table of days, row by row."""

from __future__ import annotations

from datetime import date

import pytest

from yinuo.calendars.rules import (
    COLUMNS,
    KINDS,
    checked_name,
    checked_years,
    checked_zone,
    read_days,
    refused,
)
from yinuo.calendars.shipped import CHINA_YEARS, china_rows
from yinuo.lib.refusal import Invalid
from yinuo.lib.words import Words
from yinuo.lib.worktime import DayKind, windows_from_text

MORNING = windows_from_text("8:30-12:00")


def read_one(*cells: str):
    reading = read_days([cells])
    assert not reading.problems
    return reading.days[0]


def problem_of(*cells: str):
    reading = read_days([cells])
    assert not reading.days
    return reading.problems[0]


@pytest.mark.parametrize("text", ["2027-01-01", "2027/1/1", "2027.01.01", "2027年1月1日", " 2027-01-01 "])
def test_dates_as_people_write_them(text):
    assert read_one(text, "holiday").day == date(2027, 1, 1)


@pytest.mark.parametrize("kind", [DayKind.HOLIDAY, DayKind.MAKEUP])
def test_kinds_in_both_languages(kind):
    for name in KINDS[kind]:
        assert read_one("2027-01-01", name.upper()).special.kind is kind


def test_half_days_in_both_languages():
    for name in KINDS[DayKind.HALF]:
        special = read_one("2027-01-01", name, "", "", "8:30-12:00").special
        assert (special.kind, special.windows) == (DayKind.HALF, MORNING)


def test_a_make_up_day_without_windows_takes_the_normal_ones():
    assert read_one("2027-01-03", "调休").special.windows is None
    assert read_one("2027-01-03", "调休", "", "", "8:30至12:00").special.windows == MORNING


def test_a_label_in_one_language_serves_both():
    assert read_one("2027-01-01", "假", "元旦").special.label == Words("元旦", "元旦")
    assert read_one("2027-01-01", "假", "", "New Year").special.label == Words("New Year", "New Year")
    assert read_one("2027-01-01", "假", "元旦", "New Year").special.label == Words("元旦", "New Year")
    assert read_one("2027-01-01", "假").special.label is None


@pytest.mark.parametrize("language", [0, -1])
def test_headings_in_any_order_and_language(language):
    headings = [COLUMNS[column][language] for column in ("windows", "date", "label", "kind")]
    reading = read_days([headings, ["8:30-12:00", "2027-02-05", "除夕", "half"]])
    assert not reading.problems
    assert reading.days[0].special.label.zh == "除夕"
    assert reading.days[0].special.windows == MORNING


def test_columns_nobody_knows_are_left_alone():
    reading = read_days([["no.", "date", "kind"], ["1", "2027-01-01", "holiday"]])
    assert [row.day for row in reading.days] == [date(2027, 1, 1)]


def test_empty_tables_and_rows():
    assert read_days([]).days == ()
    assert read_days([["date", "kind"]]).days == ()
    assert len(read_days([["", ""], ["2027-01-01", "holiday"], [], ["  "]]).days) == 1


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (("", "holiday"), "date"),
        (("tomorrow", "holiday"), "date"),
        (("2027-02-29", "holiday"), "date"),
        (("2027-13-01", "holiday"), "date"),
        (("27-01-01", "holiday"), "date"),
        (("٢٠٢٧-٠١-٠١", "holiday"), "date"),
        (("1899-12-31", "holiday"), "date"),
        (("9999-12-31", "holiday"), "date"),
        (("2027-01-01\0", "holiday"), "date"),
        (("2027-01-01",), "kind"),
        (("2027-01-01", ""), "kind"),
        (("2027-01-01", "party"), "kind"),
        (("2027-01-01", "\ud800"), "kind"),
        (("2027-01-01", "holiday", "名" * 41), "label"),
        (("2027-01-01", "holiday", "元\0旦"), "label"),
        (("2027-01-01", "holiday", "\ud800"), "label"),
        (("2027-01-01", "holiday", "元旦", "N" * 61), "label_en"),
        (("2027-01-01", "holiday", "", "", "8:30-12:00"), "windows"),
        (("2027-01-01", "half"), "windows"),
        (("2027-01-01", "half", "", "", "noon"), "windows"),
        (("2027-01-01", "half", "", "", "8:30-12:00; 11:00-13:00"), "windows"),
    ],
)
def test_each_row_says_what_is_wrong_with_it(cells, field):
    problem = problem_of(*cells)
    assert (problem.row, problem.field) == (1, field)
    assert problem.words.zh
    assert problem.words.en


def test_the_other_rows_are_still_read_and_rows_count_as_in_the_file():
    reading = read_days(
        [["date", "kind"], ["2027-01-01", "holiday"], [], ["x", "holiday"], ["2027-01-02", "holiday"]]
    )
    assert len(reading.days) == 2
    assert [problem.row for problem in reading.problems] == [4]


def test_a_date_that_stands_twice_is_named():
    reading = read_days([["2027-01-01", "holiday"], ["2027/1/1", "makeup"]])
    assert len(reading.days) == 1
    assert (reading.problems[0].row, reading.problems[0].field) == (2, "date")


def test_the_refusal_names_every_row():
    reading = read_days([["x", "holiday"], ["2027-01-01", "y"]])
    refusal = refused(reading.problems)
    assert refusal.code == "rows_refused"
    assert set(refusal.fields) == {"row-1", "row-2"}
    assert "2" in refusal.words.zh


def test_what_ships_is_readable_and_in_order():
    reading = read_days(china_rows())
    assert not reading.problems
    days = [row.day for row in reading.days]
    assert days == sorted(days)
    assert {day.year for day in days} == CHINA_YEARS
    make_up = [row.day for row in reading.days if row.special.kind is DayKind.MAKEUP and row.day.year == 2026]
    assert [f"{day:%m-%d}" for day in make_up] == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


def test_zones():
    assert checked_zone("Asia/Shanghai").key == "Asia/Shanghai"


@pytest.mark.parametrize(
    "key", ["", "Mars/Olympus", "../etc/passwd", "/etc/passwd", "Asia", "A\0B", "\ud800", "x" * 5000]
)
def test_unknown_zones_are_refused(key):
    with pytest.raises(Invalid) as no:
        checked_zone(key)
    assert no.value.code == "zone_unknown"
    assert "zone" in no.value.fields


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("x" * 9, "too_long"),
        ("a\0b", "unprintable"),
        ("\ud800", "unprintable"),
    ],
)
def test_names_are_checked(text, code):
    with pytest.raises(Invalid) as no:
        checked_name("name", text, longest=8)
    assert no.value.code == code
    assert "name" in no.value.fields


def test_names_are_stripped():
    assert checked_name("name", "  分公司 ", longest=8) == "分公司"


@pytest.mark.parametrize("year", [0, 1899, 2200, 10**9])
def test_years_no_calendar_reaches_are_refused(year):
    with pytest.raises(Invalid) as no:
        checked_years(frozenset({2026, year}))
    assert no.value.code == "year_range"
