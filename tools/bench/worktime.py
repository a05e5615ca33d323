"""How many due times a second on one core: `.venv/bin/python tools/bench/worktime.py`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from yinuo.calendars.rules import read_days
from yinuo.calendars.shipped import CHINA_YEARS, china_rows
from yinuo.lib import worktime

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT = 200_000
WANTED = 100_000

DAYS = {row.day: row.special for row in read_days(china_rows()).days}
CALENDAR = worktime.Calendar(
    ZoneInfo("Asia/Shanghai"),
    worktime.week_of("8:30-12:00; 13:30-17:30"),
    DAYS,
    CHINA_YEARS,
)
STARTS = [datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=7 * place) for place in range(COUNT)]
AMOUNT = timedelta(hours=6)
PAUSE = timedelta(minutes=90)


def main() -> int:
    """Print each rate; 1 when plain due times are fewer than wanted."""
    worktime.add(CALENDAR, STARTS[0], AMOUNT)
    plain = rate("due times", lambda start: worktime.add(CALENDAR, start, AMOUNT))
    rate("with a pause", lambda start: worktime.add(CALENDAR, start, AMOUNT, [(start, start + PAUSE)]))
    rate("backwards", lambda start: worktime.subtract(CALENDAR, start, AMOUNT))
    rate("measured", lambda start: worktime.between(CALENDAR, start, start + 10 * AMOUNT))
    rate("with reasons", lambda start: worktime.add(CALENDAR, start, AMOUNT).why)
    rate("with reasons in words", lambda start: worktime.summary(worktime.add(CALENDAR, start, AMOUNT)))
    return int(plain < WANTED)


def rate(name: str, work: Callable[[datetime], object]) -> float:
    """Return and print how often a second `work` is done."""
    starts = STARTS if name == "due times" else STARTS[::10]
    begun = perf_counter()
    for start in starts:
        work(start)
    done = len(starts) / (perf_counter() - begun)
    sys.stdout.write(f"{name:24}{done:12,.0f} a second\n")
    return done


if __name__ == "__main__":
    sys.exit(main())
