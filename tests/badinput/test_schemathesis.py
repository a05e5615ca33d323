"""The interface attacked from outside, from nothing but its own description, by a tool that others wrote.

Schemathesis lives in an environment of its own (`tools/environment schemathesis`) and speaks to a real server:
what the description allows, what it does not, and operations one after another with what earlier ones answered.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import override_settings
from django.test.utils import modify_settings
from pytest_django.live_server_helper import LiveServer

from tests.matrix.place import NOW, furnish
from yinuo.calendars import queries as calendars
from yinuo.journal import audit
from yinuo.people import bearer
from yinuo.people.commands import add_token
from yinuo.policy import queries as policies
from yinuo.web.machine import interface

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.matrix.place import Place

CHECKOUT = Path(__file__).resolve().parents[2]
PROGRAM = CHECKOUT / ".venv-schemathesis" / "bin" / "st"
SLOWEST = 5
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "allow_header_conformance",
)


@pytest.fixture(scope="module")
def program() -> Path:
    """The program, installed when it is not there yet."""
    made = subprocess.run(["tools/environment", "schemathesis"], cwd=CHECKOUT, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    return PROGRAM


@pytest.fixture
def served(transactional_db: None) -> Iterator[tuple[str, Place]]:
    """The product on a server, with something in every state."""
    forgotten()
    with (
        override_settings(YINUO_NOW=NOW.isoformat()),
        modify_settings(ALLOWED_HOSTS={"append": ["127.0.0.1"]}),
    ):
        place = furnish()
        server = LiveServer("127.0.0.1")
        try:
            yield server.url, place
        finally:
            server.stop()
            forgotten()


def forgotten() -> None:
    for each in (bearer.forget, policies.forget, calendars.forget):
        each()


def attacked(
    program: Path, address: str, token: str, folder: Path, *more: str, seconds: int = 20
) -> tuple[Counter[str], str]:
    """Attack for some seconds, or when none are given a few times; how many requests were sent, what was found."""
    report = folder / "report.ndjson"
    command = [
        str(program), "run", f"{address}/api/v1/openapi.json",
        "--header", f"Authorization: Bearer {token}",
        "--checks", ",".join(CHECKS),
        "--mode", "all",
        "--workers", "2",
        *(("--max-time", str(seconds)) if seconds else ("--max-examples", "20", "--phases", "fuzzing")),
        "--max-response-time", str(SLOWEST),
        "--request-timeout", str(2 * SLOWEST),
        "--generation-deterministic",
        "--continue-on-failure",
        "--suppress-health-check", "all",
        "--no-color",
        "--report", "ndjson",
        "--report-ndjson-path", str(report),
        *more,
    ]  # fmt: skip
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=10 * seconds + 120,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    return sent(report), "" if done.returncode == 0 else done.stdout + done.stderr


def sent(report: Path) -> Counter[str]:
    """How many requests the report tells of, by phase."""
    counts = Counter[str]()
    for line in report.read_text("utf-8").splitlines():
        finished = json.loads(line).get("ScenarioFinished")
        if finished:
            counts[finished["phase"]] += len(finished.get("recorder", {}).get("interactions", {}))
    return counts


def bearer_of(place: Place, who: str) -> str:
    return add_token(user=place.people[who], days=30, at=NOW - timedelta(days=1))


@pytest.mark.long  # the tool itself now and then breaks off with an error of its own
def test_the_interface_stands_up_to_a_stranger(
    program: Path,
    served: tuple[str, Place],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    address, place = served
    token = bearer_of(place, "administrator")
    before = list(audit.verify())
    counts, found = attacked(program, address, token, tmp_path, seconds=20)
    record_property("cases", dict(counts))
    assert not found, found
    assert {"coverage", "fuzzing", "stateful"} <= set(counts)
    assert counts.total() >= 60
    assert [each for each in audit.verify() if each not in before] == []


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("who", ["administrator", "clerk", "supervisor", "technician"])
def test_the_interface_stands_up_to_a_stranger_for_minutes(
    program: Path,
    served: tuple[str, Place],
    tmp_path: Path,
    who: str,
    record_property: Callable[[str, object], None],
) -> None:
    address, place = served
    token = bearer_of(place, who)
    before = list(audit.verify())
    counts, found = attacked(program, address, token, tmp_path, seconds=600)
    record_property("cases", dict(counts))
    assert not found, found
    assert counts.total() >= 5000
    assert [each for each in audit.verify() if each not in before] == []


def test_a_fault_planted_is_found(
    program: Path, served: tuple[str, Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, place = served
    monkeypatch.setattr(interface, "refusal_of", lambda *_: None)
    only = ("--include-path", "/api/v1/lookup")
    _counts, found = attacked(program, address, bearer_of(place, "clerk"), tmp_path, *only, seconds=0)
    assert "Server error" in found, found


def test_an_answer_that_is_not_as_described_is_found(
    program: Path, served: tuple[str, Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, place = served
    monkeypatch.setattr(
        "yinuo.web.problem.as_dict", lambda refusal: {"status": refusal.status, "words": str(refusal.words)}
    )
    only = ("--include-path", "/api/v1/lookup")
    _counts, found = attacked(program, address, bearer_of(place, "clerk"), tmp_path, *only, seconds=0)
    assert "schema" in found, found
