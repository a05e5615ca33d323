"""Stories that take more than the straight way: several devices, several visits, several people."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.conftest import MORNING, RECORD
from tests.api.test_bad_input import refused
from tests.api.writes import PLAN
from yinuo.journal import audit
from yinuo.outbox.models import Message
from yinuo.web import clock

if TYPE_CHECKING:
    from tests.api.conftest import Machine, Machines

pytestmark = pytest.mark.django_db
BOTH = {
    "phone": "020-0000 1286",
    "fault": "两台都停机",
    "devices": [{"number": "D000001"}, {"number": "D000002"}],
}
SIGN: dict[str, Any] = {"kind": "drawn", "signer": "鲁护士长", "strokes": "M1 1L9 9"}


@pytest.fixture
def people(machine: Machines) -> dict[str, Machine]:
    names = ("clerk", "supervisor", "technician", "second_technician", "service_department")
    return {who: machine(who) for who in names}


def to_site(technician: Machine, voucher: str) -> None:
    technician.do(f"/vouchers/{voucher}/accept")
    technician.do(f"/vouchers/{voucher}/set-out", {"tools_confirmed": True})
    technician.do(f"/vouchers/{voucher}/arrive")


def finished(technician: Machine, voucher: str, **record: Any) -> dict[str, Any]:
    technician.do(f"/vouchers/{voucher}/record", {**RECORD, **record})
    technician.do(f"/vouchers/{voucher}/sign", SIGN)
    return technician.do(f"/vouchers/{voucher}/leave", {"outcome": "done"})


def test_two_devices_go_to_two_people_and_the_call_waits_for_both(people: dict[str, Machine]) -> None:
    clerk, supervisor = people["clerk"], people["supervisor"]
    call = clerk.send("/calls", BOTH).json()
    number = call["number"]
    assert [each["category"] for each in call["vouchers"]] == ["paid", "warranty"]
    first, second = (each["number"] for each in call["vouchers"])
    supervisor.do(f"/calls/{number}/dispatch", {**PLAN, "vouchers": [first]})
    assert clerk.get(f"/calls/{number}").json()["state"] == "registered"
    other = {**PLAN, "technician": "second_technician", "reason": "顺路", "vouchers": [second]}
    assert supervisor.do(f"/calls/{number}/dispatch", other)["state"] == "dispatched"
    to_site(people["technician"], first)
    assert finished(people["technician"], first)["call_state"] == "dispatched"
    refused(clerk.send(f"/calls/{number}/file", version=clerk.version(number)), 409, "move_not_allowed")
    to_site(people["second_technician"], second)
    assert finished(people["second_technician"], second)["call_state"] == "done"
    assert clerk.do(f"/calls/{number}/file")["state"] == "filed"
    states = [each["state"] for each in clerk.get(f"/calls/{number}").json()["vouchers"]]
    assert states == ["filed", "filed"]
    assert list(audit.verify()) == []


def test_only_the_first_arrival_keeps_the_promise(people: dict[str, Machine]) -> None:
    clerk = people["clerk"]
    call = clerk.send("/calls", BOTH).json()
    number, (first, second) = call["number"], [each["number"] for each in call["vouchers"]]
    people["supervisor"].do(f"/calls/{number}/dispatch", PLAN)
    to_site(people["technician"], first)
    met = clerk.get("/duties", clause="G14").json()["items"][0]
    with clock.at(MORNING + timedelta(days=2)):
        to_site(people["technician"], second)
    assert clerk.get("/duties", clause="G14").json()["items"] == [met]
    assert (met["state"], met["settled_at"]) == ("met", "2026-11-24T09:00:00+08:00")


def test_an_unfinished_job_is_continued_by_another_visit(people: dict[str, Machine]) -> None:
    clerk, supervisor, technician = people["clerk"], people["supervisor"], people["technician"]
    number = clerk.send(
        "/calls", {"phone": "020-0000 1286", "fault": "停机", "devices": [{"number": "D000001"}]}
    ).json()["number"]
    voucher = f"{number}-1"
    supervisor.do(f"/calls/{number}/dispatch", PLAN)
    to_site(technician, voucher)
    technician.do(f"/vouchers/{voucher}/record", {"found": "主板坏", "spoken_with": "鲁护士长"})
    technician.do(f"/vouchers/{voucher}/leave", {"outcome": "continued", "note": "等主板"})
    assert clerk.get("/calls", status="registered").json()["items"][0]["back_in_queue"] is True
    supervisor.do(f"/calls/{number}/dispatch", PLAN)
    to_site(technician, voucher)
    finished(technician, voucher, work="换主板")
    told = clerk.get(f"/vouchers/{voucher}").json()
    assert [(visit["position"], visit["outcome"]) for visit in told["visits"]] == [
        (1, "continued"),
        (2, "done"),
    ]
    assert [visit["receipt_number"][-2:] for visit in told["visits"]] == ["01", "02"]
    assert (told["records"][0]["found"], told["records"][0]["work"]) == (RECORD["found"], "换主板")
    assert len(clerk.get("/ledger").json()["items"]) == 2


def test_a_second_empty_arrival_goes_to_the_supervisor(people: dict[str, Machine]) -> None:
    clerk, technician = people["clerk"], people["technician"]
    number = clerk.send("/calls", {"phone": "020-0000 1286", "fault": "停机"}).json()["number"]
    for visit in (1, 2):
        people["supervisor"].do(f"/calls/{number}/dispatch", PLAN)
        to_site(technician, f"{number}-1")
        technician.do(f"/vouchers/{number}-1/leave", {"outcome": "nobody_there", "note": "门锁着"})
        told = Message.objects.filter(kind="empty_arrival", subject_key=number)
        assert told.count() == visit - 1
    assert (told.get().to_role, told.get().to_branch) == ("supervisor", "SH")
    assert clerk.get("/duties", clause="G14").json()["items"][0]["state"] == "met"


def test_what_is_taken_away_is_countersigned(people: dict[str, Machine]) -> None:
    clerk, technician = people["clerk"], people["technician"]
    number = clerk.send("/calls", {"phone": "020-0000 1286", "fault": "停机"}).json()["number"]
    voucher = f"{number}-1"
    people["supervisor"].do(f"/calls/{number}/dispatch", PLAN)
    to_site(technician, voucher)
    leave = {"outcome": "taken_away"}
    answer = technician.send(f"/vouchers/{voucher}/leave", leave, version=technician.version(voucher))
    refused(answer, 409, "unsigned")
    technician.do(f"/vouchers/{voucher}/sign", {**SIGN, "purpose": "taken_away"})
    assert technician.do(f"/vouchers/{voucher}/leave", leave)["state"] == "registered"
    signature = clerk.get(f"/vouchers/{voucher}").json()["signatures"][0]
    assert (signature["purpose"], signature["superseded"]) == ("taken_away", False)


def test_a_record_amended_after_filing_keeps_both_versions(people: dict[str, Machine]) -> None:
    clerk, technician = people["clerk"], people["technician"]
    number = clerk.send(
        "/calls", {"phone": "020-0000 1286", "fault": "停机", "devices": [{"number": "D000001"}]}
    ).json()["number"]
    voucher = f"{number}-1"
    people["supervisor"].do(f"/calls/{number}/dispatch", PLAN)
    to_site(technician, voucher)
    finished(technician, voucher)
    clerk.do(f"/calls/{number}/file")
    technician.do(f"/vouchers/{voucher}/amend", {"reason": "漏写读数", "minutes": 55})
    told = clerk.get(f"/vouchers/{voucher}").json()
    assert (told["state"], [each["minutes"] for each in told["records"]]) == ("filed", [50, 55])
    assert [each["amend_reason"] for each in told["records"]] == ["", "漏写读数"]
    refused(
        clerk.send(f"/vouchers/{voucher}/send-back", {"reason": "x"}, version=clerk.version(number)),
        409,
        "move_not_allowed",
    )
    assert clerk.get("/devices/D000001").json()["services"][0]["minutes"] == 55


def test_a_day_from_morning_to_its_close(people: dict[str, Machine]) -> None:
    clerk, supervisor, technician = people["clerk"], people["supervisor"], people["technician"]
    numbers = [
        clerk.send("/calls", {"phone": "020-0000 1286", "fault": f"第 {place} 件"}).json()["number"]
        for place in range(4)
    ]
    filed, solved, cancelled, waiting = numbers
    supervisor.do(f"/calls/{filed}/dispatch", PLAN)
    to_site(technician, f"{filed}-1")
    finished(technician, f"{filed}-1", answers={})
    clerk.do(f"/calls/{filed}/file")
    clerk.do(f"/calls/{solved}/solve-remotely", {"solution": "重启", "customers_word": "好了"})
    clerk.do(f"/vouchers/{solved}-1/receive")
    clerk.do(f"/calls/{cancelled}/cancel", {"reason": "误报"})
    with clock.at(MORNING + timedelta(hours=8, minutes=40)):
        day = clerk.get("/branches/SH/days/2026-11-24").json()
        assert (day["calls"], day["undispatched"], day["unexplained"]) == (numbers, [waiting], [])
        closed = clerk.send("/branches/SH/days/2026-11-24/close").json()
        assert closed["handed_over"] == [waiting]
    with clock.at(MORNING + timedelta(days=1)):
        assert clerk.get(f"/calls/{waiting}").json()["handed_over_on"] == "2026-11-24"
        owed = clerk.get("/duties", clause="G13", state="open").json()["items"]
        assert [(duty["subject"], duty["due_at"]) for duty in owed] == [
            (f"call:{waiting}", "2026-11-25T09:30:00+08:00")
        ]
        assert supervisor.do(f"/calls/{waiting}/dispatch", PLAN)["state"] == "dispatched"
    assert list(audit.verify()) == []
