"""Every list: all lines once and in order whatever the page, narrowed by each of its questions, empty when nothing fits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.conftest import MORNING, at
from tests.api.test_bad_input import refused
from tests.world import CHECKLIST, LONG_AGO
from yinuo.calls import commands
from yinuo.customers.commands import ContactGiven, SiteGiven, add_customer
from yinuo.devices.commands import DeviceGiven, add_device, put_checklist
from yinuo.devices.models import ProductModel
from yinuo.handbook.commands import write_problem

if TYPE_CHECKING:
    from tests.api.conftest import Machine, Machines
    from tests.world import World

pytestmark = pytest.mark.django_db
HOSPITALS = ["方壶医院", "员峤门诊", "岱舆中心", "瀛洲口腔", "方壶分院"]
FAULTS = ["开机报 E-11", "屏幕不亮", "管路漏气", "电池不充电", "开机报 E-12"]


@pytest.fixture
def full(world: World) -> World:
    """Five of everything, some of them at the other branch."""
    pump = ProductModel.objects.create(code="INF-3", name="输液泵", name_en="pump")
    put_checklist(product_model=pump, items=CHECKLIST, at=LONG_AGO)
    for place, (name, fault) in enumerate(zip(HOSPITALS, FAULTS, strict=True)):
        instant = MORNING - timedelta(minutes=50 - 10 * place)
        branch = world.other if place == 4 else world.branch
        customer = add_customer(
            name=name,
            branch=branch,
            by=world.clerk,
            at=instant,
            site=SiteGiven(address=f"{place} 号", zone="urban"),
            contact=ContactGiven(phone=f"020-0000 80{place:02d}"),
        )
        given = DeviceGiven(serial=f"P-{place}", udi=f"(01)0000{place}", warranty_until=date(2027, 1, 1))
        device = add_device(
            product_model=pump, customer=customer, site=None, given=given, by=world.clerk, at=instant
        )
        write_problem(
            product_model=pump, symptom=fault, cause="", solution=f"办法 {place}", by=world.clerk, at=instant
        )
        request = world.request(
            customer=customer,
            site=customer.sites.get(),
            devices=(device,),
            fault=fault,
            reported_at=instant,
            phone=f"020-0000 80{place:02d}",
        )
        call = commands.register(request, branch=branch, deed=world.deed(when=instant))
        if place in (0, 1):
            world.finish(call, when=instant)
    return world


def everything(client: Machine, path: str, key: str, limit: int, **query: Any) -> list[Any]:
    """All lines of a list, page by page."""
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(path, limit=limit, **query, **({"cursor": cursor} if cursor else {})).json()
        assert len(page["items"]) <= limit
        assert page["items"] or not cursor, "an empty page after a cursor"
        seen += [item[key] for item in page["items"]]
        cursor = page["next"]
    return seen


LISTS = [
    ("/calls", "number", {}),
    ("/calls", "number", {"due_before": "2026-12-31T00:00:00+08:00"}),
    ("/calls", "number", {"status": "open"}),
    ("/calls", "number", {"q": "开机"}),
    ("/duties", "id", {}),
    ("/duties", "id", {"state": "open"}),
    ("/duties", "id", {"clause": "G14"}),
    ("/customers", "number", {}),
    ("/customers", "number", {"q": "方壶"}),
    ("/devices", "number", {}),
    ("/devices", "number", {"q": "INF-3"}),
    ("/ledger", "receipt_number", {}),
    ("/handbook", "number", {}),
    ("/journal", "id", {}),
]


def test_pages_hold_what_the_whole_list_holds(machine: Machines, full: World) -> None:
    client = machine("administrator")
    for path, key, query in LISTS:
        whole = client.get(path, limit=200, **query).json()
        assert whole["next"] is None
        expected = [item[key] for item in whole["items"]]
        assert len(expected) == len(set(expected)) >= 2, (path, query)
        for limit in (1, 2, 3, len(expected)):
            assert everything(client, path, key, limit, **query) == expected, (path, query, limit)


def names(answer: Any, key: str) -> list[Any]:
    assert answer.status_code == 200, answer.content.decode()
    return [item[key] for item in answer.json()["items"]]


CALLS: list[tuple[dict[str, Any], list[str]]] = [
    (
        {},
        ["GZ-20261124-0001", "SH-20261124-0004", "SH-20261124-0003", "SH-20261124-0002", "SH-20261124-0001"],
    ),
    ({"branch": "SH"}, ["SH-20261124-0004", "SH-20261124-0003", "SH-20261124-0002", "SH-20261124-0001"]),
    ({"branch": "GZ"}, ["GZ-20261124-0001"]),
    ({"branch": "XX"}, []),
    ({"status": "done"}, ["SH-20261124-0002", "SH-20261124-0001"]),
    ({"status": "registered", "branch": "SH"}, ["SH-20261124-0004", "SH-20261124-0003"]),
    ({"status": "filed"}, []),
    ({"q": "E-1"}, ["GZ-20261124-0001", "SH-20261124-0001"]),
    ({"q": "岱舆"}, ["SH-20261124-0003"]),
    ({"q": "P-3"}, ["SH-20261124-0004"]),
    ({"q": "0000 8003"}, ["SH-20261124-0004"]),
    ({"q": "20261124-0003"}, ["SH-20261124-0003"]),
    ({"q": "%"}, []),
    ({"q": "没有这样的"}, []),
    ({"day": "2026-11-24", "status": "open", "q": "屏幕"}, ["SH-20261124-0002"]),
    ({"day": "2026-11-25"}, []),
    (
        {"due_before": "2026-11-24T16:10:00+08:00"},
        ["SH-20261124-0001", "SH-20261124-0002", "SH-20261124-0003"],
    ),
]


def test_calls_are_narrowed(machine: Machines, full: World) -> None:
    client = machine("administrator")
    for query, numbers in CALLS:
        assert names(client.get("/calls", **query), "number") == numbers, query


CUSTOMERS: list[tuple[dict[str, Any], list[str]]] = [
    ({"q": "方壶"}, ["方壶分院", "方壶医院"]),
    ({"q": "fang hu"}, ["方壶分院", "方壶医院"]),
    ({"q": "FANG HU YI"}, ["方壶医院"]),
    ({"q": "C000003"}, ["员峤门诊"]),
    ({"q": "0000 8002"}, ["岱舆中心"]),
    ({"q": "8002"}, ["岱舆中心"]),
    ({"q": "800"}, []),
    ({"q": "方壶", "branch": "GZ"}, ["方壶分院"]),
    ({"q": "方壶", "branch": "SH"}, ["方壶医院"]),
    ({"q": "没有"}, []),
]


def test_customers_are_found(machine: Machines, full: World) -> None:
    client = machine("administrator")
    for query, found in CUSTOMERS:
        assert sorted(names(client.get("/customers", **query), "name")) == sorted(found), query


DEVICES: list[tuple[dict[str, Any], list[str]]] = [
    ({"q": "P-2"}, ["P-2"]),
    ({"q": "inf-3"}, ["P-4", "P-3", "P-2", "P-1", "P-0"]),
    ({"q": "输液泵"}, ["P-4", "P-3", "P-2", "P-1", "P-0"]),
    ({"q": "(01)00001"}, ["P-1"]),
    ({"q": "D000003"}, ["P-0"]),
    ({"q": "瀛洲"}, ["P-3"]),
    ({"customer": "C000002"}, ["P-0"]),
    ({"customer": "C000002", "q": "P-1"}, []),
    ({"customer": "C999999"}, []),
]


def test_devices_are_found(machine: Machines, full: World) -> None:
    client = machine("administrator")
    for query, found in DEVICES:
        assert names(client.get("/devices", **query), "serial") == found, query


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "E-1"}, ["开机报 E-12", "开机报 E-11"]),
        ({"q": "办法 2"}, ["管路漏气"]),
        ({"q": "H-1"}, ["开机报 E-11"]),
        ({"q": "INF-3", "limit": 2}, ["开机报 E-12", "电池不充电"]),
        ({"q": "没有"}, []),
    ],
)
def test_the_handbook_is_searched(
    machine: Machines, full: World, query: dict[str, Any], found: list[str]
) -> None:
    assert names(machine("technician").get("/handbook", **query), "symptom") == found


@pytest.mark.parametrize(
    ("fault", "model", "found"),
    [
        ("开机报 E-11", "INF-3", ["开机报 E-11", "开机报 E-12"]),
        ("开机报 E-12", "inf-3", ["开机报 E-12", "开机报 E-11"]),
        ("开机报 E-11", "KL-64", []),
        ("开机报 E-11", "", []),
        ("完全不同的事", "INF-3", []),
    ],
)
def test_earlier_solutions_come_best_first(
    machine: Machines, full: World, fault: str, model: str, found: list[str]
) -> None:
    answer = machine("clerk").get("/handbook/suggestions", fault=fault, **({"model": model} if model else {}))
    assert names(answer, "symptom") == found


LEDGER: list[tuple[dict[str, Any], int]] = [
    ({}, 2),
    ({"technician": "technician"}, 2),
    ({"technician": "second_technician"}, 0),
    ({"branch": "SH"}, 2),
    ({"branch": "GZ"}, 0),
    ({"since": "2026-11-24T08:15:00+08:00"}, 1),
    ({"until": "2026-11-24T08:15:00+08:00"}, 1),
    ({"since": "2026-11-24T08:10:00+08:00", "until": "2026-11-24T08:20:00+08:00"}, 1),
    ({"since": "2026-11-24T08:21:00+08:00"}, 0),
]


def test_the_ledger_holds_what_was_taken_on(machine: Machines, full: World) -> None:
    client = machine("administrator")
    for query, count in LEDGER:
        assert len(names(client.get("/ledger", **query), "voucher")) == count, query


def test_each_branch_has_its_own_lists(machine: Machines, full: World) -> None:
    here, there = machine("clerk"), machine("other_clerk")
    assert names(there.get("/calls"), "number") == ["GZ-20261124-0001"]
    assert names(there.get("/customers"), "name") == ["方壶分院"]
    assert names(there.get("/devices"), "serial") == ["P-4"]
    assert {item["branch"] for item in there.get("/duties").json()["items"]} == {"GZ"}
    assert there.get("/ledger").json()["items"] == []
    assert "方壶分院" not in names(here.get("/customers", limit=200), "name")
    assert len(names(here.get("/calls"), "number")) == 4


def test_a_list_begins_anew_when_its_question_changes(machine: Machines, full: World) -> None:
    client = machine("administrator")
    cursor = client.get("/calls", limit=1).json()["next"]
    assert cursor
    refused(client.get("/calls", cursor=cursor, due_before="2026-12-31T00:00:00Z"), 422, "unknown_cursor")
    refused(client.get("/customers", cursor=cursor), 422, "unknown_cursor")
    assert at("2026-11-24 09:00") == MORNING
