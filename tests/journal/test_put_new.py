"""Many sealed parts at once: each carries its seal, and one statement writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yinuo.calendars.commands import ship_china
from yinuo.calendars.models import Calendar, SpecialDay
from yinuo.journal.audit import verify
from yinuo.journal.commands import put_new
from yinuo.lib.actor import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendar() -> Calendar:
    """The calendar that ships."""
    return ship_china(by=SYSTEM, at=datetime(2026, 1, 1, tzinfo=UTC))


def days(calendar: Calendar, count: int) -> list[SpecialDay]:
    first = date(2030, 1, 1)
    return [SpecialDay(calendar=calendar, day=first + timedelta(days=n), kind="closed") for n in range(count)]


def test_each_part_is_sealed(calendar: Calendar) -> None:
    rows = days(calendar, 3)
    put_new(rows)
    stored = SpecialDay.objects.filter(day__year=2030)
    assert [row.seal for row in stored] == [row.own_seal() for row in stored]
    assert all(row.pk for row in rows)
    assert list(verify()) == []


@pytest.mark.parametrize("count", [0, 1, 60])
def test_the_number_of_statements_does_not_grow(calendar: Calendar, count: int) -> None:
    with CaptureQueriesContext(
        connection,
    ) as statements:
        put_new(days(calendar, count))
    assert len(statements) == min(count, 1)


def test_a_part_changed_afterwards_is_found(calendar: Calendar) -> None:
    put_new(days(calendar, 1))
    SpecialDay.objects.filter(day__year=2030).update(label="changed")
    assert len(list(verify())) == 1
