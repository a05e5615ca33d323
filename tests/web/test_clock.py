"""The one reader of the clock: the machine's, a fixed one, one of a block."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from yinuo.web import clock

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_it_reads_the_machine() -> None:
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)


def test_it_answers_in_utc(settings) -> None:
    settings.YINUO_NOW = "2026-11-24T10:36:00+08:00"
    assert clock.now() == datetime(2026, 11, 24, 2, 36, tzinfo=UTC)
    assert clock.now().utcoffset() == timedelta(0)


def test_a_block_stands_over_the_setting(settings) -> None:
    settings.YINUO_NOW = "2026-11-24T10:36:00+08:00"
    with clock.at(NOON):
        assert clock.now() == NOON
        with clock.at(NOON + timedelta(hours=1)):
            assert clock.now() == NOON + timedelta(hours=1)
        assert clock.now() == NOON
    assert clock.now() != NOON


def test_a_block_ends_with_a_failure() -> None:
    with pytest.raises(ValueError, match="stop"), clock.at(NOON):
        raise ValueError("stop")
    assert clock.now() != NOON


def test_a_block_holds_in_its_own_thread_only() -> None:
    seen: list[datetime] = []
    with clock.at(NOON):
        other = Thread(target=lambda: seen.append(clock.now()))
        other.start()
        other.join()
    assert seen[0] != NOON


@pytest.mark.parametrize("wrong", [NOON.replace(tzinfo=None), NOON.replace(tzinfo=None, year=1)])
def test_an_instant_needs_an_offset(wrong: datetime) -> None:
    with pytest.raises(ValueError, match="without an offset"), clock.at(wrong):
        pass


def test_the_setting_needs_an_offset(settings) -> None:
    settings.YINUO_NOW = "2026-11-24T10:36:00"
    with pytest.raises(ValueError, match="without an offset"):
        clock.now()
