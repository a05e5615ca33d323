"""README.md followed to the letter: the demonstration starts, and its block of commands takes a call to its file."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.setup.stranger import CHECKOUT, Running, clean_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.docs
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """`./run` as a newcomer types it, with the demonstration."""
    running = Running(tmp_path_factory.mktemp("readme") / "data")
    yield running
    running.end()
    assert running.gone()


def test_the_first_page_is_there_within_three_minutes(demonstration: Running) -> None:
    assert demonstration.seconds < 180
    assert demonstration.status() in {200, 302, 303}


def test_the_logins_are_printed_by_role(demonstration: Running) -> None:
    for username in (
        "clerk",
        "supervisor",
        "technician",
        "branch_manager",
        "service_department",
        "admin",
        "auditor",
    ):
        assert re.search(rf"^ +{username} ", demonstration.said, re.MULTILINE)


def test_the_block_of_commands_takes_a_call_to_its_file(demonstration: Running, tmp_path: Path) -> None:
    done = followed(demonstration, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    states = re.findall(r'"state":"(\w+)"', done.stdout)
    assert states == ["dispatched", "accepted", "under_way", *["on_site"] * 3, "done", "done", "filed"]
    (paper,) = tmp_path.glob("*.pdf")
    assert paper.read_bytes().startswith(b"%PDF")


def followed(running: Running, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run README's block in an empty folder, on the port and installation of this test."""
    blocks = BLOCK.findall((CHECKOUT / "README.md").read_text("utf-8"))
    (text,) = (block for block in blocks if "send()" in block)
    assert text.count(".venv/bin/yinuo") == 3
    assert ":8000" in text
    script = text.replace(":8000", f":{running.port}").replace(
        ".venv/bin/yinuo", f"{sys.executable} -m yinuo.cli"
    )
    return subprocess.run(
        ["/bin/sh", "-eu", "-c", script],
        cwd=folder,
        env={**clean_environment(), "YINUO_DATA": str(running.data)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_interface_describes_itself(demonstration: Running) -> None:
    assert demonstration.status("/api/v1/openapi.json") == 200
    assert demonstration.status("/api/v1/docs") == 200


def test_a_demonstration_broken_off_starts_over(tmp_path: Path) -> None:
    """A mark that loading never ended: the embedded database is made anew."""
    data = tmp_path / "data"
    first = Running(data, "--empty", typed="boss\nquite-a-long-password\n")
    first.end()
    (data / "demonstration-unfinished").touch()
    again = Running(data)
    again.end()
    assert "starting over" in again.said
    assert "supervisor" in again.said
    assert not (data / "demonstration-unfinished").exists()
    assert os.environ["YINUO_DATA"] != str(data)
