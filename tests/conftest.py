"""Where tests run: a data folder of their own, on the database that `YINUO_TEST_DATABASE` names.

`sqlite` (the default) is a real file with WAL and the write turn, so that races are races;
`postgres://user@host:port/name` is a server that the caller started.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import django
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.below import let_flush

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).parent
THOROUGH = {
    "api",
    "crashes",
    "bench",
    "badinput",
    "demonstration",
    "desk",
    "field",
    "history",
    "matrix",
    "races",
    "test_audit.py",
    "test_drill.py",
    "test_faults.py",
    "test_bad_input.py",
    "test_lines.py",
    "test_statements.py",
    "test_tables.py",
    "test_walks.py",
}
DATA = tempfile.mkdtemp(prefix="yinuo-tests-")
(Path(DATA) / "static").mkdir()
asked = os.environ.get("YINUO_TEST_DATABASE", "sqlite")
os.environ["YINUO_DATA"] = DATA
os.environ["YINUO_DATABASE"] = "sqlite:?synchronous=off" if asked == "sqlite" else asked
os.environ["YINUO_COPIES"] = "off"
os.environ["DJANGO_SETTINGS_MODULE"] = "yinuo.config.settings"
django.setup()

slow = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
hypothesis_settings.register_profile("quick", max_examples=25, deadline=None, suppress_health_check=slow)
hypothesis_settings.register_profile("full", max_examples=150, deadline=None, suppress_health_check=slow)
hypothesis_settings.load_profile(os.environ.get("YINUO_EXAMPLES", "quick"))


@pytest.fixture(autouse=True)
def _calendars_read_afresh() -> Iterator[None]:
    """No test reckons with the calendar that another one left in this process."""
    from yinuo.calendars.queries import forget

    forget()
    yield
    forget()


def pytest_configure(config: pytest.Config) -> None:
    """Cheap password hashes: signing in is not what most tests are about."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = Path(DATA) / "files"
    settings.YINUO_SEALS = {**settings.YINUO_SEALS, "folder": None}
    let_flush()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes many steps, so that the inner loop can leave it to the whole run."""
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0]
        if folder in THOROUGH or item.path.name in THOROUGH:
            item.add_marker("thorough")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the tests' folder away again."""
    shutil.rmtree(DATA, ignore_errors=True)
