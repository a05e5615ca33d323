"""Reading the policy: from memory, looked after every few seconds, and what is not there is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from yinuo.journal.commands import begin
from yinuo.lib.actor import SYSTEM
from yinuo.lib.refusal import NotFound
from yinuo.policy import queries
from yinuo.policy.commands import publish, ship
from yinuo.policy.models import Version

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


class Watch:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch(monkeypatch) -> Watch:
    """Put a clock of the test's own behind what is kept in memory."""
    made = Watch()
    monkeypatch.setattr(queries, "monotonic", made)
    return made


def elsewhere(number: int, minutes: int) -> None:
    """Publish as another process does: without this one hearing of it."""
    version = Version(
        number=number,
        in_force_from=NOW,
        published_at=NOW,
        published_by="柳主任",
        values={"G14.urban": minutes},
    )
    begin(version, "publish", by=SYSTEM, at=NOW)


def test_without_a_version_the_policy_that_ships_judges():
    assert queries.at(NOW).number == 1
    assert queries.at(NOW).minutes("G14.urban") == timedelta(hours=6)
    assert queries.versions() == []
    assert queries.newest() == 0


def test_most_questions_cost_no_query(watch, django_assert_num_queries):
    ship(at=NOW)
    with django_assert_num_queries(1):
        queries.at(NOW)
    with django_assert_num_queries(0):
        for _ in range(50):
            queries.at(NOW)
            queries.numbered(1)
    watch.seconds += 5.1
    with django_assert_num_queries(1):
        queries.at(NOW)
        queries.at(NOW)


def test_a_version_published_elsewhere_is_seen_within_seconds(watch, django_assert_num_queries):
    ship(at=NOW)
    queries.at(NOW)
    elsewhere(2, 300)
    watch.seconds += 4.9
    assert queries.at(NOW).number == 1
    watch.seconds += 0.2
    with django_assert_num_queries(2):
        assert queries.at(NOW).number == 2
    assert queries.at(NOW).minutes("G14.urban") == timedelta(hours=5)


def test_the_first_version_shipped_elsewhere_changes_nothing(watch):
    before = queries.at(NOW)
    ship(at=NOW)
    watch.seconds += 6
    assert queries.at(NOW) == before


def test_what_this_process_publishes_is_seen_at_once(watch, django_capture_on_commit_callbacks):
    ship(at=NOW)
    assert queries.at(NOW).number == 1
    with django_capture_on_commit_callbacks(execute=True):
        publish(values={"G14.urban": 300}, by=SYSTEM, at=NOW)
    assert queries.at(NOW).number == 2


def test_forgetting_reads_anew(watch):
    ship(at=NOW)
    queries.at(NOW)
    elsewhere(2, 300)
    queries.forget()
    assert queries.at(NOW).number == 2


def test_a_version_is_found_by_its_number():
    publish(values={"G14.urban": 300}, by=SYSTEM, at=NOW, in_force_from=NOW + timedelta(days=9))
    assert queries.numbered(1).minutes("G14.urban") == timedelta(hours=6)
    assert queries.numbered(2).minutes("G14.urban") == timedelta(hours=5)
    assert [version.number for version in queries.versions()] == [2, 1]


@pytest.mark.parametrize("number", [0, 2, -1, 10**12])
def test_an_unknown_version_is_not_found(number):
    with pytest.raises(NotFound) as caught:
        queries.numbered(number)
    assert caught.value.code == "unknown_version"


@pytest.mark.parametrize("key", ["G99", "", "g14", "G14.urban", "calls", "\x00", "G" * 999])
def test_an_unknown_clause_is_not_found(key):
    with pytest.raises(NotFound) as caught:
        queries.clause(queries.at(NOW), key)
    assert caught.value.code == "unknown_clause"


def test_a_clause_is_found_by_its_id():
    assert queries.clause(queries.at(NOW), "S2.5").id == "S2.5"
