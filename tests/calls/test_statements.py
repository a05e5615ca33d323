"""How many statements each command asks of the database: a ledger that a careless change breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.calls.stages import stage, verbs
from tests.world import MORNING
from yinuo.calendars.queries import working_calendar
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.django_db

# command → (state it is done in, most statements, savepoints not counted)
LEDGER: dict[str, tuple[str, int]] = {
    "accept": ("dispatched", 20),
    "agree_time": ("registered", 9),
    "amend": ("done", 13),
    "approve": ("awaiting_approval", 5),
    "arrive": ("under_way", 12),
    "cancel": ("registered", 12),
    "change_category": ("registered", 9),
    "confirm_zone": ("registered", 9),
    "decline": ("dispatched", 14),
    "dispatch": ("registered", 28),
    "escalate": ("on_site", 16),
    "file": ("done", 16),
    "leave": ("on_site", 16),
    "leave_open": ("on_site", 12),
    "receive": ("done", 9),
    "record": ("on_site", 12),
    "send_back": ("done", 14),
    "set_out": ("accepted", 12),
    "sign": ("on_site", 14),
    "solve_remotely": ("registered", 18),
}


def statements(work: Any) -> list[str]:
    """Return the statements that `work` asks, without transactions and savepoints."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        work()
    marks = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    return [query["sql"] for query in asked.captured_queries if not query["sql"].startswith(marks)]


@pytest.mark.parametrize("verb", LEDGER)
def test_a_command_asks_no_more_than_its_ledger_says(world: World, verb: str) -> None:
    state, most = LEDGER[verb]
    call = stage(world, state)
    work = verbs(world, call)[verb]
    _warm(world)
    asked = statements(work)
    assert len(asked) <= most, "\n".join(asked)


def test_registering_asks_the_same_however_many_calls_there_are(world: World) -> None:
    _warm(world)
    first = len(statements(world.register))
    for _ in range(10):
        world.register()
    assert len(statements(world.register)) == first
    assert first <= 16


@pytest.mark.parametrize("verb", ["accept", "arrive", "record", "file"])
def test_a_command_asks_the_same_however_long_the_journal_is(world: World, verb: str) -> None:
    from yinuo.calls import commands as calls

    state, _most = LEDGER[verb]
    counts = []
    for extra in (0, 12):
        call = stage(world, state)
        for _ in range(extra):
            calls.confirm_zone(number=call.number, version=None, zone="urban", deed=world.deed())
        _warm(world)
        counts.append(len(statements(verbs(world, call)[verb])))
    assert counts[0] == counts[1]


def test_no_statement_reads_a_whole_table(world: World) -> None:
    call = stage(world, "registered")
    for sql in statements(verbs(world, call)["dispatch"]):
        if sql.startswith("SELECT"):
            assert " WHERE " in sql, sql


def _warm(world: World) -> None:
    """Calendar and policy are kept by each process; the ledger counts a process that has been up for a second."""
    policies.at(MORNING)
    working_calendar(world.branch.calendar_id)
