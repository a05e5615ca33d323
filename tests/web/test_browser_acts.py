"""The scripts of the shell in a real browser: keys, palette, why, drafts, due times, themes, signature, photos."""

from __future__ import annotations

import base64
import io
import time
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.web.chromium import Visit, browsing, serving, visit
from yinuo.web import uploads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

WIDE = (1440, 900)
PHONE = (390, 844)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


@pytest.fixture
def window(browser, address: str) -> Iterator[Visit]:
    window = visit(browser, address, size=WIDE)
    yield window
    assert window.complaints == []
    window.context.close()


@pytest.fixture
def phone(browser, address: str) -> Iterator[Visit]:
    window = visit(browser, address, size=PHONE)
    yield window
    assert window.complaints == []
    window.context.close()


def chosen_row(page: Page) -> str:
    return page.locator('tr[aria-selected="true"] td').first.inner_text()


def until(true: Callable[[], bool], patience: float = 5.0) -> None:
    """Wait until something is true; the page's policy forbids the browser to evaluate a waiting expression."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def focused(page: Page, what: str = "name") -> str:
    return str(page.evaluate(f"document.activeElement.{what}"))


def test_keys_walk_the_rows(window: Visit) -> None:
    page = window.open("/gallery?face=register")
    for key, row in [
        ("j", "40"),
        ("j", "41"),
        ("ArrowDown", "42"),
        ("k", "41"),
        ("ArrowUp", "40"),
        ("ArrowUp", "40"),
    ]:
        page.keyboard.press(key)
        assert chosen_row(page) == row
    assert focused(page, "className") == "y-plain"
    page.keyboard.press("Enter")
    page.wait_for_url("**row=40")


def test_a_click_opens_the_row(window: Visit) -> None:
    page = window.open("/gallery?face=register")
    page.locator("tr[data-href] td:nth-child(4)").nth(2).click()
    page.wait_for_url("**row=42")


def test_keys_press_what_they_name(window: Visit) -> None:
    page = window.open("/gallery?face=register")
    page.keyboard.press("n")
    assert focused(page) == "phone"
    page.keyboard.type("n/j?")
    assert page.input_value("[name=phone]") == "n/j?"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    assert focused(page, "type") == "search"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("2")
    assert page.locator("[name=device]:checked").get_attribute("value") == "2"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Escape")
    page.wait_for_url("**face=register")


def test_ctrl_enter_submits_what_is_written(window: Visit) -> None:
    page = window.open("/gallery?face=register")
    page.evaluate("document.querySelector('form[data-main]').action = '/take'")
    page.fill("[name=fault]", "E-2107")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/take")
    assert len(page.inner_text("body")) == 36


def test_a_double_click_sends_once(window: Visit) -> None:
    page = window.open("/gallery?face=register")
    page.evaluate("document.querySelector('form[data-main]').action = '/take'")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.evaluate(
        "() => { const form = document.querySelector('form[data-main]'); form.requestSubmit(); form.requestSubmit(); }"
    )
    page.wait_for_url("**/take")
    assert len(sent) == 1


def test_the_list_of_keys(window: Visit) -> None:
    page = window.open("/gallery?face=register")
    page.keyboard.press("?")
    listed = page.locator("#y-keys dt").all_inner_texts()
    assert {"/", "N", "Esc", "Ctrl K", "?"} <= set(listed)
    assert len(listed) == len(set(listed))
    assert "搜索" in page.locator("#y-keys").inner_text()
    assert window.violations() == []
    page.keyboard.press("Escape")
    assert page.locator("#y-keys").count() == 0


def test_single_letters_can_be_turned_off(window: Visit) -> None:
    page = window.open("/gallery?face=register")
    page.click("button.y-avatar")
    page.locator("[data-keys-switch]").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("n")
    assert focused(page) != "phone"
    page.keyboard.press("ArrowDown")
    assert chosen_row(page) == "40"
    page.keyboard.press("Control+k")
    assert page.locator("dialog.y-command").is_visible()


def test_the_palette(window: Visit) -> None:
    page = window.open("/gallery?face=register")
    page.keyboard.press("Control+k")
    assert focused(page, "role") == "combobox"
    assert "搜索" in page.locator("#y-found").inner_text()
    page.keyboard.type("派")
    page.wait_for_selector("#y-found li:has-text('派工 33 号')")
    assert page.locator("#y-found [aria-selected=true]").count() == 1
    assert window.violations() == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/offline")


def test_the_palette_says_when_nothing_is_found(window: Visit) -> None:
    page = window.open("/gallery?face=register")
    page.click("[data-palette]")
    page.keyboard.type("<b>没有</b>")
    page.wait_for_selector("#y-found li:has-text('没有找到')")
    assert page.locator("#y-found b").count() == 0
    page.keyboard.press("Escape")
    assert not page.locator("dialog.y-command").is_visible()


def test_why_opens_beside_the_panel_and_gives_the_focus_back(window: Visit) -> None:
    page = window.open("/gallery?face=register")
    link = page.locator(".y-outcome a[data-why]").last
    link.click()
    box = page.locator(".y-why:popover-open")
    box.wait_for()
    assert "6 工时" in box.inner_text()
    assert link.get_attribute("aria-expanded") == "true"
    why, panel = box.bounding_box(), page.locator(".y-panel").bounding_box()
    assert why is not None
    assert panel is not None
    assert why["x"] + why["width"] <= panel["x"]
    assert window.violations() == []
    page.keyboard.press("Escape")
    assert focused(page, "className") == "y-ask y-hint"
    assert link.get_attribute("aria-expanded") == "false"


def test_more_rows_come_in_place(window: Visit) -> None:
    page = window.open("/gallery?face=register")
    page.locator(".y-more a").click()
    until(lambda: page.locator("tr[data-href]").count() == 17)
    assert page.locator(".y-more").count() == 1


def test_a_dialog_opens_and_closes(window: Visit) -> None:
    page = window.open("/gallery")
    page.click("[data-opens]")
    assert page.locator("dialog#void").is_visible()
    page.keyboard.press("d")
    assert window.violations() == []
    page.click("[data-closes]")
    assert not page.locator("dialog#void").is_visible()


def test_a_draft_survives_a_reload_and_may_be_dropped(window: Visit) -> None:
    page = window.open("/gallery")
    fault = "form[data-draft] [name=fault]"
    page.fill(fault, "写到一半")
    page.check("form[data-draft] [name=hurt][value=yes]")
    until(lambda: page.evaluate("Object.keys(localStorage)").count("draft:7:gallery") == 1)
    page.reload()
    assert page.input_value(fault) == "写到一半"
    assert page.locator("form[data-draft] [name=hurt]:checked").get_attribute("value") == "yes"
    page.click(".y-toast .y-link")
    assert page.input_value(fault) == ""
    page.reload()
    assert page.input_value(fault) == ""


def test_a_draft_is_gone_once_it_was_taken(window: Visit) -> None:
    page = window.open("/gallery")
    page.evaluate("document.querySelector('form[data-draft]').action = '/take'")
    page.fill("form[data-draft] [name=fault]", "写完了")
    page.locator("form[data-draft] button[type=submit]").click()
    page.wait_for_url("**/take")
    window.open("/gallery")
    assert page.input_value("form[data-draft] [name=fault]") == ""


def test_the_theme_changes_at_once_and_stays(window: Visit) -> None:
    page = window.open("/gallery")
    page.click("button.y-avatar")
    page.click("[data-theme-choice=dark]")
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    assert page.locator("[data-theme-choice=dark]").get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize("system", ["light", "dark"])
def test_auto_follows_the_system(browser, address: str, system: str) -> None:
    context = browser.new_context(color_scheme=system)
    page = context.new_page()
    page.goto(f"{address}/offline")
    assert page.evaluate("document.documentElement.dataset.bsTheme") == system
    context.close()


def test_due_times_run_without_a_request(browser, address: str) -> None:
    window = visit(browser, address, size=WIDE)
    window.page.clock.install(time="2026-11-24T02:36:00Z")
    page = window.open("/gallery")
    words = page.locator(".y-due__words")
    assert words.all_inner_texts()[:4] == ["4 小时 42 分", "1 小时 32 分", "29 分", "超 6 分"]
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(30 * 60_000)
    assert words.all_inner_texts()[:4] == ["4 小时 12 分", "1 小时 2 分", "超 1 分", "超 36 分"]
    third = page.locator(".y-due").nth(2)
    assert third.get_attribute("data-state") == "overdue"
    assert third.locator("use").get_attribute("href").endswith("#alert-triangle")
    page.clock.run_for(6 * 3_600_000)
    assert words.first.inner_text() == "1 小时 42 分", (
        "the branch closed after three hours: time stands still"
    )
    assert asked == []
    window.context.close()


def test_a_signature(phone: Visit) -> None:
    page = phone.open("/gallery?face=phone")
    canvas = page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for step in range(24):
        page.mouse.move(box["x"] + 40 + step * 9, box["y"] + 60 + step % 6 * 8)
    page.mouse.up()
    drawn = uploads.drawn(page.input_value("[name=signature_png]"))
    assert drawn.width > 200
    assert uploads.strokes(page.input_value("[name=signature_svg]")).startswith("M")
    assert "已签" in page.locator("[data-signature-state]").inner_text()
    page.click("[data-signature-clear]")
    assert page.input_value("[name=signature_png]") == ""
    assert page.input_value("[name=signature_svg]") == ""


def test_photos_become_small_and_say_nothing_of_where(window: Visit) -> None:
    page = window.open("/gallery")
    exif = Image.Exif()
    exif[0x010F] = "a secret camera"
    kept = io.BytesIO()
    Image.new("RGB", (3000, 2000), (90, 120, 60)).save(kept, "JPEG", exif=exif.tobytes())
    page.evaluate(
        "async () => { const {smaller} = await import('/static/web/photos.js'); window.smaller = smaller; }"
    )
    text = page.evaluate(
        """async (given) => {
            const bytes = Uint8Array.from(atob(given), (char) => char.charCodeAt(0));
            const file = await window.smaller(new File([bytes], "a.png", {type: "image/jpeg"}));
            const whole = new Uint8Array(await file.arrayBuffer());
            return [file.name, btoa(String.fromCharCode(...whole))];
        }""",
        base64.b64encode(kept.getvalue()).decode(),
    )
    content = base64.b64decode(text[1])
    assert text[0] == "a.jpg"
    assert b"secret" not in content
    assert Image.open(io.BytesIO(content)).size == (1600, 1067)


def test_a_place_is_given_only_when_allowed(browser, address: str) -> None:
    for allowed in (True, False):
        window = visit(browser, address, size=PHONE)
        window.context.set_geolocation({"latitude": 31.2304, "longitude": 121.4737, "accuracy": 12})
        if allowed:
            window.context.grant_permissions(["geolocation"])
        page = window.open("/gallery?face=phone")
        found = page.evaluate("async () => (await import('/static/web/geolocation.js')).point()")
        wanted = {"lat": "31.230400", "lon": "121.473700", "accuracy": 12}
        assert found == (wanted if allowed else None)
        window.context.close()


def test_no_inline_script_would_run(browser, address: str) -> None:
    window = visit(browser, address, size=WIDE)
    page = window.open("/gallery")
    page.evaluate(
        "() => { const script = document.createElement('script'); script.textContent = 'window.broken = 1';"
        " document.body.append(script); }"
    )
    assert page.evaluate("window.broken") is None
    assert any("Content Security Policy" in told for told in window.complaints)
    window.context.close()
