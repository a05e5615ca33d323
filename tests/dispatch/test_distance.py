"""How far a technician is from a job: from where they last arrived, only when both places are known (S1.3)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.world import MORNING, World, build
from yinuo.calls.models import Call, Visit
from yinuo.calls.queries import register
from yinuo.customers.models import Site
from yinuo.dispatch import queries
from yinuo.dispatch.queries import candidates, last_places, position
from yinuo.lib import geo

pytestmark = pytest.mark.django_db
HERE = (Decimal("31.230000"), Decimal("121.470000"))
NOW = MORNING + timedelta(hours=2)


@pytest.fixture
def world() -> World:
    made = build()
    Site.objects.update(latitude=HERE[0], longitude=HERE[1])
    return made


def told(world: World, *, at=NOW) -> dict[str, str]:
    """What the page says of each technician's distance, by user name."""
    call = register.whole(Call.objects.filter(pk=world.register(when=NOW).pk)).get()
    found = {}
    for candidate in candidates(call, at=at):
        point = next((each for each in candidate.points if each.code == "distance"), None)
        if point:
            found[candidate.user.username] = point.words.zh
    return found


def arrived(world: World, latitude: str | None, longitude: str | None) -> None:
    world.to_site(world.register())
    Visit.objects.update(
        latitude=latitude and Decimal(latitude),
        longitude=longitude and Decimal(longitude),
        arrived_at=MORNING,
    )


@pytest.mark.parametrize(
    ("latitude", "longitude", "km"),
    [("31.230000", "121.470000", "0.0"), ("31.320000", "121.470000", "10.0"), (None, None, "0.0")],
)
def test_the_own_position_counts_else_that_of_the_site(
    world: World, latitude: str | None, longitude: str | None, km: str
) -> None:
    arrived(world, latitude, longitude)
    assert told(world) == {"technician": f"离 {km} 公里"}


def test_nobody_who_has_not_been_anywhere_has_a_distance(world: World) -> None:
    assert told(world) == {}


def test_a_site_without_position_gives_none_and_costs_nothing(world: World) -> None:
    arrived(world, "31.23", "121.47")
    Site.objects.update(latitude=None)
    assert told(world) == {}


@pytest.mark.parametrize(("hours", "counts"), [(1, True), (12, True), (13, False), (48, False)])
def test_a_place_of_long_ago_says_nothing(world: World, hours: int, counts: bool) -> None:
    arrived(world, "31.230000", "121.470000")
    people = [world.people["technician"]]
    instant = MORNING + timedelta(hours=hours) - timedelta(seconds=1)
    assert bool(last_places(people, at=instant)) is counts


def test_a_place_of_the_future_says_nothing(world: World) -> None:
    arrived(world, "31.230000", "121.470000")
    assert last_places([world.people["technician"]], at=MORNING - timedelta(minutes=1)) == {}


def test_the_last_place_counts(world: World) -> None:
    arrived(world, "10.000000", "10.000000")
    world.to_site(world.register())
    newest = Visit.objects.latest("pk")
    Visit.objects.filter(pk=newest.pk).update(
        latitude=HERE[0], longitude=HERE[1], arrived_at=MORNING + timedelta(hours=1)
    )
    places = last_places([world.people["technician"]], at=NOW)
    assert places[world.people["technician"].pk] == geo.Point(31.23, 121.47)


def test_a_company_that_does_not_consider_distance_is_not_told(world: World, monkeypatch) -> None:
    arrived(world, "31.230000", "121.470000")
    looked = []
    monkeypatch.setattr(queries, "last_places", lambda people, *, at: looked.append(at) or {})
    policy = queries.policies.at(NOW)
    monkeypatch.setattr(type(policy), "listed", lambda self, key: ("skill", "load"))
    call = register.whole(Call.objects.filter(pk=Call.objects.latest("pk").pk)).get()
    candidates(call, at=NOW)
    assert looked == []


@pytest.mark.parametrize(("latitude", "longitude"), [(None, None), (HERE[0], None), (None, HERE[1])])
def test_half_a_position_is_none(latitude: Decimal | None, longitude: Decimal | None) -> None:
    assert position(Site(latitude=latitude, longitude=longitude)) is None
    assert position(None) is None
