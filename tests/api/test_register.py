"""The register through the interface: registered, judged, looked up, listed and cut into pages."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.conftest import CALL, MORNING
from tests.api.test_bad_input import refused
from yinuo.calls.commands import cancel
from yinuo.calls.models import Call
from yinuo.people.models import District
from yinuo.web import clock

if TYPE_CHECKING:
    from tests.api.conftest import Machine, Machines
    from tests.world import World

pytestmark = pytest.mark.django_db
KNOWN = {"phone": "020-0000 1286", "fault": "异响", "kind": "breakdown"}


def test_an_answer_holds_what_other_programs_rely_on(clerk: Machine) -> None:
    told = clerk.send("/calls", CALL).json()
    assert {
        "number",
        "category",
        "category_reason",
        "arrival_due_at",
        "arrival_due_why",
        "vouchers",
        "version",
    } <= set(told)
    assert told["customer"] == {"number": "C000002", "name": "瀛洲口腔医院"}
    assert told["vouchers"][0]["device"]["serial"] == "2401-0001"
    assert (told["reported_at"], told["registered_at"]) == (
        "2026-11-24T08:50:00+08:00",
        "2026-11-24T09:00:00+08:00",
    )
    assert told["category_reason"] == "没有保修资料，也没有合同。"
    assert told["arrival_due_why"] == (
        "郊区，承诺 7 工时：周二 8:50 至 12:00 = 3 小时 10 分；13:30 至 17:20 = 3 小时 50 分"
    )


def test_words_come_in_the_language_of_the_request(machine: Machines) -> None:
    told = machine("clerk", language="en;q=0.9, zh;q=0.1").send("/calls", CALL).json()
    assert told["category_reason"] == "No warranty on record and no contract."
    assert told["arrival_due_why"].startswith("suburbs, 7 working hours promised: Tue 8:50-12:00 = 3 h 10")
    assert told["zone_why"] == "given with the call"


def test_a_known_customer_is_recognised(clerk: Machine, world: World) -> None:
    told = clerk.send("/calls", {**KNOWN, "devices": [{"number": "D000002"}]}).json()
    assert told["customer"]["number"] == world.customer.number
    assert (told["category"], told["channel"], told["zone"]) == ("warranty", "api", "urban")
    assert told["reported_at"] == "2026-11-24T09:00:00+08:00"
    by_number = clerk.send("/calls", {"customer": world.customer.number, "fault": "异响"}).json()
    assert by_number["vouchers"][0]["device"] is None


def test_several_devices_have_a_voucher_each(clerk: Machine) -> None:
    devices = [{"number": "D000001"}, {"product_model": "KL-64", "serial": "NEW"}]
    told = clerk.send("/calls", {**KNOWN, "devices": devices}).json()
    assert [each["device"]["number"] for each in told["vouchers"]] == ["D000001", "D000003"]


def test_a_category_is_overridden_with_its_reason(clerk: Machine) -> None:
    told = clerk.send("/calls", {**CALL, "category": "warranty", "category_override": "厂家同意"}).json()
    assert (told["category"], told["category_override"]) == ("warranty", "厂家同意")


def test_injury_is_marked(clerk: Machine) -> None:
    told = clerk.send("/calls", {**CALL, "injury": "yes"}).json()
    assert told["injury"] == "yes"
    duties = clerk.get("/duties", subject=f"call:{told['number']}").json()["items"]
    assert {duty["clause"] for duty in duties} == {"G3", "G14", "S2.4", "D10"}


def test_a_walk_in_has_no_promise_of_arrival(machine: Machines) -> None:
    told = machine("clerk", language="en").send("/calls", {**CALL, "channel": "walk_in"}).json()
    assert (told["arrival_due_at"], told["arrival_due_why"]) == (None, "no promise of arrival")


def test_the_branch_is_ones_own_unless_named(machine: Machines) -> None:
    told = {name: value for name, value in CALL.items() if name != "branch"}
    assert machine("clerk").send("/calls", told).json()["branch"] == "SH"
    elsewhere = {**CALL, "branch": "GZ", "serial": "2401-0002"}
    assert machine("administrator").send("/calls", elsewhere).json()["number"] == "GZ-20261124-0001"
    refused(machine("administrator").send("/calls", told), 422, "branch_needed")


def test_a_repeat_points_to_the_service_before(clerk: Machine, world: World) -> None:
    first = world.register(when=MORNING - timedelta(days=5))
    world.finish(first, when=MORNING - timedelta(days=5))
    told = clerk.send("/calls", {**KNOWN, "devices": [{"number": "D000001"}]}).json()
    assert told["repeat_of"] == first.number


@pytest.mark.parametrize(
    ("changed", "due", "zone", "category"),
    [
        ({}, "2026-11-24T17:20:00+08:00", "suburban", "paid"),
        ({"zone": "urban"}, "2026-11-24T16:20:00+08:00", "urban", "paid"),
        ({"channel": "walk_in"}, None, "suburban", "paid"),
        ({"fault": ""}, "2026-11-24T17:20:00+08:00", "suburban", "paid"),
        ({"customer_name": "", "phone": ""}, "2026-11-24T17:20:00+08:00", "suburban", "paid"),
        (
            {**KNOWN, "customer_name": "", "serial": "2309-0053", "address": ""},
            "2026-11-24T17:20:00+08:00",
            "suburban",
            "warranty",
        ),
    ],
)
def test_judging_while_typing(
    clerk: Machine, changed: dict[str, Any], due: str | None, zone: str, category: str
) -> None:
    answer = clerk.send("/calls/judge", {**CALL, **changed}, key="")
    assert answer.status_code == 200, answer.content.decode()
    told = answer.json()
    assert (told["arrival_due_at"], told["zone"], told["category"]) == (due, zone, category)
    assert told["devices"][0]["category"] == category
    assert Call.objects.count() == 0


def test_judging_without_a_zone_asks_to_confirm(clerk: Machine, world: World) -> None:
    told = {**CALL, "zone": None}
    assert clerk.send("/calls/judge", told).json()["zone_to_confirm"] is True
    District.objects.create(branch=world.branch, name="西区", zone="suburban")
    judged = clerk.send("/calls/judge", {**told, "district": "西区"}).json()
    assert (judged["zone"], judged["zone_to_confirm"]) == ("suburban", False)


def test_a_number_tells_who_calls(clerk: Machine, world: World) -> None:
    done = world.register(when=MORNING - timedelta(days=3))
    world.finish(done, when=MORNING - timedelta(days=3))
    waiting = world.register(devices=(world.second,))
    caller = clerk.get("/lookup", phone="+86 020 0000-1286").json()["items"][0]
    assert (caller["customer"]["name"], caller["contact_name"]) == ("昆仑体检中心", "鲁护士长")
    assert caller["site"]["zone"] == "urban"
    first, second = caller["devices"]
    assert (first["category"], first["repeat_of"], first["open_call"]) == (
        "paid",
        f"{done.number}-1",
        done.number,
    )
    assert (second["category"], second["repeat_of"], second["open_call"]) == (
        "warranty",
        None,
        waiting.number,
    )
    assert [each["number"] for each in caller["open_calls"]] == [waiting.number, done.number]
    assert caller["open_calls"][0]["devices"] == ["D000002"]


def test_an_unknown_or_foreign_number_tells_nothing(machine: Machines) -> None:
    assert machine("clerk").get("/lookup", phone="020-0000 9999").json() == {"items": [], "next": None}
    assert machine("other_clerk").get("/lookup", phone="020-0000 1286").json()["items"] == []


def _numbers(answer: Any) -> list[str]:
    return [item["number"][-4:] for item in answer.json()["items"]]


def test_lists_are_narrowed(machine: Machines, world: World) -> None:
    clerk = machine("clerk")
    first, second, third = (world.register(), world.register(fault="漏水"), world.register())
    cancel(number=third.number, version=None, reason="误报", deed=world.deed())
    world.dispatch(first)
    assert _numbers(clerk.get("/calls")) == ["0003", "0002", "0001"]
    assert _numbers(clerk.get("/calls", status="open")) == ["0002", "0001"]
    assert _numbers(clerk.get("/calls", status="dispatched")) == ["0001"]
    assert _numbers(clerk.get("/calls", status="cancelled")) == ["0003"]
    assert _numbers(clerk.get("/calls", q="漏水")) == ["0002"]
    assert _numbers(clerk.get("/calls", q=second.number)) == ["0002"]
    assert _numbers(clerk.get("/calls", q="00001286")) == ["0003", "0002", "0001"]
    assert _numbers(clerk.get("/calls", day="2026-11-23")) == []
    assert _numbers(clerk.get("/calls", branch="GZ")) == []
    assert _numbers(clerk.get("/calls", due_before="2026-11-24T16:30:01+08:00")) == ["0001", "0002", "0003"]
    assert _numbers(clerk.get("/calls", due_before="2026-11-24T16:30:00+08:00")) == []


@pytest.mark.parametrize("due_before", [None, "2026-12-31T00:00:00+08:00"])
def test_pages_hold_every_line_once(clerk: Machine, world: World, due_before: str | None) -> None:
    for hour in range(7):
        instant = MORNING - timedelta(hours=hour // 2)
        with clock.at(instant):
            world.register(when=instant)
    query: dict[str, Any] = {"limit": 3, **({"due_before": due_before} if due_before else {})}
    seen, cursor = [], ""
    while cursor is not None:
        page = clerk.get("/calls", **query, **({"cursor": cursor} if cursor else {})).json()
        seen += [item["number"] for item in page["items"]]
        cursor = page["next"]
    assert len(seen) == 7
    assert set(seen) == set(Call.objects.values_list("number", flat=True))


def test_a_cursor_belongs_to_its_list(clerk: Machine, world: World) -> None:
    for _ in range(2):
        world.register()
    cursor = clerk.get("/calls", limit=1).json()["next"]
    assert _numbers(clerk.get("/calls", limit=1, cursor=cursor)) == ["0001"]
    refused(clerk.get("/duties", cursor=cursor), 422, "unknown_cursor")
    refused(
        clerk.get("/calls", cursor=cursor[:-1] + ("A" if cursor[-1] != "A" else "B")), 422, "unknown_cursor"
    )
