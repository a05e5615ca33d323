"""The storm on the real programs: nothing acknowledged is lost, nothing is half done, nothing is there twice."""

from __future__ import annotations

import os
import random

import pytest

from tests.crashes import plants
from tests.crashes.place import KIND
from tests.crashes.storm import Outcome, percentile, weather

RESTART_SECONDS = 5.0
IN_CHECK, IN_BETWEEN, IN_THE_LONG_RUN = 16, 50, 500
pytestmark = pytest.mark.timeout(900)


def seed() -> int:
    return int(os.environ.get("YINUO_STORM_SEED") or random.SystemRandom().randrange(10**6))


def busy() -> float:
    """How many programs wait for each core: on a machine with more to do, restarts take as much longer."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def whole(outcome: Outcome, kills: int) -> None:
    assert outcome.all_findings == []
    assert sum(outcome.kills.values()) >= kills
    assert outcome.acknowledged > kills
    assert set(outcome.kills) == {"web", "database", "worker", "one web worker"}
    assert outcome.broken.get("hung", 0) == 0


def test_kills_lose_nothing() -> None:
    whole(weather(KIND, kills=IN_CHECK, seed=seed()), IN_CHECK)


@pytest.mark.long
@pytest.mark.timeout(14_000)
@pytest.mark.parametrize("kills", [IN_BETWEEN, IN_THE_LONG_RUN])
def test_many_kills_lose_nothing_and_the_service_is_soon_back(kills: int) -> None:
    outcome = weather(KIND, kills=kills, seed=seed())
    whole(outcome, kills)
    assert percentile(outcome.restarts, 95) <= RESTART_SECONDS * busy()


@pytest.mark.long
@pytest.mark.parametrize("fault", ["commit_before_line", "claim_apart", "answer_before_commit"])
def test_the_storm_finds_a_planted_fault(fault: str) -> None:
    """Random kills have to meet the moment; twenty meet it."""
    outcome = weather(KIND, kills=20, seed=7, PLANTED=fault, DJANGO_SETTINGS_MODULE=plants.SETTINGS)
    assert outcome.all_findings


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([1.0], 95, 1.0),
        ([3.0, 1.0, 2.0], 50, 2.0),
        ([float(n) for n in range(1, 101)], 95, 95.0),
        ([1.0, 9.0], 95, 9.0),
    ],
)
def test_a_percentile_is_one_of_the_values(values: list[float], percent: float, expected: float) -> None:
    assert percentile(values, percent) == expected
