"""Anything at all is sent to every writing address: the answer is a deed done or a problem in words, never a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.test_bad_input import send
from tests.api.writes import NAMED
from yinuo.journal import audit
from yinuo.web import problem

if TYPE_CHECKING:
    from tests.api.conftest import Machines
    from tests.world import World

pytestmark = pytest.mark.django_db
texts = st.text(max_size=40) | st.sampled_from(
    ["", " ", "x" * 5000, "\x00", "\ud800", "'; DROP TABLE x; --", "%00", "{}"]
)
numbers = st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
anything = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("name", NAMED)
@given(data=st.data())
@settings(max_examples=12, suppress_health_check=list(HealthCheck), deadline=None)
def test_one_field_may_be_anything(machine: Machines, world: World, name: str, data: st.DataObject) -> None:
    write = NAMED[name]
    body: dict[str, Any] = dict(write.body)
    field = data.draw(st.sampled_from([*body, "colour"]))
    body[field] = data.draw(anything)
    answer = send(machine("administrator"), write, content=body)
    assert answer.status_code < 500, (body, answer.content)
    if answer.status_code >= 400:
        assert answer["Content-Type"] == problem.MEDIA_TYPE
        assert answer.json()["detail"]


@given(body=st.binary(max_size=200))
@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
def test_a_body_may_be_any_bytes(machine: Machines, world: World, body: bytes) -> None:
    answer = machine("clerk").send("/calls", raw=body)
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == problem.MEDIA_TYPE


@given(
    query=st.dictionaries(
        st.sampled_from(["q", "status", "branch", "limit", "cursor", "day", "due_before"]), texts
    )
)
@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
def test_a_question_may_be_anything(machine: Machines, world: World, query: dict[str, str]) -> None:
    sent = {name: text.encode("utf-8", "replace").decode() for name, text in query.items()}
    answer = machine("clerk").get("/calls", **sent)
    assert answer.status_code in (200, 422), answer.content


@pytest.mark.parametrize(
    "path", ["/calls/{}", "/vouchers/{}", "/customers/{}", "/devices/{}", "/branches/{}/days/2026-11-24"]
)
@given(text=texts)
@settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
def test_an_address_may_be_anything(machine: Machines, world: World, path: str, text: str) -> None:
    from urllib.parse import quote

    client = machine("clerk")
    address = "/api/v1" + path.format(quote(text, safe="", errors="replace") or "x")
    answer = client.client.get(address, headers=client.headers)
    assert answer.status_code in (404, 422), (address, answer.content)


def test_nothing_of_it_hurts_the_journal(machine: Machines, world: World) -> None:
    for write in NAMED.values():
        send(machine("administrator"), write, content=write.body)
    assert list(audit.verify()) == []
