"""Writing requests that come at the same moment, through the interface: one wins, the others are told so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from tests.api.conftest import CALL, MORNING, Machine
from tests.api.writes import PLAN
from tests.world import World, build
from yinuo.calls.models import Call, Visit
from yinuo.customers.models import Customer
from yinuo.devices.models import Device
from yinuo.journal import audit
from yinuo.web import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

pytestmark = pytest.mark.django_db(transaction=True)


def together(works: list[Callable[[], HttpResponse]]) -> list[HttpResponse]:
    """Do all of it at the same moment, each on a connection of its own."""

    def alone(work: Callable[[], HttpResponse]) -> HttpResponse:
        try:
            with clock.at(MORNING):
                return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(alone, works))


def machines(world: World, who: str, count: int) -> list[Machine]:
    made = [Machine(world.people[who]) for _ in range(count)]
    made[0].get("/me")
    return made


def test_sixteen_repeats_at_once_make_one_call() -> None:
    clerks = machines(build(), "clerk", 16)
    answers = together([lambda clerk=clerk: clerk.send("/calls", CALL, key="one") for clerk in clerks])
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum(answer.get("Idempotency-Replayed") == "true" for answer in answers) == 15
    assert (Call.objects.count(), Customer.objects.count(), Device.objects.count()) == (1, 2, 3)
    assert list(audit.verify()) == []


def test_calls_of_one_new_customer_at_once_make_the_customer_once() -> None:
    clerks = machines(build(), "clerk", 8)
    answers = together([lambda clerk=clerk: clerk.send("/calls", CALL) for clerk in clerks])
    assert {answer.status_code for answer in answers} == {201}
    numbers = sorted(answer.json()["number"] for answer in answers)
    assert numbers == [f"SH-20261124-{count:04d}" for count in range(1, 9)]
    assert (Customer.objects.count(), Device.objects.count()) == (2, 3)


def test_two_dispatchers_on_one_version_one_gets_the_difference() -> None:
    world = build()
    call = world.register()
    first, second = machines(world, "supervisor", 2)
    plans: list[dict[str, Any]] = [PLAN, {**PLAN, "technician": "second_technician", "reason": "离得近"}]
    path = f"/calls/{call.number}/dispatch"
    answers = together(
        [
            lambda: first.send(path, plans[0], version=1),
            lambda: second.send(path, plans[1], version=1),
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    lost = next(answer.json() for answer in answers if answer.status_code == 409)
    assert lost["code"] == "stale_version"
    assert lost["difference"]["state"]["now"] == "dispatched"
    assert Visit.objects.count() == 1
    assert list(audit.verify()) == []


def test_one_new_device_added_twice_at_once_stands_once() -> None:
    clerks = machines(build(), "clerk", 4)
    told = {"customer": "C000001", "product_model": "NEW-1", "serial": "N-1"}
    answers = together([lambda clerk=clerk: clerk.send("/devices", told) for clerk in clerks])
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422, 422]
    assert Device.objects.filter(serial="N-1").count() == 1
