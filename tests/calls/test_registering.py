"""Registering: what policy, calendar and cover make of a request, shown while typing and kept when saved."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.world import LONG_AGO, MORNING, World, at
from yinuo.agreements.commands import add_contract
from yinuo.calls import commands as calls
from yinuo.calls.commands.registering import judge
from yinuo.calls.models import Call, Voucher
from yinuo.calls.states import Channel, Injury, Kind
from yinuo.duties.models import Duty
from yinuo.lib.refusal import Invalid
from yinuo.people.models import District
from yinuo.policy import commands as policy_commands
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


def clauses(call: Call) -> list[str]:
    return sorted(Duty.objects.filter(subject_key=call.number).values_list("clause", flat=True))


class TestNumbers:
    def test_they_run_per_branch_and_day_from_one(self, world: World) -> None:
        first = world.register()
        second = world.register()
        tomorrow = world.register(when=at("2026-11-25 09:00"))
        elsewhere = calls.register(world.request(), branch=world.other, deed=world.deed("other_clerk"))
        assert [call.number for call in (first, second, tomorrow, elsewhere)] == [
            "SH-20261124-0001",
            "SH-20261124-0002",
            "SH-20261125-0001",
            "GZ-20261124-0001",
        ]

    @pytest.mark.parametrize(
        ("when", "day"),
        [
            ("2026-11-24 00:00", "20261124"),
            ("2026-11-24 23:59", "20261124"),
            ("2026-11-25 00:00", "20261125"),
            ("2026-11-24 07:30", "20261124"),
        ],
    )
    def test_the_day_is_the_branchs_own(self, world: World, when: str, day: str) -> None:
        assert world.register(when=at(when)).number == f"SH-{day}-0001"

    def test_the_day_is_that_of_the_number_not_of_the_report(self, world: World) -> None:
        call = world.register(reported_at=at("2026-11-20 09:00"))
        assert (call.day, call.number) == (date(2026, 11, 24), "SH-20261124-0001")

    def test_a_refused_call_takes_no_number(self, world: World) -> None:
        with pytest.raises(Invalid):
            world.register(fault=" ")
        assert world.register().number.endswith("0001")

    def test_vouchers_are_numbered_within_their_call(self, world: World) -> None:
        call = world.register(devices=(world.device, world.second, None))
        found = Voucher.objects.filter(call=call).order_by("position")
        assert [voucher.number for voucher in found] == [f"{call.number}-{place}" for place in (1, 2, 3)]
        assert [voucher.device for voucher in found] == [world.device, world.second, None]


class TestPromises:
    @pytest.mark.parametrize(
        ("changed", "expected"),
        [
            ({}, ["G14", "G3", "S2.4"]),
            ({"kind": Kind.MAINTENANCE}, ["G14", "G3"]),
            ({"kind": Kind.INSTALLATION}, ["G14", "G3"]),
            ({"kind": Kind.ADVICE}, ["G14", "G3"]),
            ({"kind": Kind.OTHER}, ["G14", "G3"]),
            ({"channel": Channel.WALK_IN}, ["G3", "S2.4"]),
            ({"channel": Channel.WALK_IN, "kind": Kind.ADVICE}, ["G3"]),
            ({"channel": Channel.LETTER}, ["G14", "G3", "S2.4"]),
            ({"channel": Channel.EMAIL}, ["G14", "G3", "S2.4"]),
            ({"channel": Channel.API}, ["G14", "G3", "S2.4"]),
            ({"injury": Injury.YES}, ["D10", "G14", "G3", "S2.4"]),
            ({"injury": Injury.UNCLEAR}, ["G14", "G3", "S2.4"]),
        ],
    )
    def test_what_each_request_makes_owed(
        self, world: World, changed: dict[str, Any], expected: list[str]
    ) -> None:
        assert clauses(world.register(**changed)) == expected

    @pytest.mark.parametrize(
        ("minutes", "state"), [(0, "met"), (10, "met"), (11, "met_late"), (60 * 24, "met_late")]
    )
    def test_registered_within_ten_minutes_of_the_report(
        self, world: World, minutes: int, state: str
    ) -> None:
        world.register(when=MORNING + timedelta(minutes=minutes), reported_at=MORNING)
        assert Duty.objects.get(clause="G3").state == state

    def test_every_duty_names_the_version_of_the_policy(self, world: World) -> None:
        call = world.register()
        versions = set(Duty.objects.values_list("policy_version", flat=True))
        assert versions == {call.policy_version} == {1}


class TestZones:
    @pytest.fixture
    def suburb(self, world: World) -> None:
        District.objects.create(branch=world.branch, name="东区", zone="suburban")

    def zone(self, world: World, **changed: Any) -> tuple[str, str, bool]:
        call = world.register(**changed)
        return call.zone, call.zone_why["en"], call.zone_to_confirm

    def test_given_with_the_call(self, world: World, suburb: None) -> None:
        assert self.zone(world, zone="suburban") == ("suburban", "given with the call", False)

    def test_the_sites_own(self, world: World, suburb: None) -> None:
        assert self.zone(world) == ("urban", "the site's own zone", False)

    def test_the_district(self, world: World, suburb: None) -> None:
        from yinuo.journal.commands import put

        site = world.customer.sites.get()
        site.zone = ""
        put(site)
        assert self.zone(world) == ("suburban", "the branch's district table", False)

    def test_unknown_is_town_until_confirmed(self, world: World) -> None:
        assert self.zone(world, site=None) == ("urban", "unknown: town, the stricter, until confirmed", True)


class TestCategories:
    def test_each_device_has_its_own_with_its_why(self, world: World) -> None:
        add_contract(
            number="BY-1",
            customer=world.customer,
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 12, 31),
            devices=[world.device],
            by=world.clerk,
            at=LONG_AGO,
        )
        call = world.register(devices=(world.device, world.second, None))
        told = [
            (voucher.category, voucher.contract, voucher.category_reason["en"].split(" ")[0])
            for voucher in call.vouchers.order_by("position")
        ]
        assert told == [("contract", "BY-1", "Maintenance"), ("warranty", "", "Warranty"), ("paid", "", "No")]

    def test_an_override_keeps_its_reason_beside_the_rules(self, world: World) -> None:
        call = world.register(category="warranty", category_override="厂家同意延保")
        voucher = call.vouchers.get()
        assert (voucher.category, voucher.category_override) == ("warranty", "厂家同意延保")
        assert voucher.category_reason["zh"].startswith("保修已于")

    @pytest.mark.parametrize("day", ["2027-09-01", "2027-09-02"])
    def test_the_day_of_the_report_decides(self, world: World, day: str) -> None:
        call = world.register(when=at(f"{day} 10:00"), devices=(world.second,))
        assert call.vouchers.get().category == ("warranty" if day.endswith("01") else "paid")

    def test_cover_is_judged_by_the_report_not_by_the_clerks_hour(self, world: World) -> None:
        call = world.register(
            when=at("2027-09-02 09:00"), reported_at=at("2027-09-01 23:00"), devices=(world.second,)
        )
        assert call.vouchers.get().category == "warranty"


class TestApproval:
    @pytest.mark.parametrize(
        ("values", "changed", "waits"),
        [
            ({"S1.2.kinds": ["installation"]}, {"kind": Kind.INSTALLATION}, True),
            ({"S1.2.kinds": ["installation"]}, {}, False),
            ({"S1.2.cost_above": "500.00"}, {"expected_cost": Decimal("500.01")}, True),
            ({"S1.2.cost_above": "500.00"}, {"expected_cost": Decimal("500.00")}, False),
            ({"S1.2.cost_above": "500.00"}, {}, False),
            (
                {"S1.2.circumstances": ["free_outside_cover"]},
                {"category": "warranty", "category_override": "试"},
                True,
            ),
            ({"S1.2.circumstances": ["free_outside_cover"]}, {}, False),
        ],
    )
    def test_what_the_company_names_waits_for_a_yes(
        self, world: World, values: dict[str, Any], changed: dict[str, Any], waits: bool
    ) -> None:
        by = world.people["committee"]
        policy_commands.publish(values=values, by=by, at=MORNING - timedelta(days=1), note="先批准")
        policies.forget()
        call = world.register(**changed)
        assert (call.state == "awaiting_approval") is waits
        assert (call.approval_why is not None) is waits

    def test_a_call_of_another_branchs_customer_waits_when_the_company_says_so(self, world: World) -> None:
        by = world.people["committee"]
        values = {"S1.2.circumstances": ["outside_region"]}
        policy_commands.publish(values=values, by=by, at=MORNING - timedelta(days=1), note="跨区先批准")
        policies.forget()
        there = calls.register(world.request(), branch=world.other, deed=world.deed("other_clerk"))
        assert (world.register().state, there.state) == ("registered", "awaiting_approval")

    def test_who_said_yes_is_kept(self, world: World) -> None:
        from tests.calls.stages import stage

        call = stage(world, "awaiting_approval")
        approved = calls.approve(
            number=call.number, version=None, deed=world.deed("branch_manager"), note="同意"
        )
        assert (approved.state, approved.approved_by) == ("registered", world.people["branch_manager"].name)


class TestBadInput:
    @pytest.mark.parametrize(
        ("changed", "field", "code"),
        [
            ({"reported_at": MORNING + timedelta(seconds=1)}, "reported_at", "in_the_future"),
            (
                {"injury": Injury.YES, "injury_learned_at": MORNING + timedelta(days=1)},
                "injury_learned_at",
                "in_the_future",
            ),
            ({"fault": ""}, "fault", "fault_needed"),
            ({"fault": " \n\t "}, "fault", "fault_needed"),
            ({"devices": ()}, "devices", "invalid"),
            ({"category": "paid"}, "category_override", "reason_needed"),
            ({"category": "paid", "category_override": "  "}, "category_override", "reason_needed"),
        ],
    )
    def test_it_is_refused_by_field_and_nothing_is_written(
        self, world: World, changed: dict[str, Any], field: str, code: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            world.register(**changed)
        assert (refusal.value.code, list(refusal.value.fields)) == (code, [field])
        assert not Call.objects.exists()
        assert not Duty.objects.exists()

    @pytest.mark.parametrize(
        "reported", ["1987-06-05 04:03", "1999-12-31 23:59", "2000-01-01 00:00", "2024-02-29 12:00"]
    )
    def test_any_past_instant_is_taken(self, world: World, reported: str) -> None:
        assert world.register(reported_at=at(reported)).reported_at == at(reported)


class TestJudging:
    def test_what_is_shown_is_what_is_kept(self, world: World) -> None:
        request = world.request(devices=(world.device, world.second))
        shown = judge(request, branch=world.branch)
        call = calls.register(request, branch=world.branch, deed=world.deed())
        assert shown.due is not None
        assert (call.arrival_due_at, call.arrival_due_why) == shown.due
        assert [voucher.category for voucher in call.vouchers.order_by("position")] == [
            cover.category for cover in shown.covers
        ]

    def test_judging_writes_nothing(
        self, world: World, django_assert_max_num_queries: Callable[[int], Any]
    ) -> None:
        judge(world.request(), branch=world.branch)
        with django_assert_max_num_queries(4) as asked:
            judge(world.request(), branch=world.branch)
        assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)
        assert not Call.objects.exists()

    def test_a_walk_in_is_promised_no_arrival(self, world: World) -> None:
        assert judge(world.request(channel=Channel.WALK_IN), branch=world.branch).due is None
