"""The interactive description in a real browser: it runs under the strict policy and asks nobody else for anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.web.chromium import ARGUMENTS, PLACES
from yinuo.config.api import api

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass
class Seen:
    """The page, what its console said, and whom it asked."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def seen(live_server: LiveServer) -> Iterator[Seen]:
    program = next(place for place in PLACES if Path(place).exists())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        shown = Seen(browser.new_page(viewport={"width": 1440, "height": 900}))
        shown.page.on("console", lambda message: shown.said.append(message.text))
        shown.page.on("pageerror", lambda error: shown.said.append(str(error)))
        shown.page.on("request", lambda request: shown.asked.append(request.url))
        shown.page.goto(f"{live_server.url}/api/v1/docs")
        shown.page.wait_for_selector(".opblock")
        yield shown
        browser.close()


def test_it_shows_every_operation_and_asks_nobody_else(seen: Seen, live_server: LiveServer) -> None:
    paths = api.get_openapi_schema(path_prefix="/")["paths"]
    assert seen.page.locator(".opblock").count() == sum(len(methods) for methods in paths.values())
    assert seen.said == []
    foreign = [url for url in seen.asked if not url.startswith((live_server.url, "data:", "blob:"))]
    assert foreign == []


def test_an_operation_opens_and_can_be_tried(seen: Seen) -> None:
    block = seen.page.locator("#operations-people_人员-yinuo_people_api_me, .opblock").first
    block.locator(".opblock-summary-control").click()
    block.get_by_role("button", name="Try it out").click()
    block.get_by_role("button", name="Execute").click()
    block.locator(".response .response-col_status", has_text="401").first.wait_for()
    assert [line for line in seen.said if "401" not in line] == []
