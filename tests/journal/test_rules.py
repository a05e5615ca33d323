"""Values written down in one way only, and fingerprints that follow every character."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.journal.rules import canonical, fingerprint, plain, replayed
from yinuo.lib.words import w

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, None),
        (True, True),
        (7, 7),
        ("诺", "诺"),
        (Decimal("10.50"), "10.50"),
        (1.5, "1.5"),
        (date(2026, 11, 24), "2026-11-24"),
        (time(9, 5), "09:05:00"),
        (timedelta(minutes=90), "5400.0"),
        (datetime(2026, 11, 24, 9, 0, tzinfo=timezone(timedelta(hours=8))), "2026-11-24T01:00:00+00:00"),
        (datetime(2026, 11, 24, 1, 0, tzinfo=UTC), "2026-11-24T01:00:00+00:00"),
        (w("诺", "promise"), {"zh": "诺", "en": "promise"}),
        ((1, [2, {"a": Decimal(1)}]), [1, [2, {"a": "1"}]]),
        ({1: 2}, {"1": 2}),
    ],
)
def test_how_a_value_is_written(value: object, written: object) -> None:
    assert plain(value) == written


@given(JSON)
def test_writing_twice_changes_nothing(value: Any) -> None:
    assert plain(plain(value)) == plain(value)


@given(JSON)
def test_the_text_reads_back_as_what_was_written(value: Any) -> None:
    assert json.loads(canonical(value)) == plain(value)


@given(st.dictionaries(st.text(max_size=8), JSON, max_size=6), st.randoms())
def test_the_order_of_keys_does_not_matter(value: dict[str, Any], random: Any) -> None:
    keys = list(value)
    random.shuffle(keys)
    assert canonical({key: value[key] for key in keys}) == canonical(value)


@given(JSON, JSON)
def test_only_the_same_content_has_the_same_fingerprint(one: Any, other: Any) -> None:
    assert (fingerprint(one) == fingerprint(other)) is (canonical(one) == canonical(other))


@given(JSON, JSON)
def test_parts_are_not_run_together(one: Any, other: Any) -> None:
    assert fingerprint(one, other) != fingerprint([one, other])


def test_a_lone_surrogate_is_fingerprinted_not_refused() -> None:
    assert fingerprint("\ud800") != fingerprint("?")


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from("abc"), st.tuples(st.integers(), st.integers()).map(list), max_size=3
        ),
        max_size=6,
    )
)
def test_the_last_word_on_each_field_stands(changes: list[dict[str, list[object]]]) -> None:
    values = replayed(changes)
    for field in "abc":
        told = [change[field][1] for change in changes if field in change]
        assert values.get(field) == (told[-1] if told else None)
