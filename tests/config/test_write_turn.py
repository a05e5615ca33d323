"""The write turn: one writer at a time, in order, across threads and processes, and never kept by mistake."""

from __future__ import annotations

import itertools
import multiprocessing
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError, transaction
from django.db.utils import IntegrityError

from yinuo.config.database import database_settings
from yinuo.config.sqlite.base import DatabaseWrapper
from yinuo.config.sqlite.turn import FileLock, Queue, TooBusy, Turn, turn_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

    from pytest_django.plugin import DjangoDbBlocker

DEFAULTS = {
    "ATOMIC_REQUESTS": False,
    "AUTOCOMMIT": True,
    "CONN_HEALTH_CHECKS": False,
    "TIME_ZONE": None,
    "USER": "",
    "PASSWORD": "",
    "HOST": "",
    "PORT": "",
}


def connect(path: Path, timeout: float = 5) -> DatabaseWrapper:
    settings = database_settings(f"sqlite://{path}?timeout={timeout}&synchronous=off", path.parent)
    return DatabaseWrapper({**DEFAULTS, **settings}, alias="planted")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with one counter at zero."""
    file = tmp_path / "turn.sqlite3"
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("CREATE TABLE counter (n INTEGER UNIQUE)")
        raw.execute("INSERT INTO counter VALUES (0)")
        raw.commit()
    return file


@pytest.fixture
def connection(path: Path) -> Iterator[DatabaseWrapper]:
    wrapper = connect(path)
    yield wrapper
    wrapper.close()


def atomic(connection: DatabaseWrapper) -> transaction.Atomic:
    """`transaction.atomic()` on a connection that Django's settings do not know."""
    block = transaction.Atomic(connection.alias, savepoint=True, durable=False)
    transaction.get_connection = lambda using=None: connection
    return block


@pytest.fixture(autouse=True)
def own_connections(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let `atomic` above lend its connection, and put Django's look-up back."""
    before = transaction.get_connection
    with django_db_blocker.unblock():
        yield
    transaction.get_connection = before


def pragma(connection: DatabaseWrapper, name: str) -> object:
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]


def is_free(path: Path) -> bool:
    """Whether another process could take the turn now."""
    other = Turn(str(path))
    try:
        other.take(0)
    except TooBusy:
        return False
    other.give_back()
    return True


def test_the_database_is_set_up_for_safety(tmp_path: Path) -> None:
    settings = database_settings("sqlite:", tmp_path)
    connection = DatabaseWrapper({**DEFAULTS, **settings}, alias="safe")
    assert pragma(connection, "journal_mode") == "wal"
    assert pragma(connection, "synchronous") == 2
    assert pragma(connection, "foreign_keys") == 1
    assert pragma(connection, "busy_timeout") == 20_000
    connection.close()


def test_a_transaction_holds_the_turn_until_its_end(connection: DatabaseWrapper, path: Path) -> None:
    with atomic(connection):
        assert not is_free(path)
    assert is_free(path)


def test_the_turn_comes_back_after_an_error(connection: DatabaseWrapper, path: Path) -> None:
    with pytest.raises(ZeroDivisionError), atomic(connection):
        raise ZeroDivisionError
    assert is_free(path)


def test_the_turn_comes_back_after_a_refused_row(connection: DatabaseWrapper, path: Path) -> None:
    with pytest.raises(IntegrityError), atomic(connection), connection.cursor() as cursor:
        cursor.execute("INSERT INTO counter VALUES (0)")
    assert is_free(path)


def test_an_inner_block_neither_takes_nor_returns_it(connection: DatabaseWrapper, path: Path) -> None:
    with atomic(connection):
        with atomic(connection):
            assert not is_free(path)
        assert not is_free(path)
    assert is_free(path)


def test_an_inner_error_keeps_the_outer_turn(connection: DatabaseWrapper, path: Path) -> None:
    with atomic(connection):
        with pytest.raises(ZeroDivisionError), atomic(connection):
            raise ZeroDivisionError
        assert not is_free(path)
    assert is_free(path)


def test_closing_gives_it_back(connection: DatabaseWrapper, path: Path) -> None:
    with atomic(connection):
        connection.close()
        assert is_free(path)


def test_reading_takes_no_turn(connection: DatabaseWrapper, path: Path) -> None:
    turn = Turn(str(path))
    turn.take(1)
    with connection.cursor() as cursor:
        assert cursor.execute("SELECT n FROM counter").fetchall() == [(0,)]
    turn.give_back()


def test_waiting_too_long_is_an_operational_error(path: Path) -> None:
    connection = connect(path, timeout=0.2)
    turn = Turn(str(path))
    turn.take(1)
    began = time.monotonic()
    with pytest.raises(OperationalError, match=r"no turn to write within 0\.2 s"), atomic(connection):
        pass
    assert 0.15 < time.monotonic() - began < 2
    turn.give_back()
    with atomic(connection):
        pass
    connection.close()


def test_a_begin_that_fails_gives_the_turn_back(path: Path) -> None:
    connection = connect(path, timeout=0.1)
    with closing(sqlite3.connect(path, isolation_level=None)) as rude:
        rude.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"), atomic(connection):
            pass
        assert is_free(path)
    connection.close()


def test_a_lock_that_can_not_be_opened_is_told(path: Path) -> None:
    connection = connect(path)
    Path(f"{path}-door").mkdir()
    with pytest.raises(OperationalError, match="can't be written"), atomic(connection):
        pass
    connection.close()


def test_a_memory_database_needs_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = database_settings("sqlite::memory:", tmp_path)
    connection = DatabaseWrapper({**DEFAULTS, **settings}, alias="memory")
    with atomic(connection), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE t (n INTEGER)")
    assert list(tmp_path.iterdir()) == []


def test_one_turn_for_one_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    assert turn_of(str(tmp_path / "a"), in_memory=False) is turn_of(
        str(tmp_path / "link" / "a"), in_memory=False
    )
    assert turn_of(str(tmp_path / "a"), in_memory=False) is not turn_of(str(tmp_path / "b"), in_memory=False)


def count_up(path: Path, times: int) -> None:
    """Read, pause, write: what loses counts unless writers take turns."""
    connection = connect(path, timeout=60)
    block = atomic(connection)
    for _ in range(times):
        with block, connection.cursor() as cursor:
            n = cursor.execute("SELECT max(n) FROM counter").fetchone()[0]
            time.sleep(0.0005)
            cursor.execute("INSERT INTO counter VALUES (%s)", [n + 1])
    connection.close()


def highest(path: Path) -> int:
    with closing(sqlite3.connect(path)) as raw:
        return int(raw.execute("SELECT max(n) FROM counter").fetchone()[0])


def test_four_processes_lose_no_count(path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    writers = [fork.Process(target=count_up, args=(path, 50)) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0, 0, 0]
    assert highest(path) == 200


def test_a_killed_writer_frees_the_turn(path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    mine, theirs = fork.Pipe()
    writer = fork.Process(target=hold_turn, args=(path, theirs))
    writer.start()
    assert mine.recv() == "held"
    assert not is_free(path)
    writer.kill()
    writer.join(10)
    assert is_free(path)


def hold_turn(path: Path, pipe: Connection) -> None:
    turn_of(str(path), in_memory=False).take(5)
    pipe.send("held")
    time.sleep(60)


def test_a_forked_child_does_not_inherit_the_turn(path: Path) -> None:
    turn = turn_of(str(path), in_memory=False)
    turn.take(1)
    fork = multiprocessing.get_context("fork")
    child = fork.Process(target=take_and_give, args=(path,))
    child.start()
    time.sleep(0.05)
    turn.give_back()
    child.join(10)
    assert child.exitcode == 0


def take_and_give(path: Path) -> None:
    turn = turn_of(str(path), in_memory=False)
    turn.take(5)
    turn.give_back()


def test_two_processes_alternate(path: Path) -> None:
    """Neither may write more than a few times while the other one waits."""
    fork = multiprocessing.get_context("fork")
    order = fork.SimpleQueue()
    together = fork.Barrier(2)
    writers = [fork.Process(target=write_often, args=(path, name, order, together)) for name in "ab"]
    for writer in writers:
        writer.start()
    said = [order.get() for _ in range(60)]
    for writer in writers:
        writer.join(20)
    assert longest_run("".join(said).strip()) <= 15


def write_often(path: Path, name: str, order: object, together: object) -> None:
    turn = turn_of(str(path), in_memory=False)
    together.wait(10)
    for _ in range(30):
        turn.take(20)
        order.put(name)
        time.sleep(0.002)
        turn.give_back()


def longest_run(letters: str) -> int:
    """The longest stretch of one letter, the last stretch left out: there the other has finished."""
    runs = [1]
    for before, letter in itertools.pairwise(letters):
        runs.append(runs.pop() + 1) if letter == before else runs.append(1)
    return max(runs[:-1], default=len(letters))


def in_thread(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_threads_are_served_in_the_order_they_came() -> None:
    queue = Queue()
    queue.acquire(1)
    served: list[int] = []

    def come(number: int) -> None:
        queue.acquire(5)
        served.append(number)
        queue.release()

    waiting = []
    for number in range(6):
        waiting.append(in_thread(lambda number=number: come(number)))
        time.sleep(0.01)
    queue.release()
    for thread in waiting:
        thread.join(5)
    assert served == list(range(6))


def test_who_gives_up_leaves_the_queue() -> None:
    queue = Queue()
    queue.acquire(1)
    with pytest.raises(TooBusy):
        queue.acquire(0.01)
    queue.release()
    queue.acquire(0.01)


def test_a_file_lock_may_be_released_twice(tmp_path: Path) -> None:
    lock = FileLock(str(tmp_path / "lock"), 0.001)
    lock.acquire(time.monotonic() + 1)
    lock.release()
    lock.release()
    lock.acquire(time.monotonic())
