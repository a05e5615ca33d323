"""The gallery in a real browser: axe finds nothing, nothing scrolls sideways, the console stays quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.chromium import browsing, serving, visit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

DESK = [(1440, 900), (720, 450), (390, 844)]
PHONE = [(390, 844), (320, 640)]
FACES = [
    *(("desk", size) for size in DESK),
    *(("register", size) for size in DESK),
    *(("phone", size) for size in PHONE),
    *(("portal", size) for size in PHONE),
    ("login", (1440, 900)),
    ("login", (390, 844)),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


@pytest.mark.parametrize("tongue", ["zh", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("face", "size"), FACES, ids=[f"{face}-{size[0]}" for face, size in FACES])
def test_a_page(browser, address: str, face: str, size: tuple[int, int], theme: str, tongue: str) -> None:
    window = visit(browser, address, size=size, theme=theme, tongue=tongue)
    window.open(f"/gallery?face={face}")
    assert window.violations() == []
    assert window.sideways() <= 0
    assert window.complaints == []
    window.context.close()


@pytest.mark.parametrize("tongue", ["zh", "en"])
@pytest.mark.parametrize(
    "path", ["/nowhere", "/refuse/conflict", "/refuse/invalid", "/offline", "/gallery/why"]
)
def test_a_page_that_only_says_something(browser, address: str, path: str, tongue: str) -> None:
    window = visit(browser, address, size=(390, 844), tongue=tongue)
    window.open(path)
    assert window.violations() == []
    assert window.sideways() <= 0
    window.context.close()


@pytest.mark.parametrize("rows", [0, 1, 50, 2000])
def test_a_register_of_any_length(browser, address: str, rows: int) -> None:
    window = visit(browser, address, size=(1440, 900))
    page = window.open(f"/gallery?face=register&count={rows}")
    assert page.locator("tr[data-href]").count() == rows
    head = page.locator("thead th").first.bounding_box()
    page.locator(".y-scroll").evaluate("list => list.scrollTo(0, 400)")
    assert head is not None
    assert page.locator("thead th").first.bounding_box() == head
    assert window.sideways() <= 0
    window.context.close()


def test_targets_of_the_phone_are_large_enough(browser, address: str) -> None:
    window = visit(browser, address, size=(390, 844))
    page = window.open("/gallery?face=phone")
    heights = page.evaluate(
        "[...document.querySelectorAll('.btn, .form-control, .form-select, .y-choice label, .y-check, .y-checks__one')]"
        ".map(one => [one.textContent.trim().slice(0, 20), Math.round(one.getBoundingClientRect().height)])"
    )
    assert len(heights) > 10
    assert [one for one in heights if one[1] < 44] == []
    window.context.close()


def test_without_scripts_the_page_still_works(browser, address: str) -> None:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, java_script_enabled=False, locale="zh-CN"
    )
    page = context.new_page()
    page.goto(f"{address}/gallery?face=register")
    page.locator("a[data-why]").first.click()
    assert page.locator(".y-sum__total").count() == 2
    page.goto(f"{address}/gallery")
    page.locator("button[aria-label=English]").click()
    assert page.locator("h1").inner_text() == "Parts"
    context.close()
