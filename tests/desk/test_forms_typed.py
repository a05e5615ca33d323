"""The desk's forms, value by value: what each field takes, how it is read, and which no it says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from yinuo.desk.forms import (
    customers,
    entry,
    handbook,
    ledger,
    moves,
    people,
    register,
)
from yinuo.lib.words import speaking, w

if TYPE_CHECKING:
    from yinuo.web.forms import Form

SHANGHAI = ZoneInfo("Asia/Shanghai")
SITE = {"address": "蓬莱市东街 1 号"}
CONTACT = {"phone": "020-0000 1286"}
NEW_CUSTOMER = {"name": "昆仑体检中心", "branch": "SH", "address": "东街 1 号"}
DEVICE: dict[str, str] = {}
NEW_DEVICE = {"product_model": "KL-64", "serial": "2309-0052"}
ENTRY = {"phone": "02000001286", "fault": "停机", "injury": "no", "kind": "breakdown", "channel": "telephone"}
AMEND = {
    "found": "滤网积灰",
    "cause": "散热不良",
    "work": "换滤网",
    "spoken_with": "鲁护士长",
    "learned": "十分钟后停机",
    "proposed": "先换滤网",
    "minutes": "45",
    "fee": "0",
    "reason": "工时记错",
}
PERSON = {"name": "鲁", "username": "lu", "password": "fifteen letters!", "roles": ["clerk"]}
ABSENCE = {"starts_at": "2026-11-24 08:30", "ends_at": "2026-11-25 17:30"}


def form(made_as: type[Form], whole: dict[str, Any], changed: dict[str, Any] | None = None) -> Any:
    """A form as a browser sends it: `whole` with some values changed."""
    sent = QueryDict(mutable=True)
    for name, value in {**whole, **(changed or {})}.items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    made = made_as(sent, zone=SHANGHAI)
    if "branch" in made.fields:
        made.offer("branch", [("SH", w("蓬莱", "Penglai")), ("GZ", w("方丈", "Fangzhang"))])
    return made


WHOLE: list[tuple[type[Form], dict[str, Any]]] = [
    (customers.SiteForm, SITE),
    (customers.ContactForm, CONTACT),
    (customers.CustomerForm, {"name": "昆仑体检中心"}),
    (customers.NewCustomer, NEW_CUSTOMER),
    (customers.DeviceForm, DEVICE),
    (customers.NewDevice, NEW_DEVICE),
    (entry.Entry, ENTRY),
    (handbook.Entry, {"symptom": "停机", "solution": "换滤网"}),
    (ledger.Range, {}),
    (register.Filter, {}),
    (moves.Nothing, {}),
    (moves.Note, {}),
    (moves.Reason, {"reason": "不用了"}),
    (moves.LaterTime, {"due_at": "2026-11-26 10:00", "asked_by": "鲁护士长"}),
    (moves.ByTelephone, {"solution": "重启网关", "customers_word": "好了"}),
    (moves.DuplicateOf, {"of": "SH-20261124-0001"}),
    (moves.Cancel, {"reason": "客户自己修好"}),
    (moves.ConfirmZone, {"zone": "urban"}),
    (moves.ChangeCategory, {"category": "paid", "reason": "合同已到期"}),
    (moves.Solution, {"solution": "换板"}),
    (moves.Assessment, {"assessment": "无伤害"}),
    (moves.Amend, AMEND),
    (moves.ToHandbook, {"symptom": "停机", "solution": "换滤网"}),
    (people.NewPerson, {**PERSON, "branch": "SH"}),
    (people.NewAbsence, ABSENCE),
]
NEEDED = [
    (kind, whole, name)
    for kind, whole in WHOLE
    for name, field in kind.base_fields.items()
    if field.required and name in whole and name != "password"
]
OPTIONAL = [
    (kind, whole, name)
    for kind, whole in WHOLE
    for name, field in kind.base_fields.items()
    if not field.required and name != "devices"
]


@pytest.mark.parametrize(("kind", "whole"), WHOLE)
def test_what_is_needed_is_enough(kind: type[Form], whole: dict[str, Any]) -> None:
    made = form(kind, whole)
    assert made.errors == {}
    assert (made.status, made.first_refused) == (200, "")


@pytest.mark.parametrize(("kind", "whole", "name"), NEEDED)
@pytest.mark.parametrize("empty", ["", " ", "\t\r\n", "\u3000"])
def test_what_is_needed_may_not_be_empty(
    kind: type[Form], whole: dict[str, Any], name: str, empty: str
) -> None:
    made = form(kind, whole, {name: empty})
    assert list(made.errors) == [name]
    assert (made.status, made.first_refused) == (422, name)


@pytest.mark.parametrize(("kind", "whole", "name"), OPTIONAL)
def test_what_may_be_left_out_may_come_empty(kind: type[Form], whole: dict[str, Any], name: str) -> None:
    assert form(kind, whole, {name: ""}).errors == {}


BAD: list[tuple[type[Form], dict[str, Any], str, str, str]] = [
    (customers.SiteForm, SITE, "name", "x" * 81, "too_long"),
    (customers.SiteForm, SITE, "address", "x" * 201, "too_long"),
    (customers.SiteForm, SITE, "district", "x" * 41, "too_long"),
    (customers.SiteForm, SITE, "zone", "moon", "no_choice"),
    (customers.SiteForm, SITE, "zone", "URBAN", "no_choice"),
    (customers.SiteForm, SITE, "latitude", "90.000001", "too_large"),
    (customers.SiteForm, SITE, "latitude", "-90.1", "too_small"),
    (customers.SiteForm, SITE, "latitude", "31.1234567", "too_fine"),
    (customers.SiteForm, SITE, "latitude", "31° 13'", "not_a_number"),
    (customers.SiteForm, SITE, "longitude", "180.5", "too_large"),
    (customers.SiteForm, SITE, "longitude", "-181", "too_small"),
    (customers.SiteForm, SITE, "longitude", "1e2", "not_a_number"),
    (customers.ContactForm, CONTACT, "phone", "54321", "not_a_number"),
    (customers.ContactForm, CONTACT, "phone", "1380000000", "not_a_number"),
    (customers.ContactForm, CONTACT, "phone", "020-0000 1286 ext 3", "not_a_number"),
    (customers.ContactForm, CONTACT, "phone", "0" * 41, "too_long"),
    (customers.ContactForm, CONTACT, "contact_name", "x" * 81, "too_long"),
    (customers.ContactForm, CONTACT, "post", "x" * 41, "too_long"),
    (customers.ContactForm, CONTACT, "site", "1", "no_choice"),
    (customers.CustomerForm, {"name": "x"}, "name", "x" * 121, "too_long"),
    (customers.CustomerForm, {"name": "x"}, "credit_code", "9" * 19, "too_long"),
    (customers.CustomerForm, {"name": "x"}, "note", "x" * 2001, "too_long"),
    (customers.NewCustomer, NEW_CUSTOMER, "branch", "XX", "no_choice"),
    (customers.NewCustomer, NEW_CUSTOMER, "branch", "sh", "no_choice"),
    (customers.NewCustomer, NEW_CUSTOMER, "phone", "abc", "not_a_number"),
    (customers.DeviceForm, DEVICE, "udi", "x" * 121, "too_long"),
    (customers.DeviceForm, DEVICE, "software_version", "x" * 41, "too_long"),
    (customers.DeviceForm, DEVICE, "installed_on", "2026-02-30", "invalid"),
    (customers.DeviceForm, DEVICE, "installed_on", "1989-12-31", "invalid"),
    (customers.DeviceForm, DEVICE, "warranty_until", "2101-01-01", "invalid"),
    (customers.DeviceForm, DEVICE, "warranty_until", "someday", "invalid"),
    (customers.NewDevice, NEW_DEVICE, "product_model", "x" * 41, "too_long"),
    (customers.NewDevice, NEW_DEVICE, "serial", "x" * 61, "too_long"),
    (customers.NewDevice, NEW_DEVICE, "site", "0", "no_choice"),
    (entry.Entry, ENTRY, "fault", "x" * 2001, "too_long"),
    (entry.Entry, ENTRY, "injury", "maybe", "no_choice"),
    (entry.Entry, ENTRY, "kind", "war", "no_choice"),
    (entry.Entry, ENTRY, "channel", "portal", "no_choice"),
    (entry.Entry, ENTRY, "channel", "api", "no_choice"),
    (entry.Entry, ENTRY, "zone", "suburb", "no_choice"),
    (entry.Entry, ENTRY, "category", "free", "no_choice"),
    (entry.Entry, ENTRY, "reported_at", "10:35", "invalid"),
    (entry.Entry, ENTRY, "reported_at", "2026-11-24 24:00", "invalid"),
    (entry.Entry, ENTRY, "devices", "D999999", "no_choice"),
    (handbook.Entry, {"symptom": "x", "solution": "y"}, "symptom", "x" * 401, "too_long"),
    (handbook.Entry, {"symptom": "x", "solution": "y"}, "cause", "x" * 1001, "too_long"),
    (handbook.Entry, {"symptom": "x", "solution": "y"}, "solution", "x" * 4001, "too_long"),
    (ledger.Range, {}, "since", "2026-13-01", "invalid"),
    (ledger.Range, {}, "person", "x" * 41, "too_long"),
    (register.Filter, {}, "q", "x" * 81, "too_long"),
    (register.Filter, {}, "state", "lost", "no_choice"),
    (register.Filter, {}, "kind", "BREAKDOWN", "no_choice"),
    (register.Filter, {}, "day", "yesterday", "invalid"),
    (moves.LaterTime, {"due_at": "2026-11-26 10:00", "asked_by": "鲁"}, "due_at", "2026-11-26", "invalid"),
    (
        moves.LaterTime,
        {"due_at": "2026-11-26 10:00", "asked_by": "鲁"},
        "due_at",
        "2026-11-26 10:60",
        "invalid",
    ),
    (moves.Amend, AMEND, "minutes", "-1", "too_small"),
    (moves.Amend, AMEND, "minutes", "6001", "too_large"),
    (moves.Amend, AMEND, "minutes", "4.5", "too_fine"),
    (moves.Amend, AMEND, "fee", "-0.01", "too_small"),
    (moves.Amend, AMEND, "fee", "10000000.01", "too_large"),
    (moves.Amend, AMEND, "fee", "1.005", "too_fine"),
    (moves.Amend, AMEND, "fee", "about 50", "not_a_number"),
    (people.NewPerson, PERSON, "branch", "XX", "no_choice"),
    (people.NewPerson, PERSON, "roles", "king", "no_choice"),
    (people.NewPerson, PERSON, "username", "x" * 41, "too_long"),
    (people.NewAbsence, ABSENCE, "starts_at", "2026-11-31 08:30", "invalid"),
    (people.NewAbsence, ABSENCE, "reason", "x" * 81, "too_long"),
    (people.NewAbsence, ABSENCE, "substitute", "somebody", "no_choice"),
]


@pytest.mark.parametrize(("kind", "whole", "name", "value", "code"), BAD)
def test_a_bad_value_is_refused_at_its_field(
    kind: type[Form], whole: dict[str, Any], name: str, value: str, code: str
) -> None:
    made = form(kind, whole, {name: value})
    assert {field: [one.code for one in found] for field, found in made.errors.as_data().items()} == {
        name: [code]
    }
    said = {}
    for language in ("zh", "en"):
        with speaking(language):
            said[language] = str(made.errors[name][0])
    assert said["zh"] != said["en"]
    assert "{" not in said["zh"] + said["en"]


@pytest.mark.parametrize(
    ("kind", "whole", "name", "typed", "read"),
    [
        (customers.SiteForm, SITE, "address", " 东街 1 号 ", "东街 1 号"),
        (customers.ContactForm, CONTACT, "phone", "０２０－００００ １２８６", "02000001286"),
        (customers.ContactForm, CONTACT, "phone", "+86 138 0000 0000", "13800000000"),
        (customers.ContactForm, CONTACT, "phone", "400-000-0000", "4000000000"),
        (customers.DeviceForm, DEVICE, "installed_on", "2026年1月5日", date(2026, 1, 5)),
        (customers.DeviceForm, DEVICE, "installed_on", "２０２６/1/5", date(2026, 1, 5)),
        (entry.Entry, ENTRY, "reported_at", "2026-11-24 00:00", datetime(2026, 11, 23, 16, 0, tzinfo=UTC)),
        (
            entry.Entry,
            ENTRY,
            "reported_at",
            "2026/11/24T23:59:59",
            datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC),
        ),
        (entry.Entry, ENTRY, "fault", "一\r\n二\r三", "一\n二\n三"),
        (moves.Amend, AMEND, "minutes", "６０", 60),
        (moves.Amend, AMEND, "minutes", "6,000", 6000),
        (moves.Amend, AMEND, "fee", "¥1,200.5", Decimal("1200.50")),
        (moves.Amend, AMEND, "fee", "50 元", Decimal("50.00")),
        (moves.Cancel, {"reason": "x"}, "confirmed", "on", True),
        (moves.Cancel, {"reason": "x"}, "confirmed", "false", False),
    ],
)
def test_a_value_is_read_however_it_was_typed(
    kind: type[Form], whole: dict[str, Any], name: str, typed: str, read: Any
) -> None:
    made = form(kind, whole, {name: typed})
    assert made.is_valid(), made.errors
    assert made.cleaned_data[name] == read
