"""Days, duties, journal, customers, devices, technicians, handbook, policy and sheets through the interface."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from tests.api.conftest import MORNING, at
from tests.api.test_bad_input import refused
from yinuo.handbook.commands import write_problem
from yinuo.journal import audit
from yinuo.people.commands import add_absence
from yinuo.web import clock

if TYPE_CHECKING:
    from tests.api.conftest import Machine, Machines
    from tests.world import World

pytestmark = pytest.mark.django_db
EVENING = at("2026-11-24 18:00")


def test_a_day_is_closed(clerk: Machine, world: World) -> None:
    waiting, done = world.register(), world.register(devices=(world.second,))
    voucher = world.finish(done)
    path = "/branches/SH/days/2026-11-24"
    with clock.at(EVENING):
        day = clerk.get(path).json()
        assert (day["calls"], day["undispatched"]) == ([waiting.number, done.number], [waiting.number])
        assert (day["unexplained"], day["closed_at"]) == ([voucher.number], None)
        assert day["close_by"] == "2026-11-24T18:00:00+08:00"
        told = refused(clerk.send(f"{path}/close"), 409, "unexplained")
        assert voucher.number in told["detail"]
        explained = {"explained": {voucher.number: "技术员明早带回"}}
        closed = clerk.send(f"{path}/close", explained).json()
        assert (closed["handed_over"], closed["closed_by"]) == ([waiting.number], world.clerk.name)
        refused(clerk.send(f"{path}/close", explained), 409, "already_closed")
    refused(clerk.send("/branches/SH/days/2026-11-25/close"), 422, "in_the_future")


def test_duties_are_listed_and_narrowed(machine: Machines, world: World) -> None:
    call = world.register()
    world.dispatch(call)
    clerk = machine("clerk", language="en")

    def clauses(**query: Any) -> list[str]:
        return [duty["clause"] for duty in clerk.get("/duties", **query).json()["items"]]

    assert sorted(clauses()) == ["G14", "G3", "S2.2", "S2.4"]
    assert clauses(state="open") == ["S2.2", "G14"]
    assert clauses(clause="G14") == ["G14"]
    assert clauses(owner="technician") == ["S2.2"]
    assert clauses(owner="supervisor", state="open") == ["G14"]
    assert clauses(owner="me") == []
    assert clauses(branch="GZ") == []
    assert len(clauses(subject=f"call:{call.number}")) == 4
    assert clauses(state="overdue") == []
    with clock.at(EVENING):
        assert clauses(state="overdue") == ["S2.2", "G14"]
    duty = clerk.get("/duties", clause="G14").json()["items"][0]
    assert (duty["what"], duty["due_at"]) == ("arrive at the customer", "2026-11-24T16:30:00+08:00")
    assert duty["why"]["parameter"] == "G14.urban"
    assert machine("technician").get("/duties").json()["items"][0]["clause"] == "S2.2"


def test_a_late_duty_is_excused(machine: Machines, world: World) -> None:
    world.register()
    manager, clerk = machine("branch_manager"), machine("clerk")
    duty = clerk.get("/duties", clause="G14").json()["items"][0]
    path, told = f"/duties/{duty['id']}/excuse", {"reason": "大雪封路"}
    refused(clerk.send(path, told, version=duty["version"]), 403)
    stale = refused(manager.send(path, told, version=7), 409, "stale_version")
    assert stale["difference"] == {"version": {"yours": 7, "now": 1}}
    excused = manager.send(path, told, version=duty["version"]).json()
    assert (excused["state"], excused["reason"], excused["version"]) == ("excused", "大雪封路", 2)
    refused(manager.send(path, told, version=2), 409, "not_excusable")
    met = clerk.get("/duties", clause="G3").json()["items"][0]
    refused(manager.send(f"/duties/{met['id']}/excuse", told, version=met["version"]), 409, "not_excusable")
    lines = machine("auditor").get("/journal", subject=f"duty:{duty['id']}").json()["items"]
    assert (lines[0]["verb"], lines[0]["note"]) == ("excused", "大雪封路")


def test_the_journal_is_read_newest_first(machine: Machines, world: World) -> None:
    call = world.register()
    world.dispatch(call)
    auditor = machine("auditor")
    page = auditor.get("/journal", subject=f"call:{call.number}", limit=1).json()
    assert (page["items"][0]["verb"], page["items"][0]["changes"]["state"]) == (
        "dispatched",
        ["registered", "dispatched"],
    )
    older = auditor.get("/journal", subject=f"call:{call.number}", limit=1, cursor=page["next"]).json()
    assert (older["items"][0]["verb"], older["next"]) == ("registered", None)
    assert older["items"][0]["hash"] == page["items"][0]["previous"]
    assert len(auditor.get("/journal").json()["items"]) > 2


def test_a_customer_is_added_read_and_changed(clerk: Machine, world: World) -> None:
    told = {
        "name": "岱舆医院",
        "credit_code": "91310000MA1FL0000X",
        "site": {
            "name": "总院",
            "address": "北街 2 号",
            "zone": "urban",
            "latitude": 31.2,
            "longitude": "121.4",
        },
        "contact": {"phone": "020-0000 3399", "name": "白工", "department": "设备科"},
    }
    answer = clerk.send("/customers", told)
    assert (answer.status_code, answer["ETag"]) == (201, '"1"')
    number = answer.json()["number"]
    assert clerk.get("/customers", q="dai yu").json()["items"][0]["number"] == number
    assert clerk.get("/customers", q="0000 3399").json()["items"][0]["number"] == number
    clerk_path = f"/customers/{number}"
    changed = clerk.send(clerk_path, {"note": "周五不接待"}, version=1, method="PATCH").json()
    assert (changed["note"], changed["name"], changed["version"]) == ("周五不接待", "岱舆医院", 2)
    stale = refused(clerk.send(clerk_path, {"name": "岱舆"}, version=1, method="PATCH"), 409, "stale_version")
    assert stale["difference"]["note"]["now"] == "周五不接待"
    clerk.send(f"{clerk_path}/sites", {"name": "分院", "address": "南街"}, version=2)
    whole = clerk.send(f"{clerk_path}/contacts", {"phone": "020-0000 4400"}, version=3).json()
    assert [site["name"] for site in whole["sites"]] == ["总院", "分院"]
    assert [contact["phone"] for contact in whole["contacts"]] == ["02000003399", "02000004400"]
    assert clerk.get(clerk_path)["ETag"] == '"4"'
    assert list(audit.verify()) == []


@pytest.mark.parametrize(
    ("path", "content", "field"),
    [
        ("/customers", {"name": ""}, "name"),
        ("/customers", {"name": "x", "credit_code": "123"}, "credit_code"),
        ("/customers", {"name": "x", "contact": {"name": "y"}}, "phone"),
        ("/customers", {"name": "x", "contact": {"phone": "none"}}, "phone"),
        ("/customers", {"name": "x", "site": {"zone": "moon"}}, "site.zone"),
        ("/customers", {"name": "x", "branch": "XX"}, "branch"),
        ("/devices", {"customer": "C000001", "product_model": ""}, "product_model"),
        ("/devices", {"customer": "C000001", "product_model": "KL-64", "serial": "2309-0052"}, "serial"),
        (
            "/devices",
            {"customer": "C000001", "product_model": "x", "installed_on": "2026-13-01"},
            "installed_on",
        ),
        (
            "/devices",
            {"customer": "C000001", "product_model": "x", "warranty_until": 20270101},
            "warranty_until",
        ),
    ],
)
def test_a_customer_or_device_that_can_not_be(
    clerk: Machine, path: str, content: dict[str, Any], field: str
) -> None:
    assert field in refused(clerk.send(path, content), 422)["fields"]


def test_head_office_names_the_branch_of_a_customer(machine: Machines) -> None:
    administrator = machine("administrator")
    refused(administrator.send("/customers", {"name": "x"}), 422, "branch_needed")
    assert administrator.send("/customers", {"name": "x", "branch": "GZ"}).json()["branch"] == "GZ"


def test_a_device_is_added_found_and_changed(clerk: Machine) -> None:
    told = {"customer": "C000001", "product_model": "KL-64", "serial": "S-9", "warranty_until": "2027-05-01"}
    answer = clerk.send("/devices", told)
    assert (answer.status_code, answer["ETag"]) == (201, '"1"')
    number = answer.json()["number"]
    assert clerk.get("/devices", q="S-9").json()["items"][0]["number"] == number
    assert len(clerk.get("/devices", customer="C000001").json()["items"]) == 3
    path = f"/devices/{number}"
    content = {"department": "急诊", "warranty_until": None, "udi": None}
    changed = clerk.send(path, content, version=1, method="PATCH").json()
    assert (changed["department"], changed["warranty_until"], changed["udi"]) == ("急诊", None, "")
    stale = refused(clerk.send(path, {"udi": "x"}, version=1, method="PATCH"), 409, "stale_version")
    assert stale["difference"]["department"] == {
        "yours": "",
        "now": "急诊",
        "by": "clerk 试",
        "at": "2026-11-24T01:00:00+00:00",
    }


def test_technicians_come_with_their_reasons(machine: Machines, world: World) -> None:
    add_absence(
        user=world.people["technician"], starts_at=MORNING, ends_at=MORNING + timedelta(days=1), reason="培训"
    )
    call = world.register()
    supervisor = machine("supervisor", language="en")
    told = {
        each["username"]: each for each in supervisor.get("/technicians", call=call.number).json()["items"]
    }
    assert [point["words"] for point in told["technician"]["reasons"] if not point["fits"]] == [
        "absent: 培训"
    ]
    assert told["second_technician"]["fits"] is False
    plain = supervisor.get("/technicians").json()["items"]
    assert {each["branch"] for each in plain} == {"SH"}
    everywhere = machine("administrator").get("/technicians", branch="GZ").json()["items"]
    assert [each["username"] for each in everywhere] == ["other_technician"]
    refused(supervisor.get("/technicians", call="GZ-20261124-0001"), 404)


def test_the_handbook_is_searched_and_suggests(clerk: Machine, world: World) -> None:
    for symptom in ("开机十分钟停机 E-2107", "漏水"):
        write_problem(
            product_model=world.model,
            symptom=symptom,
            cause="",
            solution="换滤网",
            by=world.clerk,
            at=MORNING,
        )
    assert [each["symptom"] for each in clerk.get("/handbook").json()["items"]] == [
        "漏水",
        "开机十分钟停机 E-2107",
    ]
    found = clerk.get("/handbook/suggestions", fault="停机，报 E-2107", model="kl-64").json()["items"]
    assert [each["symptom"] for each in found] == ["开机十分钟停机 E-2107"]
    assert clerk.get("/handbook/suggestions", fault="冒烟", model="unknown").json()["items"] == []


def test_the_policy_is_read(machine: Machines) -> None:
    told = machine("clerk", language="en").get("/policy").json()
    assert (told["number"], told["versions"]) == (1, [1])
    arrival = next(clause for clause in told["clauses"] if clause["id"] == "G14")
    assert arrival["implemented"] is True
    assert {each["id"] for each in arrival["parameters"]} >= {"G14.urban", "G14.suburban"}
    assert (
        machine("clerk").get("/policy", version=1).json()["clauses"][0]["text"] != told["clauses"][0]["text"]
    )
    refused(machine("clerk").get("/policy", version=2), 404)


def rows_of(answer: Any, ending: str) -> list[list[str]]:
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    if ending == "csv":
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    return [[str(cell) for cell in row] for row in sheet.to_python()]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_register_and_ledger_are_exported(machine: Machines, world: World, ending: str) -> None:
    world.register(fault="=1+1")
    world.finish(world.register(devices=(world.second,)))
    clerk = machine("clerk", language="en")
    register = rows_of(clerk.get(f"/calls.{ending}"), ending)
    assert register[0][:3] == ["Call", "Branch", "Customer"]
    assert [row[0] for row in register[1:]] == ["SH-20261124-0001", "SH-20261124-0002"]
    assert register[1][8] == ("'=1+1" if ending == "csv" else "=1+1")
    assert [row[0] for row in rows_of(clerk.get(f"/calls.{ending}", status="done"), ending)[1:]] == [
        "SH-20261124-0002"
    ]
    ledger = rows_of(clerk.get(f"/ledger.{ending}"), ending)
    assert ledger[1][:2] == ["HZ-SH-2026-000001", "SH-20261124-0002-1"]
    assert ledger[1][10] == "done"
    none = clerk.get(f"/ledger.{ending}", until="2026-11-24T08:00:00+08:00")
    assert len(rows_of(none, ending)) == 1
    assert len(rows_of(clerk.get(f"/calls.{ending}", branch="GZ"), ending)) == 1


def test_the_ledger_is_narrowed(machine: Machines, world: World) -> None:
    voucher = world.finish(world.register())
    clerk = machine("clerk")
    line = clerk.get("/ledger").json()["items"][0]
    assert (line["voucher"], line["technician"], line["outcome"]) == (voucher.number, "technician", "done")
    assert line["arrived_at"] == "2026-11-24T09:00:00+08:00"
    for query in (
        {"technician": "second_technician"},
        {"branch": "GZ"},
        {"since": "2026-11-24T09:00:00.5+08:00"},
    ):
        assert clerk.get("/ledger", **query).json()["items"] == []


def test_register_and_ledger_are_printed(machine: Machines, world: World) -> None:
    world.finish(world.register())
    for who in ("clerk", "technician"):
        client = machine(who, language="en")
        for path in (
            "/calls.pdf?branch=SH&day=2026-11-24&size=a5",
            "/ledger.pdf?size=a5",
            "/ledger.pdf?branch=GZ",
        ):
            answer = client.client.get(f"/api/v1{path}", headers=client.headers)
            assert answer["Content-Type"] == "application/pdf", (who, path, answer.content)
            assert answer.content.startswith(b"%PDF")
    clerk = machine("clerk")
    refused(clerk.get("/calls.pdf", branch="XX", day="2026-11-24"), 404)
    refused(clerk.get("/calls.pdf", branch="SH", day="2026-02-30"), 422)
    refused(clerk.get("/calls.pdf", branch="SH"), 422)
    refused(clerk.get("/ledger.pdf", size="a3"), 422)
