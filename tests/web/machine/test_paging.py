"""Pages cut by key: every row once, in order, whatever ties and whatever size."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.journal.models import Counter, Entry
from yinuo.lib.refusal import Invalid
from yinuo.web.machine.paging import SALT, Page, cut

pytestmark = pytest.mark.django_db
ORDERS = [
    ("last", "scope"),
    ("-last", "-scope"),
    ("last", "-scope"),
    ("-last", "scope"),
    ("scope",),
    ("-scope",),
]


def all_pages(order: tuple[str, ...], limit: int) -> list[str]:
    seen, cursor = [], ""
    while True:
        rows, following = cut(Counter.objects.all(), order, Page(limit, cursor))
        assert len(rows) <= limit
        seen += [row.scope for row in rows]
        if following is None:
            return seen
        assert len(rows) == limit
        cursor = following


@pytest.mark.parametrize("order", ORDERS)
@given(numbers=st.lists(st.integers(1, 4), max_size=12), limit=st.integers(1, 5))
@settings(max_examples=15)
def test_every_row_comes_once_in_its_order(order: tuple[str, ...], numbers: list[int], limit: int) -> None:
    Counter.objects.all().delete()
    Counter.objects.bulk_create(
        Counter(scope=f"s{place:02d}", last=last) for place, last in enumerate(numbers)
    )
    assert all_pages(order, limit) == list(Counter.objects.order_by(*order).values_list("scope", flat=True))


def test_rows_that_come_in_between_move_nothing() -> None:
    Counter.objects.bulk_create(Counter(scope=f"s{place}", last=place) for place in range(4))
    rows, cursor = cut(Counter.objects.all(), ("-last", "scope"), Page(2))
    assert [row.last for row in rows] == [3, 2]
    Counter.objects.create(scope="newest", last=9)
    rows, cursor = cut(Counter.objects.all(), ("-last", "scope"), Page(2, cursor or ""))
    assert ([row.last for row in rows], cursor) == ([1, 0], None)


def test_instants_and_the_rows_behind_them_are_keys_too() -> None:
    start = datetime(2026, 11, 24, 1, 0, 0, 123_456, tzinfo=UTC)
    for place in range(5):
        Entry.objects.create(
            subject_kind="x",
            subject_key="x",
            sequence=place,
            at=start + timedelta(microseconds=place // 2),
            by_name="x",
            verb="x",
            changes_text="{}",
            hash="x",
        )
    seen, cursor = [], ""
    while cursor is not None:
        rows, cursor = cut(Entry.objects.all(), ("at", "sequence"), Page(2, cursor))
        seen += [row.sequence for row in rows]
    assert seen == [0, 1, 2, 3, 4]


def test_an_empty_list_has_no_next() -> None:
    assert cut(Counter.objects.all(), ("scope",), Page()) == ([], None)


@pytest.mark.parametrize("cursor", ["garbage", "a:b:c", ":::", "\u4e2d\u6587", "e30:x:y"])
def test_what_was_never_given_is_no_cursor(cursor: str) -> None:
    refused(cursor)


@pytest.mark.parametrize(
    ("content", "salt"),
    [
        ([["scope"], ["a"]], "another"),
        ([["-scope"], ["a"]], SALT),
        ([["last", "scope"], [1, "a"]], SALT),
        ("scope", SALT),
        (7, SALT),
        ({"a": 1}, SALT),
        ([1, 2, 3], SALT),
        (None, SALT),
    ],
)
def test_a_cursor_of_another_list_is_refused(content: object, salt: str) -> None:
    refused(signing.dumps(content, salt=salt))


def refused(cursor: str) -> None:
    with pytest.raises(Invalid) as refusal:
        cut(Counter.objects.all(), ("scope",), Page(5, cursor))
    assert refusal.value.code == "unknown_cursor"
    assert refusal.value.fields["cursor"].zh == "翻页标记不对"
    assert refusal.value.fields["cursor"].en == "is no cursor of this list"
