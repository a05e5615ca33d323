"""Percentiles, rates and tables: what measured seconds come to."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tools.bench.rates import Took, of_name, per_ten_seconds, percentile, summary
from tools.bench.tables import table


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([], 0.5, 0.0),
        ([7.0], 0.0, 7.0),
        ([7.0], 1.0, 7.0),
        ([3.0, 1.0, 2.0], 0.5, 2.0),
        ([4.0, 1.0, 3.0, 2.0], 0.5, 2.0),
        ([float(each) for each in range(1, 101)], 0.95, 95.0),
        ([float(each) for each in range(1, 21)], 0.95, 19.0),
    ],
)
def test_a_percentile_is_one_of_the_values(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


@given(some.lists(some.floats(0, 1e6), min_size=1), some.floats(0.01, 1))
def test_as_many_lie_at_or_below_as_the_share_says(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(each <= found for each in values) >= math.floor(share * len(values) + 1e-9)
    assert sum(each < found for each in values) <= math.ceil(share * len(values))


def test_a_summary_tells_milliseconds() -> None:
    told = summary([Took("sign", 1.0, 0.010), Took("sign", 2.0, 0.020), Took("file", 3.0, 0.5)])
    assert (told.count, told.p50, told.p95, told.worst) == (3, 20.0, 500.0, 500.0)


def test_a_summary_of_nothing_is_nought() -> None:
    told = summary([])
    assert (told.count, told.p50, told.p95, told.worst) == (0, 0.0, 0.0, 0.0)


def test_things_are_told_apart_by_name() -> None:
    took = [Took("sign", 1.0, 0.1), Took("file", 2.0, 0.2)]
    assert of_name(took, "file") == [took[1]]
    assert of_name(took, "nothing") == []


def test_a_falling_rate_shows() -> None:
    falling = [place / 50 for place in range(500)] + [10 + place / 25 for place in range(250)]
    assert per_ten_seconds(falling, 20.4) == [50.0, 25.0]


@pytest.mark.parametrize("seconds", [0.0, 3.0, 9.99])
def test_less_than_ten_seconds_have_no_rate_of_ten(seconds: float) -> None:
    assert per_ten_seconds([0.5, 1.0], seconds) == []


def test_what_ends_after_the_last_whole_ten_seconds_is_left_out() -> None:
    assert per_ten_seconds([5.0, 15.0, 21.0], 21.5) == [0.1, 0.1]


def test_a_table_is_markdown() -> None:
    assert table(("what", "ms"), [("list", 1.5), ("page", 12)]) == (
        "| what | ms |\n| --- | --- |\n| list | 1.5 |\n| page | 12 |\n"
    )


def test_a_cell_cannot_break_its_table() -> None:
    lines = table(("a",), [("one|two\nthree",)]).splitlines()
    assert lines[2] == "| one\\|two three |"
    assert len(lines) == 3


def test_a_table_without_rows_has_its_heads() -> None:
    assert table(("a", "b"), []).splitlines() == ["| a | b |", "| --- | --- |"]
