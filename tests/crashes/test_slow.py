"""Three hundred slow connections on the real server; who is not slow must not feel them."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

import pytest

from tests.crashes import slow
from tests.crashes.place import KIND, Place, Program

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(KIND == "postgres", reason="how connections are held: once is enough")
KINDS = ("headers", "body", "reader")
P95_SECONDS = 1.0


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """One installation; how connections are held has nothing to do with its database."""
    with Place("sqlite") as one:
        yield one


@pytest.fixture(scope="module")
def known(place: Place) -> dict[str, Any]:
    told: dict[str, Any] = place.told("tests.crashes.prepare")
    return told


def answering(port: int, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError):
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/sign-in")
            assert connection.getresponse().status == 200
            return
        time.sleep(0.1)
    raise AssertionError("the server does not start")


def test_a_normal_user_does_not_feel_three_hundred_slow_ones(place: Place, known: dict[str, Any]) -> None:
    place.web.start()
    try:
        answering(place.port)
        felt = slow.felt(place.port, known, *KINDS, seconds=5)
    finally:
        place.web.kill()
    print(f"{felt.held} slow, {len(felt.seconds)} requests, p95 {felt.p95:.3f} s, failed {felt.failed}")
    assert felt.held == 300
    assert felt.failed == 0
    assert felt.p95 <= P95_SECONDS


class Single(Program):
    """The planted server: one thread that waits with whoever is slow."""

    def command(self) -> list[str]:
        return [sys.executable, "-m", "tests.crashes.single", str(self.place.port)]


def test_a_server_with_one_thread_is_found_out(
    place: Place, known: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow, "GIVEN_UP_SECONDS", 2.0)
    single = Single(place, "single")
    single.start()
    try:
        answering(place.port)
        felt = [slow.felt(place.port, known, kind, each=20, seconds=1) for kind in ("body", "reader")]
    finally:
        single.kill()
    assert all(one.failed or one.p95 > P95_SECONDS for one in felt), felt
