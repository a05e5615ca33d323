"""People, customers, devices, contracts and handbook as they are made: plausible, unique, of one branch each."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.demonstration.company import NOW, forgotten_afterwards
from yinuo.agreements.models import Contract, Covered
from yinuo.customers.models import Contact, Customer, Site
from yinuo.customers.queries import zone_of_district
from yinuo.demonstration import company, customers, handbook
from yinuo.demonstration.cast import casts
from yinuo.demonstration.customers import CENTRES
from yinuo.demonstration.data import table
from yinuo.demonstration.setting import Scale, Setting
from yinuo.devices.models import Checklist, Device, ProductModel
from yinuo.handbook.models import Problem
from yinuo.handbook.queries import suggestions
from yinuo.journal.audit import verify
from yinuo.lib import geo
from yinuo.people.models import Absence, PersonSkill, User
from yinuo.people.queries.proofs import password_fits

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db
SETTING = Setting(3, NOW, Scale(customers=40, devices=120, days=60, recent=4))
steps: list[tuple[int, int]] = []


@pytest.fixture(scope="module", autouse=True)
def made(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The company without its calls, taken away again at the module's end."""
    with django_db_blocker.unblock(), forgotten_afterwards():  # type: ignore[attr-defined]
        steps.clear()
        company.make(SETTING, password="one-password-of-all")
        customers.make(SETTING, lambda done, total: steps.append((done, total)))
        handbook.make(SETTING)
        yield


def test_progress_is_told_now_and_then_to_the_end() -> None:
    assert steps == [(25, 40), (40, 40)]


class TestCustomers:
    def test_as_many_as_wanted_each_with_a_name_of_its_own(self) -> None:
        names = list(Customer.objects.values_list("name", flat=True))
        assert len(set(names)) == len(names) == 40
        places, houses = table("names")["places"].split(), table("names")["houses"]
        assert all(any(name.startswith(each) for each in places) for name in names)
        assert all(any(name.endswith(each) for each in houses) for name in names)

    def test_every_branch_has_some_and_the_first_most(self) -> None:
        counted = Counter(Customer.objects.values_list("branch__code", flat=True))
        assert set(counted) == {"SH", "YZ", "FZ"}
        assert counted.most_common(1)[0][0] == "SH"

    def test_telephones_run_on_in_the_invented_exchange(self) -> None:
        phones = list(Contact.objects.order_by("id").values_list("phone", flat=True))
        assert phones == [f"0200000{number}" for number in range(4000, 4080)]

    def test_each_has_two_contacts_in_two_departments(self) -> None:
        for customer in Customer.objects.prefetch_related("contacts"):
            assert len({contact.department for contact in customer.contacts.all()}) == 2

    def test_a_site_lies_near_the_town_of_its_branch(self) -> None:
        for site in Site.objects.select_related("customer__branch"):
            north, east = CENTRES[site.customer.branch.code]
            assert site.latitude is not None
            assert site.longitude is not None
            here = geo.Point(float(site.latitude), float(site.longitude))
            assert geo.metres(here, geo.Point(north, east)) < 20_000

    def test_a_district_is_one_of_the_branch_and_stands_in_the_address(self) -> None:
        for site in Site.objects.exclude(district="").select_related("customer"):
            assert site.address.startswith(site.district)
            assert zone_of_district(site.customer.branch_id, site.address) in ("urban", "suburban")

    def test_a_few_addresses_leave_the_zone_to_be_confirmed(self) -> None:
        unknown = Site.objects.filter(district="", zone="").count()
        assert 0 < unknown < 15


class TestDevices:
    def test_every_customer_has_one_at_least_and_the_number_is_about_right(self) -> None:
        owners = set(Device.objects.values_list("customer_id", flat=True))
        assert len(owners) == 40
        assert 80 <= Device.objects.count() <= 160

    @pytest.mark.parametrize("field", ["serial", "number"])
    def test_each_is_told_apart(self, field: str) -> None:
        values = list(Device.objects.values_list(field, flat=True))
        assert len(set(values)) == len(values)

    def test_a_device_has_what_its_kind_has(self) -> None:
        for device in Device.objects.select_related("product_model"):
            software = device.product_model.kind == "software"
            assert bool(device.udi) is not software
            assert bool(device.software_version) is software
            if software:
                assert device.department == "信息科"
            else:
                assert re.fullmatch(r"\(01\)0690000000\d{4}\(21\)\d{8}", device.udi)

    def test_the_warranty_ends_months_after_the_installation(self) -> None:
        for device in Device.objects.select_related("product_model"):
            assert device.installed_on is not None
            assert device.warranty_until is not None
            assert device.installed_on < SETTING.today
            months = device.product_model.warranty_months
            passed = (device.warranty_until - device.installed_on) / timedelta(days=30.44)
            assert abs(passed - months) < 0.5

    def test_some_are_under_warranty_and_some_are_not(self) -> None:
        running = Device.objects.filter(warranty_until__gte=SETTING.today).count()
        assert 0 < running < Device.objects.count()

    def test_every_model_has_its_checklist_from_the_first_day(self) -> None:
        assert Checklist.objects.count() == ProductModel.objects.count() == len(table("models")["model"])
        assert set(Checklist.objects.values_list("version", "in_force_from")) == {(1, SETTING.founded)}


class TestContracts:
    def test_they_cover_devices_of_their_own_customer(self) -> None:
        assert Contract.objects.exists()
        for row in Covered.objects.select_related("contract", "device"):
            assert row.contract.customer_id == row.device.customer_id

    def test_they_run_a_year_and_are_not_used_yet(self) -> None:
        for contract in Contract.objects.all():
            assert re.fullmatch(r"HT-20\d\d-\d{4,}", contract.number)
            assert 360 <= (contract.ends_on - contract.starts_on).days <= 366
            assert (contract.visits_used, contract.minutes_used) == (0, 0)


class TestPeople:
    def test_everybody_has_the_one_password(self) -> None:
        assert all(password_fits(user, "one-password-of-all") for user in User.objects.all())

    def test_a_certificate_is_valid_for_weeks_to_come(self) -> None:
        for held in PersonSkill.objects.exclude(certificate=""):
            assert re.fullmatch(r"ZS-[A-Z]{2}-\d{4}", held.certificate)
            assert held.certificate_until is not None
            assert held.certificate_until >= SETTING.today + timedelta(days=60)

    def test_nobody_stands_in_for_oneself_and_only_at_the_own_branch(self) -> None:
        for away in Absence.objects.select_related("user", "substitute"):
            assert away.substitute is not None
            assert away.substitute != away.user
            assert away.substitute.branch_id == away.user.branch_id
            assert away.ends_at > away.starts_at


class TestCast:
    @pytest.mark.parametrize("code", ["SH", "YZ", "FZ"])
    def test_a_cast_knows_its_branch_only(self, code: str) -> None:
        here = casts()[code]
        assert {user.branch_id for users in here.people.values() for user in users} == {here.branch.pk}
        assert {device.customer.branch_id for device in here.devices} == {here.branch.pk}
        assert {device.customer_id for device in here.devices} <= set(here.contacts)
        assert all(hand.skills or hand.user.holds("technician") for hand in here.hands)
        assert (here.department.username, here.leader.username) == ("service_department", "team_leader")

    def test_every_twentieth_device_fails_often(self) -> None:
        for here in casts().values():
            assert here.weak == here.devices[5::20]


class TestHandbook:
    def test_entries_are_written_over_the_time_by_technicians(self) -> None:
        entries = list(Problem.objects.order_by("id"))
        written = [entry.written_at for entry in entries]
        assert len(entries) == 40
        assert min(written) >= SETTING.founded
        assert max(written) < SETTING.morning(SETTING.today)
        technicians = set(User.objects.filter(holdings__role="technician").values_list("name", flat=True))
        assert {entry.written_by for entry in entries} <= technicians

    def test_what_is_asked_again_is_found_again(self) -> None:
        for entry in Problem.objects.all():
            found = suggestions(fault=entry.symptom, product_model_id=entry.product_model_id, most=40)
            assert entry in found


def test_all_of_it_passes_the_audit() -> None:
    assert list(verify()) == []
