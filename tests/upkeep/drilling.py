"""The drill: an installation under load is copied, restored elsewhere, and the new one is judged and used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import asdict
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

import psycopg

from tests.crashes.lives import Acknowledged, Book, Client
from tests.crashes.place import CHECKOUT, Place, Program
from tools.postgres import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KIND = "sqlite" if os.environ.get("YINUO_TEST_DATABASE", "sqlite") == "sqlite" else "postgres"
ANSWER_SECONDS = 40.0


def await_answer(port: int, path: str = "/health/live") -> None:
    """Wait until the server at `port` answers anything but an error."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while status(port, path) not in {200, 302, 303}:
        assert time.monotonic() < deadline, "the server does not answer"
        time.sleep(0.05)


def status(port: int, path: str, **headers: str) -> int:
    """The status of one GET, 0 when nobody answers."""
    return asked(port, path, **headers)[0]


def asked(port: int, path: str, **headers: str) -> tuple[int, str]:
    """Status and body of one GET; 0 when nobody answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except OSError:
        return 0, ""
    finally:
        connection.close()


@contextmanager
def busy(place: Place, known: dict[str, Any], clients: range = range(4), least: int = 12) -> Iterator[Book]:
    """Keep clients living lives against the running server; yield their list when `least` was acknowledged."""
    book, end = Book(place.folder / f"acknowledged{clients}"), threading.Event()
    living = [Client(str(number), place.port, known, book, 7) for number in clients]
    threads = [threading.Thread(target=client.live, args=(end,)) for client in living]
    for thread in threads:
        thread.start()
    try:
        while len(book.lines) < least and not book.refused:
            time.sleep(0.05)
        yield book
    finally:
        end.set()
        for thread in threads:
            thread.join(60)


class Elsewhere:
    """A second installation beside a place, empty, on the same kind of database."""

    def __init__(self, place: Place, name: str) -> None:
        self.place, self.folder = place, place.folder / name
        self.url = place.cluster.url.replace("/yinuo", f"/{name}") if place.cluster else "sqlite:"
        self.environment = {**place.environment, "YINUO_DATA": str(self.folder), "YINUO_DATABASE": self.url}
        self.port = free_port()
        self.web = Program(self, "serve", "--port", str(self.port), "--workers", "1")  # type: ignore[arg-type] # the same shape
        if place.cluster:
            with psycopg.connect(place.cluster.url.replace("/yinuo", "/postgres"), autocommit=True) as server:
                server.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type] # our own word

    def yinuo(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of `yinuo`'s commands here."""
        return program(self.environment, "-m", "yinuo.cli", *arguments)

    def restore(self, copy: Path, *more: str) -> subprocess.CompletedProcess[str]:
        """Restore a copy here."""
        return self.yinuo("restore", str(copy), "--data", str(self.folder), "--database", self.url, *more)

    def lost(self, acknowledged: list[Acknowledged]) -> list[str]:
        """What of the acknowledged writes is not here, or is here twice."""
        told = self.folder.with_suffix(".list")
        told.write_text("\n".join(json.dumps(asdict(line)) for line in acknowledged), "utf-8")
        done = program(self.environment, "-m", "tests.upkeep.judging", str(told))
        assert done.returncode == 0, done.stderr
        return list(json.loads(done.stdout.splitlines()[-1]))

    @contextmanager
    def serving(self) -> Iterator[int]:
        """Run the web server here; yield its port."""
        self.web.start()
        try:
            await_answer(self.port, "/sign-in")
            yield self.port
        finally:
            self.web.kill()


def program(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in an installation's environment."""
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def calls_of(port: int, token: str) -> list[dict[str, Any]]:
    """The calls that the programming interface of a server tells."""
    asking = Request(f"http://127.0.0.1:{port}/api/v1/calls", headers={"Authorization": f"Bearer {token}"})
    with urlopen(asking, timeout=20) as answer:
        return list(json.loads(answer.read())["items"])
