"""A local year as a table of working time: instants of opening and closing with running sums.

An instant is working time when the local clock shows a time inside one of the day's windows. So a window
loses the hour that a change to summer time skips and has the repeated hour twice when the clock goes back.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from zoneinfo import ZoneInfo

    from yinuo.lib.worktime.week import Window, Windows

ONE_DAY = timedelta(days=1)
EVENING = timedelta(hours=6)
NOTHING = timedelta(0)

Piece = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class YearTable:
    """Openings and closings of one local year, UTC; `before[i]`, `after[i]`: time worked by then."""

    starts: tuple[datetime, ...]
    ends: tuple[datetime, ...]
    before: tuple[timedelta, ...]
    after: tuple[timedelta, ...]
    total: timedelta

    def worked(self, instant: datetime) -> timedelta:
        """Return the working time from the year's beginning to `instant` (UTC)."""
        place = bisect_right(self.ends, instant)
        if place == len(self.ends):
            return self.total
        begun = self.starts[place]
        return self.before[place] + (instant - begun) if instant > begun else self.before[place]


def table_of(year: int, zone: ZoneInfo, windows_on: Callable[[date], Windows]) -> YearTable:
    """Build the table of a local year from the windows of its days."""
    pieces = [piece for day in _days(year) for piece in pieces_of(day, zone, windows_on(day))]
    sums = tuple(accumulate((end - start for start, end in pieces), initial=NOTHING))
    return YearTable(
        starts=tuple(start for start, _ in pieces),
        ends=tuple(end for _, end in pieces),
        before=sums[:-1],
        after=sums[1:],
        total=sums[-1],
    )


def pieces_of(day: date, zone: ZoneInfo, windows: Windows) -> list[Piece]:
    """Return the stretches of working time of one local date as UTC instants, in order."""
    midnight = datetime.combine(day, time(0))
    dawn = midnight.replace(tzinfo=zone).utcoffset() or NOTHING
    dusk = (midnight + ONE_DAY).replace(tzinfo=zone).utcoffset() or NOTHING
    if dawn == dusk:
        first = midnight.replace(tzinfo=UTC) - dawn
        return [(first + window.opens, first + window.closes) for window in windows]
    return _around_change(midnight, zone, windows)


def _days(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += ONE_DAY


def _around_change(midnight: datetime, zone: ZoneInfo, windows: Windows) -> list[Piece]:
    """The pieces of a day on which the clock is changed: each window under the old and the new offset."""
    dawn = midnight.replace(tzinfo=zone).astimezone(UTC)
    dusk = (midnight + ONE_DAY).replace(tzinfo=zone).astimezone(UTC)
    evening_before = dawn - EVENING  # some zones change at midnight itself
    change = _change(evening_before, dusk, zone)
    old = [_shown(midnight, window, _offset(evening_before, zone)) for window in windows]
    new = [_shown(midnight, window, _offset(change, zone)) for window in windows]
    pieces = [(start, min(end, change)) for start, end in old]
    pieces += [(max(start, change), end) for start, end in new]
    return _joined(sorted(piece for piece in pieces if piece[0] < piece[1]))


def _shown(midnight: datetime, window: Window, offset: timedelta) -> Piece:
    first = midnight.replace(tzinfo=UTC) - offset
    return first + window.opens, first + window.closes


def _change(first: datetime, last: datetime, zone: ZoneInfo) -> datetime:
    """The first second between two instants that has the offset of the last, by halving."""
    after = _offset(last, zone)
    low, high = 0, int((last - first).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(first + timedelta(seconds=middle), zone) == after:
            high = middle
        else:
            low = middle
    return first + timedelta(seconds=high)


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or NOTHING


def _joined(pieces: list[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for start, end in pieces:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
