"""A step is all or nothing, and steps inside it cost no statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.world import MORNING
from yinuo.journal.counters import last_count, next_count
from yinuo.journal.requests import Reply, once
from yinuo.journal.steps import one_step, step
from yinuo.lib.refusal import Refused
from yinuo.lib.words import w

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)


@one_step
def count(scope: str = "a", *, then: Callable[[], object] = lambda: None) -> int:
    """Take a number, then do something else that may go wrong."""
    number = next_count(scope)
    then()
    return number


def refuse() -> None:
    raise Refused("x", w("不行", "no"))


def kept(then: Callable[[], object]) -> Reply:
    """Do the work as a kept request."""
    return once(key="k", by_id=1, digest="d", at=MORNING, work=lambda: Reply(200, str(then())))


def marks(work: Callable[[], object]) -> list[str]:
    """Return the first words of the statements that `work` asks."""
    with CaptureQueriesContext(connection) as asked:
        work()
    return [query["sql"].split()[0] for query in asked.captured_queries]


def test_a_step_is_a_transaction_and_gives_back_what_the_work_gives() -> None:
    assert marks(count) == ["BEGIN", "INSERT", "COMMIT"]
    assert count() == 2


@pytest.mark.parametrize("depth", [1, 2, 5])
def test_steps_inside_a_step_ask_nothing_of_their_own(depth: int) -> None:
    def nested(left: int) -> None:
        if left:
            count(then=lambda: nested(left - 1))

    assert marks(lambda: nested(depth)) == ["BEGIN", *["INSERT"] * depth, "COMMIT"]


def test_a_kept_request_is_a_step_that_its_commands_join() -> None:
    def asked() -> None:
        once(key="k", by_id=1, digest="d", at=MORNING, work=lambda: Reply(200, str(count(then=count))))

    assert marks(asked) == ["BEGIN", "INSERT", "INSERT", "INSERT", "COMMIT"]


@pytest.mark.parametrize("outer", [count, kept])
def test_what_an_inner_step_raises_undoes_the_outer_one(outer: Callable[..., object]) -> None:
    with pytest.raises(Refused):
        outer(then=lambda: count("b", then=refuse))
    assert (last_count("a"), last_count("b")) == (0, 0)


def test_the_step_after_a_refused_one_is_a_transaction_again() -> None:
    with pytest.raises(Refused):
        count(then=refuse)
    assert marks(count) == ["BEGIN", "INSERT", "COMMIT"]
    assert last_count("a") == 1


def test_a_part_that_may_fail_keeps_its_savepoint_where_it_is_asked_for() -> None:
    with step():
        next_count("kept")
        with pytest.raises(Refused), transaction.atomic():
            count("undone", then=refuse)
        next_count("kept")
    assert (last_count("kept"), last_count("undone")) == (2, 0)


def test_a_step_within_a_foreign_transaction_can_fail_alone() -> None:
    with transaction.atomic():
        with pytest.raises(Refused):
            count(then=refuse)
        assert count() == 1
    assert last_count("a") == 1
