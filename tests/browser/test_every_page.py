"""Every page that can be opened: axe, width, console, language, zoom; the list is the matrix of routes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.browser.known import untranslated, written
from tests.browser.stage import PHONE, WIDE, Person, Stage, staged
from tests.matrix.place import Place, furnish
from tests.matrix.route import NOWHERE
from tests.matrix.routes import ROUTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
ZOOMED = (720, 450)
"""What 1440×900 is at 200 %."""


class Everything:
    """The product with something in every state, and the addresses of its pages."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.place: Place | None = None

    def furnish(self) -> Any:
        """Furnish the matrix's place; its people are the stage's."""
        self.place = furnish()
        self.place.world.people = self.place.people
        return self.place.world

    def pages(self) -> list[str]:
        """The addresses that answer with a whole page, and not with a part, a file or a picture."""
        assert self.place is not None
        found = []
        for route in ROUTES:
            if route.method != "GET" or route.api or route.need == NOWHERE:
                continue
            query = self.place.names.fill(route.query)
            path = self.place.names.fill(route.path)
            address = path + (
                "?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else ""
            )
            if address not in found and self.whole(address):
                found.append(address)
        return found

    def whole(self, address: str) -> bool:
        """Whether a browser gets a page of the product."""
        client = Client()
        client.force_login(self.place.people[who(address)])
        answer = client.get(address)
        html = answer.get("Content-Type", "").startswith("text/html")
        return answer.status_code == 200 and html and b"<!doctype html" in answer.getvalue()[:200].lower()


def who(address: str) -> str:
    """Who looks at an address: the technician at the field, the administrator at everything else."""
    return "technician" if address.startswith("/field") else "administrator"


@pytest.fixture
def everything(browser: Browser, transactional_db: None) -> Iterator[tuple[Stage, list[str]]]:
    made = Everything(browser)
    with staged(browser, made.furnish, "2026-11-24 09:30") as stage:
        yield stage, made.pages()


def look(window: Person, address: str, data: str) -> list[Any]:
    """What is wrong with a page."""
    window.visit.complaints.clear()
    window.go(address)
    found = window.flaws()
    if window.tongue == "en":
        found += sorted(untranslated(window.page, data))
    size = window.page.viewport_size
    if size["width"] > 1000:
        window.page.set_viewport_size({"width": ZOOMED[0], "height": ZOOMED[1]})
        if window.visit.sideways() > 0:
            found.append(f"at 200 % it scrolls sideways by {window.visit.sideways()}")
        if not window.page.locator("h1, h2").first.is_visible():
            found.append("at 200 % its heading is gone")
        window.page.set_viewport_size(size)
    return found


@pytest.mark.parametrize(
    ("tongue", "theme", "size", "share"),
    [
        ("zh", "light", WIDE, slice(None)),
        ("en", "dark", PHONE, slice(None)),
        ("en", "light", WIDE, slice(0, None, 2)),
        ("zh", "dark", PHONE, slice(1, None, 2)),
        ("zh", "dark", WIDE, slice(0, None, 3)),
        ("en", "light", PHONE, slice(1, None, 3)),
    ],
    ids=lambda value: "x".join(map(str, value)) if isinstance(value, tuple) else str(value),
)
def test_every_page(
    everything: tuple[Stage, list[str]], tongue: str, theme: str, size: tuple[int, int], share: slice
) -> None:
    stage, pages = everything
    data = written()
    windows: dict[str, Person] = {}
    flaws: dict[str, list[Any]] = {}
    assert len(pages) >= 30
    for address in pages[share]:
        person = who(address)
        if person not in windows:
            windows[person] = stage.person(person, size=size, tongue=tongue, theme=theme)
        if found := look(windows[person], address, data):
            flaws[address] = found
    assert flaws == {}
