"""The disk full, writes failing, the database away, under load: no false success, and all by itself again."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import resource
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tests.api.test_moves import picture
from tests.crashes.lives import STEPS, Book, Client
from tests.crashes.place import Place, Program, children_of
from tests.upkeep.drilling import KIND, asked, await_answer, busy, program, status
from tools.postgres import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path


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
    """Planted: a server that takes back every write and says that it was done."""
    place, known, _disk = installation
    book = Book(place.folder / "swallowed")
    port = free_port()
    liar = Program(place, "serve", "--port", str(port), "--workers", "1")
    sound = place.environment
    place.environment = {**sound, "DJANGO_SETTINGS_MODULE": "tests.upkeep.swallowed"}
    liar.start()
    place.environment = sound
    try:
        await_answer(port)
        client = Client("8", port, known, book, 3)
        client.write("8-1-register", "register", "clerk", "/calls", client._asked("register", {}, "8-1"), 0)
    finally:
        liar.kill()
    assert [line.step for line in book.lines] == ["register"]
    assert any("acknowledged, no answer is kept" in finding for finding in findings(place, book))


def test_figures_of_all_processes_are_told_together(
    installation: tuple[Place, dict[str, Any], Disk | None],
) -> None:
    place, _known, _disk = installation

    def counted() -> float:
        text = asked(place.port, "/metrics")[1]
        line = next(each for each in text.splitlines() if 'route="/health/live",status="200"' in each)
        return float(line.rpartition(" ")[2])

    for _ in range(10):
        assert status(place.port, "/health/live") == 200
    before = counted()
    for _ in range(40):
        assert status(place.port, "/health/live") == 200
    assert {counted() - before for _ in range(8)} == {40.0}
    assert "yinuo_database_up 1.0" in asked(place.port, "/metrics")[1]
    assert asked(place.port, "/metrics", **{"X-Forwarded-For": "10.0.0.7"})[0] == 404


def test_a_photo_on_a_full_disk(installation: tuple[Place, dict[str, Any], Disk | None]) -> None:
    """It is refused with 507 and leaves nothing; the same request is done when there is room again."""
    place, known, disk = installation
    if disk is None or place.cluster:
        pytest.skip("a small disk under the photos needs root and SQLite")
    book = Book(place.folder / "photo")
    client = Client("7", place.port, known, book, 5)
    call = client.write(
        "7-1-register", "register", "clerk", "/calls", client._asked("register", {}, "7-1"), 0
    )
    version = call.version
    for step, who, path, content in STEPS[1:5]:
        asking = client._asked(step, content, "7-1")
        version = client.write(
            f"7-1-{step}", step, who, path.format(call=call.number), asking, version
        ).version
    sent = b"\r\n".join(
        [b"--x", b'Content-Disposition: form-data; name="file"; filename="a.png"', b"Content-Type: image/png", b"",
         picture(size=(600, 400)), b"--x--", b""]
    )  # fmt: skip
    headers = {
        "Authorization": f"Bearer {known['tokens']['technician7']}",
        "Content-Type": "multipart/form-data; boundary=x",
        "Idempotency-Key": "7-1-photo",
    }
    path = f"/api/v1/vouchers/{call.number}-1/files"
    files = place.folder / "data" / "files"
    before = sorted(files.rglob("*"))
    with disk.full(0.0):
        with (disk.folder / "more").open("ab", buffering=0) as stream:
            for size in (LARGE_PIECE, SMALL_PIECE, 1):
                fill(stream, size)
        code, told = sending(place.port, path, sent, headers)
    (disk.folder / "more").unlink()
    assert code == 507, told
    assert json.loads(told)["code"] in {"no_space", "disk_failed"}
    assert [each for each in sorted(files.rglob("*")) if each.is_file()] == [e for e in before if e.is_file()]
    for _ in range(2):
        code, told = sending(place.port, path, sent, headers)
        assert code == 201, told
    kept = [each for each in files.rglob("*") if each.is_file() and each not in before]
    assert [hashlib.sha256(each.read_bytes()).hexdigest() for each in kept] == [json.loads(told)["sha256"]]


def sending(port: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()
