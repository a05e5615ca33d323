"""What the settings make of an installation, and that everything is mounted where it is said to be."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core import checks
from django.test import Client
from django.urls import resolve, reverse

from tests.architecture.reading import SOURCE, layers
from yinuo.config import installation
from yinuo.config.api import api
from yinuo.config.jobs import jobs

if TYPE_CHECKING:
    from pathlib import Path

ASKED = (
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "CSRF_TRUSTED_ORIGINS",
    "ALLOWED_HOSTS",
    "DEBUG",
    "CALL_NUMBER_FORMAT",
    "RECEIPT_NUMBER_FORMAT",
)
PROGRAM = f"""
import json
from yinuo.config import settings
print(json.dumps({{name: getattr(settings, name) for name in {ASKED!r}}} | {{"engine": settings.DATABASES["default"]["ENGINE"]}}))
"""


def settings_of(data: Path, **environment: str) -> dict[str, Any]:
    """The settings of an installation as a fresh process reads them."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("YINUO_")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**clean, "YINUO_DATA": str(data), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own."""
    monkeypatch.setenv("YINUO_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def test_on_this_machine_cookies_go_without_encryption(data: Path) -> None:
    told = settings_of(data)
    assert (told["SESSION_COOKIE_SECURE"], told["CSRF_COOKIE_SECURE"]) == (False, False)
    assert told["CSRF_TRUSTED_ORIGINS"] == []
    assert told["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert told["DEBUG"] is False
    assert told["engine"] == "yinuo.config.sqlite"


def test_behind_https_cookies_insist_on_it(data: Path) -> None:
    installation.remember(address="https://service.example", hosts=["service.example"])
    told = settings_of(data)
    assert (told["SESSION_COOKIE_SECURE"], told["CSRF_COOKIE_SECURE"]) == (True, True)
    assert told["CSRF_TRUSTED_ORIGINS"] == ["https://service.example"]
    assert "service.example" in told["ALLOWED_HOSTS"]


def test_numbers_are_written_as_the_company_likes(data: Path) -> None:
    installation.remember(call_number_format="{branch}{day:%y%m%d}{count:03d}")
    told = settings_of(data)
    assert told["CALL_NUMBER_FORMAT"] == "{branch}{day:%y%m%d}{count:03d}"
    assert told["RECEIPT_NUMBER_FORMAT"] == installation.RECEIPT_NUMBER_FORMAT


def test_the_environment_names_the_database(data: Path) -> None:
    told = settings_of(data, YINUO_DATABASE="postgres://a@b/c", YINUO_DEBUG="1")
    assert told["engine"] == "django.db.backends.postgresql"
    assert told["DEBUG"] is True


def test_django_finds_nothing_wrong() -> None:
    assert [str(message) for message in checks.run_checks()] == []


def test_every_package_with_rows_or_templates_is_installed() -> None:
    installed = {app.name for app in apps.get_app_configs()}
    wanted = {path.parent.name for name in ("apps.py",) for path in SOURCE.glob(f"*/{name}")}
    assert {f"yinuo.{name}" for name in wanted} <= installed


def test_the_packages_are_installed_lowest_first() -> None:
    own = [app.label for app in apps.get_app_configs() if app.name.startswith("yinuo.")]
    known = [name for name in layers() if name in own]
    place = {name: number for number, name in enumerate(known)}
    with_jobs = [name.removeprefix("yinuo.") for name, _job in jobs()]
    assert with_jobs == sorted(with_jobs, key=lambda name: place[name])


def test_every_package_that_answers_the_clock_is_asked() -> None:
    written = {
        path.parent.name for path in SOURCE.glob("*/jobs.py") if "def run_due" in path.read_text("utf-8")
    }
    written.discard("config")
    assert {f"yinuo.{name}" for name in written} == {name for name, _job in jobs()}


@pytest.mark.parametrize(
    ("path", "package"),
    [
        ("/", "desk"),
        ("/policy/", "policy"),
        ("/field/", "field"),
        ("/sign-in", "people"),
    ],
)
def test_each_face_is_mounted(path: str, package: str) -> None:
    assert resolve(path).func.__module__.split(".")[1] == package


def test_the_interface_is_under_its_version() -> None:
    assert reverse("api:openapi-json") == "/api/v1/openapi.json"
    described = api.get_openapi_schema()
    assert described["openapi"].startswith("3.1")
    assert described["info"]["title"] == "Yinuo 一诺"


PLACE = re.compile(r"{\w+}")
OPERATIONS = [
    (path, method, operation)
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method, operation in methods.items()
]


@pytest.mark.parametrize(
    ("path", "method", "operation"), OPERATIONS, ids=[f"{m} {p}" for p, m, _o in OPERATIONS]
)
def test_every_operation_explains_itself_in_both_languages(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    assert path.startswith("/api/v1/")
    assert operation["summary"].isascii()
    assert any("\u4e00" <= char <= "\u9fff" for char in operation["description"])
    assert operation["operationId"]


@pytest.mark.parametrize(
    "name",
    [
        "GET /calls", "POST /calls", "GET /calls/{number}", "POST /calls/{number}/approve", "POST /calls/{number}/dispatch",
        "POST /calls/{number}/agree-time", "POST /calls/{number}/solve-remotely", "POST /calls/{number}/duplicate",
        "POST /calls/{number}/cancel", "POST /calls/{number}/file", "GET /vouchers/{number}",
        "POST /vouchers/{number}/accept", "POST /vouchers/{number}/decline", "POST /vouchers/{number}/set-out",
        "POST /vouchers/{number}/arrive", "POST /vouchers/{number}/record", "POST /vouchers/{number}/escalate",
        "POST /vouchers/{number}/sign", "POST /vouchers/{number}/leave", "POST /vouchers/{number}/amend",
        "POST /vouchers/{number}/files", "GET /vouchers/{number}.pdf", "GET /customers", "POST /customers", "GET /devices",
        "POST /devices", "GET /technicians", "GET /branches", "POST /branches/{code}/days/{date}/close", "GET /duties",
        "POST /duties/{id}/excuse", "GET /journal",
    ],
)  # fmt: skip
def test_the_names_that_programs_rely_on_are_there(name: str) -> None:
    """A place in a path may be called anything: a program only fills it in."""
    known = {f"{method.upper()} {PLACE.sub('{}', path)}" for path, method, _operation in OPERATIONS}
    assert PLACE.sub("{}", name).replace(" /", " /api/v1/") in known


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost:80@evil.example"])
def test_a_foreign_host_name_is_refused(host: str) -> None:
    assert Client().get("/sign-in", headers={"host": host}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sign-in", "/api/v1/openapi.json", "/nowhere"])
def test_every_answer_carries_its_protection(path: str) -> None:
    answer = Client().get(path, headers={"host": "localhost"})
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"


def test_the_server_loads_the_application() -> None:
    from yinuo.config.wsgi import application

    assert callable(application)
    assert settings.ROOT_URLCONF == "yinuo.config.urls"
