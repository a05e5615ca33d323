"""The processes of `yinuo start`: begun apart, watched, ended together with whatever they started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from yinuo.cli import children as module
from yinuo.cli.children import Children

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ANYTHING = '#!/bin/sh\nshift 2\nexec "$@"\n'
STUBBORN = "trap '' TERM; while true; do sleep 0.05; done"


@pytest.fixture
def children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Children]:
    """Children that run the given words as a command instead of ours."""
    program = tmp_path / "anything"
    program.write_text(ANYTHING, "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(module.sys, "executable", str(program))
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.5)
    some = Children()
    yield some
    some.end()


def until(true: Callable[[], object], seconds: float = 20) -> bool:
    """Wait until something is true; whether it became so."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended but was not yet waited for does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def shell(children: Children, name: str, text: str) -> None:
    children.begin(name, "/bin/sh", "-c", text)


def written(path: Path) -> str:
    """What a child has written to a file, once it is complete."""
    assert until(lambda: path.exists() and path.read_text("utf-8").endswith("\n"))
    return path.read_text("utf-8").strip()


def test_nothing_has_ended_while_all_run(children: Children) -> None:
    shell(children, "a", "sleep 30")
    shell(children, "b", "sleep 30")
    assert children.ended() is None


@pytest.mark.parametrize("code", [0, 1, 7])
def test_an_end_is_told_once_with_its_code(children: Children, code: int) -> None:
    shell(children, "short", f"exit {code}")
    shell(children, "long", "sleep 30")
    found: list[object] = []
    assert until(lambda: found.append(children.ended()) or found[-1])
    assert found[-1] == ("short", code)
    assert children.ended() is None


def test_a_killed_child_is_told_with_its_signal(children: Children, tmp_path: Path) -> None:
    shell(children, "victim", f"echo $$ > {tmp_path}/pid; sleep 30")
    os.kill(int(written(tmp_path / "pid")), signal.SIGKILL)
    assert until(lambda: children.ended() == ("victim", -signal.SIGKILL))


def test_what_a_dead_child_had_started_ends_too(children: Children, tmp_path: Path) -> None:
    shell(children, "parent", f"sleep 30 & echo $! > {tmp_path}/pid; sleep 0.1; exit 3")
    grandchild = int(written(tmp_path / "pid"))
    assert until(lambda: children.ended() == ("parent", 3))
    assert until(lambda: not alive(grandchild))


def test_ending_ends_all(children: Children, tmp_path: Path) -> None:
    for name in "abc":
        shell(children, name, f"echo $$ > {tmp_path}/{name}; exec sleep 30")
    pids = [int(written(tmp_path / name)) for name in "abc"]
    children.end()
    assert not any(alive(pid) for pid in pids)


def test_a_child_may_tidy_up(children: Children, tmp_path: Path) -> None:
    text = f"trap 'echo tidy > {tmp_path}/end; exit 0' TERM; echo go > {tmp_path}/go; while true; do sleep 0.02; done"
    shell(children, "tidy", text)
    written(tmp_path / "go")
    children.end()
    assert written(tmp_path / "end") == "tidy"


def test_a_stubborn_child_is_ended_all_the_same(children: Children, tmp_path: Path) -> None:
    shell(children, "stubborn", f"echo $$ > {tmp_path}/pid; {STUBBORN}")
    pid = int(written(tmp_path / "pid"))
    began = time.monotonic()
    children.end()
    assert not alive(pid)
    assert time.monotonic() - began >= 0.4


def test_one_stubborn_child_does_not_make_the_others_wait(children: Children, tmp_path: Path) -> None:
    for name in "ab":
        shell(children, name, f"echo $$ > {tmp_path}/{name}; {STUBBORN}")
    for name in "ab":
        written(tmp_path / name)
    began = time.monotonic()
    children.end()
    assert time.monotonic() - began < 5


def test_ending_twice_is_harmless(children: Children) -> None:
    shell(children, "a", "sleep 30")
    children.end()
    children.end()
    assert children.ended() is None


def test_a_child_has_a_group_of_its_own(children: Children, tmp_path: Path) -> None:
    """Ctrl-C on the terminal reaches the parent alone."""
    shell(children, "a", f"echo $$ > {tmp_path}/pid; sleep 30")
    pid = int(written(tmp_path / "pid"))
    assert os.getpgid(pid) == pid
    assert os.getpgid(pid) != os.getpgid(0)


def test_a_child_hears_nothing_from_the_terminal(children: Children, tmp_path: Path) -> None:
    shell(children, "a", f"cat > {tmp_path}/heard; echo done > {tmp_path}/end")
    assert written(tmp_path / "end") == "done"
    assert (tmp_path / "heard").read_text("utf-8") == ""


def test_a_child_is_our_own_program(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    class Spy:
        pid = 0

        def __init__(self, command: list[str], **_options: object) -> None:
            started.append(command)

    monkeypatch.setattr(module.subprocess, "Popen", Spy)
    Children().begin("web", "serve", "--port", "1")
    assert started == [[sys.executable, "-m", "yinuo.cli", "serve", "--port", "1"]]


PARENT = """
import os, signal, sys, time
from yinuo.cli.children import Children
sys.executable = sys.argv[1]
Children().begin("a", "/bin/sh", "-c", "echo $$ > " + sys.argv[2] + "; exec sleep 30")
while not (os.path.exists(sys.argv[2]) and open(sys.argv[2]).read().endswith(chr(10))):
    time.sleep(0.02)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_a_child_ends_with_a_parent_that_was_killed(children: Children, tmp_path: Path) -> None:
    command = [
        str(Path(sys.prefix) / "bin" / "python"),
        "-c",
        PARENT,
        str(tmp_path / "anything"),
        str(tmp_path / "pid"),
    ]
    done = subprocess.run(command, check=False)
    assert done.returncode == -signal.SIGKILL
    child = int(written(tmp_path / "pid"))
    assert until(lambda: not alive(child))
