"""./check: what it asks of a machine, how it counts, what it says at the end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import psycopg
import pytest
from _pytest.mark.expression import Expression

from tools import check
from tools.check import told
from tools.postgres import own_cluster
from tools.steps import Result, Step, counted, hung, python, run

CHECKOUT = Path(__file__).resolve().parents[2]
TOOLS = ("sh", "dirname", "sed", "env", "grep", "cat", "cksum", "head", "ls", "pwd", "python3", "git")


def machine(folder: Path, *tools: str) -> dict[str, str]:
    """The environment of a machine that has only these tools, and whose user is nobody special."""
    folder.mkdir()
    for name in tools:
        found = sys.executable if name == "python3" else shutil.which(name)
        (folder / name).symlink_to(found or "/bin/sh")
    (folder / "id").write_text("#!/bin/sh\necho 1000\n", "utf-8")
    (folder / "id").chmod(0o755)
    return {"PATH": str(folder)}


def checked(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["/bin/sh", CHECKOUT / "check", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_what_is_missing_is_named_in_one_sentence(tmp_path: Path) -> None:
    done = checked(machine(tmp_path / "bin", *TOOLS))
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    said = done.stderr.partition("Please install these packages first:")[2]
    assert {"chromium", "fontconfig", "fonts-noto-cjk", "poppler-utils"} <= set(said.strip(" .\n").split())


def test_the_inner_loop_needs_only_python(tmp_path: Path) -> None:
    without = [tool for tool in TOOLS if tool != "python3"]
    done = checked(machine(tmp_path / "bin", *without), "fast")
    assert done.returncode == 1
    assert "python3 python3-venv" in done.stderr
    assert "chromium" not in done.stderr


def test_an_unknown_word_shows_how_to_call_it() -> None:
    done = checked(dict(os.environ), "everything")
    assert done.returncode == 1
    assert "./check fast" in done.stdout
    assert "./check long" in done.stdout
    assert "set -eu" not in done.stdout


def test_the_integration_server_runs_the_same() -> None:
    lines = (CHECKOUT / ".ci" / "run").read_text("utf-8").splitlines()
    assert lines[-1] == "exec ./check"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("===== 12 passed in 0.31s =====", {"passed": 12}),
        ("= 1 failed, 11 passed, 2 skipped in 61.20s (0:01:01) =", {"failed": 1, "passed": 11, "skipped": 2}),
        ("3 passed, 1 error in 1.00s", {"passed": 3, "error": 1}),
        ("==== 2 failed, 3 errors in 1.00s ====", {"failed": 2, "error": 3}),
        ("5 passed, 2 deselected, 1 warning in 0.10s", {"passed": 5}),
        ("no tests ran in 0.01s", {}),
        ("12 passed in the street", {}),
    ],
)
def test_the_closing_line_is_read(line: str, expected: dict[str, int]) -> None:
    assert counted(["before\n", line + "\n", "after\n"]) == expected


def test_only_the_last_closing_line_counts() -> None:
    assert counted(["1 passed in 1.0s\n", "2 passed in 1.0s\n"]) == {"passed": 2}


def shell(text: str, **environment: str) -> Step:
    return Step("planted", ("/bin/sh", "-c", text), environment)


def test_a_step_keeps_code_and_words() -> None:
    result = run(shell("echo $PLANTED; echo oh >&2; exit 3", PLANTED="seen"), quiet=True)
    assert (result.code, result.good, result.output) == (3, False, "seen\noh\n")


def test_a_step_hears_nothing() -> None:
    assert run(shell("cat"), quiet=True).code == 0


def test_a_step_is_shown_as_it_goes(capfd: pytest.CaptureFixture[str]) -> None:
    run(python("planted", "this"))
    assert "The Zen of Python" in capfd.readouterr().out


def results(*codes: int) -> list[Result]:
    return [
        Result(shell(""), code, 1.0, {"passed": 2, "failed": code} if code else {"passed": 2})
        for code in codes
    ]


def test_the_summary_ends_with_the_line_machines_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(results(0, 0))
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "4 passed, 0 failed"
    assert "All is well." in lines[-2]


def test_one_failure_fails_the_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert not told(results(0, 1))
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "4 passed, 1 failed"
    assert [line[0] for line in lines if "planted" in line] == ["✓", "✗"]


def test_a_step_without_tests_can_fail_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert not told([*results(0), Result(shell(""), 5, 1.0, {})])
    assert capsys.readouterr().out.splitlines()[-1] == "2 passed, 1 failed"


def test_every_kind_of_test_has_its_step() -> None:
    steps = [check.SQLITE, check.BROWSER, check.DOCS, check.SETUP, check.on_postgres("postgres://x")]
    chosen = [step.command[step.command.index("-m", 3) + 1] for step in steps]
    apart = [f"{kind} and not long" for kind in ("browser", "docs", "setup")]
    assert chosen == [check.ELSEWHERE, *apart, check.ELSEWHERE]
    assert all(f"not {kind}" in check.ELSEWHERE for kind in ("browser", "docs", "setup", "long"))


def test_what_is_long_has_a_run_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Step] = []
    monkeypatch.setattr(check, "announced", lambda step: ran.append(step) or results(0)[0])
    monkeypatch.setattr(check, "own_cluster", lambda: nullcontext("postgres://x/yinuo"))
    assert len(check.RUNS["long"]()) == 2
    assert [step.environment["YINUO_TEST_DATABASE"] for step in ran] == ["sqlite", "postgres://x/yinuo"]
    for step in ran:
        assert step.command[step.command.index("-m", 3) + 1] == "long"
        assert "-n" not in step.command
        assert step.limit > 4 * 3600


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (check.QUICK, {"plain"}),
        (check.SQLITE, {"plain", "thorough"}),
        (check.BROWSER, {"browser"}),
        (check.DOCS, {"docs"}),
        (check.SETUP, {"setup"}),
        (check.LONG_SQLITE, {"long", "long_browser", "long_setup"}),
    ],
    ids=lambda each: each.name if isinstance(each, Step) else "",
)
def test_each_step_takes_its_own_tests(step: Step, expected: set[str]) -> None:
    """A test of every kind, and what the step's own expression says to it."""
    chosen = Expression.compile(step.command[step.command.index("-m", 3) + 1])
    kinds = ("plain", "browser", "docs", "setup", "thorough", "long", "long_browser", "long_setup")
    found = {kind for kind in kinds if chosen.evaluate(lambda name, kind=kind: name in kind.split("_"))}
    assert found == expected


def test_the_limit_of_a_long_test_is_the_run_s_own(tmp_path: Path) -> None:
    """pyproject ends a test after minutes; ./check long says otherwise, and a test's own mark wins."""
    file = tmp_path / "test_patient.py"
    text = "import pytest\n@pytest.mark.long\ndef test_limit(request):\n"
    file.write_text(text + "    assert request.config.getvalue('timeout') == 14400\n", "utf-8")
    options = ("-p", "no:cacheprovider", "-c", "pyproject.toml", *check.PATIENT, str(file))
    result = run(python("planted", "pytest", *options), quiet=True)
    assert result.counts == {"passed": 1}, result.output


def test_no_test_escapes_every_step() -> None:
    """A marker that is in pyproject but in no step would hide its tests from ./check."""
    text = (CHECKOUT / "pyproject.toml").read_text("utf-8").partition("markers = [")[2].partition("]")[0]
    markers = {line.strip().strip('",').partition(":")[0] for line in text.strip().splitlines()}
    assert {marker for marker in markers if f"not {marker}" in check.ELSEWHERE} == {
        "browser",
        "docs",
        "setup",
        "long",
    }
    assert markers == {"browser", "docs", "setup", "long", "thorough"}
    assert "not thorough" in check.QUICK.command[-1]


@pytest.mark.setup
def test_a_cluster_of_our_own_comes_and_goes() -> None:
    with own_cluster() as url:
        server = url.replace("/yinuo", "/postgres")
        with psycopg.connect(server) as connection:
            assert connection.execute("SELECT 1 + 1").fetchone() == (2,)
            folder = Path(connection.execute("SHOW data_directory").fetchone()[0])
            assert folder.exists() or os.geteuid() != 0
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server)
    assert not folder.exists()


@pytest.mark.setup
def test_a_cluster_ends_with_an_error_too() -> None:
    with pytest.raises(ZeroDivisionError), own_cluster() as url:
        raise ZeroDivisionError
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url.replace("/yinuo", "/postgres"))


def test_a_step_that_never_ends_is_ended_and_has_failed() -> None:
    result = run(
        Step("sleeper", (sys.executable, "-c", "import time; time.sleep(60)"), limit=0.5), quiet=True
    )
    assert not result.good
    assert result.seconds < 20
    assert "sleeper: not finished after 0.5 s" in result.output


def test_a_test_that_hangs_is_named_and_only_that(tmp_path: Path) -> None:
    written = "import time\ndef test_well(): pass\ndef test_hangs(): time.sleep(60)\n{more}"
    file = tmp_path / "test_written.py"
    options = ("-p", "no:cacheprovider", "-c", "pyproject.toml", "-n", "1", "--timeout", "2", str(file))
    for more, expected in (("", ["test_hangs"]), ("def test_fails(): assert False\n", [])):
        file.write_text(written.format(more=more), "utf-8")
        result = run(python("written", "pytest", *options), quiet=True)
        assert not result.good
        assert [one.rpartition("::")[2] for one in hung(result)] == expected
