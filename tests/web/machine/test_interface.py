"""One way to refuse: whatever is raised becomes a problem, and so does what fails beside the interface."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.db import OperationalError
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.http.multipartparser import MultiPartParserError
from django.test import RequestFactory
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import BaseModel

from yinuo.lib.refusal import Conflict, Invalid, NotAllowed, NotFound, Refusal, Refused
from yinuo.lib.words import speaking, w
from yinuo.web import problem
from yinuo.web.machine import answers, describing
from yinuo.web.machine.interface import PlainErrors, answer, refusal_of
from yinuo.web.machine.refusals import PLAIN, Busy, TooLarge, Unauthenticated, WrongKind, of_status
from yinuo.web.machine.room import Room

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = w("不行", "no")


def wrapped(cause: Exception) -> HttpError:
    """What ninja makes of an exception while it reads a body."""
    error = HttpError(400, "Cannot parse request body")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Refusal("x", WORDS), 400, "x"),
        (Invalid("x", WORDS), 422, "x"),
        (NotAllowed("x", WORDS), 403, "x"),
        (NotFound("x", WORDS), 404, "x"),
        (Refused("x", WORDS), 409, "x"),
        (Conflict("x", WORDS), 409, "x"),
        (ValidationError([{"type": "missing", "loc": ("body", "given", "a")}]), 422, "invalid"),
        (ValidationError([{"type": "missing", "loc": ("file", "file")}]), 415, "wrong_media_type"),
        (AuthenticationError(), 401, "unauthenticated"),
        (HttpError(400, "x"), 400, "bad_request"),
        (HttpError(418, "x"), 418, "bad_request"),
        (HttpError(502, "x"), 502, "broken"),
        (wrapped(WrongKind("wrong_media_type", WORDS)), 415, "wrong_media_type"),
        (wrapped(Invalid("unkeepable_text", WORDS)), 422, "unkeepable_text"),
        (wrapped(ValueError("x")), 400, "bad_request"),
        (Http404("x"), 404, "not_found"),
        (RequestDataTooBig("x"), 413, "too_large"),
        (TooManyFieldsSent("x"), 400, "bad_request"),
        (SuspiciousOperation("x"), 400, "bad_request"),
        (MultiPartParserError("x"), 400, "bad_request"),
        (OperationalError("database is busy"), 503, "busy"),
    ],
)
def test_what_is_raised_becomes_a_problem(error: Exception, status: int, code: str) -> None:
    refusal = refusal_of(error, "application/json")
    assert refusal is not None
    assert (refusal.status, refusal.code) == (status, code)
    response = answer(RequestFactory().get("/api/v1/x"), error)
    assert (response.status_code, response["Content-Type"]) == (status, problem.MEDIA_TYPE)
    told = json.loads(response.content)
    assert (told["status"], told["code"]) == (status, code)
    assert told["detail"]


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), RuntimeError("x"), AssertionError()])
def test_a_fault_of_our_own_is_not_hidden(error: Exception) -> None:
    assert refusal_of(error, "") is None
    with pytest.raises(type(error)):
        answer(RequestFactory().get("/api/v1/x"), error)


def test_who_is_not_known_is_told_how_to_be() -> None:
    response = answer(RequestFactory().get("/"), Unauthenticated("unauthenticated", WORDS))
    assert response["WWW-Authenticate"] == 'Bearer realm="yinuo"'


def test_who_comes_while_it_is_busy_is_told_when_to_come_again() -> None:
    assert answer(RequestFactory().get("/"), Busy("busy", WORDS))["Retry-After"] == "2"
    assert "Retry-After" not in answer(RequestFactory().get("/"), TooLarge("too_large", WORDS))


@pytest.mark.parametrize("status", sorted(PLAIN))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_bare_status_is_said_in_words(status: int, language: str) -> None:
    refusal = of_status(status)
    assert refusal.status == status
    with speaking(language):
        said = str(refusal.words)
    assert any("\u4e00" <= char <= "\u9fff" for char in said) == (language == "zh")


def through(response: HttpResponse, path: str = "/api/v1/x") -> HttpResponse:
    passed = PlainErrors(lambda _request: response)(RequestFactory().get(path))
    assert isinstance(passed, HttpResponse)
    return passed


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 500, 502])
def test_what_fails_beside_the_interface_is_a_problem_too(status: int) -> None:
    passed = through(HttpResponse("<h1>no</h1>", status=status))
    assert (passed.status_code, passed["Content-Type"]) == (status, problem.MEDIA_TYPE)
    assert set(json.loads(passed.content)) == {
        "type",
        "title",
        "status",
        "detail",
        "code",
        "fields",
        "difference",
    }


def test_the_methods_that_are_taken_stay_named() -> None:
    assert through(HttpResponseNotAllowed(["GET", "POST"]))["Allow"] == "GET, POST"


@pytest.mark.parametrize(
    ("response", "path"),
    [
        (HttpResponse("fine"), "/api/v1/x"),
        (HttpResponse(status=204), "/api/v1/x"),
        (HttpResponse("{}", status=409, content_type=problem.MEDIA_TYPE), "/api/v1/x"),
        (HttpResponse("page", status=404), "/calls/"),
        (HttpResponse("page", status=500), "/apiary"),
    ],
)
def test_everything_else_passes_as_it_is(response: HttpResponse, path: str) -> None:
    assert through(response, path) is response


class Shape(BaseModel):
    name: str
    version: int = 1


@pytest.mark.parametrize(("version", "etag"), [(None, None), (0, '"0"'), (7, '"7"')])
def test_an_answer_carries_its_version(version: int | None, etag: str | None) -> None:
    response = answers.said(Shape(name="甲"), status=201, version=version)
    assert (response.status_code, response.get("ETag")) == (201, etag)
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert response["Cache-Control"] == "no-store"
    assert response.content.decode() == '{"name":"甲","version":1}'


def operation_of(mark: Callable[[Room], Any]) -> Any:
    room = Room("x 某")

    def view(request: object) -> None: ...

    mark(room)(view)
    (path_view,) = room.path_operations.values()
    (operation,) = path_view.operations
    return operation


@pytest.mark.parametrize(
    ("mark", "methods", "status", "headers"),
    [
        (lambda room: room.reads("/a", Shape, "Read", "读"), ["GET"], {200}, []),
        (lambda room: room.reads("/a", None, "Fetch", "取"), ["GET"], {200}, []),
        (lambda room: room.creates("/a", Shape, "Add", "加"), ["POST"], {201}, ["Idempotency-Key"]),
        (
            lambda room: room.creates("/a", Shape, "Close", "结", status=200),
            ["POST"],
            {200},
            ["Idempotency-Key"],
        ),
        (
            lambda room: room.changes("/a", Shape, "Move", "动"),
            ["POST"],
            {200},
            ["Idempotency-Key", "If-Match"],
        ),
        (
            lambda room: room.changes("/a", Shape, "Edit", "改", method="PATCH"),
            ["PATCH"],
            {200},
            ["Idempotency-Key", "If-Match"],
        ),
    ],
)
def test_an_address_is_said_in_one_breath(
    mark: Callable[[Room], Any], methods: list[str], status: set[int], headers: list[str]
) -> None:
    operation = operation_of(mark)
    assert operation.methods == methods
    assert set(operation.response_models) == status
    extra = operation.openapi_extra or {"parameters": []}
    assert [each["name"] for each in extra["parameters"]] == headers
    assert operation.summary.isascii()
    assert not operation.description.isascii()


@pytest.mark.parametrize(
    ("method", "headers", "statuses"),
    [
        ("get", [], set(describing.READING)),
        ("post", ["Idempotency-Key"], set(describing.READING) | set(describing.WRITING)),
        (
            "post",
            ["Idempotency-Key", "If-Match"],
            set(describing.READING) | set(describing.WRITING) | set(describing.CHANGING),
        ),
    ],
)
def test_each_kind_of_operation_says_what_it_may_refuse(
    method: str, headers: list[str], statuses: set[int]
) -> None:
    operation = {"parameters": [{"name": name} for name in headers]}
    assert set(describing.refusals_of(method, operation)) == statuses


def test_the_shape_of_a_problem_is_the_one_that_is_answered() -> None:
    told = problem.as_dict(Invalid("x", WORDS, fields={"a": WORDS}, difference={"b": {"yours": 1, "now": 2}}))
    assert set(told) == set(describing.SHAPE["properties"]) == set(describing.SHAPE["required"])
