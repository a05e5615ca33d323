"""The guide to the interface followed to the letter: its walk by curl, its table, its examples, in both languages."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.world import World, build
from yinuo.calls.models import Attachment, Call
from yinuo.config.api import api
from yinuo.journal import audit
from yinuo.people.commands import add_token

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "api"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| `(\w+) (/\S*)` \|", re.MULTILINE)
SPOKEN = {"en": "suburbs, 7 working hours promised", "zh": "郊区，承诺 7 工时"}


def guide(language: str) -> str:
    return (GUIDE / f"interface.{language}.md").read_text("utf-8")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_table_names_every_address_and_no_other(language: str) -> None:
    paths = api.get_openapi_schema(path_prefix="/")["paths"]
    described = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert set(ROW.findall(guide(language))) == described


def test_both_languages_walk_the_same_way() -> None:
    commands = [re.findall(r"\"\$\w+\" \"?(/[^\" ]+)", guide(language)) for language in ("zh", "en")]
    fault = re.compile(r"fault=.*")
    assert [fault.sub("", path) for path in commands[0]] == [fault.sub("", path) for path in commands[1]]
    assert len(commands[0]) > 15


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_refusal_shown_is_the_one_that_is_given(language: str) -> None:
    world = build()
    token = add_token(user=world.clerk, days=1, at=datetime.now(UTC))
    answer = Client().post(
        "/api/v1/calls",
        {"fault": "x", "reported_at": "2026-11-24T08:50:00"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "k", "Accept-Language": language},
    )
    shown = re.search(r"^```json\n(.*?)^```$", guide(language), re.MULTILINE | re.DOTALL)
    assert shown is not None
    assert json.loads(shown[1]) == answer.json()


def followed(language: str, world: World, address: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the blocks of the walk in the shell, with the address and the tokens of this test."""
    blocks = [block for block in BLOCK.findall(guide(language)) if not block.startswith("yinuo token")]
    assert len(blocks) == 10
    settings = [f"export API={address}/api/v1"]
    for who in ("clerk", "supervisor", "technician"):
        token = add_token(user=world.people[who], days=1, at=datetime.now(UTC))
        settings.append(f"{who}={token}")
        assert f"{who}=$(.venv/bin/yinuo token add {who} --days 1)" in blocks[0]
    script = "\n".join([*settings, *blocks[1:]])
    command = ["/bin/sh", "-eu", "-c", script]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.docs
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_walk_goes_through_all_eight_steps(
    live_server: LiveServer, tmp_path: Path, language: str
) -> None:
    done = followed(language, build(), live_server.url, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert SPOKEN[language] in done.stdout
    call: Any = Call.objects.get()
    assert (call.state, call.zone) == ("filed", "suburban")
    assert Attachment.objects.get().name == "filter.jpg" or Attachment.objects.get().name == "filter.png"
    (paper,) = tmp_path.glob("*.pdf")
    assert paper.read_bytes().startswith(b"%PDF")
    assert list(audit.verify()) == []
