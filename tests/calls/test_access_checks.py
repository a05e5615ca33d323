"""The quick checks of access say the same as the ones that fetch, for every role and every kind of voucher."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yinuo.calls import access
from yinuo.lib.refusal import Refusal
from yinuo.people.rights import ROLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.world import World
    from yinuo.people.models import User

pytestmark = pytest.mark.django_db
PEOPLE = [*ROLES, "second_technician", "other_clerk", "other_technician"]
CALL_DEEDS = [
    "call.see",
    "call.change",
    "call.approve",
    "call.dispatch",
    "call.file",
    "injury.assess",
    "people.see",
]
VOUCHER_DEEDS = [
    "call.see",
    "call.file",
    "voucher.amend",
    "signature.confirm",
    "escalation.solve",
    "call.dispatch",
]


def outcome(check: Callable[[], object]) -> tuple[str, int] | None:
    """The code and status of a refusal, None when it passes."""
    try:
        check()
    except Refusal as refusal:
        return refusal.code, refusal.status
    return None


@pytest.fixture
def numbers(world: World) -> dict[str, str]:
    """A call nobody works on, one with a lead, one with lead and helper, one handed on, one that isn't there."""
    waiting, led = world.register(), world.register()
    helped, again = world.register(devices=(world.second,)), world.register()
    world.dispatch(led)
    world.dispatch(helped, helpers=("second_technician",))
    world.dispatch(again)
    world.dispatch(again, to="second_technician", reason="换人")
    made = {"waiting": waiting, "led": led, "helped": helped, "again": again}
    return {name: call.number for name, call in made.items()} | {"absent": "SH-20261124-0099"}


@pytest.mark.parametrize("deed", CALL_DEEDS)
def test_checking_a_call_says_the_same_as_fetching_it(
    world: World, numbers: dict[str, str], deed: str
) -> None:
    for who, (name, number) in product(PEOPLE, numbers.items()):
        user = fresh(world, who)
        quick = outcome(partial(access.check_call, user, number, deed))
        whole = outcome(partial(access.call_for, user, number, deed))
        assert quick == whole, (who, name)


@pytest.mark.parametrize("deed", VOUCHER_DEEDS)
def test_checking_a_voucher_says_the_same_as_fetching_it(
    world: World, numbers: dict[str, str], deed: str
) -> None:
    for who, (name, number) in product(PEOPLE, numbers.items()):
        user = fresh(world, who)
        quick = outcome(partial(access.check_voucher, user, f"{number}-1", deed))
        whole = outcome(partial(access.voucher_for, user, f"{number}-1", deed))
        assert quick == whole, (who, name)


def test_checking_the_lead_says_the_same_as_fetching_the_work(world: World, numbers: dict[str, str]) -> None:
    for who, (name, number) in product(PEOPLE, numbers.items()):
        user = fresh(world, who)
        quick = outcome(partial(access.check_work, user, f"{number}-1"))
        whole = outcome(partial(access.voucher_to_work_on, user, f"{number}-1"))
        assert quick == whole, (who, name)


def fresh(world: World, who: str) -> User:
    user = world.people[who]
    user.roles  # noqa: B018 - read once, so that counts below are of the check alone
    return user


def allowed(
    world: World, numbers: dict[str, str], check: Callable[[User, str], object]
) -> dict[str, set[str]]:
    """Whom the check lets, and to which vouchers."""
    found = {
        who: {
            name
            for name, number in numbers.items()
            if outcome(partial(check, fresh(world, who), f"{number}-1")) is None
        }
        for who in PEOPLE
    }
    return {who: names for who, names in found.items() if names}


WORKS = {
    "technician": {"led", "helped"},
    "second_technician": {"again"},
    "administrator": {"waiting", "led", "helped", "again"},
}


def test_who_works_on_a_voucher(world: World, numbers: dict[str, str]) -> None:
    assert allowed(world, numbers, access.check_work) == WORKS


ADDS = {
    "technician": {"led", "helped", "again"},
    "second_technician": {"helped", "again"},
    "clerk": {"waiting", "led", "helped", "again"},
    "supervisor": {"waiting", "led", "helped", "again"},
    "administrator": {"waiting", "led", "helped", "again"},
}


def test_who_adds_files(world: World, numbers: dict[str, str]) -> None:
    assert allowed(world, numbers, access.check_adding) == ADDS


HANDS_OVER = {
    "technician": {"led", "helped"},
    "second_technician": {"again"},
    "supervisor": {"waiting", "led", "helped", "again"},
    "administrator": {"waiting", "led", "helped", "again"},
}


def test_who_hands_a_job_over(world: World, numbers: dict[str, str]) -> None:
    assert allowed(world, numbers, access.check_handing_over) == HANDS_OVER


@pytest.mark.parametrize("who", ["clerk", "technician", "administrator"])
def test_a_check_takes_one_query(world: World, numbers: dict[str, str], who: str) -> None:
    user, number = fresh(world, who), numbers["led"]
    for check in (
        lambda: access.check_call(user, number, "call.see"),
        lambda: access.check_voucher(user, f"{number}-1", "call.see"),
        lambda: outcome(lambda: access.check_work(user, f"{number}-1")),
        lambda: access.check_adding(user, f"{number}-1"),
    ):
        with CaptureQueriesContext(connection) as queries:
            check()
        assert len(queries) == 1
