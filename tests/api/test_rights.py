"""Rights through the interface: foreign is absent, the role decides, reading reveals nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.conftest import CALL
from tests.api.test_bad_input import refused, send
from tests.api.writes import CALL_NUMBER, NAMED, VOUCHER
from yinuo.journal.models import Entry

if TYPE_CHECKING:
    from tests.api.conftest import Machines
    from tests.world import World

pytestmark = pytest.mark.django_db
PATHS = [
    f"/calls/{CALL_NUMBER}",
    f"/vouchers/{VOUCHER}",
    "/customers/C000001",
    "/devices/D000001",
    "/branches/SH/days/2026-11-24",
]
OFFICE = {"/calls", "/customers", "/devices"}


@pytest.mark.parametrize("path", PATHS)
def test_what_is_foreign_is_absent(machine: Machines, world: World, path: str) -> None:
    world.register()
    foreign, absent = machine("other_clerk"), machine("clerk")
    missing = path.replace("20261124-0001", "20261124-0099").replace("00001", "00099").replace("/SH/", "/XX/")
    first, second = foreign.get(path), absent.get(missing)
    assert first.status_code == second.status_code == 404
    assert first.content == second.content


@pytest.mark.parametrize("name", [name for name, write in NAMED.items() if "20261124-0001" in write.path])
def test_a_foreign_call_is_absent_to_every_move(machine: Machines, world: World, name: str) -> None:
    world.register()
    write = NAMED[name]
    told = refused(send(machine("other_clerk"), write, content=write.body), 404, "not_found")
    absent = write.path.replace("20261124-0001", "20261124-0099")
    same = machine("clerk").send(absent, write.body, version=1)
    assert told == refused(same, 404, "not_found")


def test_a_technician_sees_only_the_own_work(machine: Machines, world: World) -> None:
    mine, other = world.register(), world.register(devices=(world.second,))
    world.dispatch(mine)
    technician = machine("technician")
    assert [call["number"] for call in technician.get("/calls").json()["items"]] == [mine.number]
    assert technician.get(f"/calls/{mine.number}").status_code == 200
    refused(technician.get(f"/calls/{other.number}"), 404)
    refused(technician.get(f"/vouchers/{other.number}-1"), 404)
    refused(technician.send(f"/vouchers/{other.number}-1/accept", version=1), 404)
    refused(machine("second_technician").send(f"/vouchers/{mine.number}-1/accept", version=2), 404)


def test_a_day_is_read_by_who_sees_the_whole_branch(machine: Machines) -> None:
    path = "/branches/SH/days/2026-11-24"
    refused(machine("technician").get(path), 403)
    refused(machine("salesperson").get(path), 403)
    for role in ("clerk", "accountant", "auditor"):
        assert machine(role).get(path).status_code == 200


def test_a_helper_sees_and_does_not_lead(machine: Machines, world: World) -> None:
    call = world.register()
    world.dispatch(call, helpers=("second_technician",))
    helper = machine("second_technician")
    assert helper.get(f"/vouchers/{call.number}-1").status_code == 200
    refused(helper.send(f"/vouchers/{call.number}-1/accept", version=2), 403, "not_allowed")


def test_the_administrator_may_stand_in(machine: Machines, world: World) -> None:
    call = world.register()
    world.dispatch(call)
    assert machine("administrator").do(f"/vouchers/{call.number}-1/accept")["state"] == "accepted"


ALLOWED = {
    "POST /calls": {"clerk", "supervisor", "administrator"},
    "POST /customers": {"clerk", "supervisor", "administrator"},
    "POST /devices": {"clerk", "supervisor", "administrator"},
    "PATCH /customers/C000001": {"clerk", "supervisor", "administrator"},
    "PATCH /devices/D000001": {"clerk", "supervisor", "administrator"},
    "POST /branches/SH/days/2026-11-24/close": {"clerk", "supervisor", "administrator"},
}
ROLES = [
    "clerk", "supervisor", "technician", "branch_manager", "accountant", "after_sales_staff", "service_department",
    "vice_president", "sales_director", "sales_manager", "salesperson", "committee", "team_leader", "administrator",
    "auditor",
]  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_the_role_decides_who_writes(machine: Machines, role: str) -> None:
    client = machine(role)
    for name, roles in ALLOWED.items():
        there = {"branch": "SH"} if name == "POST /customers" else {}
        answer = send(client, NAMED[name], content={**NAMED[name].body, **there})
        if role in roles:
            assert answer.status_code in (200, 201), (name, answer.content.decode())
        else:
            assert answer.status_code in (403, 404), (name, answer.content.decode())


READERS: dict[str, set[str]] = {
    "/calls": set(ROLES) - {"salesperson", "committee"},
    "/customers": set(ROLES),
    "/devices": set(ROLES) - {"committee", "accountant"},
    "/duties": set(ROLES) - {"accountant", "sales_manager", "salesperson"},
    "/ledger": set(ROLES) - {"sales_director", "sales_manager", "salesperson", "committee"},
    "/calls.csv": {
        "clerk", "supervisor", "branch_manager", "service_department", "vice_president", "administrator", "auditor",
    },
    "/technicians": {
        "clerk", "supervisor", "branch_manager", "service_department", "vice_president", "administrator", "auditor",
    },
    "/journal": {"service_department", "vice_president", "administrator", "auditor"},
    "/handbook": set(ROLES),
    "/policy": set(ROLES),
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_the_role_decides_who_reads(machine: Machines, role: str) -> None:
    client = machine(role)
    read = {path: client.get(path).status_code for path in READERS}
    assert read == {path: 200 if role in roles else 403 for path, roles in READERS.items()}


def test_an_auditor_changes_nothing(machine: Machines, world: World) -> None:
    world.finish(world.register())
    auditor = machine("auditor")
    before = Entry.objects.count()
    for name, write in NAMED.items():
        answer = send(auditor, write, content=write.body)
        assert answer.status_code in (403, 404), (name, answer.content.decode())
    assert Entry.objects.count() == before


def test_nobody_registers_at_another_branch(machine: Machines) -> None:
    refused(machine("other_clerk").send("/calls", CALL), 403, "not_allowed")


def test_a_foreign_customer_or_device_is_absent_in_a_call(machine: Machines, world: World) -> None:
    clerk = machine("other_clerk")
    refused(clerk.send("/calls", {"customer": "C000001", "fault": "x"}), 404)
    told = {"customer_name": "新客户", "fault": "x", "devices": [{"number": "D000001"}]}
    refused(clerk.send("/calls", told), 404)
    refused(clerk.send("/devices", {"customer": "C000001", "product_model": "KL-64"}), 404)


def test_the_journal_of_a_subject_follows_the_subject(machine: Machines, world: World) -> None:
    call = world.register()
    machine("clerk").send("/branches/SH/days/2026-11-24/close")
    supervisor = machine("supervisor")
    for subject in (f"call:{call.number}", "customer:C000001", "device:D000001", "day:SH-20261124"):
        answer = supervisor.get("/journal", subject=subject)
        assert answer.json()["items"][0]["subject"] == subject, answer.content.decode()
    for subject in (
        "call:GZ-20261124-0001",
        "customer:C000009",
        "day:GZ-20261124",
        "duty:x",
        "duty:9",
        "calendar:cn",
    ):
        refused(supervisor.get("/journal", subject=subject), 404)
    refused(supervisor.get("/journal"), 403)
    refused(machine("clerk").get("/journal", subject=f"call:{call.number}"), 403)
    assert machine("auditor").get("/journal", subject="calendar:cn").status_code in (200, 404)
