"""Which copies stay: one a day, one a week, one a month, and always the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable
    from datetime import datetime, tzinfo


def kept(made: Iterable[datetime], keep: tuple[int, int, int], zone: tzinfo) -> set[datetime]:
    """Return the instants of the copies that stay: the newest of each of the last `keep` days, weeks, months.

    Days, weeks (ISO) and months are those in which copies were made, in `zone`: a long silence or a clock
    that jumps never thins anything away. The newest always stays.
    """
    newest_first = sorted(made, reverse=True)
    periods: tuple[Callable[[datetime], Hashable], ...] = (
        lambda at: at.astimezone(zone).date(),
        lambda at: at.astimezone(zone).isocalendar()[:2],
        lambda at: (at.astimezone(zone).year, at.astimezone(zone).month),
    )
    stay = set(newest_first[:1])
    for count, period in zip(keep, periods, strict=True):
        first: dict[Hashable, datetime] = {}
        for at in newest_first:
            first.setdefault(period(at), at)
        stay.update(list(first.values())[:count])
    return stay
