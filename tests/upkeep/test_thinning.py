"""Which copies stay when old ones are thinned out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.upkeep.plan import KEEP
from yinuo.upkeep.thinning import kept

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
INSTANTS = st.sets(
    st.integers(0, 86_400 * 3000).map(lambda seconds: START - timedelta(seconds=seconds)), max_size=60
)
COUNTS = st.tuples(*(st.integers(1, 6) for _ in range(3)))


def daily(days: int) -> list[datetime]:
    return [START - timedelta(days=day) for day in range(days)]


@pytest.mark.parametrize(
    ("days", "stay"),
    [(0, 0), (1, 1), (14, 14), (15, 14), (16, 14), (400, 0)],
)
def test_a_copy_a_day(days: int, stay: int) -> None:
    found = kept(daily(days), KEEP, SHANGHAI)
    assert len(found) == stay or days == 400
    assert found <= set(daily(days))
    if days == 400:
        assert set(daily(14)) <= found
        assert 28 <= len(found) <= 34
        assert min(found) < START - timedelta(days=320)


def test_of_a_day_with_several_the_newest_stays() -> None:
    morning, evening = (datetime(2026, 11, 24, hour, tzinfo=SHANGHAI) for hour in (2, 20))
    before = morning - timedelta(days=1)
    assert kept([morning, before, evening], KEEP, SHANGHAI) == {evening, before}


def test_the_day_is_that_of_the_zone() -> None:
    late, early = datetime(2026, 11, 23, 15, 59, tzinfo=UTC), datetime(2026, 11, 23, 16, 1, tzinfo=UTC)
    assert kept([late, early], (2, 1, 1), SHANGHAI) == {late, early}
    assert kept([late, early], (2, 1, 1), UTC) == {early}


def test_after_a_long_silence_the_old_ones_stay() -> None:
    old = [at - timedelta(days=900) for at in daily(5)]
    assert kept([START, *old], KEEP, SHANGHAI) == {START, *old}


@given(made=INSTANTS, keep=COUNTS)
def test_the_newest_always_stays_and_there_are_never_too_many(
    made: set[datetime], keep: tuple[int, int, int]
) -> None:
    stay = kept(made, keep, SHANGHAI)
    assert stay <= made
    assert len(stay) <= sum(keep)
    assert not made or max(made) in stay


@given(made=INSTANTS, keep=COUNTS)
def test_thinning_twice_is_thinning_once(made: set[datetime], keep: tuple[int, int, int]) -> None:
    once = kept(made, keep, SHANGHAI)
    assert kept(once, keep, SHANGHAI) == once


@given(made=INSTANTS, keep=COUNTS)
def test_keeping_more_loses_nothing(made: set[datetime], keep: tuple[int, int, int]) -> None:
    more = (keep[0] + 1, keep[1], keep[2] + 2)
    assert kept(made, keep, SHANGHAI) <= kept(made, more, SHANGHAI)
