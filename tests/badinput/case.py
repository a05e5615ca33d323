"""One request that should not be: how it is sent, and what is wrong with the answer."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.test import Client

from tests.matrix.place import NOW
from yinuo.web import clock, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

LIMIT = 5.0
READY, NOT_READY = "/health/ready", 503
"""Whether all is well is what this address is asked; without a worker it is not, which is an answer."""


class TooLong(BaseException):
    """A request was not answered within the limit; no view catches this."""


@dataclass
class Case:
    """A request as a server hands it on: its kind and its words for the report, and the environment."""

    route: str
    kind: str
    words: str
    sent: dict[str, Any]
    body: bytes | Any = b""
    marks: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.route} [{self.kind}] {self.words}"


@dataclass
class Found:
    """What one case led to."""

    case: Case
    status: int
    seconds: float
    wrong: str = ""


@dataclass
class Sender:
    """Sends cases and takes back what they changed."""

    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    limit: float = LIMIT
    request: Any = None

    def send(self, case: Case) -> Found:
        """Send one case; wrong is a fault of the server, an answer too late, or a refusal without words."""
        begun = time.monotonic()
        try:
            with watched(self.limit):
                response = self._sent(case)
        except TooLong:
            return Found(case, 0, time.monotonic() - begun, f"not answered within {self.limit:g} s")
        except Exception as error:  # noqa: BLE001 - whatever escapes is a finding
            return Found(case, 0, time.monotonic() - begun, f"{type(error).__name__}: {str(error)[:200]}")
        seconds = time.monotonic() - begun
        wrong = judged(case, response)
        if not wrong and seconds > self.limit:
            wrong = f"answered after {seconds:.1f} s"
        return Found(case, response.status_code, seconds, wrong)

    def _sent(self, case: Case) -> HttpResponse:
        body = BytesIO(case.body) if isinstance(case.body, bytes) else case.body
        self.client.cookies.clear()
        with clock.at(NOW), transaction.atomic():
            try:
                response = self.client.request(**{**case.sent, "wsgi.input": body})
                if response.streaming:
                    b"".join(response.streaming_content)
            finally:
                transaction.set_rollback(True)
        self.request = getattr(response, "wsgi_request", None)
        return response


def judged(case: Case, response: HttpResponse) -> str:
    """What is wrong with an answer; "" for nothing."""
    status = response.status_code
    if status >= 500 and not (status == NOT_READY and case.route.endswith(READY)):
        raised = getattr(response, "exc_info", None)
        reason = f"{raised[0].__name__}: {str(raised[1])[:200]}" if raised else ""
        return f"{status} {reason}"
    api = case.route.split(" ")[1].startswith("/api/")
    if api and status >= 400 and case.sent["REQUEST_METHOD"] != "HEAD":
        if response.get("Content-Type") != problem.MEDIA_TYPE:
            return f"{status} is no problem in words but {response.get('Content-Type')}"
        if not response.json()["detail"]:
            return f"{status} without words"
    for name, value in response.headers.items():
        if "\n" in str(value) or "\r" in str(value) or (name.lower() == "set-cookie" and "stolen" in value):
            return f"a header was planted: {name}"
    return ""


@contextmanager
def watched(limit: float) -> Iterator[None]:
    """Raise TooLong in this thread after `limit` seconds, where signals can; elsewhere only the clock tells."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def over(_number: int, _frame: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def cookie(session: str) -> str:
    """The header that carries a session."""
    return f"{settings.SESSION_COOKIE_NAME}={session}"


def told(found: list[Found]) -> str:
    """The findings, a line each, the first of each kind first."""
    lines = {
        f"{each.case.route.split('?')[0]}: {each.wrong[:60]}": f"{each.case}: {each.wrong}" for each in found
    }
    return f"{len(found)} findings\n" + "\n".join(sorted(lines.values())[:60])
