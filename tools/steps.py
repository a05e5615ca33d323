"""The steps of ./check: each a program with a name for people."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
PROGRAMS = CHECKOUT / ".venv" / "bin"
CLOSING = re.compile(r"^=* ?((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s")
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped)")
HUNG = re.compile(r"^worker '\w+' crashed while running '(.+)'$")
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S*?::\S.*?)(?: - .*)?$")
LIMIT = 40 * 60


@dataclass(frozen=True)
class Step:
    """One program to run. `environment` is added to ours; after `limit` seconds it is ended, a failure."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    limit: float = LIMIT


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
        watch = threading.Timer(step.limit, _end, (process, step, lines))
        watch.start()
        try:
            for line in process.stdout:
                lines.append(line)
                if not quiet:
                    sys.stdout.write(line)
                    sys.stdout.flush()
        except BaseException:
            os.killpg(process.pid, signal.SIGTERM)
            raise
        finally:
            watch.cancel()
    return Result(step, process.returncode, time.monotonic() - begun, counted(lines), "".join(lines))


def _end(process: subprocess.Popen[str], step: Step, lines: list[str]) -> None:
    """Kill a step that takes too long, with all that it started."""
    words = f"✗ {step.name}: not finished after {step.limit:g} s, ended\n"
    lines.append(words)
    sys.stdout.write(words)
    os.killpg(process.pid, signal.SIGKILL)


def hung(result: Result) -> list[str]:
    """The tests whose worker was ended because they hung; none when anything else failed as well."""
    lines = [line.strip() for line in result.output.splitlines()]
    ended = sorted({found.group(1) for line in lines if (found := HUNG.match(line))})
    failed = {_inside(found.group(1)) for line in lines if (found := FAILED.match(line))}
    return ended if failed <= {_inside(test) for test in ended} else []


def _inside(test: str) -> str:
    """`test_file.py::test[…]` of a test's name: pytest names the folders before it in two ways."""
    file, _, rest = test.partition("::")
    return f"{Path(file).name}::{rest}"


def counted(lines: list[str]) -> dict[str, int]:
    """Return what pytest's closing line says, {"passed": 3, "failed": 1, …}; {} when there is none."""
    for line in reversed(lines):
        closing = CLOSING.match(line.strip())
        if closing:
            found = COUNT.findall(closing.group(1))
            return {kind.rstrip("s") if kind.startswith("error") else kind: int(n) for n, kind in found}
    return {}
