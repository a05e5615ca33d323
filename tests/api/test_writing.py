"""Writing requests: their key, their version, the first answer given again, the difference told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.api.conftest import CALL, RECORD
from tests.api.test_bad_input import refused, send
from tests.api.writes import CHANGES, NAMED, PLAN
from yinuo.calls.models import Call, Visit
from yinuo.journal.models import Answer
from yinuo.journal.queries import timeline

if TYPE_CHECKING:
    from tests.api.conftest import Machine, Machines
    from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", NAMED)
def test_every_write_needs_a_key(machine: Machines, name: str) -> None:
    write, client = NAMED[name], machine(NAMED[name].who)
    refused(send(client, write, content=write.body, key=""), 400, "idempotency_key_missing")
    for key in ("x" * 121, "with blank", "Zeichen-\u00fc", "tab\tin"):
        refused(send(client, write, content=write.body, key=key), 400, "idempotency_key_malformed")


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_needs_the_version_it_is_made_on(machine: Machines, name: str) -> None:
    write, client = CHANGES[name], machine(CHANGES[name].who)
    refused(client.send(write.path, write.body, method=write.method), 428, "version_missing")
    for version in ('"x"', "-1", "*", '"1', '"1", "2"', "1.0", "9" * 30, '""', "\u0661"):
        answer = client.send(write.path, write.body, method=write.method, version=version)
        refused(answer, 400, "version_malformed")


@pytest.mark.parametrize("written", ['"2"', "2", 'W/"2"', ' "2" '])
def test_a_version_may_be_written_in_these_ways(machine: Machines, world: World, written: str) -> None:
    call = world.register()
    world.dispatch(call)
    answer = machine("technician").send(f"/vouchers/{call.number}-1/accept", version=written)
    assert answer.status_code == 200, answer.content.decode()
    assert (answer.json()["version"], answer["ETag"]) == (3, '"3"')


def test_a_stale_version_is_told_what_came_in_between(machine: Machines, world: World) -> None:
    call = world.register()
    supervisor = machine("supervisor", language="en")
    plan = {"technician": "second_technician", "tools": ["tester"], "reason": "nearer"}
    first = supervisor.send(f"/calls/{call.number}/dispatch", plan, version=1)
    assert first.status_code == 200, first.content.decode()
    told = refused(supervisor.send(f"/calls/{call.number}/dispatch", PLAN, version=1), 409, "stale_version")
    assert told["difference"]["state"] == {
        "yours": "registered",
        "now": "dispatched",
        "by": world.people["supervisor"].name,
        "at": "2026-11-24T01:00:00+00:00",
    }
    assert [visit.lead.username for visit in Visit.objects.all()] == ["second_technician"]


def test_a_version_ahead_of_its_time_is_stale_too(machine: Machines, world: World) -> None:
    call = world.register()
    answer = machine("supervisor").send(f"/calls/{call.number}/dispatch", PLAN, version=9)
    assert refused(answer, 409)["difference"] == {"version": {"yours": 9, "now": 1}}


def test_sixteen_repeats_of_a_key_make_one_call(clerk: Machine) -> None:
    answers = [clerk.send("/calls", CALL, key="one") for _ in range(16)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert [answer.get("Idempotency-Replayed") for answer in answers] == [None, *["true"] * 15]
    assert {answer["ETag"] for answer in answers} == {'"1"'}
    assert Call.objects.count() == 1
    assert clerk.send("/calls", CALL, key="two").json()["number"].endswith("0002")


def test_a_repeat_gets_the_first_answer_although_the_version_moved_on(
    machine: Machines, world: World
) -> None:
    call = world.register()
    world.dispatch(call)
    technician = machine("technician")
    path = f"/vouchers/{call.number}-1"
    first = technician.send(f"{path}/accept", version=2, key="accept")
    technician.send(f"{path}/set-out", {"tools_confirmed": True}, version=3)
    technician.send(f"{path}/arrive", version=4)
    again = technician.send(f"{path}/accept", version=2, key="accept")
    assert (again.status_code, again.content) == (200, first.content)
    assert again["Idempotency-Replayed"] == "true"
    assert len([entry for entry in timeline("call", call.number) if entry.verb == "accepted"]) == 1


def test_a_key_belongs_to_one_request(clerk: Machine) -> None:
    clerk.send("/calls", CALL, key="one")
    refused(clerk.send("/calls", {**CALL, "fault": "another"}, key="one"), 409, "key_reused")
    refused(clerk.send("/customers", {"name": "员峤医院"}, key="one"), 409, "key_reused")
    assert Call.objects.count() == 1


def test_a_key_belongs_to_one_person(machine: Machines) -> None:
    first = machine("clerk").send("/calls", CALL, key="one")
    second = machine("supervisor").send("/calls", CALL, key="one")
    assert (first.status_code, second.status_code) == (201, 201)
    assert Call.objects.count() == 2


def test_a_refusal_is_not_kept(machine: Machines, world: World) -> None:
    call = world.register()
    supervisor = machine("supervisor")
    path = f"/calls/{call.number}/dispatch"
    refused(supervisor.send(path, {"technician": "technician"}, version=1, key="one"), 422, "tools_needed")
    assert not Answer.objects.exists()
    assert supervisor.send(path, PLAN, version=1, key="one").status_code == 200


def test_blanks_in_the_body_make_another_request(clerk: Machine) -> None:
    clerk.send("/calls", CALL, key="one")
    answer = clerk.send("/calls", raw=json.dumps(CALL, indent=1).encode(), key="one")
    refused(answer, 409, "key_reused")


def test_each_change_answers_the_version_it_made(machine: Machines, world: World) -> None:
    call = world.register()
    world.to_site(call)
    technician = machine("technician")
    answer = technician.send(f"/vouchers/{call.number}-1/record", RECORD, version=5)
    assert (answer.json()["version"], answer["ETag"]) == (6, '"6"')
    assert technician.get(f"/vouchers/{call.number}-1")["ETag"] == '"6"'
    assert technician.get(f"/calls/{call.number}")["ETag"] == '"6"'


def test_answers_are_not_kept_on_the_way(clerk: Machine) -> None:
    assert clerk.get("/calls")["Cache-Control"] == "no-store"
    assert clerk.send("/calls", CALL)["Cache-Control"] == "no-store"
