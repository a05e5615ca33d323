"""The customer's file: found by name, pinyin and telephone; one page of everything; added to and changed safely."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal

import pytest

from tests.desk.sitting import Desk, words
from tests.world import LONG_AGO, MORNING, World
from yinuo.agreements.commands import add_contract
from yinuo.customers.commands import ContactGiven, SiteGiven, add_customer
from yinuo.customers.models import Contact, Customer, Site
from yinuo.desk.queries import customers as queries
from yinuo.devices.models import Device, ProductModel
from yinuo.journal import audit

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def address(world: World, rest: str = "") -> str:
    return f"/customers/{world.customer.number}{rest}"


def many(world: World, count: int) -> None:
    """Add customers whose names sort in their order."""
    for place in range(count):
        add_customer(
            name=f"瀛洲医院 {place:03d}",
            branch=world.branch,
            by=world.clerk,
            at=LONG_AGO,
            site=SiteGiven(address=f"南街 {place} 号"),
            contact=ContactGiven(phone=f"020-0000 {2000 + place}", name="颜"),
        )


def listed(text: str) -> list[str]:
    return re.findall(r'data-href="/customers/([^"]+)"', text)


@pytest.mark.parametrize("typed", ["昆仑", "kun lun", "1286", "020-0000 1286", "  昆仑体检中心  ", "c000001"])
def test_a_customer_is_found_by_name_pinyin_telephone_and_number(
    desk: Desk, world: World, typed: str
) -> None:
    many(world, 3)
    assert listed(desk.open("/customers/", q=typed).content.decode()) == [world.customer.number]


@pytest.mark.parametrize("typed", ["没有的", "999999999", "%", "_", "'; drop table", "\x00", "x" * 500])
def test_nobody_is_found_by_nonsense(desk: Desk, typed: str) -> None:
    answer = desk.open("/customers/", q=typed)
    assert answer.status_code == 200
    assert listed(answer.content.decode()) == [] or typed == "\x00"


def test_the_list_says_address_contact_devices_and_what_is_open(desk: Desk, world: World) -> None:
    world.register()
    text = desk.read("/customers/")
    for wanted in ("C000001", "昆仑体检中心", "蓬莱市东街 1 号", "鲁护士长", "020-0000 1286"):
        assert wanted in text
    page = desk.open("/customers/").content.decode()
    assert '<td class="y-minor y-num">2</td>' in page
    assert "<b>1</b>" in page


def test_pages_follow_one_another_without_gaps(desk: Desk, world: World) -> None:
    many(world, 2 * queries.PAGE + 5)
    seen: list[str] = []
    query: dict[str, str] = {}
    for _page in range(4):
        page = desk.open("/customers/", part=True, **query).content.decode()
        seen += listed(page)
        found = re.search(r"after=(C\d+)", page)
        if not found:
            break
        query = {"after": found.group(1)}
    assert len(seen) == len(set(seen)) == 2 * queries.PAGE + 6


def test_htmx_gets_the_rows_alone(desk: Desk) -> None:
    page = desk.open("/customers/", part=True, q="昆仑").content.decode()
    assert page.lstrip().startswith("<tr")


def test_the_list_costs_the_same_with_many_rows(desk: Desk, world: World) -> None:
    few = desk.queries("/customers/")
    many(world, 49)
    assert desk.queries("/customers/") == few


def test_one_page_holds_everything_of_a_customer(desk: Desk, world: World) -> None:
    call = world.register()
    add_contract(
        number="BY-7",
        customer=world.customer,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        devices=[world.device],
        visits=4,
        by=world.clerk,
        at=LONG_AGO,
    )
    text = desk.read(address(world))
    for wanted in (
        "市区本部",
        "市区",
        "鲁护士长",
        "放射科",
        "2309-0052",
        "2309-0053",
        call.number,
        "BY-7",
        "余 4 次",
    ):
        assert wanted in text
    assert "合同 保养合同 BY-7 到 2026-12-31，余 4 次。" in text
    assert "免费 保修到 2027-09-01，2026-11-24 在内。" in text


def test_the_page_is_english_for_who_wants_it(world: World) -> None:
    text = Desk(world, language="en").read(address(world))
    assert "Warranty runs until 2027-09-01; 2026-11-24 is within it." in text
    assert "They have not called yet." in text
    assert "no contract" in text


def test_the_page_costs_the_same_with_much_on_it(desk: Desk, world: World) -> None:
    world.register()
    few = desk.queries(address(world))
    for place in range(12):
        world.register()
        number = f"D9{place:05d}"
        Device.objects.create(
            number=number, product_model=world.model, customer=world.customer, serial=number
        )
        Contact.objects.create(customer=world.customer, phone=f"02000003{place:03d}")
    assert desk.queries(address(world)) == few


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("clerk", 200),
        ("technician", 200),
        ("other_clerk", 404),
        ("salesperson", 200),
        ("auditor", 200),
        ("administrator", 200),
    ],
)
def test_a_file_is_for_those_who_may_see_it(world: World, who: str, status: int) -> None:
    assert Desk(world, who).open(address(world)).status_code == status


def test_calls_stay_hidden_from_those_who_see_none(world: World) -> None:
    call = world.register()
    text = Desk(world, "salesperson").read(address(world))
    assert call.number not in text
    assert "叫修 最近" not in text


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("clerk", True),
        ("supervisor", True),
        ("technician", False),
        ("auditor", False),
        ("administrator", True),
    ],
)
def test_what_changes_a_customer_is_for_those_who_may(world: World, who: str, may: bool) -> None:
    desk = Desk(world, who)
    page = desk.open(address(world)).content.decode()
    for rest in ("/edit", "/sites/new", "/contacts/new", "/devices/new"):
        assert (address(world, rest) in page) is may
        assert desk.open(address(world, rest)).status_code == (200 if may else 403)
        assert desk.send(address(world, rest), version=1).status_code == (422 if may else 403)


def test_a_customer_is_added_with_site_and_contact(desk: Desk) -> None:
    answer = desk.send(
        "/customers/new",
        name="方壶医院",
        branch="SH",
        address="方壶路 3 号",
        district="东区",
        zone="suburban",
        phone="020-0000 3333",
        contact_name="白主任",
        department="超声科",
    )
    added = Customer.objects.get(name="方壶医院")
    assert (answer.status_code, answer.url) == (303, f"/customers/{added.number}")
    assert added.name_key == "fang hu yi yuan"
    assert Site.objects.get(customer=added).zone == "suburban"
    assert Contact.objects.get(customer=added).phone == "02000003333"
    assert list(audit.verify()) == []


def test_a_double_click_adds_one(desk: Desk) -> None:
    sent = {"name": "方壶医院", "branch": "SH", "address": "方壶路 3 号"}
    answers = [desk.send("/customers/new", key="33333333-cccc", **sent) for _each in range(3)]
    assert {answer.url for answer in answers} == {"/customers/C000002"}
    assert Customer.objects.filter(name="方壶医院").count() == 1


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ({"name": ""}, "这一栏要填"),
        ({"name": "x" * 121}, "最多 120 个字"),
        ({"address": " "}, "这一栏要填"),
        ({"branch": "GZ"}, "没有这个选项"),
        ({"zone": "moon"}, "没有这个选项"),
        ({"phone": "12"}, "位"),
        ({"credit_code": "9" * 19}, "最多 18 个字"),
    ],
)
def test_a_customer_that_cannot_be_is_refused_and_stays_typed(
    desk: Desk, sent: dict[str, str], wanted: str
) -> None:
    given = {"name": "方壶医院", "branch": "SH", "address": "方壶路 3 号", "district": "留着的区", **sent}
    answer = desk.send("/customers/new", **given)
    assert answer.status_code == 422
    assert wanted in words(answer)
    assert 'value="留着的区"' in answer.content.decode()
    assert Customer.objects.count() == 1


def test_editing_writes_the_journal_and_sorts_anew(desk: Desk, world: World) -> None:
    answer = desk.send(address(world, "/edit"), name="昆仑医院", credit_code="91", note="周三休息", version=1)
    assert answer.status_code == 303
    world.customer.refresh_from_db()
    assert (world.customer.name_key, world.customer.note, world.customer.version) == (
        "kun lun yi yuan",
        "周三休息",
        2,
    )
    assert list(audit.verify()) == []


def test_who_edits_what_another_changed_sees_both_values_and_decides(desk: Desk, world: World) -> None:
    desk.send(address(world, "/edit"), name="昆仑医院", note="", version=1)
    late = Desk(world, "supervisor")
    answer = late.send(address(world, "/edit"), name="昆仑体检", note="", version=1)
    assert answer.status_code == 409
    text = words(answer)
    assert "客户名称 现在是 昆仑医院 您写的 昆仑体检" in text
    world.customer.refresh_from_db()
    assert world.customer.name == "昆仑医院"
    assert late.send(address(world, "/edit"), name="昆仑体检", note="", version=2).status_code == 303


@pytest.mark.parametrize(("version", "status"), [("", 422), ("x", 422), ("-1", 422), ("0", 409), ("99", 409)])
def test_a_version_is_needed(desk: Desk, world: World, version: str, status: int) -> None:
    assert desk.send(address(world, "/edit"), name="昆仑医院", version=version).status_code == status
    world.customer.refresh_from_db()
    assert world.customer.name == "昆仑体检中心"


def test_a_site_is_added_with_its_zone_and_position(desk: Desk, world: World) -> None:
    sent = {
        "name": "西院",
        "address": "西街 9 号",
        "zone": "urban",
        "latitude": "31.23",
        "longitude": "121.47",
    }
    assert desk.send(address(world, "/sites/new"), **sent).status_code == 303
    site = Site.objects.get(name="西院")
    assert (site.zone, site.latitude, site.longitude) == (
        "urban",
        Decimal("31.230000"),
        Decimal("121.470000"),
    )
    assert "西院" in desk.read(address(world))


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ({"latitude": "31"}, "纬度和经度要一起填"),
        ({"latitude": "91", "longitude": "0"}, "90"),
        ({"latitude": "x", "longitude": "0"}, "数"),
        ({"latitude": "NaN", "longitude": "0"}, "数"),
        ({"address": ""}, "这一栏要填"),
    ],
)
def test_half_a_position_is_none(desk: Desk, world: World, sent: dict[str, str], wanted: str) -> None:
    answer = desk.send(address(world, "/sites/new"), **{"address": "西街 9 号", **sent})
    assert answer.status_code == 422
    assert wanted in words(answer)
    assert Site.objects.count() == 1


def test_a_contact_is_added_to_a_site(desk: Desk, world: World) -> None:
    site = world.customer.sites.get()
    sent = {"phone": "020-0000 4444", "contact_name": "秦可", "post": "技师", "site": site.pk}
    assert desk.send(address(world, "/contacts/new"), **sent).status_code == 303
    contact = Contact.objects.get(phone="02000004444")
    assert (contact.name, contact.post, contact.site_id) == ("秦可", "技师", site.pk)


def test_a_site_of_another_customer_is_no_choice(desk: Desk, world: World) -> None:
    many(world, 1)
    foreign = Site.objects.exclude(customer=world.customer).get()
    answer = desk.send(address(world, "/contacts/new"), phone="020-0000 4444", site=foreign.pk)
    assert answer.status_code == 422
    assert "没有这个选项" in words(answer)


def test_a_device_is_added_and_its_page_opens(desk: Desk, world: World) -> None:
    sent = {"product_model": "kl-64", "serial": "77", "department": "急诊", "warranty_until": "2027-01-01"}
    answer = desk.send(address(world, "/devices/new"), **sent)
    device = Device.objects.get(serial="77")
    assert (answer.status_code, answer.url) == (303, f"/devices/{device.number}")
    assert device.product_model == world.model


def test_a_model_met_for_the_first_time_is_made_on_the_spot(desk: Desk, world: World) -> None:
    desk.send(address(world, "/devices/new"), product_model="NEU-1", serial="1")
    assert ProductModel.objects.filter(code="NEU-1").exists()


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ({"serial": "2309-0052"}, "这个机型已经有序号 2309-0052。"),
        ({"serial": ""}, "这一栏要填"),
        ({"installed_on": "2026-05-01", "warranty_until": "2026-04-01"}, "保修不能在安装之前结束"),
        ({"installed_on": "2026-02-30"}, "日"),
    ],
)
def test_a_device_that_cannot_be_is_refused(
    desk: Desk, world: World, sent: dict[str, str], wanted: str
) -> None:
    answer = desk.send(address(world, "/devices/new"), **{"product_model": "KL-64", "serial": "77", **sent})
    assert answer.status_code == 422
    assert wanted in words(answer)
    assert Device.objects.count() == 2


def test_customers_are_exported_as_they_are_looked_at(desk: Desk, world: World) -> None:
    many(world, 3)
    answer = desk.open("/customers/export.csv", q="瀛洲")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == ["瀛洲医院 000", "瀛洲医院 001", "瀛洲医院 002"]
    assert desk.open("/customers/export.xlsx").status_code == 200
    assert Desk(world, "technician").open("/customers/export.csv").status_code == 403


@pytest.mark.parametrize("number", ["C999999", "c000001", "../", "%00"])
def test_a_customer_that_is_not_there_is_not_found(desk: Desk, number: str) -> None:
    assert desk.open(f"/customers/{number}").status_code == 404


def test_the_keys_of_the_page_are_told_and_nothing_is_inline(desk: Desk, world: World) -> None:
    for path in ("/customers/", "/customers/new", address(world), address(world, "/edit")):
        page = desk.open(path).content.decode()
        assert " style=" not in page
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
    assert 'data-key="n"' in desk.open("/customers/").content.decode()


def test_the_moment_of_a_page_is_the_branch_s(world: World) -> None:
    covered = queries.with_cover([world.second], date(2027, 9, 2), MORNING)[0]
    assert covered.cover.category == "paid"
