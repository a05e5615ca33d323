"""The small parts of the command: words, groups, progress, places, instants."""

from __future__ import annotations

import os
import socket
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from yinuo.cli import main, place
from yinuo.cli.bar import bar, in_lines
from yinuo.cli.check_config import without_password
from yinuo.cli.group import LazyGroup
from yinuo.cli.say import Stop, both
from yinuo.cli.work import instant
from yinuo.lib.refusal import Refused
from yinuo.lib.words import w

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TWO = w("两行", "two lines")


def refuse() -> None:
    raise Refused("no", w("不行。", "No."))


def deny() -> None:
    raise PermissionError(13, "Permission denied", "/locked")


refused = click.Command("refused", callback=refuse)
denied = click.Command("denied", callback=deny)
GROUP = LazyGroup("g", commands_at={name: f"{__name__}:{name}" for name in ("refused", "denied")})


def test_both_languages_stand_on_one_line() -> None:
    assert both(TWO) == "两行 two lines"
    assert both(w("OK", "OK")) == "OK"


@pytest.mark.parametrize(
    ("name", "said"), [("refused", "不行。 No."), ("denied", "/locked can't be written.")]
)
def test_a_no_is_one_sentence_and_code_1(name: str, said: str) -> None:
    result = CliRunner().invoke(GROUP, [name])
    assert result.exit_code == 1
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_unknown_command_is_told() -> None:
    result = CliRunner().invoke(GROUP, ["unknown"])
    assert result.exit_code == 2
    assert "unknown" in result.stderr


def test_help_lists_every_command() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    assert all(name in result.stdout for name in ("start", "serve", "work", "audit", "check-config"))


def test_the_data_folder_may_be_given_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YINUO_DATA", "/before")
    CliRunner().invoke(main, ["--data", "/given", "serve", "--help"])
    assert os.environ["YINUO_DATA"] == "/given"


def test_a_pipe_gets_a_line_for_each_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    report = in_lines("Loading")
    for done in range(101):
        report(done, 100)
    assert capsys.readouterr().out.splitlines() == [f"Loading {tenth} %" for tenth in range(0, 101, 10)]


def test_nothing_to_do_is_all_done(capsys: pytest.CaptureFixture[str]) -> None:
    with bar(TWO) as report:
        report(0, 0)
    assert capsys.readouterr().out == "两行 two lines 100 %\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-24T09:00:00+08:00", "2026-11-24T01:00:00+00:00"),
        ("2026-11-24T09:00Z", "2026-11-24T09:00:00+00:00"),
        ("2026-11-24 09:00:00.5+00:00", "2026-11-24T09:00:00.500000+00:00"),
    ],
)
def test_an_instant_is_read(text: str, expected: str) -> None:
    assert instant(text) == datetime.fromisoformat(expected)


@pytest.mark.parametrize("text", ["", "x", "2026-11-24", "2026-11-24T09:00:00", "2026-13-01T00:00Z", "\x00"])
def test_what_is_no_instant_is_told(text: str) -> None:
    with pytest.raises(Stop, match="Not an instant"):
        instant(text)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:", "sqlite:"),
        ("postgres://li:secret@db/service", "postgres://li@db/service"),
        ("postgres://li:p@ss@db/service", "postgres://li@db/service"),
        ("postgres://li@db/service", "postgres://li@db/service"),
    ],
)
def test_a_password_is_never_shown(url: str, shown: str) -> None:
    assert without_password(url) == shown


@pytest.fixture
def taken() -> Iterator[int]:
    """A port somebody listens at."""
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


def test_a_taken_port_is_told(taken: int) -> None:
    with pytest.raises(Stop) as stop:
        place.check_port("127.0.0.1", taken)
    assert (
        stop.value.message
        == f"端口 {taken} 已被占用，请用 --port 换一个。 Port {taken} is taken; choose another with --port."
    )
    assert stop.value.exit_code == 1


def test_an_address_that_is_not_ours_is_told() -> None:
    with pytest.raises(Stop, match="Can't listen at 192"):
        place.check_port("192.0.2.1", 8000)


def test_a_name_that_is_none_is_told() -> None:
    with pytest.raises(Stop, match="Can't listen at"):
        place.check_port("no such host", 8000)


def test_a_free_port_is_fine(taken: int) -> None:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    place.check_port("127.0.0.1", free)


def test_a_new_folder_is_made(tmp_path: Path) -> None:
    place.check_folder(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("where", ["file", "file/below", "/proc/yinuo"])
def test_a_folder_that_can_not_be_is_told(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Stop, match="can't be written"):
        place.check_folder(tmp_path / where)


@pytest.mark.parametrize(
    ("host", "port", "address"),
    [
        ("127.0.0.1", 8000, "http://127.0.0.1:8000"),
        ("::1", 80, "http://[::1]:80"),
        ("box.example", 1, "http://box.example:1"),
    ],
)
def test_the_address_that_is_printed(host: str, port: int, address: str) -> None:
    assert place.address(host, port) == address


def test_listening_everywhere_prints_an_address_others_can_use() -> None:
    assert "0.0.0.0" not in place.address("0.0.0.0", 8000)
    assert place.names("127.0.0.1") == ["127.0.0.1"]
    assert socket.gethostname() in place.names("0.0.0.0")


def test_the_settings_hear_of_host_and_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YINUO_HOSTS", "one.example")
    monkeypatch.delenv("YINUO_ADDRESS", raising=False)
    place.tell_settings("box.example", 8001)
    assert os.environ["YINUO_HOSTS"] == "one.example,box.example"
    assert os.environ["YINUO_ADDRESS"] == "http://box.example:8001"


def test_an_address_given_by_the_environment_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YINUO_HOSTS", "")
    monkeypatch.setenv("YINUO_ADDRESS", "https://yinuo.example")
    place.tell_settings("127.0.0.1", 8000)
    assert os.environ["YINUO_ADDRESS"] == "https://yinuo.example"
