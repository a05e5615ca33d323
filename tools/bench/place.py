"""Where it is measured: a data folder and a database of its own, the real server, gone afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from tools.postgres import free_port, kept_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).absolute().parents[2]
KINDS = ("sqlite", "postgres")
DURABLE = "-c max_wal_size=4GB"
START_SECONDS = 60.0
END_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Place:
    """An installation to be measured: its kind of database, its folder, its database's address."""

    kind: str
    data: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which the product's programs find this installation."""
        return {**os.environ, "YINUO_DATA": str(self.data), "YINUO_DATABASE": self.url}

    def run(self, *words: str) -> str:
        """Run a program of Python here (`-m module …`) to its end and return what it printed."""
        done = subprocess.run(
            [sys.executable, *words],
            env=self.environment,
            cwd=CHECKOUT,
            check=False,
            stdout=subprocess.PIPE,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)}: ended with {done.returncode}")
        return done.stdout

    def ask(self, *words: str) -> Any:
        """Run a program and return the JSON it printed."""
        return json.loads(self.run(*words))


@contextmanager
def place(kind: str, keep: Path | None = None) -> Iterator[Place]:
    """Yield a migrated installation on `kind` of database; every commit reaches the disk.

    It is empty and gone afterwards; or it stays in the folder `keep`, as it was left the last time.
    """
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="yinuo-bench-") as folder, placed(kind, Path(folder)) as made:
            yield made
        return
    keep.mkdir(parents=True, exist_ok=True)
    with placed(kind, keep) as made:
        yield made


@contextmanager
def placed(kind: str, folder: Path) -> Iterator[Place]:
    """Yield the installation whose files are in `folder`."""
    if kind == "sqlite":
        yield _ready(Place(kind, folder, "sqlite:"))
        return
    cluster = folder / "postgres"
    cluster.mkdir(exist_ok=True)
    folder.chmod(0o755)
    with kept_cluster(cluster, DURABLE) as url:
        _create_database(url)
        yield _ready(Place(kind, folder, url))


def _ready(place: Place) -> Place:
    place.run("-m", "yinuo.cli", "migrate")
    return place


def _create_database(url: str) -> None:
    name = url.rpartition("/")[2]
    with psycopg.connect(url.rpartition("/")[0] + "/postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name}")


@dataclass(frozen=True, slots=True)
class Server:
    """The running product: where it answers, and its processes."""

    port: int
    processes: tuple[int, ...]


@contextmanager
def serving(place: Place, *, work: bool = True) -> Iterator[Server]:
    """Run web server (two workers) and worker as an installation does; both end with the block.

    Without `work` nobody does what falls due: reading is measured alone.
    """
    port = free_port()
    words = [["serve", "--port", str(port)], *([["work"]] if work else [])]
    running = [_started(place, each) for each in words]
    try:
        _await(port, running[0])
        yield Server(port, tuple(each.pid for each in running))
    finally:
        for each in running:
            _end(each)


def _started(place: Place, words: list[str]) -> subprocess.Popen[bytes]:
    log = (place.data / f"{words[0]}.log").open("ab")
    with log:
        return subprocess.Popen(
            [sys.executable, "-m", "yinuo.cli", *words],
            env=place.environment,
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("the server does not answer")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/health/live")
            return connection.getresponse().status < 500
        except (OSError, HTTPException):
            return False


def _end(process: subprocess.Popen[bytes]) -> None:
    for number, seconds in ((signal.SIGTERM, END_SECONDS), (signal.SIGKILL, END_SECONDS)):
        try:
            os.killpg(process.pid, number)
            process.wait(seconds)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue
