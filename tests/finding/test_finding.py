"""The index on the database at hand: kept with the call, asked by the beginning of a piece, newest first."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.world import World, build
from yinuo.calls.models import Call, CallWords
from yinuo.calls.queries.register import Wanted, narrowed, newest_named
from yinuo.calls.rules.naming import mark
from yinuo.finding import queries
from yinuo.finding.commands import keep, keep_again

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


def keys(text: str, **more: object) -> list[int]:
    return newest_named(text, most=10, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "停机",
        "停",
        "十分钟后",
        "E-2107",
        "e-21",
        "昆仑",
        "体检中心",
        "2309-0052",
        "0052",
        "1286",
        "02000001286",
    ],
)
def test_a_call_is_found_by_what_stands_on_it(world: World, text: str) -> None:
    call = world.register()
    assert keys(text) == [call.pk]
    assert list(narrowed(Call.objects.all(), Wanted(text=text))) == [call]


@pytest.mark.parametrize(
    "text", ["漏水", "E-2108", "方丈", "9999", "机停", "%", "'", '"', "*", "停机 漏水", "\\", "NEAR"]
)
def test_it_is_not_found_by_anything_else(world: World, text: str) -> None:
    world.register()
    assert keys(text) == []
    assert not narrowed(Call.objects.all(), Wanted(text=text)).exists()


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_typed_narrows_nothing(world: World, text: str) -> None:
    call = world.register()
    assert list(narrowed(Call.objects.all(), Wanted(text=text))) == [call]
    assert keys(text) == []


def test_its_number_finds_it(world: World) -> None:
    first, second = world.register(), world.register()
    assert keys(first.number) == [first.pk]
    assert keys(second.number[-13:]) == [second.pk]


def test_the_newest_come_first_and_go_on_from_a_key(world: World) -> None:
    made = [world.register().pk for _ in range(4)]
    assert newest_named("停机", most=2) == [made[3], made[2]]
    assert newest_named("停机", most=2, before=made[2]) == [made[1], made[0]]
    assert newest_named("停机", most=2, before=made[0]) == []


def test_a_branch_sees_its_own(world: World) -> None:
    call = world.register()
    assert keys("停机", branches=["SH"]) == [call.pk]
    assert keys("停机", branches=["GZ"]) == []
    assert keys("停机", branches=["S"]) == [], "a mark is taken whole"
    assert mark("SH") != mark("GZ")


def test_with_other_filters_all_are_looked_through(world: World) -> None:
    open_one, done = world.register(), world.register()
    world.finish(done)
    assert list(narrowed(Call.objects.all(), Wanted(status="registered", text="停机"))) == [open_one]


def test_a_call_that_was_not_written_leaves_no_words(world: World) -> None:
    def broken_off() -> None:
        with transaction.atomic():
            world.register()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken_off()
    assert keys("停机") == []
    assert not CallWords.objects.exists()


def test_words_are_kept_by_one_statement(world: World) -> None:
    with CaptureQueriesContext(connection) as asked:
        keep(CallWords, 77, ["漏水"])
    assert len(asked) == 1
    assert keys("漏水") == [77]
    with CaptureQueriesContext(connection) as asked:
        keep_again(CallWords, 77, ["停机"])
    assert len(asked) == 1
    assert (keys("漏水"), keys("停机")) == ([], [77])


def test_looking_asks_no_more_however_many_there_are(world: World) -> None:
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            keys("停机")
        counts.append(len(asked))
        for _ in range(12):
            world.register()
    assert counts[1] <= counts[0] <= (2 if connection.vendor == "postgresql" else 1)


def test_older_rows_are_found_through_the_index(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "NEWEST", 2)
    made = [world.register(fault="漏水" if place == 0 else "停机").pk for place in range(5)]
    assert keys("漏水") == [made[0]]
    assert keys("停机") == made[:0:-1]
