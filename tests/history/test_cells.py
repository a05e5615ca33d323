"""The cells of a file of past work orders at their edges: days, costs, headings, identical rows, keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from yinuo.history.columns import FIELDS, KNOWN_HEADINGS, Columns, find
from yinuo.history.orders import CREDIT, EARLIEST, LONGEST, Order, Reading, cost_of, read
from yinuo.lib.refusal import Invalid

TODAY = date(2026, 11, 24)
HEADINGS = "date,asset,text,type,cost"
PLAIN = some.characters(codec="utf-8", categories=["L", "N"])


def of(*rows: str, today: date = TODAY) -> Reading:
    return read("\n".join((HEADINGS, *rows)).encode(), today=today)


def dated(text: str) -> Reading:
    return of(f'"{text}",A,no lights,PM01,1')


def costing(text: str) -> Reading:
    return of(f'2004-07-01,A,no lights,PM01,"{text}"')


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1980-01-01", date(1980, 1, 1)),
        ("2026-11-24", TODAY),
        ("2024-02-29", date(2024, 2, 29)),
        ("2000-02-29", date(2000, 2, 29)),
        ("2004-7-1", date(2004, 7, 1)),
        ("2004/07/01", date(2004, 7, 1)),
        ("2004.7.01", date(2004, 7, 1)),
        ("2004年07月01日", date(2004, 7, 1)),
        ("2004年7月1", date(2004, 7, 1)),
        ("20041231", date(2004, 12, 31)),
        ("2004-07-01 00:00", date(2004, 7, 1)),
        ("2004-07-01T00:00:00", date(2004, 7, 1)),
        (" 2004-07-01 ", date(2004, 7, 1)),
    ],
)
def test_a_day_is_read(text: str, day: date) -> None:
    assert [order.day for order in dated(text).orders] == [day]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1979-12-31", "date_range"),
        ("2026-11-25", "date_range"),
        ("9999-12-31", "date_range"),
        ("0001-01-01", "date_range"),
        ("2023-02-29", "date_form"),
        ("1900-02-29", "date_form"),
        ("2004-00-10", "date_form"),
        ("2004-13-01", "date_form"),
        ("2004-04-31", "date_form"),
        ("0000-01-01", "date_form"),
        ("01.07.2004", "date_form"),
        ("07/01/2004", "date_form"),
        ("04-07-01", "date_form"),
        ("2004-07-01Z", "date_form"),
        ("2004-07-01T00:00:01", "date_form"),
        ("38169", "date_form"),
        ("-2004-07-01", "date_form"),
        ("２００４-07-01", "date_form"),
        ("200411", "date_form"),
        ("2004111", "date_form"),
    ],
)
def test_what_is_no_day_is_said_with_its_value(text: str, code: str) -> None:
    (said,) = dated(text).refused
    assert said.code == code
    assert text in said.words.zh
    assert text in said.words.en


@given(
    some.dates(EARLIEST, TODAY),
    some.sampled_from(["{:%Y-%m-%d}", "{:%Y/%m/%d}", "{:%Y%m%d}", "{:%Y年%m月%d日}"]),
)
def test_every_day_since_the_earliest_is_read_back(day: date, written: str) -> None:
    assert [order.day for order in dated(written.format(day)).orders] == [day]


@pytest.mark.parametrize("ahead", [0, 1, 365])
def test_the_future_begins_after_today(ahead: int) -> None:
    reading = of("2020-02-29,A,b,,", today=date(2020, 2, 29) - timedelta(days=ahead))
    assert len(reading.orders) == (ahead == 0)


@pytest.mark.parametrize(
    ("text", "cost", "remarks"),
    [
        ("0.00", "0.00", []),
        ("-0", "0.00", []),
        ("-0.00", "0.00", []),
        ("-0.001", "0.00", ["cost_negative", "cost_rounded"]),
        ("0.004", "0.00", ["cost_rounded"]),
        ("0.015", "0.02", ["cost_rounded"]),
        ("+5", "5.00", []),
        ("￥1,000", "1000.00", []),
        ("1e3", "1000.00", []),
        ("99,999,999.99", "99999999.99", []),
        ("-99999999.99", "-99999999.99", ["cost_negative"]),
        ("-100000000", "0.00", ["cost_unreadable"]),
        ("sNaN", "0.00", ["cost_unreadable"]),
        ("-Infinity", "0.00", ["cost_unreadable"]),
        ("12 yuan", "0.00", ["cost_unreadable"]),
        ("--5", "0.00", ["cost_unreadable"]),
        ("¥", "0.00", ["cost_unreadable"]),
        ("0x10", "0.00", ["cost_unreadable"]),
    ],
)
def test_a_cost_is_read_to_the_cent(text: str, cost: str, remarks: list[str]) -> None:
    reading = costing(text)
    (order,) = reading.orders
    assert f"{order.cost:.2f}" == cost
    assert [said.code for said in reading.remarks] == remarks
    assert all(text in said.words.zh and text in said.words.en for said in reading.remarks)


@given(some.decimals(-(10**8) + 1, 10**8 - 1, places=2, allow_nan=False))
def test_a_cost_comes_back_from_the_record_it_went_into(cost: Decimal) -> None:
    (order,) = costing(str(cost)).orders
    assert order.cost == cost
    money = order.money
    assert money["fee"] >= 0
    assert not money["fee"].is_signed()
    assert cost_of(money["fee"], money.get("readings", [])) == cost


@pytest.mark.parametrize(
    ("fee", "readings", "cost"),
    [
        ("0", [], "0"),
        ("12.50", [], "12.50"),
        ("0", [{"name": CREDIT, "value": "-3.20"}], "-3.20"),
        ("0", [{"name": "水压", "value": "2.1"}], "0"),
        ("0", [{"name": "水压", "value": "two"}, {"name": CREDIT, "value": "-1"}], "-1"),
        ("5", [{"name": CREDIT, "value": "-1"}, {"name": CREDIT, "value": "-2"}], "2"),
    ],
)
def test_only_credits_count_among_the_readings(fee: str, readings: list[dict[str, str]], cost: str) -> None:
    assert cost_of(Decimal(fee), readings) == Decimal(cost)


@pytest.mark.parametrize(
    ("name", "most"), [(name, most) for name, most in LONGEST.items() if name in ("asset", "text", "type")]
)
def test_a_cell_may_be_as_long_as_its_column(name: str, most: int) -> None:
    for length, taken in ((most, 1), (most + 1, 0)):
        cells = {"date": "2004-07-01", "asset": "A", "text": "b", "type": "", "cost": "", name: "长" * length}
        reading = of(",".join(cells.values()))
        assert len(reading.orders) == taken
        assert [said.code for said in reading.refused] == ["too_long"] * (1 - taken)
        assert all(
            FIELDS[name].zh in said.words.zh and FIELDS[name].en in said.words.en for said in reading.refused
        )


@pytest.mark.parametrize("bad", ["\x00", "\x01", "\x08", "\x0b", "\x0c", "\x0e", "\x1f", "\x7f"])
@pytest.mark.parametrize("column", [1, 2, 3, 4])
def test_a_character_that_can_not_be_kept_refuses_its_row_alone(bad: str, column: int) -> None:
    cells = ["2004-07-01", "A", "b", "c", "1"]
    cells[column] = f"x{bad}y"
    reading = of("2004-07-01,A,b,c,1", ",".join(cells), "2004-07-02,A,b,c,1")
    assert [(said.row, said.code) for said in reading.refused] == [(3, "characters")]
    assert [order.row for order in reading.orders] == [2, 4]


@pytest.mark.parametrize(
    ("rows", "occurrences", "repeats"),
    [
        ([], [], 0),
        (["2004-07-01,A,b,,"], [1], 0),
        (["2004-07-01,A,b,,", "2004-07-01,A,b,,"], [1, 2], 1),
        (["2004-07-01,A,b,,", "2004-07-01,A,b,c,", "2004-07-01,A,b,,"], [1, 1, 2], 1),
        (["2004-07-01,A,b,,"] * 4, [1, 2, 3, 4], 3),
        (["2004-07-01,A,b,,1", "2004-07-01,A,b,,1.0"], [1, 1], 0),
        (["2004-07-01,A,b,,", "never,A,b,,", "2004-07-01,A,b,,"], [1, 2], 1),
        (["2004-07-01,A,b,,", ",,,,", "", "2004-07-02,A,b,,"], [1, 1], 0),
    ],
)
def test_identical_rows_are_counted(rows: list[str], occurrences: list[int], repeats: int) -> None:
    reading = of(*rows)
    assert [order.occurrence for order in reading.orders] == occurrences
    assert reading.repeats == repeats
    keys = [order.key("SH") for order in reading.orders]
    assert len(set(keys)) == len(keys)


def ordered(**changed: object) -> Order:
    cells = {"date": "2004-07-01", "asset": "A", "text": "b"}
    return replace(Order(2, date(2004, 7, 1), "A", "b", "", Decimal(0), cells), **changed)


@pytest.mark.parametrize(
    ("other", "scope", "same"),
    [
        (ordered(), "SH", True),
        (ordered(row=99), "SH", True),
        (ordered(cells={"text": "b", "asset": "A", "date": "2004-07-01"}), "SH", True),
        (ordered(), "GZ", False),
        (ordered(occurrence=2), "SH", False),
        (ordered(cells={"date": "2004-07-01", "asset": "A", "text": "B"}), "SH", False),
        (ordered(cells={"date": "2004-07-01", "asset": "A", "text": "b", "cost": ""}), "SH", False),
        (ordered(cells={"date": "2004-07-01", "asset": "b", "text": "A"}), "SH", False),
    ],
)
def test_a_key_is_the_content_and_not_the_place(other: Order, scope: str, same: bool) -> None:
    assert (other.key(scope) == ordered().key("SH")) is same


@pytest.mark.parametrize(
    ("field", "heading"), [(field, one) for field, known in KNOWN_HEADINGS.items() for one in known]
)
def test_every_known_heading_is_guessed_however_it_is_spaced(field: str, heading: str) -> None:
    rest = [f"x-{name}" for name in FIELDS if name != field]
    said = {name: f"x-{name}" for name in FIELDS if name != field}
    for written in (heading, heading.upper(), f" {heading} ", "_".join(heading), f"({heading})"):
        assert find([*rest, written], said=said).places[field] == len(rest)


@given(some.lists(some.text(PLAIN, max_size=8), max_size=8), some.integers(0, 8))
def test_a_short_row_has_empty_cells_and_a_long_one_no_more(row: list[str], place: int) -> None:
    known = Columns(tuple(f"h{n}" for n in range(9)), {"date": place, "asset": 0})
    cells = known.cells(row)
    assert cells == {"date": (row + [""] * 9)[place], "asset": [*row, ""][0]}
    assert len(known.unused) == 9 - len({place, 0})
    assert known.heading("date") == f"h{place}"
    assert known.heading("cost") == ""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\n\n", "file_empty"),
        (b",,,\n", "file_empty"),
        (b"\xef\xbb\xbf", "file_empty"),
        (b"a,b,c\n1,2,3\n", "columns_missing"),
        (b"date,asset\n2004-07-01,A\n", "columns_missing"),
    ],
)
def test_a_file_without_what_is_needed_is_refused_whole(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read(content, today=TODAY)
    assert refusal.value.code == code
