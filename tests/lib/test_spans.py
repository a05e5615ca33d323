"""Lengths of time in words."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.lib import spans

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("span", "zh", "en"),
    [
        (timedelta(0), "0 分", "0 min"),
        (timedelta(milliseconds=900), "0 分", "0 min"),
        (timedelta(seconds=45), "45 秒", "45 s"),
        (10 * MINUTE, "10 分", "10 min"),
        (HOUR, "1 小时", "1 h"),
        (HOUR + 20 * MINUTE, "1 小时 20 分", "1 h 20 min"),
        (52 * HOUR + 30 * MINUTE, "52 小时 30 分", "52 h 30 min"),
        (HOUR + timedelta(seconds=5), "1 小时 5 秒", "1 h 5 s"),
        (HOUR + MINUTE + timedelta(seconds=5), "1 小时 1 分 5 秒", "1 h 1 min 5 s"),
        (-(HOUR + 20 * MINUTE), "-1 小时 20 分", "-1 h 20 min"),
        (-timedelta(milliseconds=1), "0 分", "0 min"),
        (-timedelta(milliseconds=1500), "-1 秒", "-1 s"),
    ],
)
def test_hours(span, zh, en):
    assert (spans.hours(span).zh, spans.hours(span).en) == (zh, en)


@pytest.mark.parametrize(
    ("span", "zh", "en"),
    [
        (2 * HOUR + 20 * MINUTE, "2 小时 20 分", "2 h 20"),
        (10 * MINUTE, "10 分", "10 min"),
        (2 * HOUR, "2 小时", "2 h"),
        (2 * HOUR + timedelta(seconds=7), "2 小时 7 秒", "2 h 7 s"),
        (2 * HOUR + 3 * MINUTE + timedelta(seconds=7), "2 小时 3 分 7 秒", "2 h 3 min 7 s"),
        (-(2 * HOUR + 20 * MINUTE), "-2 小时 20 分", "-2 h 20"),
    ],
)
def test_short(span, zh, en):
    assert (spans.short(span).zh, spans.short(span).en) == (zh, en)


@pytest.mark.parametrize(
    ("span", "zh", "en"),
    [
        (timedelta(0), "0 分", "0 min"),
        (timedelta(seconds=40), "40 秒", "40 s"),
        (MINUTE + timedelta(seconds=40), "1 分", "1 min"),
        (3 * HOUR + 5 * MINUTE + timedelta(seconds=59), "3 小时 5 分", "3 h 5 min"),
        (DAY, "1 天", "1 d"),
        (2 * DAY + 4 * HOUR + 59 * MINUTE, "2 天 4 小时", "2 d 4 h"),
        (2 * DAY + 59 * MINUTE, "2 天", "2 d"),
        (-(2 * DAY + 4 * HOUR), "-2 天 4 小时", "-2 d 4 h"),
    ],
)
def test_elapsed(span, zh, en):
    assert (spans.elapsed(span).zh, spans.elapsed(span).en) == (zh, en)


@given(seconds=st.integers(0, 10_000_000))
def test_hours_say_every_second(seconds):
    units = {"h": 3600, "min": 60, "s": 1}
    said = re.findall(r"(\d+) (h|min|s)", spans.hours(timedelta(seconds=seconds)).en)
    assert sum(int(number) * units[unit] for number, unit in said) == seconds


@given(seconds=st.integers(1, 10_000_000))
def test_a_negative_length_reads_like_its_opposite_with_a_sign(seconds):
    for say in (spans.hours, spans.short, spans.elapsed):
        assert say(-timedelta(seconds=seconds)).zh == "-" + say(timedelta(seconds=seconds)).zh
