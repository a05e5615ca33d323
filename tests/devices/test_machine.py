"""Devices for machines, and their commands: what identifies one, what is refused, found and repeated."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.conftest import Machine
from tests.world import CHECKLIST, LONG_AGO, MORNING, World, build
from yinuo.devices import access, commands, queries
from yinuo.devices.commands import DeviceGiven
from yinuo.devices.models import Checklist, Device, ProductModel
from yinuo.journal.queries import timeline
from yinuo.lib.refusal import Invalid, NotAllowed, NotFound
from yinuo.people.bearer import forget
from yinuo.web import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

pytestmark = pytest.mark.django_db
NEW = {"customer": "C000001", "product_model": "KL-64", "serial": "2401-0001"}


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    forget()
    with clock.at(MORNING):
        yield
    forget()


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def clerk(world: World) -> Machine:
    return Machine(world.clerk)


def refused(answer: HttpResponse, status: int, *fields: str) -> dict[str, Any]:
    told: dict[str, Any] = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), told
    assert set(fields) <= set(told["fields"] or {}), told
    return told


def add(world: World, serial: str = "", **given: Any) -> Device:
    return commands.add_device(
        product_model=world.model,
        customer=world.customer,
        site=None,
        given=DeviceGiven(serial=serial, **given),
        by=world.clerk,
        at=LONG_AGO,
    )


class TestAdding:
    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            ({}, {"number": "D000003", "serial": "2401-0001", "model_name": "KL-64 CT", "version": 1}),
            ({"product_model": "kl-64"}, {"product_model": "KL-64"}),
            ({"product_model": " KL-64 "}, {"product_model": "KL-64"}),
            ({"product_model": "XR-9"}, {"product_model": "XR-9", "model_name": "XR-9"}),
            ({"product_model": "XR-9", "serial": "2309-0052"}, {"serial": "2309-0052"}),
            ({"serial": ""}, {"serial": "", "udi": "", "software_version": ""}),
            ({"serial": " 2401-0001 "}, {"serial": "2401-0001"}),
            ({"installed_on": "2026-01-31"}, {"installed_on": "2026-01-31", "warranty_until": None}),
            ({"warranty_until": "2100-01-01"}, {"warranty_until": "2100-01-01"}),
            ({"udi": "(01)06900000000001"}, {"udi": "(01)06900000000001"}),
            ({"software_version": "4.2"}, {"software_version": "4.2"}),
            ({"department": "放射科"}, {"department": "放射科", "customer_name": "昆仑体检中心"}),
        ],
    )
    def test_it_is_told_as_it_was_given(
        self, clerk: Machine, sent: dict[str, Any], told: dict[str, Any]
    ) -> None:
        answer = clerk.send("/devices", {**NEW, **sent})
        assert answer.status_code == 201
        assert told.items() <= answer.json().items()

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({"serial": "2309-0052"}, "serial"),
            ({"serial": "序" * 61}, "serial"),
            ({"serial": 5}, "serial"),
            ({"product_model": ""}, "product_model"),
            ({"product_model": " "}, "product_model"),
            ({"product_model": "机" * 41}, "product_model"),
            ({"department": "科" * 81}, "department"),
            ({"udi": "1" * 121}, "udi"),
            ({"software_version": "1" * 41}, "software_version"),
            ({"installed_on": "2026-02-30"}, "installed_on"),
            ({"installed_on": "26-02-03"}, "installed_on"),
            ({"installed_on": "2026-02-03T00:00:00Z"}, "installed_on"),
            ({"installed_on": 20260203}, "installed_on"),
            ({"warranty_until": "1999-12-31"}, "warranty_until"),
            ({"warranty_until": "2100-01-02"}, "warranty_until"),
            ({"site": 1}, "site"),
            ({"customer": "C" * 25}, "customer"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_nothing_is_added(
        self, clerk: Machine, sent: dict[str, Any], field: str
    ) -> None:
        refused(clerk.send("/devices", {**NEW, **sent}), 422, field)
        assert Device.objects.count() == 2
        assert ProductModel.objects.count() == 1

    @pytest.mark.parametrize(
        ("who", "customer", "status"),
        [
            ("clerk", "C000001", 201),
            ("supervisor", "C000001", 201),
            ("administrator", "C000001", 201),
            ("clerk", "C999999", 404),
            ("clerk", "", 404),
            ("other_clerk", "C000001", 404),
            ("technician", "C000001", 403),
            ("auditor", "C000001", 403),
            ("salesperson", "C000001", 403),
            ("branch_manager", "C000001", 403),
        ],
    )
    def test_who_may_add_one_where(self, world: World, who: str, customer: str, status: int) -> None:
        machine = Machine(world.people[who])
        assert machine.send("/devices", {**NEW, "customer": customer}).status_code == status
        assert Device.objects.count() == (3 if status == 201 else 2)

    def test_a_repeat_adds_nothing(self, clerk: Machine) -> None:
        first, again = (clerk.send("/devices", NEW, key="once") for _time in range(2))
        assert first.json() == again.json()
        assert again["Idempotency-Replayed"] == "true"
        assert Device.objects.count() == 3

    def test_the_second_of_one_serial_is_told_which(self, clerk: Machine) -> None:
        clerk.send("/devices", NEW)
        told = refused(clerk.send("/devices", NEW), 422, "serial")
        assert told["code"] == "serial_taken"
        assert "2401-0001" in told["detail"] + str(told["fields"])

    def test_a_refused_device_leaves_no_model_behind(self, world: World) -> None:
        technician = Machine(world.people["technician"])
        refused(technician.send("/devices", {**NEW, "product_model": "XR-9"}), 403)
        assert not ProductModel.objects.filter(code="XR-9").exists()


class TestFinding:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("", {"D000001", "D000002"}),
            ("  ", {"D000001", "D000002"}),
            ("0052", {"D000001"}),
            ("2309-0053", {"D000002"}),
            ("D000002", {"D000002"}),
            ("d000002", {"D000002"}),
            ("D00000", set()),
            ("kl-6", {"D000001", "D000002"}),
            ("昆仑", {"D000001", "D000002"}),
            ("体检中心", {"D000001", "D000002"}),
            ("放射科", set()),
            ("%", set()),
            ("_", set()),
        ],
    )
    def test_by_what_identifies_it(self, world: World, text: str, found: set[str]) -> None:
        assert {device.number for device in queries.search(text)} == found

    @pytest.mark.parametrize(
        ("udi", "found"), [("(01)069", False), ("(01)0690", True), (" (01)0690 ", True), ("(01)06900", False)]
    )
    def test_a_udi_is_found_whole_only(self, world: World, udi: str, found: bool) -> None:
        device = add(world, "2401-0001", udi="(01)0690")
        assert (device in queries.search(udi)) is found

    def test_the_newest_comes_first(self, world: World) -> None:
        numbers = [add(world, f"2401-{count:04d}").number for count in range(3)]
        assert [device.number for device in queries.search("2401")] == numbers[::-1]

    @pytest.mark.parametrize(
        ("who", "query", "count"),
        [
            ("clerk", {}, 2),
            ("technician", {"q": "0052"}, 1),
            ("auditor", {"customer": "C000001"}, 2),
            ("auditor", {"customer": "C000002"}, 0),
            ("other_clerk", {}, 0),
            ("other_clerk", {"q": "D000001"}, 0),
            ("clerk", {"limit": 1}, 1),
        ],
    )
    def test_for_machines(self, world: World, who: str, query: dict[str, Any], count: int) -> None:
        assert len(Machine(world.people[who]).get("/devices", **query).json()["items"]) == count

    def test_one_query_with_model_site_and_customer(
        self, world: World, django_assert_num_queries: Any
    ) -> None:
        for devices in (queries.search(""), queries.of_customer(world.customer.pk)):
            with django_assert_num_queries(1):
                assert all(each.product_model.code for each in devices)
        with django_assert_num_queries(1):
            assert [each.site.name for each in queries.of_customer(world.customer.pk) if each.site] == [
                "市区本部"
            ] * 2

    def test_a_customers_devices_come_by_department(self, world: World) -> None:
        for department in ("丙", "", "乙"):
            add(world, department=department)
        departments = [device.department for device in queries.of_customer(world.customer.pk)]
        assert departments[0] == ""
        assert departments.count("放射科") == 2
        assert not queries.of_customer(0).exists()


class TestReaching:
    @pytest.mark.parametrize("who", ["accountant", "committee"])
    def test_a_role_that_sees_no_devices_is_told_so(self, world: World, who: str) -> None:
        with pytest.raises(NotAllowed) as refusal:
            access.visible(world.people[who])
        assert (refusal.value.words.zh, refusal.value.words.en) == (
            "您没有「看设备」的权限。",
            "You may not see devices.",
        )

    @pytest.mark.parametrize("number", ["D999999", "", "d000001", "D000001 "])
    def test_a_number_that_names_nothing(self, world: World, number: str) -> None:
        with pytest.raises(NotFound):
            access.device_for(world.clerk, number)

    @pytest.mark.parametrize(
        ("code", "found"), [("KL-64", True), ("kl-64", True), (" KL-64\n", True), ("KL", False), ("", False)]
    )
    def test_a_model_is_found_by_its_code(self, world: World, code: str, found: bool) -> None:
        assert (queries.product_model(code) == world.model) is found


class TestChanging:
    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"department": "急诊"}, {"department": ["放射科", "急诊"]}),
            ({"udi": "(01)1"}, {"udi": ["", "(01)1"]}),
            ({"warranty_until": date(2027, 1, 1)}, {"warranty_until": ["2025-09-01", "2027-01-01"]}),
            ({"installed_on": date(2023, 9, 1)}, {"installed_on": [None, "2023-09-01"]}),
            ({"department": "放射科"}, {}),
        ],
    )
    def test_the_journal_tells_old_and_new(
        self, world: World, changed: dict[str, Any], told: dict[str, Any]
    ) -> None:
        commands.edit_device(device=world.device, by=world.clerk, at=MORNING, **changed)
        line = timeline("device", "D000001").last()
        assert line is not None
        assert (line.verb, line.sequence, line.changes) == ("edited", 2, told)

    def test_numbers_run_on(self, world: World) -> None:
        assert [add(world).number for _n in range(3)] == ["D000003", "D000004", "D000005"]

    def test_a_number_is_given_back_when_a_serial_is_refused(self, world: World) -> None:
        with pytest.raises(Invalid):
            add(world, "2309-0052")
        assert add(world, "2309-0054").number == "D000003"


class TestChecklist:
    def test_before_the_first_there_is_none(self, world: World) -> None:
        assert queries.checklist(world.model.pk, LONG_AGO - timedelta(seconds=1)) is None
        assert queries.checklist(0, MORNING) is None

    def test_versions_count_for_each_model_by_itself(self, world: World) -> None:
        other = commands.model_named("XR-9")
        versions = [
            commands.put_checklist(product_model=model, items=CHECKLIST, at=MORNING).version
            for model in (world.model, other, world.model, other)
        ]
        assert versions == [2, 1, 3, 2]

    def test_a_malformed_one_is_not_put_in_force(self, world: World) -> None:
        with pytest.raises(Invalid) as refusal:
            commands.put_checklist(product_model=world.model, items=[{"code": "a"}], at=MORNING)
        assert set(refusal.value.fields) == {"items"}
        assert Checklist.objects.count() == 1
