"""Random calendars, instants, amounts and pauses."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from tests.lib.worktime.plain import PlainCalendar, utc

ZONES = (
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "America/Havana",  # changes at midnight and at one
    "Australia/Lord_Howe",  # changes by half an hour
    "Asia/Kathmandu",
    "UTC",
)

CHANGES = (
    utc(2026, 3, 28, 12),
    utc(2026, 10, 24, 12),
    utc(2026, 3, 7, 12),
    utc(2026, 10, 31, 12),
    utc(2026, 4, 4, 2),
    utc(2026, 10, 3, 2),
    utc(2025, 12, 31, 3),
    utc(2026, 9, 30, 7, 10),
)
"""Instants near a change of the clock, of the year, of a run of holidays."""


@st.composite
def windows(draw: st.DrawFn, *, least: int = 0) -> tuple[tuple[int, int], ...]:
    """Up to three windows of a day, as minutes of the day."""
    marks = draw(st.sets(st.integers(0, 288), min_size=2 * least, max_size=6))
    edges = [mark * 5 for mark in sorted(marks)]
    return tuple(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def calendars(draw: st.DrawFn) -> PlainCalendar:
    """A calendar that is open on Monday at least, with a few special days near the interesting instants."""
    week = (draw(windows(least=1)), *(draw(windows()) for _ in range(6)))
    days = draw(st.dictionaries(special_dates(), windows(), max_size=4))
    return PlainCalendar(draw(st.sampled_from(ZONES)), week, days)


@st.composite
def special_dates(draw: st.DrawFn) -> date:
    """A date within a few days of an interesting instant."""
    near = draw(st.sampled_from(CHANGES))
    return near.date() + timedelta(days=draw(st.integers(-3, 6)))


@st.composite
def instants(draw: st.DrawFn) -> datetime:
    """A whole minute near an interesting instant, UTC."""
    near = draw(st.sampled_from(CHANGES))
    return near + timedelta(minutes=draw(st.integers(-1500, 3000)))


def amounts() -> st.SearchStrategy[timedelta]:
    """Between a minute and twenty hours, whole minutes."""
    return st.integers(1, 1200).map(lambda minutes: timedelta(minutes=minutes))


@st.composite
def pauses(draw: st.DrawFn, start: datetime) -> list[tuple[datetime, datetime]]:
    """Up to three pauses around `start`, in any order, perhaps overlapping or empty."""
    begun = draw(st.lists(st.integers(-600, 3000), max_size=3))
    return [
        (start + timedelta(minutes=first), start + timedelta(minutes=first + draw(st.integers(0, 900))))
        for first in begun
    ]
