"""A voucher's PDF for machines: who may have it, in which size, and never by a wrong number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.world import MORNING, World, build
from yinuo.people.commands import add_token

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """A branch with one registered call."""
    return build()


def fetched(world: World, path: str, who: str = "clerk") -> HttpResponse:
    token = add_token(user=world.people[who], days=3000, at=MORNING)
    return Client().get(f"/api/v1/vouchers/{path}", headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("query", ["", "?size=a5", "?size=a4"])
def test_a_voucher_is_printed(world: World, query: str) -> None:
    number = f"{world.register().number}-1"
    answer = fetched(world, f"{number}.pdf{query}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    assert f"{number}.pdf" in answer["Content-Disposition"]


def test_a_signed_voucher_is_printed_with_its_code(world: World) -> None:
    call = world.register()
    world.to_site(call)
    world.work(call)
    unsigned = len(fetched(world, f"{call.number}-1.pdf").content)
    world.sign(call)
    assert len(fetched(world, f"{call.number}-1.pdf").content) > unsigned


@pytest.mark.parametrize(
    ("path", "status"),
    [("SH-20261124-0001-9.pdf", 404), ("x.pdf", 404), ("SH-20261124-0001-1.pdf?size=a3", 422)],
)
def test_what_can_not_be_printed_is_refused(world: World, path: str, status: int) -> None:
    world.register()
    answer = fetched(world, path)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


def test_nobody_prints_without_a_token(world: World) -> None:
    number = world.register().number
    assert Client().get(f"/api/v1/vouchers/{number}-1.pdf").status_code == 401
