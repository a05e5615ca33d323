"""./run as a stranger starts it: what it says line by line, and which processes it leaves."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
READY = "Ctrl-C"
PATIENCE = 90.0


def free_port() -> int:
    """A port nobody listens at just now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment() -> dict[str, str]:
    """The environment without a word about this project."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("YINUO_", "DJANGO_"))}


def run_to_end(
    *arguments: str, typed: str = "", checkout: Path = CHECKOUT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """`./run` until it ends by itself."""
    return subprocess.run(
        [checkout / "run", *arguments],
        input=typed,
        env={**clean_environment(), **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


class Running:
    """`./run` in the background, up to the moment it says that it is ready."""

    def __init__(self, data: Path, *arguments: str, typed: str = "", checkout: Path = CHECKOUT) -> None:
        self.data, self.port = data, free_port()
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [checkout / "run", "--port", str(self.port), "--data", str(data), *arguments],
            env=clean_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdin is not None
        self.process.stdin.write(typed)
        self.process.stdin.close()
        self.said = self._until_ready()
        self.seconds = time.monotonic() - self.began

    def _until_ready(self) -> str:
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if READY in line:
                return said
        raise AssertionError(f"./run ended before it was ready:\n{said}")

    def status(self, path: str = "/") -> int:
        """The answer of the web server, 0 when nobody answers."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            try:
                connection.request("GET", path)
                return connection.getresponse().status
            except (OSError, HTTPException):
                return 0

    def end(self, number: int = signal.SIGINT) -> str:
        """Send a signal, wait, and return what was still said."""
        self.process.send_signal(number)
        assert self.process.stdout is not None
        rest = self.process.stdout.read()
        self.process.wait(PATIENCE)
        return rest

    def processes(self) -> dict[int, str]:
        """Every living process of this installation: pid → command line."""
        return processes_of(self.data)

    def gone(self, seconds: float = 10) -> bool:
        """Whether all of them have ended within `seconds`."""
        deadline = time.monotonic() + seconds
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.1)
        return not self.processes()


def processes_of(data: Path) -> dict[int, str]:
    """Every living process that was told of this data folder."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes().split(b"\0")
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        except OSError:
            continue
        if line and (f"YINUO_DATA={data}".encode() in environment or f"--data {data}" in line):
            found[int(entry.name)] = line
    return found
