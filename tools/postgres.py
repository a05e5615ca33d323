"""A PostgreSQL of our own: a new cluster in a temporary folder, on a free port, gone afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVER_USER = "postgres"
UNSAFE_BUT_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@contextmanager
def own_cluster(settings: str = UNSAFE_BUT_FAST) -> Iterator[str]:
    """Yield the URL of an empty database server; it and its files end with the block.

    `settings` are words of its command line; by default a crash may lose what was committed.
    """
    folder = Path(tempfile.mkdtemp(prefix="yinuo-postgres-"))
    try:
        with kept_cluster(folder, settings) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def kept_cluster(folder: Path, settings: str) -> Iterator[str]:
    """Yield the URL of the server whose files are in `folder`, made there the first time; the files stay."""
    _give_to_server_user(folder)
    port = free_port()
    if not (folder / "data").exists():
        made = ("-U", SERVER_USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        _run("initdb", "-D", f"{folder}/data", *made)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=200 {settings}"
    _run("pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-w", "-o", options, "start")
    try:
        yield f"postgres://{SERVER_USER}@127.0.0.1:{port}/yinuo"
    finally:
        _run("pg_ctl", "-D", f"{folder}/data", "-m", "fast", "-w", "stop")


def free_port() -> int:
    """Return a port that nobody listens at just now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs, the newest's. FileNotFoundError without one."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_version)
    found = str(versions[-1]) if versions else shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"PostgreSQL's {name} is not installed")
    return found


def _version(path: Path) -> float:
    return float(path.parent.parent.name)


def _is_root() -> bool:
    return os.geteuid() == 0


def _give_to_server_user(folder: Path) -> None:
    if _is_root():
        shutil.chown(folder, SERVER_USER, SERVER_USER)


def _run(name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs, as its own user when we are root (it refuses root)."""
    as_user = ["runuser", "-u", SERVER_USER, "--"] if _is_root() else []
    done = subprocess.run(
        [*as_user, program(name), *arguments],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if name == "initdb" else subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
    )
    if done.returncode:
        raise RuntimeError(f"{name} failed: {done.stdout or 'see its log'}")
