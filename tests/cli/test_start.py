"""`yinuo start` step by step: the place, the database, the first people, the wait for the first page, the watch."""

from __future__ import annotations

import http.server
import json
import os
import signal
import socket
import socketserver
import threading
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from yinuo.cli import demo, first, place, start
from yinuo.cli.say import Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Family:
    """Children that exist only here."""

    def __init__(self, *ends: tuple[str, int] | None) -> None:
        self.ends = list(ends)
        self.begun: list[tuple[str, ...]] = []

    def begin(self, *words: str) -> None:
        self.begun.append(words)

    def ended(self) -> tuple[str, int] | None:
        return self.ends.pop(0) if self.ends else None


@contextmanager
def serving(status: int) -> Iterator[int]:
    """A web server that answers everything with one status; yields its port."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            return

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield int(server.server_address[1])
        server.shutdown()


def unused_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("status", "answered"), [(200, True), (303, True), (404, True), (500, False), (503, False)]
)
def test_an_answer_is_anything_but_an_error_of_the_server(status: int, answered: bool) -> None:
    with serving(status) as port:
        assert start.answers("127.0.0.1", port) is answered


def test_nobody_there_is_no_answer() -> None:
    assert not start.answers("127.0.0.1", unused_port())


def test_noise_is_no_answer() -> None:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        noise = threading.Thread(target=make_noise, args=(listener,), daemon=True)
        noise.start()
        assert not start.answers("127.0.0.1", listener.getsockname()[1])
        noise.join(5)


def make_noise(listener: socket.socket) -> None:
    caller, _address = listener.accept()
    caller.sendall(b"\x16\x03\x01 what?\r\n\r\n")
    caller.close()


def test_waiting_ends_with_the_first_answer() -> None:
    with serving(302) as port:
        start.await_answer(Family(), "127.0.0.1", port)


def test_listening_everywhere_is_asked_near_by() -> None:
    with serving(200) as port:
        start.await_answer(Family(), "0.0.0.0", port)


def test_waiting_ends_when_the_server_dies() -> None:
    with pytest.raises(Stop, match=r"“serve” ended unexpectedly \(1\)"):
        start.await_answer(Family(None, ("serve", 1)), "127.0.0.1", unused_port())


def test_waiting_ends_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "ANSWER_SECONDS", 0.3)
    with pytest.raises(Stop, match="gave no answer"):
        start.await_answer(Family(), "127.0.0.1", unused_port())


@pytest.mark.parametrize("ended", [("serve", 0), ("work", 1), ("work", -9)])
def test_the_end_of_one_is_the_end_of_all(ended: tuple[str, int]) -> None:
    with pytest.raises(Stop) as stop:
        start.watch(Family(ended))
    assert ended[0] in stop.value.message
    assert str(ended[1]) in stop.value.message


def test_while_all_run_the_watch_is_quiet() -> None:
    start.watch(Family(None))


def test_web_server_and_worker_are_begun_and_the_address_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YINUO_ADDRESS", "http://box.example:81")
    monkeypatch.setattr(demo, "tell_logins", lambda: print("clerk"))
    with serving(200) as port:
        family = Family(None, ("work", 4))
        with pytest.raises(Stop):
            start.run_children(family, "127.0.0.1", port)
    assert family.begun == [("serve", "serve", "--host", "127.0.0.1", "--port", str(port)), ("work", "work")]
    said = capsys.readouterr().out.splitlines()
    assert "http://box.example:81" in said[0]
    assert said[1] == "clerk"
    assert "Ctrl-C" in said[2]


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """`prepare_database` on a system that is new or not; returns what was done."""

    def prepared(*, new: bool, empty: bool) -> list[str]:
        done: list[str] = []
        monkeypatch.setattr(demo, "prepare", lambda: done.append("prepare"))
        monkeypatch.setattr(demo, "load_company", lambda: done.append("company"))
        monkeypatch.setattr(first, "first_administrator", lambda: done.append("administrator"))
        monkeypatch.setattr(first, "is_new", lambda: new)
        start.prepare_database(empty=empty)
        return done

    return prepared


@pytest.mark.parametrize(
    ("new", "empty", "expected"),
    [
        (True, False, ["prepare", "company"]),
        (True, True, ["prepare", "administrator"]),
        (False, False, ["prepare"]),
        (False, True, ["prepare"]),
    ],
)
def test_only_a_new_system_is_filled(
    database: Callable[..., list[str]], new: bool, empty: bool, expected: list[str]
) -> None:
    assert database(new=new, empty=empty) == expected


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, and nothing in the environment."""
    for name in ("YINUO_DATABASE", "YINUO_HOSTS", "YINUO_ADDRESS"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("YINUO_DATA", str(tmp_path / "before"))
    monkeypatch.setattr(start, "set_up", lambda: None)
    monkeypatch.setattr(start, "make_folders", lambda: None)
    return tmp_path / "data"


def test_the_database_is_remembered_in_the_folder(data: Path) -> None:
    start.prepare_place("127.0.0.1", unused_port(), str(data), "postgres://a@b/c")
    assert json.loads((data / "installation.json").read_text("utf-8"))["database"] == "postgres://a@b/c"
    assert os.environ["YINUO_DATA"] == str(data)
    assert os.environ["YINUO_DATABASE"] == "postgres://a@b/c"


def test_without_a_folder_the_one_of_the_environment_holds(data: Path) -> None:
    start.prepare_place("127.0.0.1", unused_port(), None, None)
    assert (data.parent / "before").is_dir()
    assert not data.exists()


def test_a_taken_port_is_told_before_anything_is_remembered(data: Path) -> None:
    with serving(200) as port, pytest.raises(Stop, match="is taken"):
        start.prepare_place("127.0.0.1", port, str(data), "postgres://a@b/c")
    assert list(data.iterdir()) == []


def test_a_database_that_is_wrong_is_not_remembered(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise Stop(start.SILENT)

    monkeypatch.setattr(start, "set_up", refuse)
    with pytest.raises(Stop):
        start.prepare_place("127.0.0.1", unused_port(), str(data), "mysql://a")
    assert not (data / "installation.json").exists()


def test_the_folders_the_server_expects_are_made(tmp_path: Path, settings: SimpleNamespace) -> None:
    settings.STATIC_ROOT = tmp_path / "a" / "static"
    settings.MEDIA_ROOT = tmp_path / "b" / "files"
    start.make_folders()
    start.make_folders()
    assert (tmp_path / "a" / "static").is_dir()
    assert (tmp_path / "b" / "files").is_dir()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_polite_signal_gets_the_same_answer(number: signal.Signals) -> None:
    heard: list[int] = []
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        start.on_signals(lambda got, _frame: heard.append(got))
        os.kill(os.getpid(), number)
        assert heard == [number]
    finally:
        for each, answer in before.items():
            signal.signal(each, answer)


@pytest.fixture
def mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The mark of a demonstration that was broken off, and a database that needs no migration."""
    monkeypatch.setenv("YINUO_DATA", str(tmp_path))
    monkeypatch.setattr(demo, "pending_migrations", list)
    return tmp_path / demo.UNFINISHED


@contextmanager
def connection(vendor: str, name: Path) -> Iterator[list[str]]:
    """Django's connection replaced by one that only has a name."""
    closed: list[str] = []
    patch = pytest.MonkeyPatch()
    fake = SimpleNamespace(vendor=vendor, settings_dict={"NAME": name}, close=lambda: closed.append("closed"))
    patch.setattr("django.db.connection", fake)
    yield closed
    patch.undo()


def test_a_broken_off_demonstration_starts_over(mark: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mark.touch()
    files = [mark.with_name(name) for name in ("db", "db-wal", "db-shm", "db-turn")]
    for path in files:
        path.touch()
    with connection("sqlite", mark.with_name("db")) as closed:
        demo.prepare()
    assert closed == ["closed"]
    assert [path.exists() for path in files] == [False, False, False, True]
    assert not mark.exists()
    assert "starting over" in capsys.readouterr().out


def test_another_database_is_not_ours_to_empty(mark: Path) -> None:
    mark.touch()
    with (
        connection("postgresql", Path("service")),
        pytest.raises(Stop, match="empty the database service first"),
    ):
        demo.prepare()
    assert mark.exists()


def test_without_a_mark_the_database_stays(mark: Path) -> None:
    mark.with_name("db").touch()
    with connection("sqlite", mark.with_name("db")) as closed:
        demo.prepare()
    assert closed == []
    assert mark.with_name("db").exists()


def test_loading_leaves_its_mark_until_it_is_done(mark: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    monkeypatch.setattr("yinuo.demonstration.load.company", lambda **_options: seen.append(mark.exists()))
    demo.load_company()
    assert seen == [True]
    assert not mark.exists()


def test_a_load_that_fails_leaves_its_mark(mark: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_options: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("yinuo.demonstration.load.company", fail)
    with pytest.raises(ZeroDivisionError):
        demo.load_company()
    assert mark.exists()


def test_a_listening_address_is_checked_with_the_port() -> None:
    with pytest.raises(Stop, match="Can't listen at 198"):
        place.check_port("198.51.100.7", 80)
