"""Texts with holes, and how they become lines of COPY and inserts; where copies lie."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tools.bench.load import words
from tools.bench.load.holes import Holes, Pattern, days_from
from tools.bench.load.places import A_DAY, BEFORE, FIRST, OPEN_TODAY, Plan
from tools.bench.load.pour import copying, escaped, inserting, literal
from tools.bench.load.shapes import Row

BASE = date(2026, 11, 24)


def test_a_pattern_is_filled_with_other_values() -> None:
    holes = Holes(BASE)
    number, key = holes.hole("SH-20261124-0007"), holes.hole("7100000001")
    pattern = holes.pattern('{"call":"SH-20261124-0007-1","id":7100000001,"share":"100%"}')
    values = ["", ""]
    values[number], values[key] = "GZ-20260101-0001", "42"
    assert pattern.filled(values) == '{"call":"GZ-20260101-0001-1","id":42,"share":"100%"}'


def test_the_longer_token_wins() -> None:
    holes = Holes(BASE)
    short, long = holes.hole("ab"), holes.hole("abc")
    values = ["", ""]
    values[short], values[long] = "S", "L"
    assert holes.pattern("abc ab abcd").filled(values) == "L S Ld"


def test_a_token_is_one_hole_however_often_it_is_named() -> None:
    holes = Holes(BASE)
    assert holes.hole("x") == holes.hole("x") == 0
    assert holes.hole("y") == 1


@given(
    some.text(), some.lists(some.text(alphabet="abc%s\\", min_size=1), unique=True, min_size=1, max_size=5)
)
def test_filled_with_its_own_tokens_a_text_is_itself(text: str, tokens: list[str]) -> None:
    holes = Holes(BASE)
    for token in tokens:
        holes.hole(token)
    whole = text.join(tokens)
    assert holes.pattern(whole).filled(list(holes.tokens)) == whole


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-24", 0),
        ("2026-11-25", 1),
        ("2026-10-01", -54),
        ("2027-11-24", None),
        ("2026-02-30", None),
        ("2001-01-01", None),
    ],
)
def test_only_real_days_nearby_move(text: str, expected: int | None) -> None:
    assert days_from(BASE, text) == expected


def test_days_in_a_text_become_holes() -> None:
    holes = Holes(BASE)
    holes.day("due 2026-11-25T08:30:00+00:00, warranty 2031-01-01")
    assert holes.days == {"2026-11-25": 1}
    assert "2026-11-25" in holes.tokens


def row() -> tuple[Row, list[str]]:
    """Return a row with a key, a text, a text with special characters and a NULL, and its own values."""
    holes = Holes(BASE)
    holes.hole("7100000001")
    cells = (holes.pattern("7100000001"), holes.pattern("it's 100%"), holes.pattern("a\tb\\c"), None)
    return Row("calls_call", ("id", "fault", "note", "site_id"), cells), list(holes.tokens)


def test_a_row_becomes_a_line_of_copy() -> None:
    made, values = row()
    (table, statement), line = copying(made)
    assert table == "calls_call"
    assert statement == 'COPY calls_call ("id", "fault", "note", "site_id") FROM STDIN'
    assert line.filled(values) == "7100000001\tit's 100%\ta\\tb\\\\c\t\\N\n"


def test_a_row_becomes_an_insert_with_what_never_changes_written_into_it() -> None:
    made, values = row()
    (_table, statement), cells = inserting(made)
    assert statement.endswith("VALUES (?, 'it''s 100%', 'a\tb\\c', NULL)")
    assert [cell.filled(values) for cell in cells] == ["7100000001"]


@given(some.text())
def test_no_line_of_copy_is_broken_by_its_text(text: str) -> None:
    told = escaped(text)
    assert not set(told) & {"\t", "\n", "\r"}
    assert literal(Pattern([text], []).text).count("'") % 2 == 0


@pytest.mark.parametrize("calls", [1_000, 100_000])
def test_every_day_has_as_many_calls(calls: int) -> None:
    plan = Plan(calls, 4)
    spots = [plan.spot(place) for place in range(calls)]
    days = Counter((spot.branch, spot.back) for spot in spots)
    assert set(list(days.values())[:-4]) == {A_DAY}
    assert max(spot.count for spot in spots) == plan.most_of_a_day
    assert min(spot.count for spot in spots if spot.back == 0) == FIRST + 1
    assert len({(spot.branch, spot.back, spot.count) for spot in spots}) == calls
    assert {spot.customer for spot in spots} <= set(range(plan.customers))


@pytest.mark.parametrize(
    ("calls", "low", "high"), [(1_000, 230, 260), (100_000, 450, 550), (1_000_000, 1_900, 2_150)]
)
def test_open_calls_are_those_of_today_and_some_that_wait(calls: int, low: int, high: int) -> None:
    plan = Plan(calls, 4)
    spots = [plan.spot(place) for place in range(min(calls, 12_000))]
    open_ones = [spot for spot in spots if spot.state not in {"filed", "by_telephone"}]
    assert low <= len(open_ones) <= high
    today = Counter(spot.branch for spot in open_ones if spot.back == 0)
    assert set(today.values()) == {OPEN_TODAY}
    assert {spot.state for spot in open_ones if spot.back} <= {"done", "on_site"}
    assert {spot.state for spot in open_ones if spot.back == 0} == set(BEFORE)


def test_names_and_faults_differ() -> None:
    names = [words.customer_name(place) for place in range(5_000)]
    assert len(set(names)) == 5_000
    faults = [words.fault(place) for place in range(40_000)]
    assert len(set(faults)) > 30_000
    assert sum(words.RARE in each for each in faults) == 2
    assert 1_000 < sum("停机" in each for each in faults) < 4_000
    assert all(len(each) < 80 for each in faults)
