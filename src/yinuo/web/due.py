"""The due chip: how much working time is left of a promise, or how it ended; plain values for a template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from yinuo.lib import spans
from yinuo.lib.words import Words, w

if TYPE_CHECKING:
    from collections.abc import Sequence

    Window = tuple[datetime, datetime]

SOON = timedelta(hours=2)
URGENT = timedelta(minutes=30)
MINUTE = timedelta(minutes=1)
LATE = w("超 {span}", "{span} late")
PAST = w("已过时限", "past due")
SECOND = timedelta(seconds=1)
ICONS = {"overdue": "alert-triangle", "kept": "check", "wait": "player-pause"}


@dataclass(frozen=True, slots=True)
class Counting:
    """What the browser needs to go on counting: seconds left at an instant, the promise, opening windows."""

    left: int
    now: int
    total: int
    soon: int
    urgent: int
    windows: str
    labelled: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """One chip. `portion` of 100 is what the ring shows; `counting` only while time runs."""

    state: str
    words: Words
    portion: int = 0
    counting: Counting | None = None

    @property
    def icon(self) -> str:
        """The icon of a state that shows no ring; empty for one that does."""
        return ICONS.get(self.state, "")


def counting(
    left: timedelta,
    total: timedelta,
    *,
    now: datetime,
    windows: Sequence[Window] = (),
    soon: timedelta = SOON,
    urgent: timedelta = URGENT,
    label: Words | None = None,
    past: bool = False,
) -> Chip:
    """Return the chip of an open promise.

    `left` is working time (negative = late), `total` what was promised, `windows` the opening hours still
    to come (aware), `label` replaces the words while it is not late. `past` says that the due instant is
    over although no working time has passed since: a promise of the day, looked at in the evening.
    """
    left = min(left, -SECOND) if past else left
    state = state_of(left, soon=soon, urgent=urgent)
    return Chip(
        state=state,
        words=label if label is not None and state != "overdue" else words_of(left),
        portion=portion_of(left, total),
        counting=Counting(
            left=int(left.total_seconds()),
            now=int(now.timestamp()),
            total=int(total.total_seconds()),
            soon=int(soon.total_seconds()),
            urgent=int(urgent.total_seconds()),
            windows=",".join(f"{int(start.timestamp())}-{int(end.timestamp())}" for start, end in windows),
            labelled=label is not None,
        ),
    )


def kept(words: Words) -> Chip:
    """Return the chip of a kept promise: 10:02 到达."""
    return Chip("kept", words)


def waiting(words: Words) -> Chip:
    """Return the chip of a promise whose clock stands still: 等客户授权."""
    return Chip("wait", words)


def missed(late: timedelta) -> Chip:
    """Return the chip of a promise that ended late and counts no more; `late` is working time, positive."""
    return Chip("overdue", words_of(-late))


def state_of(left: timedelta, *, soon: timedelta = SOON, urgent: timedelta = URGENT) -> str:
    """Return plenty, soon, urgent or overdue."""
    if left < timedelta(0):
        return "overdue"
    if left <= urgent:
        return "urgent"
    return "soon" if left <= soon else "plenty"


def words_of(left: timedelta) -> Words:
    """Say what is left, or how late it is, in whole minutes; nobody is 0 minutes late: that is "past due"."""
    if left >= timedelta(0):
        return spans.hours(left // MINUTE * MINUTE)
    late = -left // MINUTE * MINUTE
    return LATE.format(span=spans.hours(late)) if late else PAST


def portion_of(left: timedelta, total: timedelta) -> int:
    """Return how much of what was promised is left, in hundredths from 0 to 100."""
    if total <= timedelta(0):
        return 0
    return max(0, min(100, round(100 * (left / total))))
