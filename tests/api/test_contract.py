"""The exact answers other programs rely on, name by name, after each step of a job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.conftest import CALL, RECORD
from tests.api.writes import PLAN

if TYPE_CHECKING:
    from tests.api.conftest import Machines

pytestmark = pytest.mark.django_db

REGISTERED: dict[str, Any] = {
    "number": "SH-20261124-0001",
    "branch": "SH",
    "day": "2026-11-24",
    "state": "registered",
    "kind": "breakdown",
    "channel": "telephone",
    "fault": "扫描中断，报 E-31",
    "customer": {"number": "C000002", "name": "瀛洲口腔医院"},
    "site": {"name": "", "address": "蓬莱市西街 9 号", "district": "", "zone": "suburban"},
    "contact_name": "穆大夫",
    "phone": "02000002277",
    "zone": "suburban",
    "zone_why": "given with the call",
    "zone_to_confirm": False,
    "injury": "no",
    "injury_assessment": "",
    "reported_at": "2026-11-24T08:50:00+08:00",
    "registered_at": "2026-11-24T09:00:00+08:00",
    "registered_by": "clerk 试",
    "category": "paid",
    "category_reason": "No warranty on record and no contract.",
    "category_override": "",
    "arrival_due_at": "2026-11-24T17:20:00+08:00",
    "agreed_with": "",
    "arrived_at": None,
    "approval_why": "",
    "approved_by": "",
    "handed_over_on": None,
    "back_in_queue": False,
    "repeat_of": None,
    "duplicate_of": None,
    "ended_reason": "",
    "struck_off_at": None,
    "struck_off_by": "",
    "policy_version": 1,
    "vouchers": [
        {
            "number": "SH-20261124-0001-1",
            "position": 1,
            "device": {
                "number": "D000003",
                "product_model": "KL-64",
                "serial": "2401-0001",
                "department": "影像科",
            },
            "category": "paid",
            "category_reason": "No warranty on record and no contract.",
            "category_override": "",
            "state": "registered",
            "outcome": "",
        }
    ],
    "version": 1,
}
NUMBER, VOUCHER = "SH-20261124-0001", "SH-20261124-0001-1"
MOVES: list[tuple[str, str, Any, dict[str, Any]]] = [
    ("supervisor", f"/calls/{NUMBER}/dispatch", PLAN, {"state": "dispatched", "version": 2}),
    ("technician", f"/vouchers/{VOUCHER}/accept", None, {"state": "accepted", "version": 3}),
    (
        "technician",
        f"/vouchers/{VOUCHER}/set-out",
        {"tools_confirmed": True},
        {"state": "under_way", "version": 4},
    ),
    ("technician", f"/vouchers/{VOUCHER}/arrive", None, {"state": "on_site", "version": 5}),
    ("technician", f"/vouchers/{VOUCHER}/record", RECORD, {"state": "on_site", "version": 6}),
    (
        "technician",
        f"/vouchers/{VOUCHER}/sign",
        {"kind": "drawn", "signer": "穆大夫", "post": "主任", "strokes": "M1 1L9 9"},
        {"state": "on_site", "version": 7},
    ),
    ("technician", f"/vouchers/{VOUCHER}/leave", {"outcome": "done"}, {"state": "done", "version": 8}),
    ("clerk", f"/vouchers/{VOUCHER}/receive", None, {"state": "done", "version": 9}),
    ("clerk", f"/calls/{NUMBER}/file", None, {"state": "filed", "version": 10}),
]
FILED: dict[str, Any] = {
    "number": VOUCHER,
    "call": NUMBER,
    "call_state": "filed",
    "branch": "SH",
    "customer": {"number": "C000002", "name": "瀛洲口腔医院"},
    "site": {"name": "", "address": "蓬莱市西街 9 号", "district": "", "zone": "suburban"},
    "contact_name": "穆大夫",
    "phone": "02000002277",
    "kind": "breakdown",
    "fault": "扫描中断，报 E-31",
    "reported_at": "2026-11-24T08:50:00+08:00",
    "arrival_due_at": "2026-11-24T17:20:00+08:00",
    "device": {"number": "D000003", "product_model": "KL-64", "serial": "2401-0001", "department": "影像科"},
    "category": "paid",
    "category_reason": "No warranty on record and no contract.",
    "category_override": "",
    "contract": "",
    "state": "filed",
    "outcome": "done",
    "customers_word": "",
    "done_at": "2026-11-24T09:00:00+08:00",
    "received_at": "2026-11-24T09:00:00+08:00",
    "received_by": "clerk 试",
    "filed_at": "2026-11-24T09:00:00+08:00",
    "filed_by": "clerk 试",
    "missing": [],
    "files": [],
    "escalations": [],
    "last_services": [],
    "version": 10,
}
VISIT: dict[str, Any] = {
    "position": 1,
    "lead": "technician",
    "lead_name": "technician 试",
    "helpers": [],
    "current": False,
    "dispatched_at": "2026-11-24T09:00:00+08:00",
    "dispatched_by": "supervisor 试",
    "misfit_reason": "",
    "order_reason": "",
    "planned_start": None,
    "tools": ["万用表"],
    "tools_confirmed": True,
    "receipt_number": "HZ-SH-2026-000001",
    "accepted_at": "2026-11-24T09:00:00+08:00",
    "set_out_at": "2026-11-24T09:00:00+08:00",
    "arrived_at": "2026-11-24T09:00:00+08:00",
    "metres_away": None,
    "far": False,
    "left_at": "2026-11-24T09:00:00+08:00",
    "outcome": "done",
    "ended_reason": "",
}
RECORDED: dict[str, Any] = {
    "section": 1,
    "version": 1,
    "latest": True,
    "frozen": True,
    "spoken_with": "穆大夫",
    "learned": "扫到一半停",
    "proposed": "先看高压",
    "found": "高压电缆接头松",
    "cause": "接头松动",
    "work": "重做接头，试扫三次",
    "points": ["introduced", "tidy", "site_clean", "data_kept", "safety_kept"],
    "checklist_version": 1,
    "answers": {"power": True, "temperature": "21.5"},
    "readings": [{"name": "管电压", "value": "120", "unit": "kV"}],
    "parts": [{"name": "接头", "quantity": "1", "maker": "昆仑仪器", "number": "", "serial": "J-1"}],
    "minutes": 50,
    "fee": "120.50",
    "amend_reason": "",
    "written_at": "2026-11-24T09:00:00+08:00",
    "written_by": "technician 试",
}
SIGNED: dict[str, Any] = {
    "section": 1,
    "purpose": "completed",
    "kind": "drawn",
    "signer": "穆大夫",
    "post": "主任",
    "unsigned_reason": "",
    "unsigned_note": "",
    "confirmed_by": "",
    "confirmed_at": None,
    "image": None,
    "signed_at": "2026-11-24T09:00:00+08:00",
    "taken_by": "technician 试",
    "superseded": False,
}
SERVICE: dict[str, Any] = {
    "voucher": VOUCHER,
    "call": NUMBER,
    "reported_at": "2026-11-24T08:50:00+08:00",
    "done_at": "2026-11-24T09:00:00+08:00",
    "outcome": "done",
    "category": "paid",
    "fault": "扫描中断，报 E-31",
    "cause": "接头松动",
    "work": "重做接头，试扫三次",
    "parts": RECORDED["parts"],
    "minutes": 50,
    "technician": "technician 试",
}


def without(told: dict[str, Any], *names: str) -> dict[str, Any]:
    """What was told, without the names whose values differ from run to run; they must be there."""
    assert set(names) <= set(told)
    return {name: value for name, value in told.items() if name not in names}


def test_a_call_as_it_is_told(machine: Machines) -> None:
    clerk = machine("clerk", language="en")
    registered = clerk.send("/calls", CALL).json()
    assert without(registered, "arrival_due_why") == REGISTERED
    assert clerk.get(f"/calls/{NUMBER}").json() == registered
    assert clerk.get("/calls").json() == {"items": [registered], "next": None}


def test_a_job_as_each_step_tells_it(machine: Machines) -> None:
    clerk = machine("clerk", language="en")
    people = {"clerk": clerk, **{who: machine(who, language="en") for who in ("supervisor", "technician")}}
    clerk.send("/calls", CALL)
    for version, (who, path, content, expected) in enumerate(MOVES, start=1):
        answer = people[who].send(path, content, version=version)
        assert answer.status_code == 200, answer.content.decode()
        told = answer.json()
        assert {name: told[name] for name in expected} == expected, path
        if path.startswith("/calls"):
            assert set(told) == {"number", "state", "arrival_due_at", "arrived_at", "version"}
        else:
            names = {"number", "call", "state", "outcome", "call_state", "version"}
            assert set(told) - {"signature", "document_hash", "fingerprint"} == names
    voucher = clerk.get(f"/vouchers/{VOUCHER}").json()
    assert without(voucher, "visits", "records", "signatures") == FILED
    assert [without(visit, "fit") for visit in voucher["visits"]] == [VISIT]
    assert [without(record, "checklist_items") for record in voucher["records"]] == [RECORDED]
    assert [without(each, "id", "document_hash", "fingerprint") for each in voucher["signatures"]] == [SIGNED]
    assert clerk.get("/devices/D000003").json()["services"] == [SERVICE]


def test_a_judgement_as_it_is_told(machine: Machines) -> None:
    told = machine("clerk", language="en").send("/calls/judge", CALL).json()
    assert without(told, "arrival_due_why") == {
        "customer": None,
        "devices": [
            {"number": None, "category": "paid", "category_reason": "No device on record."},
        ],
        "zone": "suburban",
        "zone_why": "given with the call",
        "zone_to_confirm": False,
        "category": "paid",
        "category_reason": "No device on record.",
        "arrival_due_at": "2026-11-24T17:20:00+08:00",
    }


def test_people_and_places_as_they_are_told(machine: Machines) -> None:
    clerk = machine("clerk", language="en")
    assert clerk.get("/customers/C000001").json() == {
        "number": "C000001",
        "name": "昆仑体检中心",
        "branch": "SH",
        "credit_code": "",
        "note": "",
        "sites": [{"name": "市区本部", "address": "蓬莱市东街 1 号", "district": "东区", "zone": "urban"}],
        "contacts": [{"name": "鲁护士长", "department": "放射科", "post": "", "phone": "02000001286"}],
        "version": 1,
    }
    assert clerk.get("/devices", q="0053").json()["items"] == [
        {
            "number": "D000002",
            "product_model": "KL-64",
            "model_name": "KL-64 CT",
            "serial": "2309-0053",
            "udi": "",
            "software_version": "",
            "department": "放射科",
            "customer": "C000001",
            "customer_name": "昆仑体检中心",
            "installed_on": None,
            "warranty_until": "2027-09-01",
            "version": 1,
        }
    ]
    assert clerk.get("/branches").json()["items"][1] == {
        "code": "SH",
        "name": "Penglai branch",
        "kind": "branch",
        "calendar": "china",
        "time_zone": "Asia/Shanghai",
        "phone": "",
        "address": "",
    }


def test_a_duty_and_a_line_of_the_journal_as_they_are_told(machine: Machines) -> None:
    machine("clerk").send("/calls", CALL)
    duty = machine("clerk", language="en").get("/duties", clause="G14").json()["items"][0]
    assert without(duty, "id", "why") == {
        "clause": "G14",
        "policy_version": 1,
        "what": "arrive at the customer",
        "subject": f"call:{NUMBER}",
        "part": "",
        "branch": "SH",
        "owner": None,
        "owner_role": "supervisor",
        "opened_at": "2026-11-24T08:50:00+08:00",
        "due_at": "2026-11-24T17:20:00+08:00",
        "state": "open",
        "overdue": False,
        "settled_at": None,
        "settled_by": "",
        "evidence": "",
        "reason": "",
        "version": 1,
    }
    line = machine("auditor").get("/journal", subject=f"call:{NUMBER}").json()["items"][0]
    assert without(line, "id", "hash", "changes") == {
        "subject": f"call:{NUMBER}",
        "sequence": 1,
        "at": "2026-11-24T09:00:00+08:00",
        "claimed_at": None,
        "by": "clerk 试",
        "verb": "registered",
        "details": {},
        "note": "",
        "previous": "",
    }
    assert line["changes"]["state"] == [None, "registered"]
