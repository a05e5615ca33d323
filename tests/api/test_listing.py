"""The list of calls, told from plain values, says of each call exactly what the call itself says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.calls.stages import stage
from tests.world import World, build
from yinuo.calls.api import listing, telling
from yinuo.calls.models import Call
from yinuo.lib.words import speaking

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.django_db
STATES = ("awaiting_approval", "registered", "dispatched", "on_site", "done", "filed")


@pytest.fixture
def world() -> World:
    return build()


def listed(calls: Sequence[Call]) -> str:
    rows = list(Call.objects.filter(pk__in=[call.pk for call in calls]).order_by("id").values(*listing.READ))
    return listing.body(rows, None)


def told(calls: Sequence[Call]) -> str:
    fresh = Call.objects.filter(pk__in=[call.pk for call in calls]).order_by("id")
    items = ",".join(telling.call(call).model_dump_json() for call in fresh)
    return f'{{"items":[{items}],"next":null}}'


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_stage_is_told_letter_by_letter_as_the_call_itself(world: World, language: str) -> None:
    calls = [stage(world, state) for state in STATES]
    with speaking(language):
        assert as_sets(listed(calls)) == as_sets(told(calls))


def as_sets(text: str) -> object:
    """Return the JSON read, so that only the order of keys does not count."""
    import json

    return json.loads(text)


def test_two_devices_and_none_are_told(world: World) -> None:
    calls = [
        world.register(devices=(world.device, world.second)),
        world.register(devices=(None,)),
        world.register(site=None),
    ]
    assert as_sets(listed(calls)) == as_sets(told(calls))


def test_a_duplicate_names_the_other(world: World) -> None:
    from yinuo.calls import commands

    first, second = world.register(), world.register()
    commands.mark_duplicate(number=second.number, version=None, of=first.number, deed=world.deed())
    found = as_sets(listed([second]))
    assert found["items"][0]["duplicate_of"] == first.number  # type: ignore[index]
    assert found == as_sets(told([second]))


def test_a_reason_that_is_kept_is_not_told_in_another_language(world: World) -> None:
    call = world.register()
    spoken = []
    for language in ("zh", "en", "zh"):
        with speaking(language):
            spoken.append(listed([call]))
    assert spoken[0] == spoken[2] != spoken[1]


def test_fifty_calls_take_the_queries_of_one(world: World) -> None:
    counts = []
    for wanted in (1, 50):
        calls = [world.register() for _ in range(wanted)]
        with CaptureQueriesContext(connection) as asked:
            listed(calls)
        counts.append(len(asked))
    assert counts == [2, 2]


def test_no_calls_are_an_empty_page() -> None:
    assert listing.body([], None) == '{"items":[],"next":null}'
