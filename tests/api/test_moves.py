"""Every move of a call and of a voucher through the interface: what it does, and what refuses it."""

from __future__ import annotations

import base64
import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from tests.api.conftest import MORNING, RECORD, at
from tests.api.test_bad_input import refused
from tests.api.writes import PLAN
from yinuo.calls.models import Escalation, Signature, Visit
from yinuo.journal.queries import timeline
from yinuo.policy import queries as policies
from yinuo.policy.commands import publish
from yinuo.web import clock

if TYPE_CHECKING:
    from tests.api.conftest import Machine, Machines
    from tests.world import World
    from yinuo.calls.models import Call

pytestmark = pytest.mark.django_db


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20)) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size, "white").save(kept, kind)
    return kept.getvalue()


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


@pytest.fixture
def call(world: World) -> Call:
    return world.register()


@pytest.fixture
def on_site(world: World, call: Call) -> str:
    return world.to_site(call).number


@pytest.fixture
def done(world: World, call: Call) -> str:
    return world.finish(call).number


def last(call: Call) -> Any:
    return timeline("call", call.number).last()


def test_a_request_that_needs_a_yes_waits_for_it(machine: Machines, world: World) -> None:
    publish(
        values={"S1.2.kinds": ["installation"]},
        in_force_from=MORNING - timedelta(hours=1),
        by=world.people["committee"],
        at=MORNING - timedelta(hours=1),
        note="安装先批准",
    )
    policies.forget()
    clerk, supervisor = machine("clerk", language="en"), machine("supervisor")
    told = clerk.send("/calls", {"phone": "020-0000 1286", "fault": "新机", "kind": "installation"}).json()
    assert (told["state"], told["approval_why"]) == (
        "awaiting_approval",
        "the policy wants a yes first for installation",
    )
    path = f"/calls/{told['number']}"
    refused(supervisor.send(f"{path}/dispatch", PLAN, version=1), 409, "not_approved")
    refused(clerk.send(f"{path}/approve", version=1), 403, "not_allowed")
    assert supervisor.do(f"{path}/approve", {"note": "同意"})["state"] == "registered"
    assert supervisor.get(path).json()["approved_by"] == world.people["supervisor"].name
    refused(supervisor.send(f"{path}/approve", version=2), 409, "move_not_allowed")


@pytest.mark.parametrize(
    ("plan", "status", "code", "field"),
    [
        ({"technician": "nobody"}, 422, "unknown_technician", "technician"),
        ({"technician": "other_technician"}, 422, "unknown_technician", "technician"),
        ({"helpers": ["nobody"]}, 422, "unknown_technician", "helpers"),
        ({"technician": "second_technician"}, 422, "misfit_reason_needed", "reason"),
        ({"tools": []}, 422, "tools_needed", "tools"),
        ({"vouchers": ["SH-20261124-0009-1"]}, 409, "move_not_allowed", None),
    ],
)
def test_a_dispatch_that_does_not_fit(
    machine: Machines, call: Call, plan: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    answer = machine("supervisor").send(f"/calls/{call.number}/dispatch", {**PLAN, **plan}, version=1)
    told = refused(answer, status, code)
    assert field is None or field in told["fields"]


def test_a_misfit_goes_with_a_reason_and_helpers_come_along(machine: Machines, call: Call) -> None:
    plan = {
        **PLAN,
        "technician": "second_technician",
        "helpers": ["technician", "technician"],
        "reason": "离得近",
        "planned_start": "2026-11-24T10:30:00+08:00",
    }
    machine("supervisor").do(f"/calls/{call.number}/dispatch", plan)
    visit = machine("clerk").get(f"/vouchers/{call.number}-1").json()["visits"][0]
    assert (visit["lead"], visit["helpers"], visit["misfit_reason"]) == (
        "second_technician",
        ["technician"],
        "离得近",
    )
    assert visit["planned_start"] == "2026-11-24T10:30:00+08:00"
    assert "没有 CT 技能" in visit["fit"]


def test_left_overs_go_first(machine: Machines, world: World, call: Call) -> None:
    supervisor = machine("supervisor")
    with clock.at(at("2026-11-24 18:00")):
        assert machine("clerk").send("/branches/SH/days/2026-11-24/close").json()["handed_over"] == [
            call.number
        ]
    with clock.at(at("2026-11-25 09:00")):
        later = world.register(when=at("2026-11-25 08:50"), devices=(world.second,))
        path = f"/calls/{later.number}/dispatch"
        refused(supervisor.send(path, PLAN, version=1), 422, "left_over_first")
        answer = supervisor.send(path, {**PLAN, "order_reason": "手术中"}, version=1)
        assert answer.status_code == 200


def test_a_later_time_is_agreed(machine: Machines, call: Call) -> None:
    clerk = machine("clerk", language="en")
    told = {"due_at": "2026-11-26T10:00:00+08:00", "asked_by": "鲁护士长"}
    assert clerk.do(f"/calls/{call.number}/agree-time", told)["arrival_due_at"] == "2026-11-26T10:00:00+08:00"
    read = clerk.get(f"/calls/{call.number}").json()
    assert (read["agreed_with"], read["arrival_due_why"]) == ("鲁护士长", "a later time as 鲁护士长 wanted")
    earlier = {**told, "due_at": "2026-11-25T10:00:00+08:00"}
    refused(clerk.send(f"/calls/{call.number}/agree-time", earlier, version=2), 422, "not_later")


def test_no_time_is_agreed_after_arrival(machine: Machines, call: Call, on_site: str) -> None:
    told = {"due_at": "2026-11-26T10:00:00+08:00", "asked_by": "鲁护士长"}
    refused(
        machine("clerk").send(f"/calls/{call.number}/agree-time", told, version=5), 409, "no_open_arrival"
    )


def test_solved_by_telephone(machine: Machines, call: Call) -> None:
    told = {"solution": "重启后正常", "customers_word": "好了，不用来"}
    clerk = machine("clerk")
    assert clerk.do(f"/calls/{call.number}/solve-remotely", told)["state"] == "done"
    voucher = clerk.get(f"/vouchers/{call.number}-1").json()
    assert (voucher["outcome"], voucher["customers_word"], voucher["missing"]) == (
        "by_telephone",
        "好了，不用来",
        [],
    )
    assert clerk.do(f"/calls/{call.number}/file")["state"] == "filed"


def test_a_duplicate_points_to_the_other_call(machine: Machines, world: World, call: Call) -> None:
    second, clerk = world.register(), machine("clerk")
    path = f"/calls/{second.number}/duplicate"
    for unknown in ("SH-20261124-0099", second.number):
        refused(clerk.send(path, {"of": unknown}, version=1), 422, "unknown_call")
    assert clerk.do(path, {"of": call.number})["state"] == "duplicate"
    assert clerk.get(f"/calls/{second.number}").json()["duplicate_of"] == call.number
    assert {duty["state"] for duty in clerk.get("/duties", subject=second.number).json()["items"]} == {
        "met",
        "cancelled",
    }


def test_cancelling(machine: Machines, world: World, call: Call) -> None:
    clerk, technician = machine("clerk"), machine("technician")
    path = f"/calls/{call.number}/cancel"
    world.dispatch(call)
    technician.do(f"/vouchers/{call.number}-1/accept")
    technician.do(f"/vouchers/{call.number}-1/set-out", {"tools_confirmed": True})
    refused(clerk.send(path, {"reason": "不修了"}, version=4), 409, "confirmation_needed")
    assert clerk.do(path, {"reason": "不修了", "confirmed": True})["state"] == "cancelled"
    told = clerk.get(f"/calls/{call.number}").json()
    assert (told["ended_reason"], told["struck_off_by"]) == ("不修了", world.clerk.name)
    refused(clerk.send(path, {"reason": "再来"}, version=5), 409, "move_not_allowed")


def test_nobody_cancels_what_has_been_reached(machine: Machines, call: Call, on_site: str) -> None:
    refused(
        machine("clerk").send(f"/calls/{call.number}/cancel", {"reason": "x"}, version=5),
        409,
        "already_arrived",
    )


def test_the_zone_is_confirmed_and_the_time_follows(machine: Machines, call: Call) -> None:
    clerk = machine("clerk", language="en")
    assert clerk.do(f"/calls/{call.number}/confirm-zone", {"zone": "suburban"})["arrival_due_at"] == (
        "2026-11-24T17:30:00+08:00"
    )
    told = clerk.get(f"/calls/{call.number}").json()
    assert told["zone_why"].startswith("confirmed by clerk")


def test_an_injury_is_assessed_by_the_service_department(machine: Machines, world: World, call: Call) -> None:
    hurt = world.register(injury="yes")
    department, told = machine("service_department"), {"assessment": "没有人受伤，已停用"}
    refused(department.send(f"/calls/{call.number}/assess-injury", told, version=1), 409, "no_injury")
    refused(machine("supervisor").send(f"/calls/{hurt.number}/assess-injury", told, version=1), 403)
    department.do(f"/calls/{hurt.number}/assess-injury", told)
    assert department.get(f"/calls/{hurt.number}").json()["injury_assessment"] == "没有人受伤，已停用"
    duties = department.get("/duties", clause="D10").json()["items"]
    assert [duty["state"] for duty in duties] == ["met"]


def test_a_job_is_declined_and_comes_back(machine: Machines, world: World, call: Call) -> None:
    world.dispatch(call)
    technician = machine("technician")
    refused(technician.send(f"/vouchers/{call.number}-1/decline", {}, version=2), 422)
    told = technician.do(f"/vouchers/{call.number}-1/decline", {"reason": "车坏了"})
    assert (told["state"], told["call_state"]) == ("registered", "registered")
    assert machine("clerk").get(f"/calls/{call.number}").json()["back_in_queue"] is True


def test_setting_out_asks_for_the_tools(machine: Machines, world: World, call: Call) -> None:
    world.dispatch(call)
    technician, path = machine("technician"), f"/vouchers/{call.number}-1"
    refused(technician.send(f"{path}/set-out", {"tools_confirmed": True}, version=2), 409, "not_in_ledger")
    technician.do(f"{path}/accept")
    refused(technician.send(f"{path}/set-out", version=3), 409, "tools_not_confirmed")
    refused(technician.send(f"{path}/arrive", version=3), 409, "move_not_allowed")
    assert technician.do(f"{path}/set-out", {"tools_confirmed": True})["state"] == "under_way"


def test_steps_carry_the_clock_of_the_persons_own_device(machine: Machines, world: World, call: Call) -> None:
    world.dispatch(call)
    claimed = {"claimed_at": "2026-11-24T08:58:30+08:00"}
    machine("technician").do(f"/vouchers/{call.number}-1/accept", claimed)
    assert last(call).claimed_at == at("2026-11-24 08:58:30")


@pytest.mark.parametrize(
    ("position", "field"),
    [
        ({"latitude": 91, "longitude": 0}, "position.latitude"),
        ({"latitude": 0, "longitude": -181}, "position.longitude"),
        ({"latitude": "NaN", "longitude": 0}, "position.latitude"),
        ({"latitude": 1}, "position.longitude"),
        ({"latitude": None, "longitude": 1}, "position.latitude"),
        ([31, 121], "position"),
    ],
)
def test_an_impossible_position(machine: Machines, call: Call, position: Any, field: str) -> None:
    answer = machine("technician").send(
        f"/vouchers/{call.number}-1/arrive", {"position": position}, version=1
    )
    assert field in refused(answer, 422)["fields"]


def test_a_job_is_handed_over_midway(machine: Machines, world: World, call: Call, on_site: str) -> None:
    technician = machine("technician")
    plan = {**PLAN, "technician": "second_technician", "reason": "身体不适"}
    assert technician.do(f"/vouchers/{on_site}/hand-over", plan)["state"] == "dispatched"
    assert [(visit.lead.username, visit.current) for visit in Visit.objects.order_by("position")] == [
        ("technician", False),
        ("second_technician", True),
    ]
    refused(technician.send(f"/vouchers/{on_site}/hand-over", plan, version=6), 403)
    back = machine("supervisor").do(f"/vouchers/{on_site}/hand-over", {**PLAN, "reason": "换回"}, expect=409)
    assert back["code"] == "move_not_allowed"


def test_the_record_takes_what_is_given(machine: Machines, call: Call, on_site: str) -> None:
    technician = machine("technician")
    technician.do(f"/vouchers/{on_site}/record", {"found": "积灰"})
    technician.do(f"/vouchers/{on_site}/record", RECORD)
    record = technician.get(f"/vouchers/{on_site}").json()["records"][0]
    assert record["found"] == RECORD["found"]
    assert record["answers"] == {"power": True, "temperature": "21.5"}
    assert (record["minutes"], record["fee"]) == (50, "120.50")
    assert record["parts"] == [
        {"name": "接头", "quantity": "1", "maker": "昆仑仪器", "number": "", "serial": "J-1"}
    ]
    assert record["readings"] == [{"name": "管电压", "value": "120", "unit": "kV"}]
    assert [item["code"] for item in record["checklist_items"]] == ["power", "temperature"]


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"answers": {"pow": True}}, "answers"),
        ({"answers": {"temperature": "warm"}}, "temperature"),
        ({"answers": {"temperature": [1]}}, "answers.temperature"),
        ({"answers": {"power": {"a": 1}}}, "answers.power"),
        ({"points": ["brave"]}, "points.0"),
        ({"points": ["tidy"] * 6}, "points"),
        ({"parts": [{"name": "x"}] * 51}, "parts"),
        ({"parts": [{"maker": "x"}]}, "parts.0.name"),
        ({"parts": [{"name": "x", "quantity": -1}]}, "parts.0.quantity"),
        ({"readings": [{"name": "x"}]}, "readings.0.value"),
        ({"minutes": -1}, "minutes"),
        ({"minutes": 60_001}, "minutes"),
        ({"fee": -1}, "fee"),
        ({"fee": "1.005"}, "fee"),
        ({"fee": 10**11}, "fee"),
        ({"work": "长" * 4001}, "work"),
        ({"spoken_with": "人" * 81}, "spoken_with"),
    ],
)
def test_a_record_that_can_not_be(
    machine: Machines, on_site: str, content: dict[str, Any], field: str
) -> None:
    answer = machine("technician").send(f"/vouchers/{on_site}/record", content, version=5)
    assert field in refused(answer, 422)["fields"]


def test_what_can_not_be_solved_is_fed_back_and_solved(machine: Machines, world: World, on_site: str) -> None:
    technician, department = machine("technician"), machine("service_department")
    told = {"problem": "主板坏", "department": "service_department", "concerned": ["team_leader"]}
    for wrong, code in (
        ({"department": "kitchen"}, "unknown_department"),
        ({"concerned": ["kitchen"]}, "unknown_department"),
        ({"found_at": "2026-11-24T08:00:00+08:00"}, "impossible_time"),
        ({"found_at": "2026-11-24T10:00:00+08:00"}, "impossible_time"),
    ):
        answer = technician.send(f"/vouchers/{on_site}/escalate", {**told, **wrong}, version=5)
        refused(answer, 422, code)
    refused(
        department.send(f"/vouchers/{on_site}/solve", {"solution": "x"}, version=5), 409, "nothing_escalated"
    )
    technician.do(f"/vouchers/{on_site}/escalate", told)
    assert department.do(f"/vouchers/{on_site}/solve", {"solution": "换主板"})["state"] == "on_site"
    escalation = department.get(f"/vouchers/{on_site}").json()["escalations"][0]
    assert (escalation["solution"], escalation["concerned"]) == ("换主板", ["team_leader"])
    assert Escalation.objects.get().told_by == world.people["technician"]


def test_signing_asks_for_a_whole_record(machine: Machines, on_site: str) -> None:
    technician = machine("technician", language="en")
    sign = {"kind": "drawn", "signer": "鲁护士长", "strokes": "M1 1L9 9"}
    told = refused(technician.send(f"/vouchers/{on_site}/sign", sign, version=5), 422, "incomplete")
    assert set(told["fields"]) == {"spoken_with", "learned", "proposed", "found", "work"}
    technician.do(f"/vouchers/{on_site}/record", {**RECORD, "points": [], "answers": {}})
    told = refused(technician.send(f"/vouchers/{on_site}/sign", sign, version=6), 422, "incomplete")
    assert set(told["fields"]) == {"points", "answers"}


@pytest.mark.parametrize(
    ("content", "field", "code"),
    [
        ({"kind": "drawn", "strokes": "M1 1L9 9"}, "signer", "signer_needed"),
        ({"kind": "drawn", "signer": "甲"}, "image", "image_needed"),
        ({"kind": "scan", "signer": "甲", "strokes": "M1 1L9 9"}, "image", "image_needed"),
        ({"kind": "drawn", "signer": "甲", "strokes": "<script>"}, "strokes", None),
        ({"kind": "drawn", "signer": "甲", "strokes": 'M1 1" onload="x'}, "strokes", None),
        ({"kind": "drawn", "signer": "甲", "strokes": "M" * 60_001}, "strokes", "invalid"),
        ({"kind": "drawn", "signer": "甲", "image": "not base64!"}, "image", "not_base64"),
        ({"kind": "drawn", "signer": "甲", "image": encoded(b"hello, no picture")}, "image", "file_kind"),
        ({"kind": "drawn", "signer": "甲", "image": encoded(b"%PDF-1.7\n")}, "image", "file_kind"),
        ({"kind": "scan", "signer": "甲", "image": encoded(picture()[:60])}, "image", "file_broken"),
        ({"kind": "none"}, "unsigned_reason", "reason_needed"),
        ({"kind": "none", "unsigned_reason": "lazy"}, "unsigned_reason", "reason_needed"),
        ({"kind": "none", "unsigned_reason": "other"}, "unsigned_note", "reason_needed"),
        ({"kind": "thumb"}, "kind", "invalid"),
        ({"kind": "drawn", "purpose": "fun"}, "purpose", "invalid"),
    ],
)
def test_a_signature_that_is_none(
    machine: Machines,
    world: World,
    call: Call,
    on_site: str,
    content: dict[str, Any],
    field: str,
    code: str | None,
) -> None:
    world.work(call)
    told = refused(machine("technician").send(f"/vouchers/{on_site}/sign", content, version=6), 422, code)
    assert field in told["fields"]
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        ({"kind": "drawn", "image": encoded(picture())}, "image/jpeg"),
        ({"kind": "drawn", "image": "data:image/png;base64," + encoded(picture())}, "image/jpeg"),
        ({"kind": "scan", "image": encoded(picture("JPEG"))}, "image/jpeg"),
        ({"kind": "scan", "image": encoded(b"%PDF-1.7\n%%EOF")}, "application/pdf"),
    ],
)
def test_a_picture_of_a_signature_is_kept(
    machine: Machines, world: World, call: Call, on_site: str, content: dict[str, Any], media_type: str
) -> None:
    world.work(call)
    technician = machine("technician")
    told = technician.do(f"/vouchers/{on_site}/sign", {**content, "signer": "鲁护士长", "post": "护士长"})
    assert told["fingerprint"].replace("-", "").lower() == told["document_hash"][:8]
    voucher = technician.get(f"/vouchers/{on_site}").json()
    assert voucher["signatures"][0]["image"] == voucher["files"][0]["id"]
    assert voucher["files"][0]["media_type"] == media_type


def test_nobody_signed_and_the_supervisor_confirms(
    machine: Machines, world: World, call: Call, on_site: str
) -> None:
    world.work(call)
    technician, supervisor, clerk = (
        machine("technician"),
        machine("supervisor"),
        machine("clerk", language="en"),
    )
    technician.do(f"/vouchers/{on_site}/sign", {"kind": "none", "unsigned_reason": "customer_left"})
    technician.do(f"/vouchers/{on_site}/leave", {"outcome": "done"})
    assert clerk.get(f"/vouchers/{on_site}").json()["missing"] == [
        "the supervisor's confirmation of the missing signature"
    ]
    path = f"/calls/{call.number}/file"
    refused(clerk.send(path, version=clerk.version(call.number)), 409, "not_complete")
    refused(clerk.send(f"/vouchers/{on_site}/confirm-unsigned", version=8), 403)
    supervisor.do(f"/vouchers/{on_site}/confirm-unsigned")
    refused(supervisor.send(f"/vouchers/{on_site}/confirm-unsigned", version=9), 409, "nothing_to_confirm")
    assert clerk.do(path)["state"] == "filed"


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        ({"outcome": "done"}, 409, "unsigned"),
        ({"outcome": "taken_away"}, 409, "unsigned"),
        ({"outcome": "nobody_there"}, 422, "note_needed"),
        ({"outcome": "refused"}, 422, "note_needed"),
        ({"outcome": "vanished"}, 422, "invalid"),
    ],
)
def test_leaving_too_early(
    machine: Machines, on_site: str, content: dict[str, str], status: int, code: str
) -> None:
    refused(machine("technician").send(f"/vouchers/{on_site}/leave", content, version=5), status, code)


@pytest.mark.parametrize("outcome", ["continued", "nobody_there", "refused"])
def test_leaving_with_the_job_open(machine: Machines, on_site: str, outcome: str) -> None:
    told = machine("technician").do(f"/vouchers/{on_site}/leave", {"outcome": outcome, "note": "约了周五"})
    assert (told["state"], told["call_state"], told["outcome"]) == ("registered", "registered", outcome)


def test_a_signed_record_is_amended_as_a_new_version(machine: Machines, done: str) -> None:
    technician = machine("technician")
    technician.do(f"/vouchers/{done}/amend", {"reason": "写错了", "work": "换了两个滤网"})
    voucher = technician.get(f"/vouchers/{done}").json()
    assert [(each["version"], each["latest"], each["work"]) for each in voucher["records"]] == [
        (1, False, "换滤网，清风道"),
        (2, True, "换了两个滤网"),
    ]
    assert voucher["signatures"][0]["superseded"] is True
    assert voucher["missing"] == ["客户签字"]


def test_a_finished_voucher_is_sent_back(machine: Machines, call: Call, done: str) -> None:
    clerk = machine("clerk")
    clerk.do(f"/vouchers/{done}/receive")
    assert clerk.do(f"/vouchers/{done}/send-back", {"reason": "缺读数"})["state"] == "registered"
    refused(
        clerk.send(f"/calls/{call.number}/file", version=clerk.version(call.number)), 409, "move_not_allowed"
    )


def test_the_supervisor_changes_a_category(machine: Machines, call: Call) -> None:
    path, told = f"/vouchers/{call.number}-1/category", {"category": "warranty", "reason": "厂家同意"}
    refused(machine("clerk").send(path, told, version=1), 403)
    machine("supervisor").do(path, told)
    voucher = machine("clerk").get(f"/vouchers/{call.number}-1").json()
    assert (voucher["category"], voucher["category_override"]) == ("warranty", "厂家同意")


def test_what_is_new_goes_to_the_handbook(machine: Machines, done: str) -> None:
    technician = machine("technician")
    told = {"symptom": "开机十分钟停机", "cause": "积灰", "solution": "换滤网"}
    technician.do(f"/vouchers/{done}/to-handbook", told)
    entry = technician.get("/handbook", q="滤网").json()["items"][0]
    assert (entry["symptom"], entry["learned_on"], entry["product_model"]) == (
        "开机十分钟停机",
        done,
        "KL-64",
    )
    refused(machine("clerk").send(f"/vouchers/{done}/to-handbook", told, version=9), 403)


def test_a_voucher_shows_the_last_services_of_its_device(machine: Machines, world: World) -> None:
    earlier = MORNING - timedelta(days=10)
    for day in range(6):
        world.finish(world.register(when=earlier + timedelta(days=day)), when=earlier + timedelta(days=day))
    call = world.register()
    services = machine("clerk").get(f"/vouchers/{call.number}-1").json()["last_services"]
    assert len(services) == 5
    assert services[0]["work"] == "换滤网，清风道"
    assert services[0]["reported_at"] > services[-1]["reported_at"]
    device: Machine = machine("clerk")
    assert len(device.get("/devices/D000001").json()["services"]) == 6
