"""Customers changed by commands: numbers, keys, seals and lines; sites and contacts as they were given."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import LONG_AGO, MORNING, World, build
from yinuo.customers import access, commands, queries
from yinuo.customers.commands import ContactGiven, SiteGiven
from yinuo.customers.models import Contact, Customer, Site
from yinuo.customers.rules import decide_zone, phone_digits
from yinuo.customers.states import ZONE_WORDS, Zone
from yinuo.journal.audit import verify
from yinuo.journal.queries import timeline
from yinuo.lib.refusal import NotFound
from yinuo.people.models import District
from yinuo.people.rights import RIGHTS, ROLES, Scope


@pytest.fixture
def world(db: None) -> World:
    return build()


def added(world: World, name: str = "瀛洲口腔门诊", **more: Any) -> Customer:
    return commands.add_customer(name=name, branch=world.branch, by=world.clerk, at=LONG_AGO, **more)


MOBILE = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
LANDLINE = st.from_regex(r"010[0-9]{8}|0[2-9][1-9][0-9]{8,9}", fullmatch=True)
SERVICE = st.from_regex(r"[48]00[0-9]{7}", fullmatch=True)


@given(MOBILE | LANDLINE | SERVICE)
def test_the_country_code_makes_no_other_number(digits: str) -> None:
    forms = (digits, f"+86 {digits}", f"0086-{digits}", f"86{digits}", "-".join(digits))
    assert {phone_digits(form) for form in forms} == {digits}


@given(LANDLINE)
def test_an_area_code_without_its_nought_is_the_same_number(digits: str) -> None:
    assert phone_digits(f"+86 {digits[1:]}") == digits


@given(*(st.sampled_from(["", "urban", "suburban"]) for _n in range(3)))
def test_the_first_that_is_known_decides(told: str, site: str, district: str) -> None:
    choice = decide_zone(given=told, of_site=site, of_district=district)
    assert choice.zone == next((each for each in (told, site, district) if each), "urban")
    assert choice.to_confirm is not any((told, site, district))


@pytest.mark.parametrize(
    ("zone", "zh", "en"), [(Zone.URBAN, "市区", "town"), (Zone.SUBURBAN, "郊区", "suburbs")]
)
def test_a_zone_has_words(zone: Zone, zh: str, en: str) -> None:
    assert (ZONE_WORDS[zone].zh, ZONE_WORDS[zone].en) == (zh, en)


class TestAdding:
    def test_numbers_run_on(self, world: World) -> None:
        assert [added(world, name).number for name in "甲乙丙"] == ["C000002", "C000003", "C000004"]

    @pytest.mark.parametrize(
        "contact", [None, ContactGiven(phone=""), ContactGiven(phone="", name="孙主任", post="主任")]
    )
    def test_without_a_number_nobody_is_put_down(self, world: World, contact: ContactGiven | None) -> None:
        customer = added(world, contact=contact)
        assert customer.sites.count() == 1
        assert not customer.contacts.exists()

    @pytest.mark.parametrize(
        "site",
        [
            SiteGiven(),
            SiteGiven(name="东院"),
            SiteGiven(address="北街 2 号", district="东海区", zone="urban"),
            SiteGiven(latitude=Decimal("31.234567"), longitude=Decimal("-121.5")),
            SiteGiven(latitude=Decimal(0), longitude=Decimal(180)),
        ],
    )
    def test_a_site_is_kept_as_given(self, world: World, site: SiteGiven) -> None:
        kept = added(world, site=site).sites.get()
        for name in ("name", "address", "district", "zone", "latitude", "longitude"):
            assert getattr(kept, name) == getattr(site, name)

    def test_two_customers_may_have_one_name_and_one_number(self, world: World) -> None:
        for _time in range(2):
            added(world, contact=ContactGiven(phone="020-0000 1300"))
        found = queries.contacts_at("02000001300")
        assert [contact.customer.number for contact in found] == ["C000002", "C000003"]

    def test_what_was_added_passes_the_audit(self, world: World) -> None:
        customer = added(world, contact=ContactGiven(phone="020-0000 1300"), credit_code="91310000MA1FL0000X")
        assert (customer.version, customer.credit_code) == (1, "91310000MA1FL0000X")
        assert list(verify()) == []

    @pytest.mark.parametrize("model", [Site, Contact])
    def test_a_part_changed_by_hand_is_found(self, world: World, model: type[Site] | type[Contact]) -> None:
        added(world, contact=ContactGiven(phone="020-0000 1300"))
        model.objects.filter(customer__number="C000002").update(name="别人")
        assert len(list(verify())) == 1


class TestChanging:
    def test_each_change_is_a_version(self, world: World) -> None:
        customer = world.customer
        for count in range(3):
            commands.add_site(customer=customer, site=SiteGiven(name=f"{count}"), by=world.clerk, at=MORNING)
        customer.refresh_from_db()
        assert customer.version == 4
        assert [line.sequence for line in timeline("customer", customer.number)] == [1, 2, 3, 4]

    def test_a_new_name_has_a_new_key(self, world: World) -> None:
        commands.edit_customer(
            customer=world.customer, name="方丈医院", credit_code="", note="", by=world.clerk, at=MORNING
        )
        assert list(queries.search("fang zhang")) == [world.customer]
        assert not queries.search("kun lun").exists()

    @pytest.mark.parametrize(
        ("phone", "kept"), [("020-0000 1299", "02000001299"), ("+86 138 0000 0000", "13800000000")]
    )
    def test_a_contact_of_a_site(self, world: World, phone: str, kept: str) -> None:
        site = world.customer.sites.get()
        given_ = ContactGiven(phone, "白工", "设备科", "工程师")
        contact = commands.add_contact(
            customer=world.customer, site=site, contact=given_, by=world.clerk, at=MORNING
        )
        assert (contact.site, contact.phone, contact.name) == (site, kept, "白工")
        assert (contact.department, contact.post) == ("设备科", "工程师")


class TestReading:
    @pytest.mark.parametrize(
        ("address", "zone"),
        [
            ("蓬莱市云梦区一路 2 号", "suburban"),
            ("云梦区", "suburban"),
            ("云梦", ""),
            ("", ""),
            ("东区云梦里", "urban"),
            ("西区", ""),
        ],
    )
    def test_the_district_an_address_names(self, world: World, address: str, zone: str) -> None:
        District.objects.create(branch=world.branch, name="云梦区", zone="suburban")
        District.objects.create(branch=world.branch, name="东区", zone="urban")
        assert queries.zone_of_district(world.branch.pk, address) == zone

    @pytest.mark.parametrize(
        ("phone", "count"), [("0000128", 0), ("02000001286", 1), ("000000", 0), ("86 020 0000 1286", 1)]
    )
    def test_a_caller_is_known_by_the_whole_number(self, world: World, phone: str, count: int) -> None:
        assert queries.contacts_at(phone).count() == count

    def test_a_caller_comes_with_customer_and_site(
        self, world: World, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(1):
            assert [each.customer.name for each in queries.contacts_at("020-0000 1286")] == ["昆仑体检中心"]

    @pytest.mark.parametrize("role", ROLES)
    def test_head_office_sees_all_and_a_branch_its_own(self, world: World, role: str) -> None:
        commands.add_customer(name="远方", branch=world.other, by=world.clerk, at=LONG_AGO)
        reach = RIGHTS[role]["customer.see"]
        assert access.visible(world.people[role]).count() == (2 if reach is Scope.ALL else 1)
        if reach is Scope.BRANCH:
            with pytest.raises(NotFound):
                access.customer_for(world.people[role], "C000002")
