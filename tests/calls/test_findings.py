"""What may stand in a service record: each length, count and range at both of its ends."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.calls.rules.findings import LONGEST, MOST_ROWS, PART, READING, checked
from yinuo.calls.states import POINT_WORDS
from yinuo.lib.refusal import Invalid
from yinuo.lib.words import speaking

GOOD_PART = {"name": "滤网", "quantity": "1"}
GOOD_READING = {"name": "室温", "value": "31"}


def refused(field: str, value: object) -> Invalid:
    """Return the refusal of a value; it names the field and speaks both languages."""
    with pytest.raises(Invalid) as raised:
        checked({field: value})
    refusal = raised.value
    assert list(refusal.fields) == [field]
    assert refusal.words.zh != refusal.words.en
    return refusal


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("found", "  滤网积灰 \n", "滤网积灰"),
        ("spoken_with", "", ""),
        ("work", "长" * 4000, "长" * 4000),
        ("points", ["tidy", "tidy", "introduced"], ["tidy", "introduced"]),
        ("points", (), []),
        ("answers", {"power": True}, {"power": True}),
        (
            "readings",
            [{"name": "室温", "value": "31", "unit": "℃"}],
            [{"name": "室温", "value": "31", "unit": "℃"}],
        ),
        ("readings", [{"name": "室温", "value": 31}], [{"name": "室温", "value": "31", "unit": ""}]),
        ("parts", [GOOD_PART], [{"name": "滤网", "quantity": "1", "maker": "", "number": "", "serial": ""}]),
        (
            "parts",
            [{"name": "线", "quantity": Decimal("2.50"), "maker": None}],
            [{"name": "线", "quantity": "2.50", "maker": "", "number": "", "serial": ""}],
        ),
        ("parts", [], []),
        ("minutes", 0, 0),
        ("minutes", 10_000, 10_000),
        ("minutes", "45", 45),
        ("minutes", None, None),
        ("fee", Decimal(0), Decimal("0.00")),
        ("fee", "80.5", Decimal("80.50")),
        ("fee", 99_999_999, Decimal("99999999.00")),
        ("fee", None, Decimal("0.00")),
        ("new_knowledge", True, True),
        ("new_knowledge", False, False),
    ],
)
def test_what_is_taken_and_how_it_is_stored(field, value, stored):
    kept = checked({field: value})[field]
    assert kept == stored
    assert type(kept) is type(stored)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        *[(field, "字" * (most + 1), "too_long") for field, most in LONGEST.items()],
        ("found", "a\x00b", "broken_text"),
        ("cause", "\ud800", "broken_text"),
        ("points", ["kindness"], "unknown_point"),
        ("points", "tidy", "no_rows"),
        ("points", ["tidy"] * 51, "too_many_rows"),
        ("answers", ["power"], "no_rows"),
        ("answers", None, "no_rows"),
        ("readings", {"name": "x"}, "no_rows"),
        ("readings", ["x"], "no_rows"),
        ("readings", [{"name": "室温"}], "incomplete_row"),
        ("readings", [{"value": "31"}], "incomplete_row"),
        ("readings", [GOOD_READING | {"colour": "red"}], "no_rows"),
        ("readings", [GOOD_READING] * (MOST_ROWS + 1), "too_many_rows"),
        *[
            ("readings", [GOOD_READING | {name: "x" * (most + 1)}], "too_long")
            for name, most in READING.items()
        ],
        ("parts", None, "no_rows"),
        ("parts", [GOOD_PART | {"name": " "}], "incomplete_row"),
        ("parts", [{"name": "滤网"}], "incomplete_row"),
        ("parts", [GOOD_PART | {"quantity": "0"}], "impossible_quantity"),
        ("parts", [GOOD_PART | {"quantity": "-1"}], "impossible_quantity"),
        ("parts", [GOOD_PART | {"quantity": "10000"}], "impossible_quantity"),
        ("parts", [GOOD_PART | {"quantity": "一个"}], "impossible_quantity"),
        ("parts", [GOOD_PART | {"quantity": "NaN"}], "impossible_quantity"),
        ("parts", [GOOD_PART | {"quantity": "Infinity"}], "impossible_quantity"),
        ("parts", [GOOD_PART] * (MOST_ROWS + 1), "too_many_rows"),
        *[("parts", [GOOD_PART | {name: "1" * (most + 1)}], "too_long") for name, most in PART.items()],
        ("minutes", -1, "impossible_minutes"),
        ("minutes", 10_001, "impossible_minutes"),
        ("minutes", 4.5, "impossible_minutes"),
        ("minutes", True, "impossible_minutes"),
        ("minutes", "long", "impossible_minutes"),
        ("minutes", "1e99", "impossible_minutes"),
        ("fee", -1, "impossible_fee"),
        ("fee", "0.001", "impossible_fee"),
        ("fee", 100_000_000, "impossible_fee"),
        ("fee", "NaN", "impossible_fee"),
        ("fee", "fifty", "impossible_fee"),
        ("new_knowledge", "yes", "yes_or_no"),
        ("new_knowledge", 1, "yes_or_no"),
        ("colour", "red", "unknown_field"),
        ("frozen", True, "unknown_field"),
        ("written_by", "x", "unknown_field"),
    ],
)
def test_what_is_refused_and_where(field, value, code):
    assert refused(field, value).code == code


def test_the_row_is_named():
    rows = [GOOD_PART, GOOD_PART | {"quantity": "0"}]
    refusal = refused("parts", rows)
    assert "第 2 行" in refusal.words.zh
    assert "row 2" in refusal.words.en


def test_a_text_too_long_says_how_long():
    with speaking("en"):
        assert "At most 80 characters, this has 81." in str(refused("spoken_with", "x" * 81))


def test_nothing_given_is_nothing_changed():
    assert checked({}) == {}


@given(st.lists(st.sampled_from(sorted(POINT_WORDS))))
def test_points_stand_once_in_the_order_given(points):
    kept = checked({"points": points})["points"]
    assert kept == sorted(set(points), key=points.index)


@given(st.decimals(min_value=0, max_value=99_999_999, places=2))
def test_every_fee_in_range_is_kept_exactly(fee):
    assert checked({"fee": fee})["fee"] == fee


@given(st.integers())
def test_minutes_are_kept_or_refused(minutes):
    if 0 <= minutes <= 10_000:
        assert checked({"minutes": minutes}) == {"minutes": minutes}
    else:
        refused("minutes", minutes)


@given(st.text(max_size=200))
def test_a_text_comes_back_stripped_or_is_refused(text):
    broken = "\x00" in text.strip() or any("\ud800" <= char <= "\udfff" for char in text)
    if broken:
        assert refused("learned", text).code == "broken_text"
    else:
        kept = checked({"learned": text})["learned"]
        assert kept == text.strip()
        assert checked({"learned": kept})["learned"] == kept


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "found": st.text(max_size=40),
            "minutes": st.integers(-5, 20_000),
            "fee": st.decimals(-5, 200_000_000, places=3),
            "parts": st.lists(
                st.dictionaries(st.sampled_from([*PART, "odd"]), st.text(max_size=5), max_size=3), max_size=3
            ),
            "new_knowledge": st.booleans() | st.none(),
            "odd": st.none(),
        },
    )
)
def test_whatever_comes_is_stored_or_refused_never_an_error(values):
    with suppress(Invalid):
        kept = checked(values)
        assert set(kept) == set(values)
        assert checked(kept) == kept
