"""Short messages through a real gateway on this machine: what it is told, and every way it may fail."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest

from tests.world import MORNING
from yinuo.outbox import commands, jobs
from yinuo.outbox.channels import NotSent, sms
from yinuo.outbox.models import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db
BODY = {"to": "{phone}", "text": "{text}", "template": 7}


@dataclass
class Gateway:
    """A receiver that keeps what it gets and answers with a status, late or with nonsense when asked to."""

    status: int = 200
    delay: float = 0
    got: list[tuple[dict[str, str], str]] = field(default_factory=list)
    url: str = ""


@contextmanager
def listening(gateway: Gateway) -> Iterator[Gateway]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            gateway.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            time.sleep(gateway.delay)
            self.send_response(gateway.status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the base class
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    gateway.url = f"http://127.0.0.1:{server.server_port}/send"
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()


def put(key: str = "signing-code:1", text: str = '确认码 "042137"，15 分钟') -> Message:
    about = commands.About("call", "SH-20261124-0001")
    commands.put_outside(
        channel="sms",
        kind="signing_code",
        address="02000001286",
        text=text,
        about=about,
        at=MORNING,
        once_key=key,
    )
    return Message.objects.get(once_key=key)


def fresh(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


@pytest.fixture
def gateway(settings: SettingsWrapper) -> Iterator[Gateway]:
    with listening(Gateway()) as gateway:
        settings.YINUO_SMS = {"url": gateway.url, "body": BODY, "headers": {"Authorization": "Bearer k"}}
        yield gateway


def test_the_gateway_gets_number_text_and_a_key_to_drop_repeats_by(gateway: Gateway) -> None:
    message = put()
    assert jobs.run_due(MORNING) == 1
    ((headers, body),) = gateway.got
    assert json.loads(body) == {"to": "02000001286", "text": '确认码 "042137"，15 分钟', "template": 7}
    assert (headers["authorization"], headers["idempotency-key"]) == ("Bearer k", "signing-code:1")
    assert (fresh(message).sent_at, fresh(message).send_at) == (MORNING, None)


def test_the_code_is_not_kept_once_it_has_left(gateway: Gateway) -> None:
    message = put()
    jobs.run_due(MORNING)
    assert "042137" not in str(Message.objects.filter(pk=message.pk).values())


def test_a_form_instead_of_json(gateway: Gateway, settings: SettingsWrapper) -> None:
    settings.YINUO_SMS = {**settings.YINUO_SMS, "form": True}
    put(text="a&b=c 确认")
    jobs.run_due(MORNING)
    assert parse_qs(gateway.got[0][1]) == {"to": ["02000001286"], "text": ["a&b=c 确认"], "template": ["7"]}


@pytest.mark.parametrize("status", [301, 400, 429, 500, 503])
def test_what_is_not_taken_is_tried_again_after_a_growing_pause(gateway: Gateway, status: int) -> None:
    gateway.status = status
    message = put()
    now = MORNING
    for pause in jobs.AGAIN:
        assert jobs.run_due(now) == 0
        assert fresh(message).send_at == now + pause
        assert jobs.run_due(now + pause - timedelta(seconds=1)) == 0
        now += pause
    jobs.run_due(now)
    assert (fresh(message).send_at, fresh(message).sent_at) == (None, None)
    assert len(gateway.got) == len(jobs.AGAIN) + 1
    assert {headers["idempotency-key"] for headers, _ in gateway.got} == {"signing-code:1"}


def test_it_leaves_as_soon_as_the_gateway_is_back(gateway: Gateway) -> None:
    gateway.status = 503
    message = put()
    jobs.run_due(MORNING)
    gateway.status = 202
    assert jobs.run_due(MORNING + jobs.AGAIN[0]) == 1
    assert fresh(message).tries == 2


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "http://gateway.invalid/", "nonsense", "ftp://127.0.0.1/", ""]
)
def test_a_gateway_that_is_not_there_is_said_without_number_or_text(
    settings: SettingsWrapper, url: str
) -> None:
    settings.YINUO_SMS = {"url": url, "body": BODY}
    with pytest.raises(NotSent) as problem:
        sms.send(put())
    assert "042137" not in str(problem.value)
    assert "1286" not in str(problem.value)


def test_a_gateway_that_never_answers_holds_nobody_up(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sms, "SECONDS", 0.2)
    gateway.delay = 5
    begun = time.monotonic()
    with pytest.raises(NotSent):
        sms.send(put())
    assert time.monotonic() - begun < 3


def test_without_a_gateway_nothing_leaves(settings: SettingsWrapper) -> None:
    settings.YINUO_SMS = None
    message = put()
    assert jobs.run_due(MORNING) == 0
    assert fresh(message).tries == 1


def test_one_key_is_one_message() -> None:
    put()
    put(text="another")
    assert Message.objects.count() == 1


def test_what_a_template_holds_is_not_read_as_one(gateway: Gateway) -> None:
    put(text="{phone} {text} {0}")
    jobs.run_due(MORNING)
    told: dict[str, Any] = json.loads(gateway.got[0][1])
    assert told["text"] == "{phone} {text} {0}"
