"""Three hundred clients that are slow on purpose: in asking, in sending, in reading; beside them a normal one."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

from tests.crashes.storm import percentile

if TYPE_CHECKING:
    from collections.abc import Iterator

EACH = 100
DRIP_SECONDS = 0.5
NORMAL_SECONDS = 8.0
GIVEN_UP_SECONDS = 15.0
BIG = "/static/vendor/tabler-core-1.6.1/tabler.min.css"


@dataclass(frozen=True, slots=True)
class Felt:
    """What the normal user felt: how long each request took, how many failed, how many slow ones were held."""

    seconds: list[float]
    failed: int
    held: int

    @property
    def p95(self) -> float:
        return percentile(self.seconds, 95)


def opening(kind: str, token: str) -> bytes:
    """What a slow client sends at once."""
    start = b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n" % BIG.encode()
    if kind == "headers":
        return start
    if kind == "reader":
        return (start + b"\r\n") * 40
    head = f"POST /api/v1/calls HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
    rest = "Content-Type: application/json\r\nIdempotency-Key: slow\r\nContent-Length: 4000\r\n\r\n{"
    return (head + rest).encode()


def slow_socket(port: int, kind: str, token: str) -> socket.socket:
    """Open one slow connection."""
    each = socket.socket()
    if kind == "reader":
        each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    each.settimeout(5)
    each.connect(("127.0.0.1", port))
    each.sendall(opening(kind, token))
    each.setblocking(False)
    return each


def drip(kind: str, each: socket.socket) -> None:
    """Go on as slowly as can be."""
    with suppress(OSError):
        if kind == "headers":
            each.send(b"X-Slow: 1\r\n")
        elif kind == "body":
            each.send(b" ")
        else:
            each.recv(64)


class Crowd:
    """The slow ones: they hold on until the block ends."""

    def __init__(self, port: int, token: str, kinds: tuple[str, ...], each: int = EACH) -> None:
        self.port, self.token, self.kinds, self.each = port, token, kinds, each
        self.held: list[tuple[str, socket.socket]] = []
        self.end = threading.Event()

    def __enter__(self) -> Crowd:
        for kind in self.kinds * self.each:
            with suppress(OSError):
                self.held.append((kind, slow_socket(self.port, kind, self.token)))
        self.thread = threading.Thread(target=self._drip, daemon=True)
        self.thread.start()
        return self

    def _drip(self) -> None:
        while not self.end.wait(DRIP_SECONDS):
            for kind, each in self.held:
                drip(kind, each)

    def __exit__(self, *_: object) -> None:
        self.end.set()
        self.thread.join()
        for _kind, each in self.held:
            each.close()


def normal(port: int, known: dict[str, Any], seconds: float = NORMAL_SECONDS) -> Iterator[float | None]:
    """A normal user: each request's seconds, None when it failed or was given up."""
    headers = {"Authorization": f"Bearer {known['tokens']['clerk']}"}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for path in ("/api/v1/calls", "/sign-in", BIG):
            begun = time.monotonic()
            connection = HTTPConnection("127.0.0.1", port, timeout=GIVEN_UP_SECONDS)
            try:
                connection.request("GET", path, headers=headers)
                answer = connection.getresponse()
                answer.read()
                yield time.monotonic() - begun if answer.status < 500 else None
            except OSError:
                yield None
            finally:
                connection.close()
        time.sleep(0.05)


def felt(
    port: int, known: dict[str, Any], *kinds: str, each: int = EACH, seconds: float = NORMAL_SECONDS
) -> Felt:
    """What a normal user feels beside `each` slow clients of every kind."""
    with Crowd(port, known["tokens"]["clerk"], kinds, each) as crowd:
        time.sleep(0.5)
        times = list(normal(port, known, seconds))
        good = [one for one in times if one is not None]
        return Felt(good or [GIVEN_UP_SECONDS], len(times) - len(good), len(crowd.held))
