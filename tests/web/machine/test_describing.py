"""The description of the interface as it is assembled: every operation says how it is asked and how it refuses."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from yinuo.config.api import api
from yinuo.web.machine import describing
from yinuo.web.machine.describing import CHANGING, PROBLEM, READING, WRITING

SCHEMA: Any = json.loads(json.dumps(api.get_openapi_schema()))
OPERATIONS = [
    pytest.param(path, method, operation, id=f"{method} {path}")
    for path, operations in SCHEMA["paths"].items()
    for method, operation in operations.items()
]


def headers(operation: dict[str, Any]) -> set[str]:
    return {each["name"] for each in operation.get("parameters", []) if each["in"] == "header"}


def referred(part: Any) -> set[str]:
    """The names of the shapes that a part of the description refers to."""
    if isinstance(part, dict):
        found = {part["$ref"].rpartition("/")[2]} if isinstance(part.get("$ref"), str) else set()
        return found.union(*(referred(each) for each in part.values()))
    return set().union(*(referred(each) for each in part)) if isinstance(part, list) else set()


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_every_refusal_is_a_problem_in_both_languages(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    refusals = {int(code): told for code, told in operation["responses"].items() if int(code) >= 400}
    assert set(refusals) >= set(READING)
    assert (set(WRITING) <= set(refusals)) is (method != "get")
    assert (set(CHANGING) <= set(refusals)) is ("If-Match" in headers(operation))
    for told in refusals.values():
        assert told["content"] == {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        assert not told["description"].isascii()
        assert re.match(r"[A-Za-z]", told["description"])


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_what_stands_in_the_path_is_described(path: str, method: str, operation: dict[str, Any]) -> None:
    told = {each["name"] for each in operation.get("parameters", []) if each["in"] == "path"}
    assert told == set(re.findall(r"{(\w+)}", path))
    assert all(each["required"] for each in operation.get("parameters", []) if each["in"] == "path")


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_only_reading_asks_for_no_key(path: str, method: str, operation: dict[str, Any]) -> None:
    assert method in {"get", "post", "patch", "put", "delete"}
    if method == "get":
        assert not headers(operation)
        assert "requestBody" not in operation
    if "If-Match" in headers(operation):
        assert "Idempotency-Key" in headers(operation)


def test_every_shape_referred_to_is_there_and_bodies_take_nothing_unknown() -> None:
    shapes = SCHEMA["components"]["schemas"]
    assert referred(SCHEMA) <= set(shapes)
    for each in OPERATIONS:
        for content in each.values[2].get("requestBody", {}).get("content", {}).values():
            for name in referred(content.get("schema", {})):
                assert shapes[name].get("additionalProperties", False) is False


@pytest.mark.parametrize("method", ["get", "post", "patch", "put", "delete"])
@pytest.mark.parametrize("parameters", [[], [describing.KEY], [describing.KEY, describing.VERSION]])
def test_completing_keeps_what_stands_and_adds_what_is_missing(
    method: str, parameters: list[dict[str, Any]]
) -> None:
    schema: Any = {
        "paths": {"/a": {method: {"parameters": parameters, "responses": {200: {"description": "a"}}}}},
        "components": {"schemas": {"Shape": {}}},
    }
    done = describing.completed(schema)
    responses = done["paths"]["/a"][method]["responses"]
    assert responses[200] == {"description": "a"}
    assert set(responses) - {200} == set(describing.refusals_of(method, {"parameters": parameters}))
    assert set(done["components"]["schemas"]) == {"Shape", "Problem"}


@pytest.mark.parametrize(
    ("header", "value", "fits"),
    [
        (describing.KEY, "a", True),
        (describing.KEY, "9b2e6c1a-0000-4000-8000-000000000000", True),
        (describing.KEY, "~" * 120, True),
        (describing.KEY, "", False),
        (describing.KEY, "a b", False),
        (describing.KEY, "号", False),
        (describing.KEY, "~" * 121, False),
        (describing.VERSION, "7", True),
        (describing.VERSION, '"7"', True),
        (describing.VERSION, "999999999", True),
        (describing.VERSION, "1000000000", False),
        (describing.VERSION, "-1", False),
        (describing.VERSION, "*", False),
        (describing.VERSION, 'W/"7"', False),
        (describing.VERSION, "", False),
    ],
)
def test_headers_are_described_by_what_is_taken(header: dict[str, Any], value: str, fits: bool) -> None:
    assert bool(re.search(header["schema"]["pattern"], value)) is fits
