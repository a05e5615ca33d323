"""Kills flows at every statement and every commit in turn, and sees what stands after a retry.

`python -m tests.crashes.points LIST MOST FLOW…`, run where the database is: N = 1, 2, 3 … until the flow ends
without being killed. Each try is a process of its own, forked from one that is warm and holds no connection.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from tests.crashes.judge import judge
from tests.crashes.lives import Book, Client, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KILLED = 9
MOST = 400
ENOUGH = 5


class Doom:
    """Counts the points a flow passes and ends the process, without a word, at the one it was told."""

    def __init__(self, at: int) -> None:
        self.at, self.passed, self.commits = at, 0, 0
        self._guard = threading.Lock()

    def point(self) -> None:
        with self._guard:
            self.passed += 1
            if self.passed == self.at:
                os._exit(KILLED)

    @contextmanager
    def over(self) -> Iterator[Doom]:
        """Make every statement a point, and both sides of every commit two more."""
        from django.db import connections

        connection = connections["default"]
        owner = type(connection)
        plain = owner._commit

        def commit(wrapped: Any) -> None:
            self.point()
            plain(wrapped)
            self.commits += 1
            self.point()

        def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            self.point()
            return run(sql, params, many, context)

        owner._commit = commit
        try:
            with connection.execute_wrapper(execute):
                yield self
        finally:
            owner._commit = plain


class Near(Client):
    """A client in the same process as the server: the whole way through Django, without a network."""

    def __init__(self, name: str, known: dict[str, Any], path: Path) -> None:
        super().__init__(name, 0, known, Book.read(path), 1)
        self.repeated = 0.0

    def _answers(self, path: str, body: bytes, headers: dict[str, str]) -> Iterator[tuple[float, int, bytes]]:
        told = {name: value for name, value in headers.items() if name != "Content-Type"}
        answer = server().generic("POST", f"/api/v1{path}", body, headers["Content-Type"], headers=told)
        yield 0.0, answer.status_code, answer.content


@cache
def server() -> Any:
    """All of Django's request handling, read once and inherited by every forked process."""
    from django.test import Client as Asking

    return Asking(raise_request_exception=False, SERVER_NAME="127.0.0.1")


def in_a_process(work: Callable[[], object]) -> tuple[int, Any]:
    """Do `work` in a forked process; return its exit code and what it gave."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            told = json.dumps(work()).encode()
            os.write(writing, told)
            code = 0
        except Refused as refused:
            os.write(writing, json.dumps(f"refused: {refused}"[:4000]).encode())
        except BaseException:  # noqa: BLE001 - told to the parent, which judges
            os.write(writing, json.dumps(traceback.format_exc()[-4000:]).encode())
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), json.loads(told) if told else None


class Flow:
    """One flow: what comes before it, the flow, and how it is tried again."""

    def __init__(self, name: str, known: dict[str, Any], path: Path) -> None:
        self.name, self.known, self.path = name, known, path

    def client(self, late: bool = False) -> Near:
        near = Near("8", self.known, self.path)
        near.late = late
        return near

    def before(self, life: str) -> None:
        """Bring a call to where the flow begins."""
        if self.name == "sign-and-file":
            self.client().life(life, "record")
        elif self.name in ("duty", "round"):
            self.client(late=True).life(life, "register")

    def do(self, life: str, *, first: bool) -> None:
        """Do the flow, or go on with it after a kill."""
        if self.name == "register":
            self.client().life(life, "register")
        elif self.name == "sign-and-file":
            self.client().life(life, "file")
        elif self.name == "duty" and first:
            one_step()
        else:
            run_due()


def one_step() -> None:
    """Let the worker take the step of one duty that is due, with its message."""
    from django.utils import timezone

    from yinuo.duties.jobs import run_due as due

    due(timezone.now(), most=1)


def run_due() -> None:
    """Let the worker do one whole round."""
    from django.utils import timezone

    from yinuo.config.jobs import run_due as due

    due(timezone.now())


def doomed(flow: Flow, life: str, at: int) -> Callable[[], dict[str, int]]:
    def work() -> dict[str, int]:
        with Doom(at).over() as doom:
            flow.do(life, first=True)
            for thread in threading.enumerate():
                if thread is not threading.current_thread():
                    thread.join()
        return {"points": doom.passed, "commits": doom.commits}

    return work


def every_point(flow: Flow, most: int) -> dict[str, Any]:
    """Kill the flow at each point in turn; return how many there were and what was found at the end."""
    refused: list[str] = []
    for at in range(1, most + 1):
        life = f"{flow.name.replace('-', '')}{at}-1"
        code, told = in_a_process(lambda life=life: flow.before(life))
        assert code == 0, told
        code, told = in_a_process(doomed(flow, life, at))
        if code == 0:
            return {"kills": at - 1, **told, "refused": refused}
        if code != KILLED:
            refused.append(f"point {at}: {told}")
        if len(refused) >= ENOUGH:
            break
        code, again = in_a_process(lambda life=life: flow.do(life, first=False))
        if code:
            refused.append(f"point {at}, again: {again}")
    return {"kills": at, "points": 0, "commits": 0, "refused": refused}


def references(flow: Flow) -> None:
    """Undisturbed lives, which also warm what this process remembers."""
    for life, late, until in (
        ("ref-1", False, "register"),
        ("ref-2", True, "register"),
        ("ref-3", False, "file"),
    ):
        flow.client(late).life(life, until)
    run_due()


def main(path: Path, most: int, names: list[str]) -> dict[str, Any]:
    """Run flows over all their points (at most `most`) and judge the whole database."""
    from django.db import connections

    from tests.crashes.prepare import main as prepare

    known = prepare()
    references(Flow("", known, path))
    told = {}
    for name in names:
        connections.close_all()
        told[name] = every_point(Flow(name, known, path), most)
    run_due()
    listed = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return {"flows": told, "findings": judge(listed)}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]), ensure_ascii=False))
