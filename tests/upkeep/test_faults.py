"""The disk full, writes failing, the database away, under load: no false success, and all by itself again."""

from __future__ import annotations

import fcntl
import json
import os
import resource
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tests.crashes.place import Place, children_of
from tests.upkeep.drilling import KIND, asked, await_answer, busy, program, status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tests.crashes.lives import Book

ROOT = os.geteuid() == 0
SMALL = "48m"
LARGE_PIECE, SMALL_PIECE = 1 << 20, 4096
GREEN_SECONDS = 20.0


class Disk:
    """A small disk that can be filled to its last byte and emptied again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", folder], check=True)

    @contextmanager
    def full(self, seconds: float) -> Iterator[None]:
        """Leave no room until the block has lasted `seconds`; what is freed meanwhile is taken too."""
        filler = self.folder / "filler"
        end = time.monotonic() + seconds
        with filler.open("ab", buffering=0) as stream:
            yield
            while time.monotonic() < end:
                for size in (LARGE_PIECE, SMALL_PIECE, 1):
                    fill(stream, size)
                time.sleep(0.05)
        filler.unlink()

    def gone(self) -> None:
        subprocess.run(["umount", "-l", self.folder], check=True)


def fill(stream: Any, size: int) -> None:
    try:
        while stream.write(bytes(size)) == size:
            pass
    except OSError:
        return


@pytest.fixture(scope="module")
def installation() -> Iterator[tuple[Place, dict[str, Any], Disk | None]]:
    """The programs running on a small disk: the whole data folder, or the tables of PostgreSQL."""
    place = Place(KIND, YINUO_COPIES="off")
    disk = None
    if ROOT:
        disk = Disk(place.folder / ("data" if KIND == "sqlite" else "small"))
    try:
        if place.cluster and disk:
            put_tables_on(place, disk)
        with place if not place.cluster else already_started(place):
            known = place.told("tests.crashes.prepare")
            settings = place.folder / "data" / "installation.json"
            settings.write_text(json.dumps({**json.loads(settings.read_text()), "least_free_mb": 1}))
            place.web.start()
            place.worker.start()
            await_answer(place.port)
            until_green(place.port)
            yield place, known, disk
    finally:
        if disk:
            disk.gone()


def put_tables_on(place: Place, disk: Disk) -> None:
    """Start the cluster and keep the database's tables on the small disk; the log of writes stays elsewhere."""
    assert place.cluster is not None
    owner = place.folder / "cluster"
    os.chown(disk.folder, owner.stat().st_uid, owner.stat().st_gid)
    place.cluster.start()
    place.cluster.create()
    server = place.cluster.url.replace("/yinuo", "/postgres")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{disk.folder}'")  # type: ignore[arg-type] # our own path
        connection.execute("ALTER DATABASE yinuo SET TABLESPACE small")


@contextmanager
def already_started(place: Place) -> Iterator[Place]:
    """Enter a place whose cluster may run already."""
    assert place.cluster is not None
    if place.cluster.process is None:
        with place:
            yield place
        return
    try:
        place.yinuo("migrate")
        for name in ("static", "files"):
            (place.folder / "data" / name).mkdir(exist_ok=True)
        yield place
    finally:
        place.__exit__()


def until_green(port: int) -> None:
    deadline = time.monotonic() + GREEN_SECONDS
    while status(port, "/health/ready") != 200:
        assert time.monotonic() < deadline, asked(port, "/health/ready")
        time.sleep(0.1)


def findings(place: Place, book: Book) -> list[str]:
    """What is lost, there twice, or not as the commands left it."""
    listed = place.folder / "listed"
    listed.write_text("\n".join(json.dumps(asdict(line)) for line in book.lines), "utf-8")
    done = program(place.environment, "-m", "tests.upkeep.judging", str(listed))
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout.splitlines()[-1]))


def weathered(
    place: Place,
    known: dict[str, Any],
    clients: range,
    fault: Callable[[], AbstractContextManager[None]],
    during: Callable[[], None] = lambda: None,
) -> Book:
    """Let clients live through a fault and on; judge what stands."""
    with busy(place, known, clients) as book:
        with fault():
            during()
        until_green(place.port)
        after = len(book.lines)
        deadline = time.monotonic() + GREEN_SECONDS
        while len(book.lines) < after + 8 and not book.refused:
            assert time.monotonic() < deadline, "nothing is written after the fault"
            time.sleep(0.05)
    assert book.refused == []
    assert findings(place, book) == []
    assert not {"500", "hung"} & set(book.broken), book.broken
    return book


def test_a_full_disk(installation: tuple[Place, dict[str, Any], Disk | None]) -> None:
    place, known, disk = installation
    if disk is None:
        pytest.skip("a small disk needs root")
    book = weathered(place, known, range(2), lambda: disk.full(3.0))
    assert book.broken.get("507", 0) >= 1, book.broken


def workers_of(place: Place) -> list[int]:
    """The processes that answer requests."""
    assert place.web.process is not None
    found = [place.web.process.pid]
    for pid in found:
        found += children_of(pid)
    assert len(found) > 2
    return found


@contextmanager
def no_byte_more(place: Place, seconds: float) -> Iterator[None]:
    """Let no process of the web server write to any file for a while, as on a disk that fails."""
    workers = workers_of(place)
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in workers}
    for pid, (_soft, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
        time.sleep(seconds)
    finally:
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@pytest.mark.skipif(
    KIND != "sqlite" or sys.platform != "linux", reason="PostgreSQL writes in its own processes"
)
def test_writes_that_fail(installation: tuple[Place, dict[str, Any], Disk | None]) -> None:
    place, known, _disk = installation
    book = weathered(place, known, range(2, 4), lambda: no_byte_more(place, 2.0))
    assert book.broken.get("507", 0) >= 1, book.broken


@contextmanager
def away(place: Place, seconds: float) -> Iterator[None]:
    """The database is away: the server killed and started again, or its only writer never done."""
    if place.cluster:
        place.cluster.kill()
        yield
        time.sleep(seconds)
        place.cluster.start()
        place.cluster.answering()
        return
    turn = os.open(place.folder / "data" / "yinuo.sqlite3-turn", os.O_RDWR | os.O_CREAT)
    fcntl.flock(turn, fcntl.LOCK_EX)
    try:
        yield
        time.sleep(seconds)
    finally:
        os.close(turn)


def outage(installation: tuple[Place, dict[str, Any], Disk | None], clients: range, seconds: float) -> Book:
    place, known, _disk = installation

    def red() -> None:
        if place.cluster:
            code, told = asked(place.port, "/health/ready")
            assert code == 503
            assert json.loads(told)["checks"]["database"] is False
        assert status(place.port, "/health/live") == 200

    book = weathered(place, known, clients, lambda: away(place, seconds), red)
    assert not place.worker.ended(), place.log()
    return book


def test_a_database_away(installation: tuple[Place, dict[str, Any], Disk | None]) -> None:
    book = outage(installation, range(4, 6), 2.0)
    assert KIND == "sqlite" or book.broken.get("503", 0) >= 1, book.broken


@pytest.mark.long
@pytest.mark.parametrize("seconds", [5, 15, 60])
def test_a_database_away_for_long(
    installation: tuple[Place, dict[str, Any], Disk | None], seconds: int
) -> None:
    outage(installation, range(6, 8), seconds)


def test_a_false_success_is_caught(
    installation: tuple[Place, dict[str, Any], Disk | None],
) -> None:
    """Planted: a write is acknowledged that the database never kept."""
    place, known, _disk = installation
    with busy(place, known, range(8, 9)) as book:
        pass
    assert findings(place, book) == []
    last = book.lines[-1]
    book.lines.append(type(last)(**{**asdict(last), "key": f"{last.key}-more", "version": last.version + 1}))
    assert any("acknowledged, no answer is kept" in finding for finding in findings(place, book))
