"""Taking a request in: who is known, who is new, and that it is all or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.world import LONG_AGO, MORNING, World, at, build
from yinuo.calls.commands.intake import DeviceLine, Intake, judge_intake, take_in
from yinuo.calls.models import Call
from yinuo.calls.queries.intake import alike
from yinuo.customers.commands import ContactGiven, SiteGiven, add_contact, add_customer
from yinuo.customers.models import Contact, Customer, Site
from yinuo.devices.commands import DeviceGiven, add_device
from yinuo.devices.models import Device, ProductModel
from yinuo.journal import audit
from yinuo.lib.refusal import Invalid

pytestmark = pytest.mark.django_db
TOLD = Intake(fault="不启动", reported_at=MORNING, phone="020-0000 1286", customer_name="昆仑体检中心")
NEW = Intake(
    fault="不启动",
    reported_at=MORNING,
    phone="020-0000 2277",
    customer_name="瀛洲口腔医院",
    contact_name="穆大夫",
    address="西街 9 号",
    zone="suburban",
    devices=(DeviceLine(product_model="KL-64", serial="N-1", department="影像科"),),
)


@pytest.fixture
def world() -> World:
    return build()


def take(world: World, intake: Intake) -> Call:
    return take_in(intake, branch=world.branch, by=world.clerk, at=MORNING)


def test_everything_new_is_made_with_the_call(world: World) -> None:
    call = take(world, NEW)
    assert (call.customer.name, call.customer.branch) == ("瀛洲口腔医院", world.branch)
    assert (call.site.address, call.site.zone, call.zone) == ("西街 9 号", "suburban", "suburban")
    contact = Contact.objects.get(customer=call.customer)
    assert (contact.phone, contact.name) == ("02000002277", "穆大夫")
    device = call.vouchers.get().device
    assert (device.serial, device.department, device.customer) == ("N-1", "影像科", call.customer)
    assert list(audit.verify()) == []


def test_a_second_call_finds_what_the_first_has_made(world: World) -> None:
    first, second = take(world, NEW), take(world, replace(NEW, customer_name="", contact_name=""))
    assert (second.customer, second.site) == (first.customer, first.site)
    assert second.vouchers.get().device == first.vouchers.get().device
    assert second.contact_name == "穆大夫"
    assert (Customer.objects.count(), Device.objects.count()) == (2, 3)


@pytest.mark.parametrize("name", ["", "昆仑体检中心", " 昆仑 体检中心 "])
def test_the_number_and_the_name_tell_the_customer(world: World, name: str) -> None:
    call = take(world, replace(TOLD, customer_name=name))
    assert call.customer == world.customer
    assert call.site == world.customer.sites.get()
    assert call.vouchers.get().device is None
    assert Contact.objects.count() == 1


def test_another_name_at_a_known_number_is_another_customer(world: World) -> None:
    call = take(world, replace(TOLD, customer_name="岱舆门诊"))
    assert call.customer != world.customer
    assert Contact.objects.filter(phone="02000001286").count() == 2


def test_a_known_name_at_an_unknown_number_gets_the_number(world: World) -> None:
    call = take(world, replace(TOLD, phone="020-0000 5511", contact_name="新人"))
    assert call.customer == world.customer
    assert set(Contact.objects.values_list("phone", "customer")) == {
        ("02000001286", world.customer.pk),
        ("02000005511", world.customer.pk),
    }
    assert list(audit.verify()) == []


def test_two_customers_at_one_number_need_the_name(world: World) -> None:
    take(world, replace(TOLD, customer_name="岱舆门诊"))
    with pytest.raises(Invalid) as refusal:
        take(world, replace(TOLD, customer_name=""))
    assert refusal.value.code == "several_customers"


def test_an_unknown_number_needs_a_name(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        take(world, replace(NEW, customer_name="  "))
    assert list(refusal.value.fields) == ["customer_name"]
    assert Customer.objects.count() == 1


def test_a_customer_of_another_branch_is_not_known_here(world: World) -> None:
    add_customer(
        name="瀛洲口腔医院",
        branch=world.other,
        by=world.clerk,
        at=LONG_AGO,
        contact=ContactGiven(phone="020-0000 2277"),
    )
    assert take(world, NEW).customer.branch == world.branch


def test_a_customer_that_was_chosen_is_taken(world: World) -> None:
    call = take(world, replace(TOLD, customer=world.customer, customer_name="", phone=""))
    assert (call.customer, Contact.objects.count()) == (world.customer, 1)


@pytest.mark.parametrize(("address", "sites"), [("", 1), ("蓬莱市东街1号", 1), ("蓬莱市南街 8 号", 2)])
def test_an_address_not_on_record_becomes_a_site(world: World, address: str, sites: int) -> None:
    call = take(world, replace(TOLD, address=address))
    assert Site.objects.filter(customer=world.customer).count() == sites
    assert call.site.address == (address if sites == 2 else "蓬莱市东街 1 号")


def test_the_contact_tells_the_site(world: World) -> None:
    take(world, replace(TOLD, address="蓬莱市南街 8 号"))
    branch_site = Site.objects.get(address="蓬莱市南街 8 号")
    contact = ContactGiven(phone="020-0000 7711", name="分院")
    add_contact(customer=world.customer, site=branch_site, contact=contact, by=world.clerk, at=MORNING)
    assert take(world, replace(TOLD, phone="020-0000 7711")).site == branch_site


@pytest.mark.parametrize(
    ("line", "serial"),
    [
        (DeviceLine(product_model="kl-64", serial="2309-0053"), "2309-0053"),
        (DeviceLine(serial="2309-0052"), "2309-0052"),
        (DeviceLine(product_model="KL-64", serial="2309-0099"), "2309-0099"),
    ],
)
def test_model_and_serial_tell_the_device(world: World, line: DeviceLine, serial: str) -> None:
    call = take(world, replace(TOLD, devices=(line,)))
    assert call.vouchers.get().device.serial == serial
    assert Device.objects.filter(serial=serial).count() == 1


def test_a_chosen_device_is_taken_and_no_device_twice(world: World) -> None:
    lines = (DeviceLine(device=world.device), DeviceLine(product_model="KL-64", serial="2309-0052"))
    call = take(world, replace(TOLD, devices=lines))
    assert call.vouchers.get().device == world.device


def test_each_device_has_its_voucher(world: World) -> None:
    lines = tuple(DeviceLine(product_model="KL-64", serial=f"S-{number}") for number in range(3))
    call = take(world, replace(NEW, devices=lines))
    assert [voucher.number[-2:] for voucher in call.vouchers.all()] == ["-1", "-2", "-3"]


def test_a_model_without_serial_is_the_only_one_the_customer_has(world: World) -> None:
    model = ProductModel.objects.create(code="INF-3", name="输液泵")
    given = DeviceGiven(serial="P-1")
    pump = add_device(
        product_model=model, customer=world.customer, site=None, given=given, by=world.clerk, at=LONG_AGO
    )
    call = take(world, replace(TOLD, devices=(DeviceLine(product_model="INF-3"),)))
    assert call.vouchers.get().device == pump


def test_one_of_several_without_serial_is_put_down_once(world: World) -> None:
    told = replace(TOLD, devices=(DeviceLine(product_model="KL-64", department="急诊"),))
    first, second = take(world, told), take(world, told)
    device = first.vouchers.get().device
    assert (device.serial, device.department) == ("", "急诊")
    assert second.vouchers.get().device == device


def test_an_unknown_model_is_met_for_the_first_time(world: World) -> None:
    take(world, replace(TOLD, devices=(DeviceLine(product_model="ZZ-9", serial="1"),)))
    assert ProductModel.objects.filter(code="ZZ-9").count() == 1


@pytest.mark.parametrize(
    ("intake", "code"),
    [
        (
            replace(NEW, devices=(DeviceLine(product_model="KL-64", serial="2309-0052"),)),
            "device_of_other_customer",
        ),
        (replace(NEW, devices=(DeviceLine(serial="2309-0052"),)), "product_model_needed"),
        (replace(TOLD, devices=(DeviceLine(serial="nowhere"),)), "product_model_needed"),
        (replace(NEW, reported_at=at("2026-11-24 09:01")), "in_the_future"),
        (replace(NEW, fault=" "), "fault_needed"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(world: World, intake: Intake, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        take(world, intake)
    assert refusal.value.code == code
    assert (Call.objects.count(), Customer.objects.count(), Device.objects.count()) == (0, 1, 2)


def test_a_chosen_device_of_somebody_else_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        take(world, replace(NEW, devices=(DeviceLine(device=world.device),)))
    assert refusal.value.code == "device_of_other_customer"


def test_judging_writes_nothing(world: World) -> None:
    known, judged = judge_intake(replace(NEW, address="东区 1 号"), branch=world.branch)
    assert (known.customer, known.site, known.devices) == (None, None, (None,))
    assert (judged.zone.zone, judged.covers[0].category) == ("suburban", "paid")
    known, judged = judge_intake(
        replace(TOLD, devices=(DeviceLine(device=world.second),)), branch=world.branch
    )
    assert (known.customer, known.devices) == (world.customer, (world.second,))
    assert judged.covers[0].category == "warranty"
    assert (Call.objects.count(), Customer.objects.count()) == (0, 1)


def test_a_site_that_was_chosen_is_taken(world: World) -> None:
    site = SiteGiven(name="分院", address="北街 2 号", zone="suburban")
    other = add_customer(name="方壶医院", branch=world.branch, by=world.clerk, at=LONG_AGO, site=site)
    call = take(world, replace(TOLD, customer=other, site=other.sites.get(), phone=""))
    assert (call.site.name, call.zone) == ("分院", "suburban")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("ＡＢＣ 医院", "abc医院", True), ("昆仑", "昆 仑", True), ("昆仑", "昆山", False), ("", " ", True)],
)
def test_names_are_alike_however_they_are_typed(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same


def test_a_device_keeps_its_warranty_for_the_category(world: World) -> None:
    given = DeviceGiven(serial="W-1", warranty_until=date(2027, 1, 1))
    model = ProductModel.objects.get(code="KL-64")
    add_device(
        product_model=model, customer=world.customer, site=None, given=given, by=world.clerk, at=LONG_AGO
    )
    call = take(world, replace(TOLD, devices=(DeviceLine(product_model="KL-64", serial="W-1"),)))
    assert call.vouchers.get().category == "warranty"
