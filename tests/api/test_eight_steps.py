"""The eight steps of the main job through the interface, from the telephone to the filed voucher."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.api.conftest import CALL, RECORD
from yinuo.journal import audit
from yinuo.journal.queries import timeline
from yinuo.outbox.models import Message

if TYPE_CHECKING:
    from tests.api.conftest import Machines

pytestmark = pytest.mark.django_db


def test_a_customer_signs_by_telephone(machine: Machines) -> None:
    clerk, supervisor, technician = machine("clerk"), machine("supervisor"), machine("technician")
    call = clerk.send("/calls", CALL).json()
    voucher = call["vouchers"][0]["number"]
    supervisor.do(f"/calls/{call['number']}/dispatch", {"technician": "technician", "tools": ["万用表"]})
    for step in ("accept", "set-out", "arrive", "record"):
        technician.do(
            f"/vouchers/{voucher}/{step}", {"set-out": {"tools_confirmed": True}, "record": RECORD}.get(step)
        )
    sent = technician.do(f"/vouchers/{voucher}/code", {"phone": "02000001286"})
    assert (sent["sent_to"], sent["call"]) == ("02000001286", call["number"])
    told = Message.objects.get(kind="signing_code").text_en.replace("02000001286", "")
    code = re.findall(r"\d{6}", told)[0]
    given = {"kind": "code", "signer": "穆大夫", "code": "999999" if code != "999999" else "0"}
    refused = technician.send(f"/vouchers/{voucher}/sign", given, version=sent["version"])
    assert (refused.status_code, refused.json()["code"]) == (422, "code_wrong")
    signed = technician.do(f"/vouchers/{voucher}/sign", {**given, "code": code})
    assert len(signed["document_hash"]) == 64


def test_a_call_goes_from_the_telephone_to_the_filed_voucher(machine: Machines) -> None:
    clerk, supervisor, technician = machine("clerk"), machine("supervisor"), machine("technician")

    answer = clerk.send("/calls", CALL)
    assert answer.status_code == 201, answer.content.decode()
    call = answer.json()
    assert call["number"] == "SH-20261124-0001"
    assert (call["state"], call["category"]) == ("registered", "paid")
    assert call["arrival_due_at"] == "2026-11-24T17:20:00+08:00"
    assert answer["ETag"] == f'"{call["version"]}"'
    voucher = call["vouchers"][0]["number"]
    assert voucher == "SH-20261124-0001-1"

    told = supervisor.get("/technicians", call=call["number"]).json()["items"]
    assert (told[0]["username"], told[0]["fits"]) == ("technician", True)
    plan = {"technician": "technician", "tools": ["万用表"], "planned_start": "2026-11-24T10:00:00+08:00"}
    assert supervisor.do(f"/calls/{call['number']}/dispatch", plan)["state"] == "dispatched"

    assert technician.do(f"/vouchers/{voucher}/accept")["state"] == "accepted"
    assert technician.get("/ledger").json()["items"][0]["voucher"] == voucher
    assert technician.do(f"/vouchers/{voucher}/set-out", {"tools_confirmed": True})["state"] == "under_way"
    arrived = technician.do(
        f"/vouchers/{voucher}/arrive", {"position": {"latitude": 31.23, "longitude": 121.4701234567}}
    )
    assert arrived["state"] == "on_site"

    technician.do(f"/vouchers/{voucher}/record", RECORD)
    signed = technician.do(
        f"/vouchers/{voucher}/sign",
        {"kind": "drawn", "signer": "穆大夫", "post": "主任", "strokes": "M1 1L20 20"},
    )
    assert len(signed["document_hash"]) == 64
    assert technician.do(f"/vouchers/{voucher}/leave", {"outcome": "done"})["call_state"] == "done"

    clerk.do(f"/vouchers/{voucher}/receive")
    assert clerk.do(f"/calls/{call['number']}/file")["state"] == "filed"

    device = clerk.get(f"/devices/{call['vouchers'][0]['device']['number']}").json()
    assert device["services"][0]["work"] == "重做接头，试扫三次"
    handed = technician.do(
        f"/vouchers/{voucher}/to-handbook", {"symptom": "扫描中断 E-31", "solution": "查接头"}
    )
    assert handed["state"] == "filed"
    found = clerk.get("/handbook/suggestions", fault="扫描中断 E-31", model="KL-64").json()["items"]
    assert found[0]["solution"] == "查接头"

    closed = clerk.send("/branches/SH/days/2026-11-24/close")
    assert closed.status_code == 200, closed.content.decode()
    assert [entry.verb for entry in timeline("call", call["number"])][-2:] == ["filed", "to_handbook"]
    assert list(audit.verify()) == []
