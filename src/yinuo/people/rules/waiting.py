"""How long a name or an address rests after failed sign-ins: it grows, and it always ends."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from yinuo.people.rules.profiles import Profile

REMEMBERED = timedelta(hours=24)
"""How long a failure counts."""


def wait(failures: int, profile: Profile, *, free: int | None = None) -> timedelta:
    """Return the wait after that many failures: none up to `free`, then doubling up to the longest."""
    beyond = failures - (profile.failures_free if free is None else free)
    if beyond < 0:
        return timedelta(0)
    grown: timedelta = profile.first_wait * int(2 ** min(beyond, 20))
    return min(grown, profile.longest_wait)


def open_again(
    failed_at: Sequence[datetime], profile: Profile, *, free: int | None = None
) -> datetime | None:
    """Return the instant from which a key may be tried again; None when it never failed.

    `failed_at` holds the failures of the last 24 hours in any order.
    """
    if not failed_at:
        return None
    return max(failed_at) + wait(len(failed_at), profile, free=free)
