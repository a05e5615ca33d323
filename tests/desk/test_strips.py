"""The strip of a day: places in hundredths, whatever the visits, absences and calendars are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import at
from yinuo.desk import strips
from yinuo.lib import worktime
from yinuo.lib.worktime import week_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = worktime.Calendar(zone=SHANGHAI, week=week_of("8:30-12:00; 13:30-17:30"), days={}, years=None)
ALWAYS_OFF = worktime.Calendar(zone=SHANGHAI, week=week_of("8:30-12:00", days=[6]), days={}, years=None)
NOW = at("2026-11-24 10:00")
instants = st.integers(0, 3 * 24 * 3600).map(
    lambda seconds: datetime(2026, 11, 23, tzinfo=UTC) + timedelta(seconds=seconds)
)


def visit(**times: Any) -> Any:
    known = {"arrived_at": None, "set_out_at": None, "planned_start": None, "left_at": None, **times}
    customer = SimpleNamespace(name="昆仑")
    return SimpleNamespace(**known, voucher=SimpleNamespace(call=SimpleNamespace(customer=customer)))


def absence(start: datetime, end: datetime, reason: str = "") -> Any:
    return SimpleNamespace(starts_at=start, ends_at=end, reason=reason)


def hundredths(text: str) -> float:
    assert text.endswith("%")
    return float(text[:-1])


@given(start=instants, end=instants)
def test_a_bar_lies_within_the_strip_or_is_none(start: datetime, end: datetime) -> None:
    scale = strips.scale(CALENDAR, NOW)
    bar = scale.bar("job", start, end)
    if bar is None:
        assert end <= start or end <= scale.start or start >= scale.end
        return
    x, width = hundredths(bar.x), hundredths(bar.width)
    assert 0 <= x <= 100
    assert 0 <= width <= 100.01
    assert x + width <= 100.02


@given(first=instants, second=instants)
def test_later_instants_lie_further_right(first: datetime, second: datetime) -> None:
    scale = strips.scale(CALENDAR, NOW)
    if first <= second:
        assert scale.place(first) <= scale.place(second)


@given(now=instants)
def test_the_start_proposed_is_open_on_a_quarter_and_not_past(now: datetime) -> None:
    start = strips.start_proposed(CALENDAR, now)
    assert start > now
    assert worktime.is_open(CALENDAR, start)
    local = start.astimezone(SHANGHAI)
    assert (local.minute % 15, local.second, local.microsecond) == (0, 0, 0)


@given(now=instants)
def test_the_day_shown_is_never_over(now: datetime) -> None:
    scale = strips.scale(CALENDAR, now)
    assert scale.windows[-1][1] > now
    assert scale.start < scale.windows[0][0]
    assert scale.end > scale.windows[-1][1]


def test_a_calendar_that_opens_on_sundays_only_shows_the_next_sunday() -> None:
    assert str(strips.scale(ALWAYS_OFF, NOW).day) == "2026-11-29"


@pytest.mark.parametrize(
    ("times", "kind", "words"),
    [
        ({"planned_start": at("2026-11-24 14:00")}, "job", "14:00 昆仑"),
        (
            {"planned_start": at("2026-11-24 14:00"), "set_out_at": at("2026-11-24 14:10")},
            "job",
            "14:10 昆仑",
        ),
        ({"arrived_at": at("2026-11-24 08:40")}, "job", "08:40 昆仑"),
        (
            {"arrived_at": at("2026-11-24 08:40"), "left_at": at("2026-11-24 09:30")},
            "done",
            "08:40 昆仑",
        ),
    ],
)
def test_a_visit_is_drawn_from_the_best_that_is_known(times: dict[str, Any], kind: str, words: str) -> None:
    bars = strips.strip(strips.scale(CALENDAR, NOW), [visit(**times)], [], NOW)
    assert [(bar.kind, bar.words) for bar in bars] == [(kind, words)]


def test_a_visit_without_any_time_is_not_drawn() -> None:
    assert strips.strip(strips.scale(CALENDAR, NOW), [visit()], [], NOW) == []


def test_a_running_visit_reaches_up_to_now() -> None:
    scale = strips.scale(CALENDAR, NOW)
    long_ago = visit(arrived_at=at("2026-11-24 08:00"))
    bar = strips.strip(scale, [long_ago], [], NOW)[0]
    assert hundredths(bar.x) + hundredths(bar.width) == pytest.approx(scale.place(NOW), abs=0.02)


def test_a_visit_just_begun_is_drawn_an_hour_wide() -> None:
    scale = strips.scale(CALENDAR, NOW)
    bar = strips.strip(scale, [visit(arrived_at=NOW)], [], NOW)[0]
    hour = scale.place(NOW + timedelta(hours=1)) - scale.place(NOW)
    assert hundredths(bar.width) == pytest.approx(hour, abs=0.02)


def test_absences_lie_under_visits() -> None:
    away = absence(at("2026-11-24 08:00"), at("2026-11-24 20:00"), "年假")
    bars = strips.strip(strips.scale(CALENDAR, NOW), [visit(planned_start=NOW)], [away], NOW)
    assert [(bar.kind, bar.words) for bar in bars] == [("away", "年假"), ("job", "10:00 昆仑")]


@pytest.mark.parametrize(
    ("start", "end", "drawn"),
    [
        ("2026-11-23 08:00", "2026-11-23 18:00", False),
        ("2026-11-23 08:00", "2026-11-24 09:00", True),
        ("2026-11-24 17:00", "2026-11-30 09:00", True),
        ("2026-11-25 08:00", "2026-11-25 18:00", False),
    ],
)
def test_only_what_touches_the_day_is_drawn(start: str, end: str, drawn: bool) -> None:
    bars = strips.strip(strips.scale(CALENDAR, NOW), [], [absence(at(start), at(end))], NOW)
    assert bool(bars) is drawn


def test_ticks_stand_at_the_ends_of_the_windows() -> None:
    scale = strips.scale(CALENDAR, NOW)
    assert scale.ticks == [("5.00%", "08:30"), ("40.00%", "12:00"), ("55.00%", "13:30"), ("95.00%", "17:30")]
    assert [(bar.x, bar.width) for bar in scale.opened] == [("5.00%", "35.00%"), ("55.00%", "40.00%")]
