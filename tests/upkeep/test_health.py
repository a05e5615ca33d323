"""Alive, ready, figures: what machines that watch are told, and nobody else."""

from __future__ import annotations

import os
import re
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.world import MORNING, build
from yinuo.upkeep import health, metrics, sharing
from yinuo.upkeep.copies.names import name
from yinuo.upkeep.plan import Plan
from yinuo.web import clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

CHECKS = {"database", "migrations", "calendar", "disk", "worker"}


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, settings: SettingsWrapper) -> Iterator[None]:
    settings.YINUO_DATA = tmp_path
    settings.YINUO_COPIES = Plan(tmp_path / "copies")
    settings.YINUO_LEAST_FREE_MB = 1
    health.forget()
    health.beat()
    yield
    health.forget()


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the database tells, without one."""
    told: dict[str, Any] = {"database": True, "migrations": True, "calendar": True}
    monkeypatch.setattr(health.Asking, "_asked", lambda _self, _now: told)
    return told


def checks(client: Client) -> tuple[int, dict[str, bool]]:
    answer = client.get("/health/ready")
    assert answer["Cache-Control"] == "no-store"
    return answer.status_code, answer.json()["checks"]


def test_alive_needs_no_database(client: Client) -> None:
    answer = client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "live"})
    assert client.head("/health/live").status_code == 200
    assert client.post("/health/live").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_a_whole_installation_is_ready(client: Client) -> None:
    build()
    with clock.at(MORNING):
        status, told = checks(client)
    assert told == dict.fromkeys(CHECKS, True)
    assert status == 200


@pytest.mark.django_db(transaction=True)
def test_a_year_without_its_calendar_is_red(client: Client) -> None:
    build()
    with clock.at(datetime(2036, 6, 1, tzinfo=UTC)):
        assert checks(client)[1]["calendar"] is False


def test_all_green(client: Client, asking: dict[str, Any]) -> None:
    assert checks(client) == (200, dict.fromkeys(CHECKS, True))


@pytest.mark.parametrize("check", ["database", "migrations", "calendar"])
def test_what_the_database_tells_is_told(client: Client, asking: dict[str, Any], check: str) -> None:
    asking[check] = False
    status, told = checks(client)
    assert status == 503
    assert {name for name, good in told.items() if not good} == {check}


def test_a_disk_that_is_nearly_full_is_red(
    client: Client, asking: dict[str, Any], settings: SettingsWrapper
) -> None:
    settings.YINUO_LEAST_FREE_MB = 1 << 40
    status, told = checks(client)
    assert (status, told["disk"]) == (503, False)


def test_a_folder_that_is_gone_is_red(
    client: Client, asking: dict[str, Any], settings: SettingsWrapper, tmp_path: Path
) -> None:
    settings.YINUO_DATA = tmp_path / "gone"
    health.beat()
    assert checks(client) == (503, {**dict.fromkeys(CHECKS, True), "disk": False, "worker": False})


def test_a_worker_that_is_silent_is_red(client: Client, asking: dict[str, Any], tmp_path: Path) -> None:
    assert health.worker_age() < 5
    long_ago = time.time() - 120
    os.utime(tmp_path / health.BEAT, (long_ago, long_ago))
    assert checks(client)[1]["worker"] is False
    health.beat()
    assert checks(client)[1]["worker"] is True


def test_a_database_that_fails_is_red_and_green_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [OSError("away"), {"database": True, "migrations": True, "calendar": True}]

    def asked(_self: Any, _now: Any) -> dict[str, bool]:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(health.Asking, "_asked", asked)
    assert checks(client)[0] == 503
    assert checks(client)[0] == 200


def test_a_database_that_hangs_is_red_in_time(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(health.Asking, "_asked", lambda _self, _now: time.sleep(0.8) or {"database": True})
    began = time.monotonic()
    for _ in range(3):
        assert checks(client)[1]["database"] is False
    assert time.monotonic() - began < 0.8
    assert client.get("/health/live").status_code == 200


@pytest.mark.parametrize(
    ("token", "sent", "seen"),
    [
        ("", {}, 200),
        ("", {"REMOTE_ADDR": "10.0.0.7"}, 404),
        ("", {"REMOTE_ADDR": ""}, 404),
        ("", {"REMOTE_ADDR": "::1"}, 200),
        ("", {"HTTP_X_FORWARDED_FOR": "10.0.0.7"}, 404),
        ("", {"HTTP_FORWARDED": "for=10.0.0.7"}, 404),
        ("", {"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": "Bearer "}, 404),
        ("secret", {"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": "Bearer secret"}, 200),
        ("secret", {"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": "bearer secret"}, 200),
        ("secret", {"HTTP_X_FORWARDED_FOR": "10.0.0.7", "HTTP_AUTHORIZATION": "Bearer secret"}, 200),
        ("secret", {"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": "Bearer other"}, 404),
        ("secret", {"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": "Basic secret"}, 404),
    ],
)
@pytest.mark.django_db
def test_figures_are_for_this_machine_or_the_token(
    client: Client, settings: SettingsWrapper, token: str, sent: dict[str, str], seen: int
) -> None:
    settings.YINUO_METRICS_TOKEN = token
    assert client.get("/metrics", **sent).status_code == seen


def figures(client: Client) -> dict[str, float]:
    lines = client.get("/metrics").content.decode().splitlines()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if line[0] != "#"}


@pytest.mark.django_db(transaction=True)
class TestFigures:
    """What the figures say."""

    def test_promises_messages_and_the_journal(self, client: Client, tmp_path: Path) -> None:
        world = build()
        world.register()
        with clock.at(MORNING + timedelta(days=30)):
            found = figures(client)
        assert found["yinuo_database_up"] == 1
        assert found["yinuo_duties_open"] >= found["yinuo_duties_overdue"] >= 1
        assert found["yinuo_journal_last_line"] >= 3
        assert found["yinuo_outbox_unread"] >= 0
        assert found["yinuo_disk_free_bytes"] > 0
        assert found["yinuo_worker_age_seconds"] < 60
        assert found["yinuo_last_copy_age_seconds"] == float("inf")

    def test_the_age_of_the_last_copy(self, client: Client, tmp_path: Path) -> None:
        (tmp_path / "copies").mkdir()
        (tmp_path / "copies" / name(MORNING)).touch()
        with clock.at(MORNING + timedelta(hours=3)):
            assert figures(client)["yinuo_last_copy_age_seconds"] == 3 * 3600

    def test_requests_are_counted_by_pattern(self, client: Client) -> None:
        before = figures(client)
        client.get("/calls/SH-20261124-0007")
        client.get("/calls/SH-20261124-0008")
        client.get("/canary-path")
        client.generic("BREW", "/sign-in")
        found = figures(client)
        changed = {key for key in found if "requests_total" in key and found[key] != before.get(key)}
        assert 'yinuo_requests_total{method="GET",route="none",status="404"}' in changed
        assert any('route="/calls/<' in key and found[key] - before.get(key, 0) == 2 for key in changed)
        assert any('method="other"' in key for key in changed)
        assert not re.search("canary|0007|BREW", str(list(found)))

    def test_without_a_database_the_rest_is_told(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from django.db import OperationalError

        def away(_now: Any) -> Any:
            raise OperationalError("away")

        monkeypatch.setattr(metrics, "_in_database", away)
        found = figures(client)
        assert found["yinuo_database_up"] == 0
        assert "yinuo_duties_open" not in found
        assert "yinuo_disk_free_bytes" in found


def test_processes_that_are_gone_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sharing.FOLDER, "")
    folder = tmp_path / "metrics"
    folder.mkdir()
    (folder / "counter_999999999.db").touch()
    (folder / f"counter_{os.getpid()}.db").touch()
    sharing.share(tmp_path)
    assert [path.name for path in folder.iterdir()] == [f"counter_{os.getpid()}.db"]
    assert os.environ[sharing.FOLDER] == str(folder)
