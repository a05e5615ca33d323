"""Customers: one telephone number however it is typed, and the zone that decides (decision 6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import LONG_AGO, World, at, build
from yinuo.customers import access, commands, queries
from yinuo.customers.commands import ContactGiven, SiteGiven
from yinuo.customers.rules import decide_zone, phone_digits
from yinuo.journal.queries import timeline
from yinuo.lib.refusal import Conflict, NotAllowed, NotFound
from yinuo.people.models import District


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("020-0000 1286", "02000001286"),
        ("(020) 0000-1286", "02000001286"),
        ("+86 138 0000 0000", "13800000000"),
        ("008613800000000", "13800000000"),
        ("86-20-0000-1286", "02000001286"),
        ("+86 (0)20 0000 1286", "02000001286"),
        ("+86 10 0000 1286", "01000001286"),
        ("+86 400 000 0000", "4000000000"),
        ("400-000-0000", "4000000000"),
        ("95588", "95588"),
        ("8612", "8612"),
        ("", ""),
        ("电话", ""),
        ("１３８", ""),
    ],
)
def test_digits_of_a_number_as_typed(typed: str, digits: str) -> None:
    assert phone_digits(typed) == digits


@given(st.text())
def test_whatever_is_typed_gives_digits_only(text: str) -> None:
    assert all(char in "0123456789" for char in phone_digits(text))
    assert phone_digits(phone_digits(text)) in (phone_digits(text), phone_digits(phone_digits(text)))


@pytest.mark.parametrize(
    ("given_", "site", "district", "zone", "confirm"),
    [
        ("suburban", "urban", "urban", "suburban", False),
        ("", "suburban", "urban", "suburban", False),
        ("", "", "suburban", "suburban", False),
        ("", "", "", "urban", True),
    ],
)
def test_the_zone_in_the_order_of_the_decision(
    given_: str, site: str, district: str, zone: str, confirm: bool
) -> None:
    choice = decide_zone(given=given_, of_site=site, of_district=district)
    assert (choice.zone, choice.to_confirm) == (zone, confirm)
    assert choice.why.zh
    assert choice.why.en


@pytest.mark.django_db
class TestFinding:
    @pytest.fixture
    def world(self) -> World:
        return build()

    @pytest.mark.parametrize("typed", ["020-0000 1286", "02000001286", "(020)00001286", "+86 020 0000 1286"])
    def test_a_caller_is_recognised_however_the_number_is_written(self, world: World, typed: str) -> None:
        assert [contact.customer for contact in queries.contacts_at(typed)] == [world.customer]

    @pytest.mark.parametrize("typed", ["", "1286", "020-0000 1287", "abc"])
    def test_nobody_is_guessed(self, world: World, typed: str) -> None:
        assert not queries.contacts_at(typed).exists()

    @pytest.mark.parametrize("text", ["昆仑", "体检", "kun lun", "1286", "C000001", "c000001", " 昆仑 "])
    def test_search_by_name_pinyin_number_and_telephone(self, world: World, text: str) -> None:
        assert list(queries.search(text)) == [world.customer]

    @pytest.mark.parametrize("text", ["方丈", "%", "_", "'; drop table", "zzz"])
    def test_search_finds_nothing_where_nothing_is(self, world: World, text: str) -> None:
        assert not queries.search(text).exists()

    def test_a_district_named_in_the_address_decides(self, world: World) -> None:
        District.objects.create(branch=world.branch, name="云梦区", zone="suburban")
        assert queries.zone_of_district(world.branch.pk, "蓬莱市云梦区一路 2 号") == "suburban"
        assert queries.zone_of_district(world.branch.pk, "蓬莱市桃源区") == ""
        assert queries.zone_of_district(world.other.pk, "蓬莱市云梦区") == ""


@pytest.mark.django_db
class TestChanging:
    @pytest.fixture
    def world(self) -> World:
        return build()

    def test_a_new_customer_gets_the_next_number_a_site_and_a_contact(self, world: World) -> None:
        added = commands.add_customer(
            name="瀛洲口腔门诊",
            branch=world.branch,
            by=world.clerk,
            at=LONG_AGO,
            site=SiteGiven(address="瀛洲路 3 号"),
            contact=ContactGiven(phone="020-0000 1300", name="孙主任"),
        )
        assert (added.number, added.name_key) == ("C000002", "ying zhou kou qiang men zhen")
        assert added.sites.get().address == "瀛洲路 3 号"
        assert added.contacts.get().phone == "02000001300"

    def test_sites_and_contacts_are_told_in_the_journal(self, world: World) -> None:
        site = commands.add_site(
            customer=world.customer, site=SiteGiven(name="东院"), by=world.clerk, at=at("2026-11-24 09:00")
        )
        commands.add_contact(
            customer=world.customer,
            site=site,
            contact=ContactGiven(phone="020-0000 1290"),
            by=world.clerk,
            at=at("2026-11-24 09:01"),
        )
        verbs = [line.verb for line in timeline("customer", world.customer.number)]
        assert verbs == ["added", "site_added", "contact_added"]

    def test_a_stale_edit_is_a_conflict_and_changes_nothing(self, world: World) -> None:
        stale = type(world.customer).objects.get(pk=world.customer.pk)
        values = {"credit_code": "", "note": "", "by": world.clerk, "at": at("2026-11-24 09:00")}
        commands.edit_customer(customer=world.customer, name="昆仑体检", **values)
        with pytest.raises(Conflict):
            commands.edit_customer(customer=stale, name="别的名字", **values)
        world.customer.refresh_from_db()
        assert world.customer.name == "昆仑体检"


@pytest.mark.django_db
class TestRights:
    @pytest.mark.parametrize("role", ["clerk", "supervisor", "technician", "salesperson", "auditor"])
    def test_who_may_see_the_customer(self, role: str) -> None:
        world = build()
        assert access.customer_for(world.people[role], world.customer.number) == world.customer

    def test_another_branch_sees_what_is_absent(self) -> None:
        world = build()
        with pytest.raises(NotFound) as foreign:
            access.customer_for(world.people["other_clerk"], world.customer.number)
        with pytest.raises(NotFound) as absent:
            access.customer_for(world.people["other_clerk"], "C999999")
        assert str(foreign.value) == str(absent.value)

    def test_nobody_without_a_role_sees_any(self) -> None:
        world = build()
        nobody = world.people["clerk"]
        nobody.holdings.all().delete()
        vars(nobody).pop("roles", None)
        with pytest.raises(NotAllowed):
            access.visible(nobody)
