"""Rows of a file read as work orders: taken, taken with a remark, or refused with the reason."""

from __future__ import annotations

import codecs
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.history.files import GOOD, HEADINGS, SMALL, TODAY, of, small, table, xlsx
from yinuo.history.orders import REASONS, REMARKS, read
from yinuo.lib.refusal import Invalid


def test_the_small_cut_is_taken_whole_with_its_repeats_and_odd_costs() -> None:
    reading = small()
    assert len(reading.orders) == 128
    assert reading.repeats == 14
    assert reading.refused == []
    assert Counter(remark.code for remark in reading.remarks) == {"cost_negative": 3, "cost_unreadable": 1}


def test_a_row_is_read_as_it_stands() -> None:
    (order,) = of(GOOD).orders
    assert (order.row, order.day, order.asset, order.text) == (2, date(2004, 7, 1), "A", "BUCKET WON'T OPEN")
    assert (order.type, order.cost, order.occurrence) == ("PM01", Decimal("183.05"), 1)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",A,no lights,PM01,1", "date_empty"),
        ("2004-02-30,A,no lights,PM01,1", "date_form"),
        ("soon,A,no lights,PM01,1", "date_form"),
        ("2004-7,A,no lights,PM01,1", "date_form"),
        ("2004-07-01 07:30,A,no lights,PM01,1", "date_form"),
        ("2026-11-25,A,no lights,PM01,1", "date_range"),
        ("1066-10-14,A,no lights,PM01,1", "date_range"),
        ("2004-07-01,,no lights,PM01,1", "asset_empty"),
        ("2004-07-01,A,,PM01,1", "text_empty"),
        ("2004-07-01,A,   ,PM01,1", "text_empty"),
        (f"2004-07-01,A,{'x' * 401},PM01,1", "too_long"),
        (f"2004-07-01,{'A' * 41},no lights,PM01,1", "too_long"),
        (f"2004-07-01,A,no lights,{'P' * 17},1", "too_long"),
        (f"2004-07-01,A,no lights,PM01,{'1' * 41}", "too_long"),
        ("2004-07-01,A,no\0lights,PM01,1", "characters"),
        ("2004-07-01,A,no\x07lights,PM01,1", "characters"),
        ("2004-07-01,A,no lights,PM01,1,and more", "cells"),
    ],
)
def test_a_row_that_can_t_become_a_job_is_refused_with_its_reason(row: str, code: str) -> None:
    reading = of(GOOD, row, GOOD)
    assert [(said.row, said.code) for said in reading.refused] == [(3, code)]
    assert [order.row for order in reading.orders] == [2, 4]
    words = reading.refused[0].words
    assert words.zh
    assert words.en
    assert "{" not in words.zh + words.en


def test_every_reason_and_remark_stands_in_both_languages() -> None:
    assert all(words.zh != words.en for words in (*REASONS.values(), *REMARKS.values()))


@pytest.mark.parametrize(
    "text", ["2004-07-01", "2004/7/1", "2004.07.01", "20040701", "2004年7月1日", "2004-07-01T00:00:00"]
)
def test_dates_are_read_as_people_write_them(text: str) -> None:
    (order,) = of(f"{text},A,no lights,PM01,1").orders
    assert order.day == date(2004, 7, 1)


@pytest.mark.parametrize(
    ("text", "cost", "remarks"),
    [
        ("", "0", []),
        ("0", "0", []),
        ("12", "12", []),
        ("¥12.50", "12.5", []),
        ('"1,026,684.20"', "1026684.2", []),
        ("-339.81", "-339.81", ["cost_negative"]),
        ("1.005", "1.00", ["cost_rounded"]),
        ("-0.119", "-0.12", ["cost_negative", "cost_rounded"]),
        ("PM01", "0", ["cost_unreadable"]),
        ("NaN", "0", ["cost_unreadable"]),
        ("Infinity", "0", ["cost_unreadable"]),
        ("1e99", "0", ["cost_unreadable"]),
        ("100000000", "0", ["cost_unreadable"]),
        ("99999999.99", "99999999.99", []),
    ],
)
def test_a_cost_never_refuses_its_row(text: str, cost: str, remarks: list[str]) -> None:
    reading = of(f"2004-07-01,A,no lights,PM01,{text}")
    assert [order.cost for order in reading.orders] == [Decimal(cost)]
    assert [said.code for said in reading.remarks] == remarks


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_files_are_read_in_each_encoding(encoding: str) -> None:
    text = "日期,设备,故障,类型,费用\n2004-07-01,挖机甲,铲斗打不开,PM01,12.5\n"
    (order,) = read(text.encode(encoding), today=TODAY).orders
    assert (order.asset, order.text, order.cost) == ("挖机甲", "铲斗打不开", Decimal("12.5"))


def test_a_workbook_gives_the_same_orders_as_its_csv() -> None:
    rows: list[list[object]] = [
        HEADINGS.split(","),
        [date(2004, 7, 1), "A", "BUCKET WON'T OPEN", "PM01", 183.05],
    ]
    (order,) = read(xlsx(rows), today=TODAY).orders
    (same,) = of(GOOD).orders
    assert order == same


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\n\n", "file_empty"),
        (table(GOOD).decode().encode("utf-16"), "file_unreadable"),
        (table(GOOD).decode().encode("utf-16-le"), "file_unreadable"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "file_unreadable"),
        (b"PK\x03\x04 but no workbook", "file_unreadable"),
        (b'BscStartDate,Asset,OriginalShorttext\n"2004-07-01"x,A,B\n', "file_unreadable"),
        (b"one,two,three\n1,2,3\n", "columns_missing"),
    ],
)
def test_a_file_of_the_wrong_kind_is_refused_as_a_whole(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read(content, today=TODAY)
    assert refusal.value.code == code


def test_empty_rows_are_passed_over_and_row_numbers_stay_those_of_the_file() -> None:
    reading = of("", GOOD, ",,,,", "late,A,x,PM01,1")
    assert [order.row for order in reading.orders] == [3]
    assert [said.row for said in reading.refused] == [5]


def test_identical_rows_are_separate_jobs_with_keys_of_their_own() -> None:
    other = "2004-07-01,A,BUCKET WON'T OPEN,PM01,183.06"
    orders = of(GOOD, other, GOOD, GOOD).orders
    assert [order.occurrence for order in orders] == [1, 1, 2, 3]
    assert len({order.key("SH") for order in orders}) == 4


def test_a_key_hangs_on_content_and_scope_alone() -> None:
    (alone,) = of(GOOD).orders
    moved = of("2004-01-01,B,x,PM01,1", GOOD).orders[1]
    assert moved.row != alone.row
    assert moved.key("SH") == alone.key("SH")
    assert moved.key("YZ") != alone.key("SH")


@given(
    st.lists(
        st.tuples(st.dates(date(1990, 1, 1), TODAY), st.sampled_from("ABC"), st.sampled_from(["x", "y"])),
        min_size=1,
        max_size=30,
    )
)
def test_whatever_is_read_every_row_counts_once(rows: list[tuple[date, str, str]]) -> None:
    reading = of(*(f"{day},{asset},{text},PM01,1" for day, asset, text in rows))
    assert len(reading.orders) == len(rows)
    assert len({order.key("") for order in reading.orders}) == len(rows)
    assert reading.repeats == len(rows) - len(set(rows))


@given(st.lists(st.text(max_size=30), min_size=3, max_size=6))
def test_no_text_breaks_the_reading(cells: list[str]) -> None:
    quoted = ",".join('"' + cell.replace('"', '""').replace("\0", "") + '"' for cell in cells)
    content = f"{HEADINGS}\n{quoted}\n".encode("utf-8", "replace")
    reading = read(content, today=TODAY)
    assert len(reading.orders) + len(reading.refused) <= 1


def test_the_small_cut_with_a_mark_of_utf_8_is_the_same() -> None:
    marked = read(codecs.BOM_UTF8 + SMALL.read_bytes(), today=TODAY)
    assert marked.orders == small().orders
