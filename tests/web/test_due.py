"""The due chip: its state, words and ring for every length of time left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from yinuo.lib.words import w
from yinuo.web import due

NOW = datetime(2026, 11, 24, 2, 36, tzinfo=UTC)
SIX = timedelta(hours=6)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.parametrize(
    ("left", "state", "zh", "en", "portion"),
    [
        (360, "plenty", "6 小时", "6 h", 100),
        (282, "plenty", "4 小时 42 分", "4 h 42 min", 78),
        (120.5, "plenty", "2 小时", "2 h", 33),
        (120, "soon", "2 小时", "2 h", 33),
        (92, "soon", "1 小时 32 分", "1 h 32 min", 26),
        (31, "soon", "31 分", "31 min", 9),
        (30, "urgent", "30 分", "30 min", 8),
        (29.9, "urgent", "29 分", "29 min", 8),
        (0.5, "urgent", "0 分", "0 min", 0),
        (0, "urgent", "0 分", "0 min", 0),
        (-0.1, "overdue", "已过时限", "past due", 0),
        (-0.99, "overdue", "已过时限", "past due", 0),
        (-1, "overdue", "超 1 分", "1 min late", 0),
        (-6, "overdue", "超 6 分", "6 min late", 0),
        (-6.99, "overdue", "超 6 分", "6 min late", 0),
        (-65, "overdue", "超 1 小时 5 分", "1 h 5 min late", 0),
        (-3150, "overdue", "超 52 小时 30 分", "52 h 30 min late", 0),
        (420, "plenty", "7 小时", "7 h", 100),
    ],
)
def test_a_running_promise(left: float, state: str, zh: str, en: str, portion: int) -> None:
    chip = due.counting(minutes(left), SIX, now=NOW)
    assert (chip.state, chip.words.zh, chip.words.en, chip.portion) == (state, zh, en, portion)


def test_limits_are_parameters() -> None:
    chip = due.counting(minutes(90), SIX, now=NOW, soon=minutes(60), urgent=minutes(10))
    assert chip.state == "plenty"
    assert due.counting(minutes(9), SIX, now=NOW, soon=minutes(60), urgent=minutes(10)).state == "urgent"


def test_a_label_replaces_the_words_until_it_is_late() -> None:
    label = w("约好 15:30", "agreed 15:30")
    assert due.counting(minutes(9), SIX, now=NOW, label=label).words == label
    assert due.counting(minutes(-9), SIX, now=NOW, label=label).words.zh == "超 9 分"


@pytest.mark.parametrize(("left", "words"), [(0, "已过时限"), (30, "已过时限"), (-6, "超 6 分")])
def test_what_is_past_is_late_though_no_working_time_went_by(left: int, words: str) -> None:
    chip = due.counting(minutes(left), SIX, now=NOW, past=True)
    assert (chip.state, chip.words.zh) == ("overdue", words)
    assert chip.counting is not None
    assert chip.counting.left < 0


def test_the_browser_gets_what_it_counts_with() -> None:
    windows = [(NOW, NOW + minutes(84)), (NOW + minutes(174), NOW + minutes(414))]
    counting = due.counting(minutes(92), SIX, now=NOW, windows=windows).counting
    assert counting is not None
    start = int(NOW.timestamp())
    assert (counting.left, counting.total, counting.now) == (5520, 21600, start)
    assert counting.windows == f"{start}-{start + 84 * 60},{start + 174 * 60}-{start + 414 * 60}"
    assert (counting.soon, counting.urgent, counting.labelled) == (7200, 1800, False)


def test_what_is_over_counts_no_more() -> None:
    for chip in (due.kept(w("到达", "arrived")), due.waiting(w("等零件", "parts")), due.missed(minutes(6))):
        assert chip.counting is None
    assert due.missed(minutes(6)).words.zh == "超 6 分"


@pytest.mark.parametrize(
    ("chip", "icon"),
    [
        (due.kept(w("到达", "arrived")), "check"),
        (due.waiting(w("等零件", "parts")), "player-pause"),
        (due.missed(minutes(1)), "alert-triangle"),
        (due.counting(minutes(1), SIX, now=NOW), ""),
    ],
)
def test_a_state_has_a_shape(chip: due.Chip, icon: str) -> None:
    assert chip.icon == icon


@given(some.integers(-100_000, 100_000), some.integers(0, 100_000))
def test_the_ring_never_overflows(left: int, total: int) -> None:
    chip = due.counting(timedelta(seconds=left), timedelta(seconds=total), now=NOW)
    assert 0 <= chip.portion <= 100
    assert (chip.state == "overdue") == (left < 0)
    assert chip.words.zh.startswith(("超", "已过")) == (left < 0)


@given(some.integers(0, 100_000))
def test_less_time_left_is_never_a_calmer_state(left: int) -> None:
    order = ["plenty", "soon", "urgent", "overdue"]
    here = order.index(due.state_of(timedelta(seconds=left)))
    earlier = order.index(due.state_of(timedelta(seconds=left + 60)))
    assert earlier <= here


def test_as_html(written) -> None:
    text = written("{% due chip %}", chip=due.counting(minutes(92), SIX, now=NOW, windows=[(NOW, NOW + SIX)]))
    assert 'data-state="soon"' in text
    assert 'data-left="5520"' in text
    assert 'stroke-dasharray="26 100"' in text
    assert "还剩" in text
    assert "1 小时 32 分" in text
    assert "style=" not in text


def test_as_html_when_late_or_kept(written) -> None:
    late = written("{% due chip size='lg' %}", chip=due.missed(minutes(6)))
    assert "#alert-triangle" in late
    assert 'data-size="lg"' in late
    assert "data-left" not in late
    kept = written("{% due chip %}", chip=due.kept(w("10:02 <b>到达</b>", "x")))
    assert "y-ring" not in kept
    assert "&lt;b&gt;" in kept
