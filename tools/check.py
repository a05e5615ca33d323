"""./check after the machine is ready: runs the steps, then says in a few lines how they went."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from tools.postgres import own_cluster
from tools.steps import Result, Step, hung, python, run, script, tests

if TYPE_CHECKING:
    from types import FrameType

ELSEWHERE = "not browser and not setup and not docs and not long"
BOTH_CORES = ("-n", "2", "--dist", "worksteal")
LONG_LIMIT = 12 * 3600
PATIENT = ("-m", "long", "--timeout=14400", "-o", "faulthandler_timeout=14300")
STATIC = (
    python("format", "ruff", "format", "--check", "--quiet", "."),
    python("lint", "ruff", "check", "--quiet", "."),
    python("types", "mypy"),
    script("contracts", "lint-imports", "--no-logo"),
    python(
        "unsafe calls",
        "bandit",
        "--quiet",
        "--recursive",
        "--severity-level",
        "medium",
        "--configfile",
        "pyproject.toml",
        "src",
    ),
    python("migrations", "django", "makemigrations", "--check", "--dry-run"),
    python("budgets", "tools.budgets"),
)
QUICK = tests(
    "quick tests on SQLite", *BOTH_CORES, "-m", f"{ELSEWHERE} and not thorough", YINUO_TEST_DATABASE="sqlite"
)
SQLITE = tests("tests on SQLite", *BOTH_CORES, "-m", ELSEWHERE, YINUO_TEST_DATABASE="sqlite")
BROWSER = tests(
    "tests in the browser", *BOTH_CORES, "-m", "browser and not long", YINUO_TEST_DATABASE="sqlite"
)
DOCS = tests("documentation", "-m", "docs and not long", YINUO_TEST_DATABASE="sqlite")
SETUP = tests("set-up", "-m", "setup and not long", YINUO_TEST_DATABASE="sqlite")
LONG_SQLITE = replace(tests("long tests on SQLite", *PATIENT, YINUO_TEST_DATABASE="sqlite"), limit=LONG_LIMIT)


def on_postgres(url: str) -> Step:
    """The step that runs the same tests on the PostgreSQL at `url`."""
    return tests("tests on PostgreSQL", *BOTH_CORES, "-m", ELSEWHERE, YINUO_TEST_DATABASE=url)


def long_on_postgres(url: str) -> Step:
    """The step that runs the long tests on the PostgreSQL at `url`."""
    return replace(tests("long tests on PostgreSQL", *PATIENT, YINUO_TEST_DATABASE=url), limit=LONG_LIMIT)


def fast() -> list[Result]:
    """Everything static, and the quick tests on SQLite, at the same time."""
    with ThreadPoolExecutor(2) as pool:
        beside = pool.map(lambda step: run(step, quiet=True), STATIC)
        tested = pool.submit(run, QUICK)
        return [*beside, tested.result()]


def everything() -> list[Result]:
    """All steps, one after another; a failure does not hide the next one."""
    results = [announced(step) for step in (*STATIC, SQLITE)]
    with own_cluster() as url:
        results.append(announced(on_postgres(url)))
    results += in_the_browser()
    return results + [announced(step) for step in (DOCS, SETUP)]


def long() -> list[Result]:
    """What is marked `long`, one test after another so that nothing else disturbs it; on both databases."""
    results = [announced(LONG_SQLITE)]
    with own_cluster() as url:
        return [*results, announced(long_on_postgres(url))]


def in_the_browser() -> list[Result]:
    """The browser's tests; those that only hung, as a browser may, get one second try."""
    result = announced(BROWSER)
    again = hung(result) if not result.good else []
    if not again:
        return [result]
    passed = {"passed": result.counts.get("passed", 0)}
    print(f"\n{len(again)} hung and are tried once more: {', '.join(again)}", flush=True)
    return [
        replace(result, code=0, counts=passed),
        announced(tests("browser, second try", *again, YINUO_TEST_DATABASE="sqlite")),
    ]


def announced(step: Step) -> Result:
    """Run a step under a heading."""
    print(f"\n── {step.name}", flush=True)
    return run(step)


def told(results: list[Result]) -> bool:
    """Print one line a step and the count that machines read. True when all is well."""
    print()
    for result in results:
        mark = "✓" if result.good else "✗"
        counts = ", ".join(f"{n} {kind}" for kind, n in result.counts.items())
        print(f"{mark} {result.step.name:<24} {result.seconds:7.1f} s  {counts}")
    total = {
        kind: sum(result.counts.get(kind, 0) for result in results) for kind in ("passed", "failed", "error")
    }
    silent = sum(not result.good and not result.counts for result in results)
    good = all(result.good for result in results)
    print("一切通过。 All is well." if good else "有没通过的。 Not everything passed.")
    print(f"{total['passed']} passed, {total['failed'] + total['error'] + silent} failed")
    return good


def main(what: str) -> int:
    """Run `fast`, `all` or `long`; the exit code is 0 only when every step passed."""
    signal.signal(signal.SIGTERM, _end)
    with ExitStack() as cleanup:
        data = tempfile.mkdtemp(prefix="yinuo-check-")
        cleanup.callback(shutil.rmtree, data, ignore_errors=True)
        for name in [name for name in os.environ if name.startswith("YINUO_")]:
            del os.environ[name]
        os.environ.update(YINUO_DATA=data, DJANGO_SETTINGS_MODULE="yinuo.config.settings")
        os.environ["YINUO_EXAMPLES"] = "quick" if what == "fast" else "full"
        results = RUNS[what]()
    for result in results:
        if what == "fast" and not result.good and not result.counts:
            print(f"\n── {result.step.name}\n{result.output}")
    return 0 if told(results) else 1


RUNS = {"all": everything, "fast": fast, "long": long}


def _end(number: int, frame: FrameType | None) -> None:
    del number, frame
    sys.exit(143)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
