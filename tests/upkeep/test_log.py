"""The log: one event a line, and never what people wrote."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client, RequestFactory

from tests.world import build
from yinuo.people.commands import add_token
from yinuo.upkeep import log
from yinuo.web import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

CANARY = "canary-of-the-customer"


class Collecting(logging.Handler):
    """Writes each record as it comes."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(log.Line(json=True))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[Any]:
    """What the JSON log holds: call it for the lines so far."""
    caplog.set_level(logging.INFO, "yinuo.request")
    collecting = Collecting()
    logging.getLogger().addHandler(collecting)
    yield lambda: collecting.lines
    logging.getLogger().removeHandler(collecting)


def record(name: str, message: str, *values: object, **more: Any) -> logging.LogRecord:
    made = logging.LogRecord(name, logging.WARNING, "file.py", 1, message, values, more.pop("exc_info", None))
    for key, value in more.items():
        setattr(made, key, value)
    return made


def raised(error: Exception) -> Any:
    try:
        raise error
    except type(error) as caught:
        return type(caught), caught, caught.__traceback__


def test_a_json_line_is_an_object() -> None:
    line = log.Line(json=True).format(
        record("yinuo.work", "jobs of %s failed", "yinuo.duties", told={"a": 1})
    )
    told = json.loads(line)
    assert told.pop("at").endswith("+00:00")
    assert told == {
        "level": "warning",
        "logger": "yinuo.work",
        "event": "jobs of yinuo.duties failed",
        "a": 1,
    }


def test_a_plain_line_can_be_read() -> None:
    line = log.Line(json=False).format(record("yinuo.request", "answered", told={"ms": 1.5, "route": "/a b"}))
    assert line.endswith('warning yinuo.request: answered ms=1.5 route="/a b"')


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("bad", ["a\nb", "a\r\nfake", "a\x1b[2J"])
def test_an_event_is_one_line(bad: str, as_json: bool) -> None:
    line = log.Line(json=as_json).format(record("yinuo.x", bad, told={"value": bad}))
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line


@pytest.mark.parametrize(
    "made",
    [
        record("django.request", "Internal Server Error: %s", f"/c/{CANARY}"),
        record("django.request", "%s: %s", "Internal Server Error", f"/c/{CANARY}"),
        record("other.product", "row %s is wrong", CANARY),
        record("yinuo.work", "jobs failed", exc_info=raised(ValueError(CANARY))),
        record("django.request", "broken", exc_info=raised(KeyError(CANARY))),
    ],
)
@pytest.mark.parametrize("as_json", [True, False])
def test_values_of_others_and_messages_stay_out(made: logging.LogRecord, as_json: bool) -> None:
    line = log.Line(json=as_json).format(made)
    assert CANARY not in line


def test_an_exception_says_what_kind_and_where() -> None:
    try:
        try:
            raise OSError(CANARY)
        except OSError as error:
            raise ValueError(CANARY) from error
    except ValueError as error:
        told = log.raised(error)
    assert "builtins.ValueError, after builtins.OSError" in told
    assert "test_log.py" in told
    assert CANARY not in told


@pytest.mark.parametrize(("kind", "level"), [("quiet", "WARNING"), ("plain", "INFO"), ("json", "INFO")])
def test_quiet_says_problems_only(kind: str, level: str) -> None:
    assert log.settings(kind)["loggers"]["yinuo.request"]["level"] == level


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("abcdef-0123", True),
        ("short", False),
        ("a" * 65, False),
        ("line\nbreak-x", False),
        (f"{CANARY} x", False),
    ],
)
def test_the_number_of_a_request_is_taken_over_or_made(given: str, kept: bool) -> None:
    answer = Client().get("/health/live", headers={"x-request-id": given})
    assert (answer["X-Request-Id"] == given) is kept
    assert len(answer["X-Request-Id"]) >= 8


@pytest.mark.django_db(transaction=True)
def test_no_line_holds_what_a_customer_said(lines: Any) -> None:
    """A canary in every place of a request that a person or a program fills in."""
    world = build()
    world.register(fault=CANARY, contact_name=CANARY)
    token = add_token(user=world.clerk, days=1, at=clock.now())
    client = Client(raise_request_exception=False)
    api = {"HTTP_AUTHORIZATION": f"Bearer {token}", "HTTP_IDEMPOTENCY_KEY": f"key-{CANARY}"}
    client.post("/sign-in", {"username": CANARY, "password": CANARY})
    client.get(f"/c/{CANARY}")
    client.get(f"/nowhere/{CANARY}?q={CANARY}", headers={"referer": f"http://x/{CANARY}", "cookie": CANARY})
    client.get(f"/api/v1/calls?q={CANARY}", **api)
    client.post("/api/v1/calls", json.dumps({"fault": CANARY}), content_type="application/json", **api)
    client.post("/api/v1/calls", f"{{{CANARY}", content_type="application/json", **api)
    client.get("/", headers={"host": f"{CANARY}.example"})
    client.force_login(world.clerk)
    client.get(f"/calls/?q={CANARY}")
    found = lines()
    answered = [json.loads(line) for line in found if '"answered"' in line]
    assert len(answered) >= 8
    assert {"who", "method", "route", "status", "ms", "request"} <= set(answered[0])
    assert world.clerk.pk in {line["who"] for line in answered}
    assert [line for line in found if CANARY in line or token in line] == []


@pytest.mark.django_db(transaction=True)
def test_a_fault_of_ours_says_nothing_either(lines: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any, **_named: Any) -> Any:
        raise RuntimeError(CANARY)

    monkeypatch.setattr("yinuo.upkeep.views.health.ready", broken)
    client = Client(raise_request_exception=False)
    assert client.get("/health/ready").status_code == 500
    found = lines()
    assert any("builtins.RuntimeError" in line for line in found)
    assert [line for line in found if CANARY in line] == []


def test_who_asks_is_never_looked_up() -> None:
    from yinuo.upkeep.middleware import _who

    request = RequestFactory().get("/")
    request.user = property(lambda _self: pytest.fail("looked up"))  # type: ignore[assignment]
    assert _who(request) is None
