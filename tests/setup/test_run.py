"""./run from an empty folder to the first page and back to nothing, and each reason why it won't start."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.setup.stranger import CHECKOUT, Running, clean_environment, processes_of, run_to_end

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.setup
ANSWERS = {200, 302, 303}
BOSS = "boss\nquite-a-long-password\n"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of one installation, with its administrator, as the first start left it."""
    folder = tmp_path_factory.mktemp("installation") / "data"
    first = Running(folder, "--empty", typed=BOSS)
    assert first.status() in ANSWERS
    first.end()
    assert first.gone()
    return folder


@pytest.fixture
def running(data: Path) -> Iterator[Running]:
    """The installation, started again."""
    again = Running(data, "--empty")
    yield again
    again.process.kill()
    again.process.wait()
    assert again.gone()


def test_the_second_start_takes_less_than_five_seconds(running: Running, data: Path) -> None:
    """The better of two; on a machine that has more to do than cores, as much later as it is busier."""
    running.end()
    again = Running(data)
    again.end()
    busy = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert min(running.seconds, again.seconds) < 5 * busy


def test_the_address_is_printed_and_answers(running: Running) -> None:
    assert f"http://127.0.0.1:{running.port}" in running.said
    assert running.status() in ANSWERS


def test_web_server_and_worker_run(running: Running) -> None:
    lines = list(running.processes().values())
    assert [line for line in lines if " serve " in line]
    assert [line for line in lines if line.endswith(" work")]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_polite_end_leaves_nothing(running: Running, number: int) -> None:
    said = running.end(number)
    assert (running.process.returncode, "Stopped." in said) == (0, True)
    assert running.processes() == {}
    assert running.status() == 0


def test_even_a_rude_end_leaves_nothing(running: Running) -> None:
    running.process.kill()
    running.process.wait()
    assert running.gone()


@pytest.mark.parametrize("kind", ["serve", "work"])
def test_when_one_part_dies_all_ends_and_is_told(running: Running, kind: str) -> None:
    direct = [pid for pid, line in running.processes().items() if f"yinuo.cli {kind}" in line]
    os.kill(min(direct), signal.SIGKILL)
    assert running.process.stdout is not None
    said = running.process.stdout.read()
    assert running.process.wait(20) == 1
    assert f"“{kind}” ended unexpectedly" in said
    assert running.gone()


def test_the_database_is_remembered(tmp_path: Path) -> None:
    data, elsewhere = tmp_path / "data", tmp_path / "elsewhere.sqlite3"
    first = Running(data, "--empty", "--database", f"sqlite://{elsewhere}", typed=BOSS)
    first.end()
    assert json.loads((data / "installation.json").read_text("utf-8"))["database"] == f"sqlite://{elsewhere}"
    again = Running(data)
    again.end()
    assert elsewhere.exists()
    assert not (data / "yinuo.sqlite3").exists()


def one_sentence(done: subprocess.CompletedProcess[str], english: str) -> None:
    assert done.returncode == 1
    assert english in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_taken_port_is_said_in_one_sentence(data: Path) -> None:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = str(listener.getsockname()[1])
        one_sentence(run_to_end("--data", str(data), "--port", port), f"Port {port} is taken")


def test_an_unwritable_folder_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    one_sentence(run_to_end("--data", str(tmp_path / "file" / "data")), "can't be written")


def test_a_database_that_is_away_is_said_in_one_sentence(tmp_path: Path) -> None:
    url = "postgres://nobody@127.0.0.1:1/nothing"
    done = run_to_end("--data", str(tmp_path / "data"), "--port", "0x", "--database", url)
    assert done.returncode == 2
    one_sentence(
        run_to_end("--data", str(tmp_path / "data"), "--port", "18473", "--database", url), "can't be reached"
    )


def test_a_database_that_is_none_is_said_in_one_sentence(tmp_path: Path) -> None:
    done = run_to_end("--data", str(tmp_path / "data"), "--port", "18473", "--database", "mysql://a/b")
    one_sentence(done, "neither sqlite: nor postgres:")


def test_an_empty_system_needs_an_administrator(tmp_path: Path) -> None:
    done = run_to_end("--data", str(tmp_path / "data"), "--port", "18473", "--empty", typed="\n")
    assert done.returncode == 1
    assert "first administrator" in done.stderr


def test_a_weak_password_is_refused_in_words(tmp_path: Path) -> None:
    done = run_to_end("--data", str(tmp_path / "data"), "--port", "18473", "--empty", typed="boss\nshort\n")
    assert done.returncode == 1
    assert "15" in done.stderr
    assert processes_of(tmp_path / "data") == {}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files that prepare the environment, in a folder without one."""
    folder = tmp_path / "copy"
    shutil.copytree(CHECKOUT / "tools", folder / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("run", "pyproject.toml", "requirements.txt"):
        shutil.copy2(CHECKOUT / name, folder / name)
    return folder


def bare_path(folder: Path, **programs: str) -> str:
    """A PATH with nothing but the shell's tools and these scripts."""
    folder.mkdir()
    for name in ("sh", "dirname", "cat", "cksum", "head", "tail", "rm", "pwd", "id"):
        (folder / name).symlink_to(shutil.which(name) or "/bin/sh")
    for name, text in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n", "utf-8")
        (folder / name).chmod(0o755)
    return str(folder)


def test_no_python_is_said_in_one_sentence(copy: Path, tmp_path: Path) -> None:
    path = bare_path(tmp_path / "bin")
    one_sentence(run_to_end(checkout=copy, PATH=path), "Python 3.11 or newer is needed")


def test_an_old_python_is_said_in_one_sentence(copy: Path, tmp_path: Path) -> None:
    path = bare_path(tmp_path / "bin", python3="exit 1")
    one_sentence(run_to_end(checkout=copy, PATH=path), "Python 3.11 or newer is needed")


def test_a_missing_venv_module_is_said_in_one_sentence(copy: Path, tmp_path: Path) -> None:
    path = bare_path(tmp_path / "bin", python3='case "$2" in *ensurepip*) exit 1;; esac')
    one_sentence(run_to_end(checkout=copy, PATH=path), "venv module is missing")
    assert not (copy / ".venv").exists()


def test_an_unwritable_checkout_is_said_in_one_sentence(copy: Path, tmp_path: Path) -> None:
    path = bare_path(tmp_path / "bin", python3="exit 0")
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    copy.chmod(0o555)
    as_nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*as_nobody, copy / "run"],
        env={**clean_environment(), "PATH": path + ":/usr/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    one_sentence(done, "can't be written")


@pytest.mark.parametrize("broken", ["requirements.txt"])
def test_a_failed_installation_is_told_and_tried_again(copy: Path, broken: str) -> None:
    (copy / broken).write_text("click==8.5.1 --hash=sha256:" + "0" * 64, "utf-8")
    for _attempt in range(2):
        done = run_to_end(checkout=copy)
        assert done.returncode == 1
        assert "The installation failed" in done.stderr


def test_a_fresh_clone_starts(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", CHECKOUT, clone], check=True)
    fresh = Running(clone / "data", "--empty", typed=BOSS, checkout=clone)
    assert fresh.status() in ANSWERS
    assert fresh.seconds < 180
    fresh.end()
    assert fresh.gone()
    again = time.monotonic()
    subprocess.run([clone / "tools" / "environment"], check=True)
    assert time.monotonic() - again < 1
