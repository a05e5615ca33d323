"""A real browser and a shell that stands alone, for tests that look at pages as people do."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import sync_playwright

from tests.web import person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Quiet(WSGIRequestHandler):
    """Answers without writing a line for each request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the base class
        """Say nothing."""


@contextmanager
def serving() -> Iterator[str]:
    """A server of the shell alone, without a database; gives its address."""
    with override_settings(**person.ALONE):
        server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
        server.daemon_threads = True
        server.set_app(StaticFilesHandler(get_wsgi_application()))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


@contextmanager
def browsing() -> Iterator[Browser]:
    """A headless Chromium."""
    place = os.environ.get("YINUO_CHROMIUM") or next((one for one in PLACES if Path(one).exists()), None)
    if place is None:
        pytest.fail("Chromium is missing; ./check installs it")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=place, args=ARGUMENTS)
        yield browser
        browser.close()


class Visit:
    """Somebody's browser window, with all that its console complained about."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on(
            "console", lambda told: self.complain(told.text) if told.type in {"error", "warning"} else None
        )
        self.page.on("pageerror", lambda raised: self.complain(str(raised)))

    def complain(self, text: str) -> None:
        """Keep one complaint."""
        self.complaints.append(text)

    def open(self, path: str) -> Page:
        """Open a page; its scripts have run when it is loaded."""
        self.page.goto(self.address + path, wait_until="load")
        return self.page

    def violations(self) -> list[tuple[str, list[str]]]:
        """What axe finds on the page as it stands."""
        answer = Axe().run(self.page, options={"runOnly": RULES}).response
        return [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in answer["violations"]]

    def sideways(self) -> int:
        """How many pixels the page can be scrolled sideways."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def visit(
    browser: Browser, address: str, *, size: tuple[int, int], theme: str = "light", tongue: str = "zh"
) -> Visit:
    """Open a window of a size, in a theme and a language."""
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=width < 500)
    names = {"theme": theme, "language": tongue}
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in names.items()])
    return Visit(context, address)
