"""The description: OpenAPI 3.1 that says everything, answers that keep to it, a page that works under the policy."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.staticfiles import finders

from tests.api.conftest import CALL, RECORD
from tests.api.test_files import upload
from tests.api.writes import NAMED, PLAN
from yinuo.web.security import CONTENT_SECURITY_POLICY

if TYPE_CHECKING:
    from tests.api.conftest import Machine, Machines

pytestmark = pytest.mark.django_db
NAMES = """
/calls /calls/{number} /calls/{number}/approve /calls/{number}/dispatch /calls/{number}/agree-time
/calls/{number}/solve-remotely /calls/{number}/duplicate /calls/{number}/cancel /calls/{number}/file
/vouchers/{number} /vouchers/{number}/accept /vouchers/{number}/decline /vouchers/{number}/set-out
/vouchers/{number}/arrive /vouchers/{number}/record /vouchers/{number}/escalate /vouchers/{number}/sign
/vouchers/{number}/code /vouchers/{number}/leave /vouchers/{number}/amend /vouchers/{number}/files /customers /devices /technicians
/branches /branches/{code}/days/{day}/close /duties /duties/{key}/excuse /journal
""".split()


@pytest.fixture
def described(machine: Machines) -> dict[str, Any]:
    answer = machine(None).get("/openapi.json")
    assert answer.status_code == 200
    read: dict[str, Any] = answer.json()
    return read


def test_it_is_openapi_with_every_name_others_rely_on(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    assert {f"/api/v1{name}" for name in NAMES} <= set(described["paths"])


def test_every_operation_says_what_it_does_and_refuses(described: dict[str, Any]) -> None:
    operations = [
        (path, method, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    assert len({operation["operationId"] for _path, _method, operation in operations}) == len(operations) > 50
    for path, method, operation in operations:
        assert operation["summary"].isascii(), path
        assert any("\u4e00" <= char <= "\u9fff" for char in operation["description"]), path
        assert operation["tags"], path
        assert operation["security"] == [{"BearerToken": []}, {"SessionCookie": []}], path
        assert {"401", "403", "404", "422"} <= {str(status) for status in operation["responses"]}, path
        headers = {each["name"] for each in operation.get("parameters", []) if each["in"] == "header"}
        writes = method != "get" and not path.endswith("/judge")
        assert ("Idempotency-Key" in headers) == writes, path
        assert ("428" in {str(status) for status in operation["responses"]}) == ("If-Match" in headers), path


def test_which_operations_are_changes_stands_in_the_description(described: dict[str, Any]) -> None:
    for write in NAMED.values():
        path = _template(described, write.path)
        headers = {each["name"] for each in described["paths"][path][write.method.lower()]["parameters"]}
        assert ("If-Match" in headers) == write.changes, path


def _template(described: dict[str, Any], path: str) -> str:
    fitting = [
        template
        for template in described["paths"]
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/.]+", template), f"/api/v1{path}")
    ]
    return min(fitting, key=lambda template: template.count("{"))


def checked(described: dict[str, Any], method: str, path: str, answer: Any) -> Any:
    """Check an answer against what the description says of it, and return its content."""
    operation = described["paths"][_template(described, path)][method]
    told = operation["responses"][str(answer.status_code)]["content"]
    media_type = answer["Content-Type"].partition(";")[0]
    agrees(described, told[media_type]["schema"], answer.json(), path)
    return answer.json()


def agrees(described: dict[str, Any], schema: dict[str, Any], content: Any, path: str) -> None:
    """Check that objects hold exactly the names their shape has, lists and options followed down."""
    if "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        shapes = [option for option in schema["anyOf"] if option.get("type") != "null"]
        if content is not None and len(shapes) == 1:
            agrees(described, shapes[0], content, path)
    elif schema.get("type") == "array":
        for place, item in enumerate(content):
            agrees(described, schema["items"], item, f"{path}.{place}")
    elif "properties" in schema:
        assert set(content) == set(schema["properties"]), path
        for name, inner in schema["properties"].items():
            agrees(described, inner, content[name], f"{path}.{name}")
    elif "type" in schema:
        kinds = {"string": str, "integer": int, "boolean": bool, "object": dict, "number": float}
        assert isinstance(content, kinds[schema["type"]]), path


def test_answers_keep_to_the_description(machine: Machines, described: dict[str, Any]) -> None:
    clerk, supervisor, technician = machine("clerk"), machine("supervisor"), machine("technician")

    def read(who: Machine, path: str, **query: Any) -> Any:
        return checked(described, "get", path, who.get(path, **query))

    def move(who: Machine, path: str, content: Any = None) -> Any:
        answer = who.send(path, content, version=who.version(path.split("/")[2]))
        return checked(described, "post", path, answer)

    call = checked(described, "post", "/calls", clerk.send("/calls", CALL))
    number, voucher = call["number"], call["vouchers"][0]["number"]
    checked(described, "post", "/calls/judge", clerk.send("/calls/judge", CALL))
    read(supervisor, "/technicians", call=number)
    move(supervisor, f"/calls/{number}/dispatch", PLAN)
    move(technician, f"/vouchers/{voucher}/accept")
    move(technician, f"/vouchers/{voucher}/set-out", {"tools_confirmed": True})
    move(technician, f"/vouchers/{voucher}/arrive", {"position": {"latitude": 31, "longitude": 121}})
    move(technician, f"/vouchers/{voucher}/record", RECORD)
    told = {"problem": "主板坏", "department": "service_department"}
    move(technician, f"/vouchers/{voucher}/escalate", told)
    path = f"/vouchers/{voucher}/files"
    checked(described, "post", path, technician.upload(path, {"file": upload()}))
    move(technician, f"/vouchers/{voucher}/sign", {"kind": "drawn", "signer": "甲", "strokes": "M1 1L9 9"})
    move(technician, f"/vouchers/{voucher}/leave", {"outcome": "done"})
    for path in (
        "/calls",
        f"/calls/{number}",
        f"/vouchers/{voucher}",
        "/customers",
        "/customers/C000001",
        "/devices",
    ):
        read(clerk, path)
    for path in ("/devices/D000001", "/ledger", "/duties", "/handbook", "/policy", "/me", "/branches"):
        read(clerk, path)
    read(clerk, "/lookup", phone=CALL["phone"])
    read(clerk, "/branches/SH/days/2026-11-24")
    read(supervisor, "/journal", subject=f"call:{number}")
    checked(described, "get", "/calls", machine(None).get("/calls"))
    checked(described, "get", "/calls/x", clerk.get("/calls/x"))
    checked(described, "post", "/calls", clerk.send("/calls", {}))
    path = f"/calls/{number}/file"
    checked(described, "post", path, clerk.send(path))
    checked(described, "post", path, clerk.send(path, version=1))


def test_the_page_needs_nothing_from_elsewhere(machine: Machines) -> None:
    answer = machine(None).client.get("/api/v1/docs")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "http://" not in page
    assert "https://" not in page
    assert page.count("<script") == 3
    assert '<script type="application/json"' in page
    assert "<style" not in page
    assert " style=" not in page
    assert answer["Content-Security-Policy"]
    assert CONTENT_SECURITY_POLICY["DIRECTIVES"]["script-src"] == ["'self'"]
    settings = page.partition('id="swagger-settings">')[2].partition("</script>")[0]
    assert json.loads(settings)["url"] == "/api/v1/openapi.json"
    for name in ("ninja/swagger-ui.css", "ninja/swagger-ui-bundle.js", "ninja/swagger-ui-init.js"):
        assert f"/static/{name}" in page
        assert finders.find(name)
