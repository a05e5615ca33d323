"""A request that comes twice is done once: by the same person, with the same content, until it succeeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.world import MORNING
from yinuo.journal.counters import last_count, next_count
from yinuo.journal.models import Answer, Counter
from yinuo.journal.requests import Reply, once
from yinuo.journal.rules import fingerprint
from yinuo.lib.refusal import Conflict, Invalid, NotAllowed, NotFound, Refused
from yinuo.lib.words import w

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
WORDS = w("不行", "no")


class Work:
    """Work that counts how often it was done, in the database and here."""

    def __init__(self, *, status: int = 201, body: str = '{"n":1}', clashes: int = 0) -> None:
        self.reply = Reply(status, body)
        self.clashes = clashes
        self.tries = 0

    def __call__(self) -> Reply:
        self.tries += 1
        next_count("work")
        if self.tries <= self.clashes:
            raise IntegrityError("somebody was faster")
        return self.reply


def done(work: Callable[[], Reply], **changed: Any) -> Reply:
    values: dict[str, Any] = {"key": "k", "by_id": 1, "digest": "d", "at": MORNING, **changed}
    return once(work=work, **values)


def test_the_work_is_done_and_its_answer_kept() -> None:
    assert done(Work()) == Reply(201, '{"n":1}')
    kept = Answer.objects.values("key", "by_id", "digest", "status", "body", "at").get()
    assert kept == {"key": "k", "by_id": 1, "digest": "d", "status": 201, "body": '{"n":1}', "at": MORNING}


@pytest.mark.parametrize("times", [2, 3, 7])
def test_repeats_leave_one_trace_and_get_the_first_answer(times: int) -> None:
    replies = [done(Work(body=f'{{"n":{number}}}')) for number in range(times)]
    assert set(replies) == {Reply(201, '{"n":0}')}
    assert (last_count("work"), Answer.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("changed", "works"),
    [
        ({"key": "other"}, 2),
        ({"by_id": 2}, 2),
        ({"key": "K"}, 2),
        ({"key": "k "}, 2),
        ({"at": MORNING.replace(year=2030)}, 1),
        ({}, 1),
    ],
)
def test_key_and_person_together_name_a_request(changed: dict[str, Any], works: int) -> None:
    done(Work())
    done(Work(), **changed)
    assert last_count("work") == works


def test_one_key_for_two_requests_is_refused_in_both_languages() -> None:
    done(Work())
    with pytest.raises(Refused) as refusal:
        done(Work(), digest="another")
    assert (refusal.value.code, refusal.value.status) == ("key_reused", 409)
    assert refusal.value.words.zh == "这个请求编号已经用在另一件事上。"
    assert refusal.value.words.en == "This idempotency key was used for a different request."
    assert last_count("work") == 1


@pytest.mark.parametrize(
    "refusal",
    [
        Invalid("x", WORDS, fields={"x": WORDS}),
        NotAllowed("x", WORDS),
        NotFound("x", WORDS),
        Refused("x", WORDS),
        Conflict("x", WORDS),
    ],
)
def test_what_the_work_refuses_is_raised_and_the_key_stays_free(refusal: Exception) -> None:
    def refusing() -> Reply:
        next_count("work")
        raise refusal

    with pytest.raises(type(refusal)) as raised:
        done(refusing)
    assert raised.value is refusal
    assert (last_count("work"), Answer.objects.count()) == (0, 0)
    assert done(Work()).status == 201


def test_a_repeat_that_would_be_refused_now_gets_its_first_answer() -> None:
    done(Work())

    def refusing() -> Reply:
        raise Refused("x", WORDS)

    assert done(refusing) == Reply(201, '{"n":1}')


def test_a_repeat_that_would_be_refused_now_for_another_request_is_told_of_the_key() -> None:
    done(Work())

    def refusing() -> Reply:
        raise Refused("x", WORDS)

    with pytest.raises(Refused) as refusal:
        done(refusing, digest="another")
    assert refusal.value.code == "key_reused"


def test_a_mistake_in_the_work_is_no_refusal_and_leaves_nothing() -> None:
    def broken() -> Reply:
        next_count("work")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        done(broken)
    assert (last_count("work"), Answer.objects.count()) == (0, 0)


def test_who_was_slower_tries_once_more() -> None:
    work = Work(clashes=1)
    assert done(work).status == 201
    assert (work.tries, last_count("work")) == (2, 1)


def test_who_is_slower_twice_is_told_so_in_both_languages() -> None:
    work = Work(clashes=2)
    with pytest.raises(Conflict) as refusal:
        done(work)
    assert (refusal.value.code, work.tries, last_count("work")) == ("at_once", 2, 0)
    assert refusal.value.words.zh.endswith("请再试。")
    assert refusal.value.words.en.endswith("try again.")


@given(
    status=st.integers(200, 299),
    body=st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
)
def test_whatever_was_answered_is_answered_again(status: int, body: str) -> None:
    key = fingerprint(status, body)
    first = done(Work(status=status, body=body), key=key)
    assert done(Work(), key=key) == first == Reply(status, body)


class TestCounter:
    def test_a_scope_that_never_counted_is_at_nothing(self) -> None:
        assert last_count("never") == 0
        assert not Counter.objects.filter(scope="never").exists()

    @pytest.mark.parametrize("scope", ["a", "呼叫", "SH-20261124", "x" * 40, "a'b", "%s"])
    def test_it_counts_from_one_without_gaps(self, scope: str) -> None:
        assert [next_count(scope) for _n in range(4)] == [1, 2, 3, 4]
        assert last_count(scope) == 4

    def test_one_statement_a_number(self, django_assert_num_queries: Any) -> None:
        for _time in range(2):
            with django_assert_num_queries(1):
                next_count("a")

    @given(st.lists(st.booleans(), max_size=12))
    def test_what_is_undone_leaves_no_gap(self, kept: list[bool]) -> None:
        before = last_count("gap")
        for keep in kept:
            with transaction.atomic():
                next_count("gap")
                if not keep:
                    transaction.set_rollback(True)
        assert last_count("gap") == before + sum(kept)
