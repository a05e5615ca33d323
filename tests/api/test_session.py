"""The interface from a signed-in browser: reading is free, writing needs the CSRF token, nothing else differs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.api.conftest import CALL
from tests.api.test_bad_input import refused
from tests.api.writes import NAMED

if TYPE_CHECKING:
    from tests.api.conftest import Machines
    from tests.world import World

pytestmark = pytest.mark.django_db
SECRET = "s" * 32


def browser(world: World, who: str) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people[who])
    client.cookies["csrftoken"] = SECRET
    return client


@pytest.mark.parametrize("name", NAMED)
def test_no_write_passes_without_the_csrf_token(world: World, name: str) -> None:
    write = NAMED[name]
    client = browser(world, write.who)
    for token in (None, "", "x" * 32, "wrong"):
        headers = {
            "Idempotency-Key": "k",
            "If-Match": '"1"',
            **({} if token is None else {"X-CSRFToken": token}),
        }
        answer = client.generic(
            write.method, f"/api/v1{write.path}", json.dumps(write.body), "application/json", headers=headers
        )
        refused(answer, 403, "csrf")


@pytest.mark.parametrize("path", ["/me", "/calls", "/duties", "/branches", "/openapi.json"])
def test_reading_needs_no_csrf_token(world: World, path: str) -> None:
    assert browser(world, "clerk").get(f"/api/v1{path}").status_code == 200


def test_a_session_and_a_token_get_the_same_answers(machine: Machines, world: World) -> None:
    session, token = browser(world, "clerk"), machine("clerk")
    headers = {"Idempotency-Key": "one", "X-CSRFToken": SECRET}
    first = session.post("/api/v1/calls", CALL, "application/json", headers=headers)
    assert first.status_code == 201, first.content.decode()
    assert token.get("/calls").json() == session.get("/api/v1/calls").json()
    again = session.post("/api/v1/calls", CALL, "application/json", headers=headers)
    assert (again.content, again["Idempotency-Replayed"]) == (first.content, "true")


def test_who_signed_out_is_nobody(world: World) -> None:
    client = browser(world, "clerk")
    client.logout()
    refused(client.get("/api/v1/me"), 401, "unauthenticated")


def test_a_session_follows_the_rights_of_its_person(world: World) -> None:
    refused(browser(world, "technician").get("/api/v1/technicians"), 403, "not_allowed")
    refused(browser(world, "other_clerk").get("/api/v1/customers/C000001"), 404, "not_found")


@pytest.mark.parametrize(("cookie", "language"), [("en", "en"), ("zh", "zh-CN")])
def test_a_session_speaks_the_language_its_person_chose(world: World, cookie: str, language: str) -> None:
    client = browser(world, "technician")
    client.cookies["language"] = cookie
    answer = client.get("/api/v1/technicians")
    assert answer["Content-Language"] == language
    assert (
        answer.json()["detail"]
        == {
            "en": "You may not see people.",
            "zh-CN": "您没有「看人员」的权限。",
        }[language]
    )
