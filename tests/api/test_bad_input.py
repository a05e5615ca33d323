"""What is wrong in a request is answered with a 4xx in words that names the field, and nothing is written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.conftest import CALL
from tests.api.writes import NAMED, Write
from yinuo.calls.models import Call
from yinuo.customers.models import Customer
from yinuo.journal.models import Answer

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.api.conftest import Machine, Machines

pytestmark = pytest.mark.django_db

DEEP = b'{"fault": ' + b"[" * 10_000 + b"]" * 10_000 + b"}"
LONG = "长" * 5000
HUGE = 10**38
BODIES: dict[str, tuple[bytes, int, str]] = {
    "no JSON": (b"fault=x", 400, "malformed_json"),
    "half a JSON": (b'{"fault": "x"', 400, "malformed_json"),
    "two of them": (b"{} {}", 400, "malformed_json"),
    "a byte order mark": (b'\xef\xbb\xbf{"fault": "x"}', 400, "malformed_json"),
    "no UTF-8": (b'{"fault": "\xff\xfe"}', 400, "malformed_json"),
    "UTF-16": ('{"fault": "x"}'.encode("utf-16"), 400, "malformed_json"),
    "NaN": (b'{"expected_cost": NaN}', 400, "malformed_json"),
    "infinity": (b'{"expected_cost": -Infinity}', 400, "malformed_json"),
    "an exponent without end": (b'{"expected_cost": 1e999999}', 400, "malformed_json"),
    "a number of 5,000 digits": (b'{"expected_cost": ' + b"9" * 5000 + b"}", 400, "malformed_json"),
    "a fraction of 5,000 digits": (b'{"expected_cost": 0.' + b"9" * 5000 + b"}", 400, "malformed_json"),
    "10,000 deep": (DEEP, 400, "nested_too_deeply"),
    "30 deep": (b'{"fault": ' + b"[" * 30 + b"]" * 30 + b"}", 400, "nested_too_deeply"),
    "a key twice": (b'{"fault": "x", "fault": "y"}', 400, "key_twice"),
    "a raw control character": (b'{"fault": "a\x00b"}', 400, "malformed_json"),
    "NUL": (rb'{"fault": "a\u0000b"}', 422, "unkeepable_text"),
    "a lone surrogate": (rb'{"fault": "a\ud800b"}', 422, "unkeepable_text"),
    "NUL in a key": (rb'{"fa\u0000ult": "x"}', 422, "unkeepable_text"),
    "a list": (b"[]", 422, "invalid"),
    "a text": (b'"x"', 422, "invalid"),
    "a number": (b"7", 422, "invalid"),
    "null": (b"null", 422, "invalid"),
}


def refused(answer: HttpResponse, status: int, code: str | None = None) -> dict[str, Any]:
    """Check that an answer is a problem in words, and return it."""
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert set(told) == {"type", "title", "status", "detail", "code", "fields", "difference"}
    assert told["status"] == status
    assert told["detail"]
    if code:
        assert told["code"] == code
    return told


@pytest.mark.parametrize("name", NAMED)
def test_a_body_that_is_none_is_refused_everywhere(machine: Machines, name: str) -> None:
    client = machine(NAMED[name].who)
    for raw, status, code in BODIES.values():
        refused(send(client, NAMED[name], raw=raw), status, code)
    assert not Answer.objects.exists()


def send(client: Machine, write: Write, **told: Any) -> HttpResponse:
    version = 1 if write.changes else None
    return client.send(write.path, method=write.method, version=version, **told)


@pytest.mark.parametrize("name", NAMED)
def test_an_unknown_field_and_another_media_type_are_refused(machine: Machines, name: str) -> None:
    write, client = NAMED[name], machine(NAMED[name].who, language="en")
    told = refused(send(client, write, content={**write.body, "colour": "red"}), 422)
    assert told["fields"] == {"colour": "there is no such field"}
    body = json.dumps(write.body).encode() or b"{}"
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml", "application/json5"):
        refused(send(client, write, raw=body, content_type=kind), 415, "wrong_media_type")


WRONG: dict[type, list[Any]] = {
    str: [7, True, {"a": 1}, ["x"], "x" * 70_000],
    bool: ["yes", 1, None],
    int: ["7", 1.5, HUGE, True],
    float: ["x", HUGE, True],
    list: [7, "x", {}],
    dict: [7, "x", []],
}


@pytest.mark.parametrize("name", NAMED)
def test_a_wrong_value_names_its_field(machine: Machines, name: str) -> None:
    write, client = NAMED[name], machine(NAMED[name].who)
    for field, good in write.body.items():
        for value in WRONG[type(good)][1 if field == "fee" else 0 :]:
            told = refused(send(client, write, content={**write.body, field: value}), 422, "invalid")
            assert any(named.split(".")[0] == field for named in told["fields"]), (field, value, told)
    assert not Answer.objects.exists()


REGISTER: list[tuple[str, Any, str]] = [
    ("branch", "XX", "branch"),
    ("customer", "C999999", ""),
    ("phone", "1" * 25, "phone"),
    ("address", "街" * 201, "address"),
    ("district", "区" * 41, "district"),
    ("zone", "moon", "zone"),
    ("product_model", "m" * 41, "product_model"),
    ("serial", "s" * 61, "serial"),
    ("department", "科" * 81, "department"),
    ("contact_name", "人" * 81, "contact_name"),
    ("customer_name", "名" * 121, "customer_name"),
    ("kind", "dancing", "kind"),
    ("fault", "", "fault"),
    ("fault", "   ", "fault"),
    ("fault", LONG, "fault"),
    ("channel", "pigeon", "channel"),
    ("injury", "maybe", "injury"),
    ("category", "admin", "category"),
    ("category", "paid", "category_override"),
    ("category_override", "因" * 401, "category_override"),
    ("expected_cost", -1, "expected_cost"),
    ("expected_cost", "1.234", "expected_cost"),
    ("expected_cost", 10**12, "expected_cost"),
    ("expected_cost", "NaN", "expected_cost"),
    ("expected_cost", "Infinity", "expected_cost"),
    ("expected_cost", "1e5000", "expected_cost"),
    ("reported_at", "2026-11-24T08:50:00", "reported_at"),
    ("reported_at", "2026-11-24", "reported_at"),
    ("reported_at", "2026-02-30T08:00:00+08:00", "reported_at"),
    ("reported_at", "2026-11-24T25:00:00+08:00", "reported_at"),
    ("reported_at", "2026-11-24T08:50:00+99:00", "reported_at"),
    ("reported_at", "0001-01-01T00:00:00+14:00", "reported_at"),
    ("reported_at", "9999-12-31T23:59:59-14:00", "reported_at"),
    ("reported_at", "1999-12-31T00:00:00+08:00", "reported_at"),
    ("reported_at", "1764000000", "reported_at"),
    ("reported_at", 1764000000, "reported_at"),
    ("reported_at", "yesterday", "reported_at"),
    ("reported_at", "", "reported_at"),
    ("reported_at", "2027-01-01T00:00:00+08:00", "reported_at"),
    ("injury_learned_at", "2027-01-01T00:00:00+08:00", "injury_learned_at"),
    ("devices", [{}] * 21, "devices"),
    ("devices", [{"serial": 5}], "devices.0.serial"),
    ("devices", [{"colour": "red"}], "devices.0.colour"),
    ("devices", [{"number": "D999999"}], ""),
    ("devices", ["D000001"], "devices.0"),
]


@pytest.mark.parametrize(("field", "value", "named"), REGISTER)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_call_with_a_wrong_value_is_not_registered(
    machine: Machines, field: str, value: Any, named: str, language: str
) -> None:
    clerk = machine("clerk", language=language)
    before = Customer.objects.count()
    content = {**CALL, field: value}
    if field == "devices":
        content = {name: each for name, each in content.items() if name not in ("product_model", "serial")}
    told = refused(clerk.send("/calls", content), 422 if named else 404)
    if named:
        assert named in told["fields"]
        chinese = any("\u4e00" <= char <= "\u9fff" for char in told["fields"][named])
        assert chinese == (language == "zh")
    assert (Call.objects.count(), Customer.objects.count()) == (0, before)


def test_devices_are_told_in_one_place(clerk: Machine) -> None:
    told = refused(clerk.send("/calls", {**CALL, "devices": [{"product_model": "KL-64"}]}), 422)
    assert told["code"] == "devices_twice"


@pytest.mark.parametrize("missing", ["fault", "customer_name"])
def test_what_is_needed_is_named(clerk: Machine, missing: str) -> None:
    told = refused(clerk.send("/calls", {key: value for key, value in CALL.items() if key != missing}), 422)
    assert missing in told["fields"]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/calls", {"limit": "0"}),
        ("/calls", {"limit": "201"}),
        ("/calls", {"limit": "x"}),
        ("/calls", {"limit": "9" * 5000}),
        ("/calls", {"cursor": "garbage"}),
        ("/calls", {"cursor": "x" * 500}),
        ("/calls", {"status": "lost"}),
        ("/calls", {"day": "2026-02-30"}),
        ("/calls", {"day": "today"}),
        ("/calls", {"due_before": "2026-11-24T10:00:00"}),
        ("/calls", {"q": "长" * 81}),
        ("/calls", {"q": "a\x00b"}),
        ("/calls", {"branch": "a\x00"}),
        ("/calls", {"statu": "open"}),
        ("/calls.csv", {"status": "lost"}),
        ("/duties", {"state": "lost"}),
        ("/duties", {"owner": "x" * 41}),
        ("/duties", {"cursor": "e30"}),
        ("/customers", {"limit": "-1"}),
        ("/devices", {"q": "\x00"}),
        ("/ledger", {"since": "2026-11-25T00:00:00+08:00", "until": "2026-11-24T00:00:00+08:00"}),
        ("/ledger", {"since": "never"}),
        ("/handbook/suggestions", {}),
        ("/handbook/suggestions", {"fault": "x"}),
        ("/lookup", {}),
        ("/lookup", {"phone": "12"}),
        ("/policy", {"version": "0"}),
        ("/policy", {"version": "9" * 30}),
        ("/technicians", {"call": "x" * 41}),
        ("/journal", {"subject": "x" * 91}),
        ("/me", {"who": "admin"}),
    ],
)
def test_a_wrong_question_is_refused(machine: Machines, path: str, query: dict[str, str]) -> None:
    told = refused(machine("supervisor").get(path, **query), 422)
    assert told["fields"]


@pytest.mark.parametrize(
    "path",
    [
        "/calls/%00",
        "/calls/%20",
        "/calls/" + "x" * 65,
        "/calls/%ED%A0%80",
        "/vouchers/%00",
        "/vouchers/none",
        "/customers/none",
        "/devices/%0A",
        "/files/0",
        "/files/-1",
        "/files/x",
        "/files/" + "9" * 40,
        "/branches/%00/days/2026-11-24",
        "/branches/XX/days/2026-11-24",
        "/journal/none",
        "/nothing",
        "/calls/SH-1/dance",
        "/",
    ],
)
def test_an_address_that_names_nothing_is_not_found(clerk: Machine, path: str) -> None:
    told = refused(clerk.client.get("/api/v1" + path, headers=clerk.headers), 404)
    assert told["code"] == "not_found"


@pytest.mark.parametrize("day", ["2026-02-30", "20261124", "tomorrow", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_told_so(clerk: Machine, day: str) -> None:
    refused(clerk.get(f"/branches/SH/days/{day}"), 422)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/calls"),
        ("PUT", "/calls/SH-20261124-0001"),
        ("GET", "/calls/judge/x"),
        ("PATCH", "/vouchers/x/accept"),
        ("GET", "/vouchers/x/accept"),
        ("POST", "/me"),
    ],
)
def test_a_method_that_is_not_taken(clerk: Machine, method: str, path: str) -> None:
    answer = clerk.send(path, {}, method=method)
    if path == "/calls/judge/x":
        refused(answer, 404)
        return
    refused(answer, 405, "method_not_allowed")
    assert answer["Allow"]


def test_a_body_without_end_is_too_large(clerk: Machine) -> None:
    body = b'{"fault": "' + b"x" * (13 * 1024 * 1024) + b'"}'
    refused(clerk.send("/calls", raw=body), 413, "too_large")


def test_a_great_many_form_fields_are_refused(machine: Machines) -> None:
    technician = machine("technician")
    fields = {f"f{number}": "x" for number in range(600)}
    answer = technician.upload("/vouchers/SH-20261124-0001-1/files", fields)
    assert 400 <= answer.status_code < 500
    assert answer["Content-Type"] == "application/problem+json"
