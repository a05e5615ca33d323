"""What many measured seconds come to: percentiles, rates, the rate of each ten seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

TEN = 10.0


@dataclass(frozen=True, slots=True)
class Took:
    """One thing done: its name, when it ended (seconds since the beginning), how long it took (seconds)."""

    name: str
    ended: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Summary:
    """How long things took, in milliseconds, and how many there were."""

    count: int
    p50: float
    p95: float
    worst: float


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest of `values` that `share` (0 to 1) of them don't exceed; 0.0 of nothing."""
    if not values:
        return 0.0
    ordered = sorted(values)
    place = max(0, min(len(ordered) - 1, -int(-share * len(ordered) // 1) - 1))
    return ordered[place]


def summary(took: Sequence[Took]) -> Summary:
    """Return the summary of things done, in milliseconds."""
    times = [1000 * each.seconds for each in took]
    return Summary(len(times), percentile(times, 0.5), percentile(times, 0.95), max(times, default=0.0))


def of_name(took: Sequence[Took], name: str) -> list[Took]:
    """Return the things that are called `name`."""
    return [each for each in took if each.name == name]


def per_ten_seconds(ended: Sequence[float], seconds: float) -> list[float]:
    """Return the rate (per second) of each whole ten seconds of a run: a falling rate shows here."""
    spans = int(seconds // TEN)
    counts = [0] * spans
    for instant in ended:
        place = int(instant // TEN)
        if place < spans:
            counts[place] += 1
    return [count / TEN for count in counts]
