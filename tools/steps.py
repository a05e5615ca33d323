"""The steps of ./check: each a program with a name for people."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
PROGRAMS = CHECKOUT / ".venv" / "bin"
CLOSING = re.compile(r"^=* ?((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s")
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped)")


@dataclass(frozen=True)
class Step:
    """One program to run. `environment` is added to ours."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """How a step went: exit code, seconds, and the tests it counted."""

    step: Step
    code: int
    seconds: float
    counts: dict[str, int]
    output: str = ""

    @property
    def good(self) -> bool:
        """Whether the step passed; a test run that found no test did not."""
        return self.code == 0


def python(name: str, *arguments: str, **environment: str) -> Step:
    """A step that runs a module of the environment's Python."""
    return Step(name, (str(PROGRAMS / "python"), "-m", *arguments), environment)


def script(name: str, *command: str) -> Step:
    """A step that runs one of the programs installed in the environment."""
    return Step(name, (str(PROGRAMS / command[0]), *command[1:]))


def tests(name: str, *arguments: str, **environment: str) -> Step:
    """A step that runs pytest."""
    return python(name, "pytest", *arguments, **environment)


def run(step: Step, *, quiet: bool = False) -> Result:
    """Run a step; its output is shown as it comes, or kept for later when `quiet`."""
    begun = time.monotonic()
    lines: list[str] = []
    with subprocess.Popen(
        step.command,
        cwd=CHECKOUT,
        env={**os.environ, **step.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                lines.append(line)
                if not quiet:
                    sys.stdout.write(line)
                    sys.stdout.flush()
        except BaseException:
            os.killpg(process.pid, signal.SIGTERM)
            raise
    return Result(step, process.returncode, time.monotonic() - begun, counted(lines), "".join(lines))


def counted(lines: list[str]) -> dict[str, int]:
    """Return what pytest's closing line says, {"passed": 3, "failed": 1, …}; {} when there is none."""
    for line in reversed(lines):
        closing = CLOSING.match(line.strip())
        if closing:
            found = COUNT.findall(closing.group(1))
            return {kind.rstrip("s") if kind.startswith("error") else kind: int(n) for n, kind in found}
    return {}
