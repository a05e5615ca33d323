"""Who asks: a bearer token, a session with its CSRF token, or nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.api.conftest import CALL, MORNING, Machine
from tests.api.test_bad_input import refused
from tests.api.writes import NAMED
from yinuo.people import bearer
from yinuo.people.commands import add_token
from yinuo.people.models import Token
from yinuo.web import clock

if TYPE_CHECKING:
    from tests.api.conftest import Machines
    from tests.world import World

pytestmark = pytest.mark.django_db
READS = [
    "/me",
    "/branches",
    "/calls",
    "/duties",
    "/journal",
    "/customers",
    "/policy",
    "/calls.csv",
    "/calls/x",
]


@pytest.mark.parametrize("path", READS)
def test_nobody_reads_nothing(machine: Machines, path: str) -> None:
    answer = machine(None).get(path)
    refused(answer, 401, "unauthenticated")
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("name", NAMED)
def test_nobody_writes_nothing(machine: Machines, name: str) -> None:
    write = NAMED[name]
    refused(
        machine(None).send(write.path, write.body, version=1, method=write.method), 401, "unauthenticated"
    )


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer yn_wrong",
        "Bearer  two  blanks",
        "Basic Y2xlcms6eA==",
        "yn_wrong",
        "Bearer \u00e9",
    ],
)
def test_what_is_no_token_is_nobody(machine: Machines, header: str) -> None:
    client = machine(None)
    client.headers["Authorization"] = header
    refused(client.get("/me"), 401, "unauthenticated")


def test_a_token_ends_with_its_day(world: World) -> None:
    secret = add_token(user=world.clerk, days=1, at=MORNING)
    client = Machine(None)
    client.headers["Authorization"] = f"Bearer {secret}"
    assert client.get("/me").json()["username"] == "clerk"
    with clock.at(MORNING + timedelta(days=1)):
        refused(client.get("/me"), 401)


def test_a_revoked_token_lives_five_seconds_at_most(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client, instant = Machine(world.clerk), 1000.0
    monkeypatch.setattr(bearer, "monotonic", lambda: instant)
    assert client.get("/me").status_code == 200
    Token.objects.all().delete()
    instant += 4.9
    assert client.get("/me").status_code == 200
    instant += 0.2
    refused(client.get("/me"), 401)


def test_who_has_left_is_nobody(world: World) -> None:
    client = Machine(world.clerk)
    world.clerk.is_active = False
    world.clerk.save()
    refused(client.get("/me"), 401)


def test_a_reading_token_reads_and_does_not_write(machine: Machines) -> None:
    client = machine("clerk", scope="read")
    assert client.get("/calls").status_code == 200
    refused(client.send("/calls", CALL), 403, "read_only_token")
    refused(client.send("/calls/judge", CALL, key=""), 403, "read_only_token")


def test_tokens_kept_in_memory_have_an_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bearer, "MOST_KEPT", 2)
    for _ in range(5):
        assert Machine(world.clerk).get("/me").status_code == 200
    assert len(bearer._kept) <= 2


def test_a_session_reads_and_writes_with_its_csrf_token(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.clerk)
    assert browser.get("/api/v1/me").json()["username"] == "clerk"
    told = {"Idempotency-Key": "k1"}
    body = {"content_type": "application/json", "headers": told}
    refused(browser.post("/api/v1/calls", CALL, **body), 403, "csrf")
    browser.cookies["csrftoken"] = "x" * 32
    told["X-CSRFToken"] = "x" * 32
    assert browser.post("/api/v1/calls", CALL, **body).status_code == 201


def test_a_wrong_token_is_not_made_good_by_a_session(world: World) -> None:
    browser = Client()
    browser.force_login(world.clerk)
    refused(browser.get("/api/v1/me", headers={"Authorization": "Bearer wrong"}), 401)


def test_who_am_i(machine: Machines) -> None:
    told = machine("supervisor", language="en").get("/me").json()
    assert (told["username"], told["branch"], told["roles"]) == ("supervisor", "SH", ["supervisor"])
    assert told["role_words"] == ["supervisor"]
    assert told["time_zone"] == "Asia/Shanghai"
    rights = {each["deed"]: each["scope"] for each in told["rights"]}
    assert rights["call.dispatch"] == "branch"
    assert "people.edit" not in rights
    assert machine("administrator").get("/me").json()["branch"] is None


def test_branches_name_their_calendar(machine: Machines) -> None:
    told = machine("technician", language="en").get("/branches").json()["items"]
    assert [(each["code"], each["name"]) for each in told] == [
        ("GZ", "Fangzhang centre"),
        ("SH", "Penglai branch"),
    ]
    assert {each["time_zone"] for each in told} == {"Asia/Shanghai"}
