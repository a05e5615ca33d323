"""The processes that `yinuo start` looks after: begun apart, ended together, never left behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time

PATIENCE_SECONDS = 8.0
PR_SET_PDEATHSIG = 1


class Children:
    """Processes of this program, each in a group of its own, so that Ctrl-C reaches only the parent."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def begin(self, name: str, *arguments: str) -> None:
        """Start `yinuo arguments…` under a name."""
        command = [sys.executable, "-m", "yinuo.cli", *arguments]
        self._running[name] = subprocess.Popen(  # noqa: S603 - our own program, our own words
            command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - no thread runs here
        )

    def ended(self) -> tuple[str, int] | None:
        """Return the name and exit code of one that has ended since the last look, None when all run.

        What it had started itself is ended too.
        """
        for name, process in list(self._running.items()):
            code = process.poll()
            if code is not None:
                del self._running[name]
                _tell(process, signal.SIGKILL)
                return name, code
        return None

    def end(self) -> None:
        """Ask all to end, wait, and end the stubborn ones with everything they started."""
        for process in self._running.values():
            _tell(process, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE_SECONDS
        for process in self._running.values():
            _wait(process, deadline)
            _tell(process, signal.SIGKILL)
            process.wait()
        self._running.clear()


def _tell(process: subprocess.Popen[bytes], number: int) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def _wait(process: subprocess.Popen[bytes], deadline: float) -> None:
    try:
        process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return


def _end_with_parent() -> None:
    """On Linux: a child hears SIGTERM when its parent dies, even by SIGKILL."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
