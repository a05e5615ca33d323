"""Whom a token speaks for, how long it is remembered, and when it stops."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import MORNING, World, build
from yinuo.people import bearer as bearers
from yinuo.people.bearer import LOOK_AGAIN_SECONDS, bearer, forget
from yinuo.people.commands import add_token, digest
from yinuo.people.models import Holding, Token

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def elapsed(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds on the process's clock; a test moves them on."""
    seconds = [1000.0]
    monkeypatch.setattr(bearers, "monotonic", lambda: seconds[0])
    return seconds


def test_a_token_speaks_for_its_person(world: World) -> None:
    found = bearer(add_token(user=world.clerk, days=1, at=MORNING), at=MORNING)
    assert found is not None
    assert (found.user, found.may_write) == (world.clerk, True)
    assert found.user.roles == {"clerk"}


def test_a_reading_token_may_not_write(world: World) -> None:
    found = bearer(add_token(user=world.clerk, days=1, at=MORNING, scope="read"), at=MORNING)
    assert found is not None
    assert found.may_write is False


@pytest.mark.parametrize("secret", ["", "yn_", "yn_x", " ", "\ud800", "x" * 100_000, "\x00"])
def test_what_is_no_token_speaks_for_nobody(world: World, secret: str) -> None:
    assert bearer(secret, at=MORNING) is None
    assert bearers._kept == {}


def test_only_the_fingerprint_is_stored(world: World) -> None:
    secret = add_token(user=world.clerk, days=1, at=MORNING)
    assert bearer(digest(secret), at=MORNING) is None
    assert secret not in str(Token.objects.values().get())


@pytest.mark.parametrize(
    ("later", "valid"),
    [
        (timedelta(), True),
        (timedelta(days=7) - timedelta(microseconds=1), True),
        (timedelta(days=7), False),
        (timedelta(days=70), False),
    ],
)
def test_a_token_ends_at_its_instant(world: World, later: timedelta, valid: bool) -> None:
    secret = add_token(user=world.clerk, days=7, at=MORNING)
    assert (bearer(secret, at=MORNING + later) is not None) is valid


def test_a_remembered_token_ends_at_its_instant_too(world: World, elapsed: list[float]) -> None:
    secret = add_token(user=world.clerk, days=7, at=MORNING)
    assert bearer(secret, at=MORNING)
    assert bearer(secret, at=MORNING + timedelta(days=7)) is None


@pytest.mark.parametrize(("seconds", "queries"), [(0.0, 0), (4.9, 0), (LOOK_AGAIN_SECONDS, 2), (60.0, 2)])
def test_a_token_is_looked_up_again_after_five_seconds(
    world: World, elapsed: list[float], seconds: float, queries: int
) -> None:
    secret = add_token(user=world.clerk, days=1, at=MORNING)
    assert bearer(secret, at=MORNING)
    elapsed[0] += seconds
    with CaptureQueriesContext(connection) as counted:
        found = bearer(secret, at=MORNING)
        assert found is not None
        assert found.user.roles
        assert found.user.branch
        assert found.user.branch.calendar
    assert len(counted) == queries


def test_what_changed_is_seen_after_five_seconds(world: World, elapsed: list[float]) -> None:
    secret = add_token(user=world.clerk, days=1, at=MORNING)
    assert bearer(secret, at=MORNING)
    Holding.objects.create(user=world.clerk, role="supervisor")
    elapsed[0] += LOOK_AGAIN_SECONDS
    found = bearer(secret, at=MORNING)
    assert found is not None
    assert found.user.roles == {"clerk", "supervisor"}


@pytest.mark.parametrize("how", ["revoked", "left"])
def test_a_token_that_stops_is_refused_after_five_seconds(
    world: World, elapsed: list[float], how: str
) -> None:
    secret = add_token(user=world.clerk, days=1, at=MORNING)
    assert bearer(secret, at=MORNING)
    if how == "revoked":
        Token.objects.all().delete()
    else:
        type(world.clerk).objects.filter(pk=world.clerk.pk).update(is_active=False)
    elapsed[0] += LOOK_AGAIN_SECONDS - 0.1
    assert bearer(secret, at=MORNING)
    elapsed[0] += 0.1
    assert bearer(secret, at=MORNING) is None
    assert bearers._kept == {}


def test_forgetting_makes_a_revoked_token_stop_at_once(world: World, elapsed: list[float]) -> None:
    secret = add_token(user=world.clerk, days=1, at=MORNING)
    assert bearer(secret, at=MORNING)
    Token.objects.all().delete()
    forget()
    assert bearer(secret, at=MORNING) is None


def test_tokens_of_many_people_are_kept_apart(world: World) -> None:
    secrets = {who: add_token(user=user, days=1, at=MORNING) for who, user in world.people.items()}
    for _again in range(2):
        for who, secret in secrets.items():
            found = bearer(secret, at=MORNING)
            assert found is not None
            assert found.user.username == who
    assert len(bearers._kept) == len(secrets)
