"""How many queries each reading address takes: the same for one row and for fifty, kept in a ledger.

`YINUO_WRITE_COUNTS=1` writes the ledger anew.
"""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import CALL, MORNING, RECORD
from tests.api.writes import PLAN
from yinuo.calendars import queries as calendars
from yinuo.customers.commands import ContactGiven, add_customer
from yinuo.devices.commands import DeviceGiven, add_device
from yinuo.handbook.commands import write_problem
from yinuo.people import bearer
from yinuo.policy import queries as policies
from yinuo.web import clock

if TYPE_CHECKING:
    from tests.api.conftest import Machine, Machines
    from tests.world import World

pytestmark = pytest.mark.django_db
LEDGER = Path(__file__).with_name("query_counts.json")
READS = [
    "/me",
    "/branches",
    "/calls?limit=200",
    "/calls?limit=200&due_before=2026-12-31T00:00:00Z",
    "/calls?limit=200&q=停机&status=open",
    "/calls.csv",
    "/ledger?limit=200",
    "/ledger.csv",
    "/duties?limit=200",
    "/customers?limit=200",
    "/devices?limit=200",
    "/devices/D000001",
    "/handbook?limit=200",
    "/handbook/suggestions?fault=停机十分钟",
    "/lookup?phone=020-0000 1286",
    "/technicians",
    "/branches/SH/days/2026-11-24",
    "/journal?limit=200&subject=customer:C000001",
    "/policy",
]


@pytest.fixture(autouse=True)
def nothing_grows_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept for some seconds is kept for the whole test, however slow the machine is."""
    for module in (bearer, policies, calendars):
        monkeypatch.setattr(module, "monotonic", lambda: 0.0)


def counted(client: Machine, path: str, expect: int = 200) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = client.client.get(f"/api/v1{path}", headers=client.headers)
    assert answer.status_code == expect, answer.content.decode()
    return len(queries)


def fill(world: World, rows: int) -> None:
    """Make `rows` more of everything that lists show."""
    for row in range(rows):
        instant = MORNING - timedelta(minutes=rows - row)
        given = DeviceGiven(serial=f"Q-{row}", department="急诊")
        device = add_device(
            product_model=world.model,
            customer=world.customer,
            site=None,
            given=given,
            by=world.clerk,
            at=instant,
        )
        contact = ContactGiven(phone=f"020-0000 5{row:03d}")
        add_customer(name=f"第{row}医院", branch=world.branch, by=world.clerk, at=instant, contact=contact)
        write_problem(
            product_model=world.model,
            symptom="停机十分钟",
            cause="",
            solution="换",
            by=world.clerk,
            at=instant,
        )
        with clock.at(instant):
            call = world.register(when=instant, devices=(device,))
            if row % 2:
                world.finish(call, when=instant)


def test_reading_costs_the_same_for_one_row_and_for_fifty(machine: Machines, world: World) -> None:
    supervisor = machine("supervisor")
    fill(world, 2)
    first = {path: counted(supervisor, path) for path in READS for _twice in (1, 2)}
    with clock.at(MORNING + timedelta(hours=1)):
        for row in range(48):
            given = DeviceGiven(serial=f"R-{row}")
            device = add_device(
                product_model=world.model,
                customer=world.customer,
                site=None,
                given=given,
                by=world.clerk,
                at=MORNING,
            )
            call = world.register(devices=(device,))
            if row % 2:
                world.finish(call)
        many = {path: counted(supervisor, path) for path in READS}
    assert many == first
    kept(first, "reads")


def kept(counts: dict[str, int], part: str) -> None:
    """Compare with the ledger, or write it when asked to."""
    ledger = json.loads(LEDGER.read_text("utf-8")) if LEDGER.exists() else {}
    if os.environ.get("YINUO_WRITE_COUNTS"):
        LEDGER.write_text(json.dumps({**ledger, part: counts}, indent=1, ensure_ascii=False) + "\n", "utf-8")
        return
    assert counts == ledger[part]


def test_writing_costs_what_stands_in_the_ledger(machine: Machines, world: World) -> None:
    clerk, supervisor, technician = machine("clerk"), machine("supervisor"), machine("technician")
    for client in (clerk, supervisor, technician):
        client.get("/me")
    clerk.send("/calls", CALL)
    counts: dict[str, int] = {}

    def write(
        name: str, client: Machine, path: str, content: object = None, version: int | None = None
    ) -> None:
        with CaptureQueriesContext(connection) as queries:
            answer = client.send(path, content, version=version)
        assert answer.status_code in (200, 201), answer.content.decode()
        counts[name] = len(queries)

    write("register", clerk, "/calls", CALL)
    call, voucher = "/calls/SH-20261124-0002", "/vouchers/SH-20261124-0002-1"
    write("dispatch", supervisor, f"{call}/dispatch", PLAN, 1)
    write("accept", technician, f"{voucher}/accept", None, 2)
    write("set-out", technician, f"{voucher}/set-out", {"tools_confirmed": True}, 3)
    write("arrive", technician, f"{voucher}/arrive", None, 4)
    write("record", technician, f"{voucher}/record", RECORD, 5)
    write("sign", technician, f"{voucher}/sign", {"kind": "drawn", "signer": "甲", "strokes": "M1 1L9 9"}, 6)
    write("leave", technician, f"{voucher}/leave", {"outcome": "done"}, 7)
    write("receive", clerk, f"{voucher}/receive", None, 8)
    write("file", clerk, f"{call}/file", None, 9)
    kept(counts, "writes")
