"""An installation to be killed: its folder, its database, and its programs as `./run` starts them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from tools.postgres import SERVER_USER, free_port, program

if TYPE_CHECKING:
    from collections.abc import Iterable

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
KIND = "postgres" if os.environ.get("YINUO_TEST_DATABASE", "").startswith("postgres") else "sqlite"


class Cluster:
    """A PostgreSQL server as it comes, every commit on the disk, that can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.user = (
            {"user": SERVER_USER, "group": SERVER_USER, "extra_groups": []} if os.geteuid() == 0 else {}
        )
        if self.user:
            shutil.chown(folder, SERVER_USER, SERVER_USER)
        options = ["-U", SERVER_USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        made = [program("initdb"), "-D", f"{folder}/data", *options]
        subprocess.run(made, check=True, cwd="/", stdout=subprocess.DEVNULL, **self.user)

    @property
    def url(self) -> str:
        return f"postgres://{SERVER_USER}@127.0.0.1:{self.port}/yinuo"

    def start(self) -> None:
        """Start the server without waiting; a lock file of a killed one is no obstacle."""
        options = ["-p", str(self.port), "-k", str(self.folder), "-c", "listen_addresses=127.0.0.1"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [program("postgres"), "-D", f"{self.folder}/data", *options],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.user,
            )

    def create(self) -> None:
        """Make the empty database."""
        server = self.url.replace("/yinuo", "/postgres")
        with psycopg.connect(self._answering(server), autocommit=True) as connection:
            connection.execute("CREATE DATABASE yinuo")

    def _answering(self, url: str) -> str:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(psycopg.OperationalError):
                psycopg.connect(url).close()
                return url
            time.sleep(0.05)
        raise TimeoutError("PostgreSQL does not start")

    def answering(self) -> None:
        """Wait until the database answers."""
        self._answering(self.url)

    def kill(self) -> None:
        """Kill the server and every process of it at once, as the machine's end would."""
        if self.process is None:
            return
        everybody = [self.process.pid, *children_of(self.process.pid)]
        kill_all(everybody)
        self.process.wait()
        while any(alive(pid) for pid in everybody):
            time.sleep(0.005)
        self.process = None


class Program:
    """One of `yinuo`'s programs in a process group of its own."""

    def __init__(self, place: Place, *arguments: str) -> None:
        self.place, self.arguments = place, arguments
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        return [sys.executable, "-m", "yinuo.cli", *self.arguments]

    def start(self) -> None:
        """Start it without waiting."""
        with (self.place.folder / f"{self.arguments[0]}.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                env=self.place.environment,
                cwd=CHECKOUT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send a signal to the whole group and wait for its first process."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            self.process.wait()
            self.process = None

    def workers(self) -> list[int]:
        """The web server's worker processes."""
        own = children_of(self.process.pid) if self.process else []
        return [pid for pid in own if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None


class Place:
    """One installation on a database of the given kind; leave the block and nothing of it remains."""

    def __init__(self, kind: str, **environment: str) -> None:
        self.kind = kind
        self.folder = Path(tempfile.mkdtemp(prefix="yinuo-crash-"))
        self.folder.chmod(0o755)
        self.cluster: Cluster | None = None
        if kind == "postgres":
            (self.folder / "cluster").mkdir()
            self.cluster = Cluster(self.folder / "cluster")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("YINUO_")}
        self.environment = {
            **inherited,
            "PYTHONPATH": os.pathsep.join((str(CHECKOUT / "src"), str(CHECKOUT))),
            "DJANGO_SETTINGS_MODULE": "yinuo.config.settings",
            "YINUO_DATA": str(self.folder / "data"),
            "YINUO_DATABASE": self.cluster.url if self.cluster else "sqlite:",
            **environment,
        }
        self.port = free_port()
        self.web = Program(self, "serve", "--port", str(self.port), "--workers", "2")
        self.worker = Program(self, "work")

    def __enter__(self) -> Place:
        try:
            if self.cluster:
                self.cluster.start()
                self.cluster.create()
            self.yinuo("migrate")
            for name in ("static", "files"):
                (self.folder / "data" / name).mkdir(exist_ok=True)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.web.kill()
        self.worker.kill()
        if self.cluster:
            self.cluster.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def yinuo(self, *arguments: str) -> str:
        """Run one of `yinuo`'s commands to its end and return what it said; AssertionError when it fails."""
        return self.python("-m", "yinuo.cli", *arguments)

    def python(self, *arguments: str, **environment: str) -> str:
        """Run a module in the installation's environment; return its output."""
        done = subprocess.run(
            [sys.executable, *arguments],
            env={**self.environment, **environment},
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
        return done.stdout

    def told(self, *arguments: str, **environment: str) -> Any:
        """Run a module of ours that answers with JSON on its last line."""
        return json.loads(self.python("-m", *arguments, **environment).splitlines()[-1])

    def log(self) -> str:
        """The end of what the programs said."""
        return "\n".join(path.read_text("utf-8", "replace")[-3000:] for path in self.folder.glob("*.log"))


def children_of(pid: int) -> list[int]:
    """The living children of a process."""
    with suppress(OSError):
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    return []


def kill_all(pids: Iterable[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def alive(pid: int) -> bool:
    """Whether a process still runs (a zombie does not)."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    return False
