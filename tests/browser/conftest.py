"""A browser for each module, and for each test the product with a day's work in it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from unittest import mock

import pytest

from tests.browser.furnished import furnish
from tests.browser.stage import Stage, staged
from tests.web.chromium import browsing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """A browser, started after the database: its loop runs in this thread and Django must not mind."""
    with mock.patch.dict(os.environ, DJANGO_ALLOW_ASYNC_UNSAFE="1"), browsing() as browser:
        yield browser


@pytest.fixture
def stage(browser: Browser, transactional_db: None) -> Iterator[Stage]:
    """The product in the morning of 24 November 2026."""
    with staged(browser, furnish, "2026-11-24 09:05") as stage:
        yield stage
