"""The quick entry: who calls, which device, cover, due time while typing; registered once, by whoever may."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from tests.desk.sitting import Desk, words
from tests.world import LONG_AGO, MORNING, World, at
from yinuo.agreements.commands import add_contract
from yinuo.calls.models import Call
from yinuo.customers.commands import ContactGiven, SiteGiven, add_contact, add_customer
from yinuo.customers.models import Customer
from yinuo.devices.models import Device
from yinuo.duties.models import Duty
from yinuo.handbook.commands import write_problem
from yinuo.people.rights import ROLES, reach
from yinuo.policy import queries as policies
from yinuo.policy.commands import publish

PHONE = "020-0000 1286"
KNOWN = {
    "phone": PHONE,
    "devices": ["D000001"],
    "fault": "扫描到一半停下",
    "injury": "no",
    "kind": "breakdown",
    "channel": "telephone",
}
UNKNOWN = {
    "phone": "13800001234",
    "contact": "",
    "customer_name": "瀛洲口腔门诊",
    "contact_name": "孙主任",
    "address": "海滨路 2 号",
    "product_model": "CB-5",
    "serial": "2304-0012",
    "fault": "开机自检不通过",
    "injury": "unclear",
    "kind": "breakdown",
    "channel": "telephone",
}


def send(desk: Desk, typed: dict[str, Any], **changed: Any):
    return desk.send("/calls/new", **{**typed, **changed})


def caller(desk: Desk, **query: Any) -> str:
    return desk.read("/calls/new/caller", part=True, **query)


def test_the_panel_opens_beside_the_list(world: World) -> None:
    call = world.register()
    page = Desk(world).open("/calls/new").content.decode()
    assert call.number in page
    assert "登记来电" in page
    assert (
        re.search(r'<input[^>]*id="id_phone"[^>]*>', page.replace("\n", " ")).group(0).count("autofocus") == 1
    )
    part = Desk(world).open("/calls/new", part=True).content.decode()
    assert part.lstrip().startswith("<aside")


def test_the_hurt_question_is_never_answered_in_advance(world: World) -> None:
    page = Desk(world).open("/calls/new").content.decode()
    radios = re.findall(r'<input type="radio" name="injury"[^>]*>', page)
    assert len(radios) == 3
    assert not [radio for radio in radios if "checked" in radio]


@pytest.mark.parametrize("typed", [PHONE, "02000001286", "+86 020 0000 1286", "020-0000-1286"])
def test_a_number_is_recognised_however_it_is_typed(world: World, typed: str) -> None:
    page = caller(Desk(world), phone=typed)
    for told in ("昆仑体检中心", "放射科", "鲁护士长", "市区本部", "2309-0052", "2309-0053"):
        assert told in page


def test_the_caller_shows_cover_open_calls_and_repeats(world: World) -> None:
    contract = {"starts_on": date(2026, 1, 1), "ends_on": date(2027, 3, 31), "visits": 2, "minutes": 360}
    add_contract(
        number="HT-1",
        customer=world.customer,
        devices=[world.device],
        by=world.clerk,
        at=LONG_AGO,
        **contract,
    )
    world.register()
    page = caller(Desk(world), phone=PHONE)
    assert "保养合同 HT-1 到 2027-03-31，余 2 次、6 工时" in page
    assert "保修到 2027-09-01" in page
    assert "01 号未结，同一件事？" in page
    assert "01 号在修" in page
    assert "30 天内第 2 次" in page
    english = caller(Desk(world, language="en"), phone=PHONE)
    assert "no. 01 is open: the same matter?" in english
    assert "Maintenance contract HT-1 runs until 2027-03-31" in english


def test_a_call_of_an_earlier_day_is_named_in_full(world: World) -> None:
    call = world.register(when=at("2026-11-20 10:00"))
    assert f"{call.number}未结" in caller(Desk(world), phone=PHONE)


def test_the_only_device_is_picked_already(world: World) -> None:
    customer = add_customer(
        name="南柯镇卫生院",
        branch=world.branch,
        by=world.clerk,
        at=LONG_AGO,
        contact=ContactGiven("020-00002000"),
    )
    Device.objects.filter(pk=world.second.pk).update(customer=customer)
    page = Desk(world).open("/calls/new/caller", part=True, phone="02000002000").content.decode()
    assert re.search(r'value="D000002" checked', page)
    two = Desk(world).open("/calls/new/caller", part=True, phone=PHONE).content.decode()
    assert "D000001" in two


def test_several_customers_behind_one_number_are_offered(world: World) -> None:
    other = add_customer(
        name="方丈岛康复医院",
        branch=world.branch,
        by=world.clerk,
        at=LONG_AGO,
        contact=ContactGiven(PHONE, "白主任"),
    )
    contact = other.contacts.get()
    page = Desk(world).open("/calls/new/caller", part=True, phone=PHONE).content.decode()
    assert page.count('type="radio" name="contact"') == 3
    assert "2309-0052" in page
    second = caller(Desk(world), phone=PHONE, contact=contact.pk)
    assert "白主任" in second
    assert "2309-0052" not in second
    answer = send(Desk(world), KNOWN, contact=contact.pk, devices=[])
    assert answer.status_code == 303
    assert Call.objects.get().customer_id == other.pk


def test_an_unknown_number_asks_for_the_customer_in_place(world: World) -> None:
    page = caller(Desk(world), phone="13800001234")
    assert "新号码" in page
    assert "客户" in page
    assert "机型" in page
    assert "客户 （可不填）" not in page
    assert "机型 （可不填）" in page
    assert "机型 （可不填）" not in caller(Desk(world), phone=PHONE, devices="new")
    assert caller(Desk(world), phone="").strip() == ""


def test_customers_on_record_are_named_while_a_name_is_typed(world: World) -> None:
    page = Desk(world).open("/calls/new/names", part=True, customer_name="昆仑").content.decode()
    assert "昆仑体检中心" in page
    assert world.customer.number in page
    assert Desk(world).read("/calls/new/names", part=True, customer_name="昆").strip() == ""
    chosen = caller(Desk(world), phone="13800001234", customer=world.customer.number)
    assert "2309-0052" in chosen


def test_a_call_of_a_known_customer_is_registered(world: World) -> None:
    answer = send(Desk(world), KNOWN)
    call = Call.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/calls/?fresh={call.number}")
    assert call.customer_id == world.customer.pk
    assert call.contact_name == "鲁护士长"
    assert call.registered_by == world.clerk.name
    assert call.reported_at == MORNING
    assert [voucher.device_id for voucher in call.vouchers.all()] == [world.device.pk]
    assert set(Duty.objects.values_list("clause", flat=True)) == {"G3", "G14", "S2.4"}


def test_several_devices_make_several_vouchers(world: World) -> None:
    send(Desk(world), KNOWN, devices=["D000002", "D000001"])
    assert Call.objects.get().vouchers.count() == 2


def test_a_new_customer_and_device_are_made_on_the_way(world: World) -> None:
    answer = send(Desk(world), UNKNOWN)
    assert answer.status_code == 303
    customer = Customer.objects.get(name="瀛洲口腔门诊")
    assert customer.sites.get().address == "海滨路 2 号"
    assert customer.contacts.get().phone == "13800001234"
    device = customer.devices.get()
    assert (device.product_model.code, device.serial) == ("CB-5", "2304-0012")
    assert Call.objects.get().vouchers.get().device_id == device.pk


def test_a_known_customer_calling_from_a_new_number_is_remembered(world: World) -> None:
    send(Desk(world), KNOWN, phone="13900005555", customer=world.customer.number)
    assert world.customer.contacts.filter(phone="13900005555").exists()
    assert Call.objects.get().customer_id == world.customer.pk


def test_another_device_of_a_known_customer_is_made(world: World) -> None:
    send(Desk(world), KNOWN, devices=["new"], product_model="DR-9", serial="1908-0077")
    assert Call.objects.get().vouchers.get().device.serial == "1908-0077"
    assert world.customer.devices.count() == 3


def test_a_call_about_no_device_says_so(world: World) -> None:
    assert send(Desk(world), KNOWN, devices=["none"]).status_code == 303
    assert Call.objects.get().vouchers.get().device is None


def test_somebody_else_at_the_same_number_becomes_a_customer(world: World) -> None:
    answer = send(Desk(world), UNKNOWN, phone=PHONE, contact="new")
    assert answer.status_code == 303
    assert Call.objects.get().customer.name == "瀛洲口腔门诊"


def test_register_and_dispatch_leads_on_whoever_may_dispatch(world: World) -> None:
    assert 'value="dispatch"' not in Desk(world).open("/calls/new").content.decode()
    assert 'value="dispatch"' in Desk(world, "supervisor").open("/calls/new").content.decode()
    answer = send(Desk(world, "supervisor"), KNOWN, then="dispatch")
    assert answer["Location"] == f"/dispatch/{Call.objects.get().number}"


def test_sixteen_repeats_of_one_key_make_one_call(world: World) -> None:
    desk = Desk(world)
    places = {send(desk, KNOWN, key="0123456789abcdef")["Location"] for _ in range(16)}
    assert Call.objects.count() == 1
    assert places == {f"/calls/?fresh={Call.objects.get().number}"}


def test_one_key_for_another_request_is_refused(world: World) -> None:
    desk = Desk(world)
    send(desk, KNOWN, key="0123456789abcdef")
    answer = send(desk, KNOWN, key="0123456789abcdef", fault="另一件事")
    assert answer.status_code == 409
    assert Call.objects.count() == 1


@pytest.mark.parametrize("key", ["x", " ", "a b c d e f g h", "\ud83d" * 10, "x" * 200])
def test_a_page_without_its_key_registers_nothing(world: World, key: str) -> None:
    answer = send(Desk(world), KNOWN, key=key.encode("utf-8", "surrogatepass"))
    assert answer.status_code == 422
    assert "请重新打开再提交" in words(answer)
    assert Call.objects.count() == 0


WRONG = [
    ({"phone": ""}, "phone"),
    ({"phone": "12"}, "phone"),
    ({"phone": "电话"}, "phone"),
    ({"fault": ""}, "fault"),
    ({"fault": "  "}, "fault"),
    ({"fault": "长" * 2001}, "fault"),
    ({"injury": ""}, "injury"),
    ({"injury": "maybe"}, "injury"),
    ({"kind": "nonsense"}, "kind"),
    ({"channel": "api"}, "channel"),
    ({"reported_at": "2026-02-30 10:00"}, "reported_at"),
    ({"reported_at": "明天"}, "reported_at"),
    ({"reported_at": "2026-11-25 10:00"}, "reported_at"),
    ({"zone": "sea"}, "zone"),
    ({"category": "free"}, "category"),
    ({"category": "warranty"}, "category_override"),
    ({"devices": []}, "devices"),
    ({"devices": ["D999999"]}, "devices"),
    ({"devices": ["new"]}, "product_model"),
]


@pytest.mark.parametrize(("changed", "field"), WRONG)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_wrong_is_said_at_its_field_and_all_is_kept(
    world: World, changed: dict[str, Any], field: str, language: str
) -> None:
    answer = send(Desk(world, language=language), KNOWN, **changed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert Call.objects.count() == 0
    assert "y-error" in page
    if field != "devices":
        assert f'id="id_{field}_error"' in page
    if "fault" not in changed:
        assert "扫描到一半停下" in page
    if field not in {"phone", "devices"}:
        assert 'value="D000001" checked' in page or field == "product_model"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"customer_name": ""}, "customer_name"),
        ({"product_model": ""}, "product_model"),
        ({"serial": "x" * 61}, "serial"),
        ({"product_model": "KL-64", "serial": "2309-0052"}, "serial"),
    ],
)
def test_a_new_customer_is_made_whole_or_not_at_all(
    world: World, changed: dict[str, str], field: str
) -> None:
    before = Customer.objects.count(), Device.objects.count()
    answer = send(Desk(world), UNKNOWN, **changed)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert (Customer.objects.count(), Device.objects.count(), Call.objects.count()) == (*before, 0)
    if field != "customer_name":
        assert "瀛洲口腔门诊" in answer.content.decode()


@pytest.mark.parametrize("fault", ["扫描\0中断", "\0"])
def test_nul_never_reaches_the_book(world: World, fault: str) -> None:
    answer = send(Desk(world), KNOWN, fault=fault)
    assert answer.status_code == 422
    assert Call.objects.count() == 0


def test_a_kind_the_policy_names_is_told_to_need_a_yes(world: World) -> None:
    publish(values={"S1.2.kinds": ["installation"]}, by=world.clerk, at=LONG_AGO)
    policies.forget()
    assert "要先批准" in judged(world, phone=PHONE, kind="installation")
    assert "要先批准" not in judged(world, phone=PHONE, kind="breakdown")


def test_a_letter_of_yesterday_is_due_from_when_it_came(world: World) -> None:
    send(Desk(world), KNOWN, channel="letter", reported_at="2026-11-23 10:35")
    call = Call.objects.get()
    assert call.reported_at == at("2026-11-23 10:35")
    assert call.arrival_due_at == at("2026-11-24 09:05")
    assert Duty.objects.get(clause="G3").state == "met_late"


def test_a_category_changed_by_hand_keeps_its_reason(world: World) -> None:
    send(Desk(world), KNOWN, category="contract", category_override="口头答应过")
    voucher = Call.objects.get().vouchers.get()
    assert (voucher.category, voucher.category_override) == ("contract", "口头答应过")


def test_an_injury_opens_the_assessment(world: World) -> None:
    send(Desk(world), KNOWN, injury="yes")
    assert Duty.objects.filter(clause="D10", state="open").count() == 1


def judged(world: World, language: str = "zh", **query: Any) -> str:
    return Desk(world, language=language, now=at("2026-11-24 10:35")).read(
        "/calls/new/judge", part=True, **query
    )


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"phone": PHONE, "devices": "D000001"}, ["有费", "明天 09:05"]),
        ({"phone": PHONE, "devices": "D000002"}, ["免费", "明天 09:05"]),
        ({"phone": PHONE, "zone": "suburban"}, ["明天 10:05"]),
        ({"phone": PHONE, "reported_at": "2026-11-24 08:30"}, ["今天 16:00"]),
        ({"phone": PHONE, "channel": "walk_in"}, ["到店，没有上门时限"]),
        ({"phone": "13800001234"}, ["明天 09:05", "待人确认"]),
        ({"phone": PHONE, "devices": "D000001", "category": "warranty"}, ["免费", "要写原因"]),
        ({}, ["有费"]),
        ({"reported_at": "2026-02-30", "zone": "x", "channel": "x", "kind": "x"}, ["有费"]),
    ],
)
def test_the_outcome_is_told_while_typing(world: World, query: dict[str, str], told: list[str]) -> None:
    page = judged(world, **query)
    assert [each for each in told if each not in page] == []


def test_the_outcome_speaks_english(world: World) -> None:
    page = judged(world, "en", phone=PHONE, devices="D000002")
    assert "warranty" in page
    assert "tomorrow 09:05" in page


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("due", ["为什么是明天 09:05", "G14", "1 小时 25 分", "午休", "夜间", "6 小时"]),
        ("category", ["为什么是有费", "G1", "2025-09-01"]),
    ],
)
def test_the_outcome_gives_its_reasons(world: World, what: str, told: list[str]) -> None:
    desk = Desk(world, now=at("2026-11-24 10:35"))
    page = desk.read(f"/calls/new/why/{what}", part=True, phone=PHONE, devices="D000001")
    assert [each for each in told if each not in page] == []


def test_there_is_no_other_why(world: World) -> None:
    assert Desk(world).open("/calls/new/why/weather").status_code == 404
    assert Desk(world).open("/calls/new/why/due", channel="walk_in").status_code == 404


def test_earlier_solutions_are_suggested(world: World) -> None:
    write_problem(
        product_model=world.model,
        symptom="扫描中断，报 E-2107",
        cause="机房过热",
        solution="先看空调",
        by=world.clerk,
        at=LONG_AGO,
    )
    desk = Desk(world)
    assert "先看空调" in desk.read("/calls/new/tips", part=True, fault="扫描中断 E-2107", devices="D000001")
    assert desk.read("/calls/new/tips", part=True, fault="漏水").strip() == ""


@pytest.mark.parametrize("who", list(ROLES))
def test_only_who_registers_calls_gets_the_panel(world: World, who: str) -> None:
    desk = Desk(world, who)
    may = reach(frozenset([who]), "call.register") is not None
    for path in ("/calls/new", "/calls/new/caller", "/calls/new/judge", "/calls/new/names"):
        assert (desk.open(path).status_code == 200) is may, path
    assert (send(desk, KNOWN).status_code == 303) is may


def test_a_clerk_registers_for_the_own_branch_only(world: World) -> None:
    answer = Desk(world).send("/calls/new?branch=GZ", **KNOWN)
    assert answer.status_code == 404
    answer = Desk(world, "administrator").send("/calls/new?branch=GZ", **UNKNOWN)
    assert answer.status_code == 303
    assert Call.objects.get().branch_id == world.other.pk
    assert answer["Location"].endswith("&branch=GZ")


def test_the_customers_of_another_branch_stay_unknown(world: World) -> None:
    assert "昆仑" not in caller(Desk(world, "other_clerk"), phone=PHONE)
    assert "昆仑" not in Desk(world, "other_clerk").read("/calls/new/names", part=True, customer_name="昆仑")
    answer = send(Desk(world, "other_clerk"), KNOWN, customer=world.customer.number)
    assert answer.status_code == 422
    assert Call.objects.count() == 0


def test_looking_a_number_up_takes_few_statements(world: World) -> None:
    for place in range(20):
        add_contact(
            customer=world.customer,
            site=None,
            contact=ContactGiven(f"020-1111{place:04d}"),
            by=world.clerk,
            at=LONG_AGO,
        )
        world.register(when=MORNING + timedelta(minutes=place))
    desk = Desk(world, now=MORNING + timedelta(hours=1))
    assert desk.queries("/calls/new/caller", part=True, phone=PHONE) <= 16
    assert desk.queries("/calls/new/judge", part=True, phone=PHONE, devices="D000001") <= 18


def test_the_site_of_the_contact_decides_the_zone(world: World) -> None:
    place = SiteGiven(name="郊区分部", address="远郊 9 号", zone="suburban")
    customer = add_customer(
        name="云梦乡卫生院",
        branch=world.branch,
        by=world.clerk,
        at=LONG_AGO,
        site=place,
        contact=ContactGiven("020-00003000"),
    )
    send(Desk(world), KNOWN, phone="02000003000", devices=[])
    call = Call.objects.get()
    assert (call.customer_id, call.zone) == (customer.pk, "suburban")
