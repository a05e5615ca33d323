"""Scripts typed into every text, then every page that shows them opened in a real browser: none runs.

The pages are opened with the content policy switched off, so that escaping alone has to hold; test_headers.py holds
the policy, and the last test here that the policy alone would hold too. What counts: a script that ran, a dialog,
an element made of typed text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest

from tests.badinput.attacks import Attacker
from tests.badinput.poison import poison
from tests.badinput.recording import recording
from tests.browser.stage import staged
from tests.browser.test_every_page import who
from tests.matrix import place as places
from tests.matrix.asking import Asker
from tests.matrix.place import furnish
from tests.matrix.route import NOWHERE
from tests.matrix.routes import ROUTES
from tests.web.chromium import browsing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.stage import Stage
    from tests.matrix.place import Place
    from tests.matrix.route import Route

pytestmark = pytest.mark.browser
ELEMENT = "<img src=zq onerror=zq()>"
PAYLOADS = {
    "element": f"'\"></title></textarea></script>{ELEMENT}",
    "attribute": "\" autofocus onfocus='zq()' onmouseover=zq() data-zq x=\"",
    "script": "</script><script>zq()</script><svg onload=zq() data-zq>",
    "template": "${zq()}`+zq()+`'+zq()+'\\x3cimg src=zq onerror=zq()\\x3e",
}
WATCH = "window.zqs = 0; window.zq = () => { window.zqs += 1; };"
SEEN = """() => ({
    ran: window.zqs,
    made: document.querySelectorAll('img[src="zq"], [data-zq], [onfocus], [onmouseover], [onload]').length,
    links: [...document.querySelectorAll('a[href], [action], [formaction]')].filter(
        each => /^\\s*(javascript|data|vbscript):/i.test(each.href || each.action || '')).length,
})"""
CALM = {"ran": 0, "made": 0, "links": 0}


@pytest.fixture(scope="module")
def browser(django_db_setup: None) -> Iterator[Browser]:
    with mock.patch.dict("os.environ", DJANGO_ALLOW_ASYNC_UNSAFE="1"), browsing() as browser:
        yield browser


def poisoned(payload: str) -> Place:
    """The furnished place, typed by people who mean harm: through the commands, and in every other text."""
    words = dict.fromkeys(("CUSTOMER", "OPEN", "SERVICE"), payload)
    with mock.patch.multiple(places, **words, DEVICE=payload[:40]):
        place = furnish()
    assert poison(lambda _column: payload) >= 20
    return place


def opened(stage: Stage, person: str) -> Page:
    """A window without a content policy that counts what runs."""
    context = stage.browser.new_context(bypass_csp=True, viewport={"width": 1200, "height": 900})
    context.add_init_script(WATCH)
    cookies = stage.session(person) if person else {}
    context.add_cookies(
        [{"name": name, "value": value, "url": stage.address} for name, value in cookies.items()]
    )
    page = context.new_page()
    page.on("dialog", lambda dialog: (page.evaluate("zq()"), dialog.dismiss()))
    return page


def looked(page: Page) -> dict[str, int]:
    """What the page did, also when everything on it was moved over and focused."""
    page.evaluate(
        "document.querySelectorAll('[onfocus],[onmouseover]').forEach(e => { e.focus(); "
        "e.dispatchEvent(new MouseEvent('mouseover')); })"
    )
    told: dict[str, int] = page.evaluate(SEEN)
    return told


def addresses(place: Place) -> list[str]:
    """Every page that can be opened."""
    found = []
    for route in ROUTES:
        if route.method == "GET" and not route.api and route.need != NOWHERE:
            query = place.names.fill(route.query)
            more = "?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else ""
            found.append(place.names.fill(route.path) + more)
    plain = [
        each
        for each in dict.fromkeys(found)
        if not re.search(r"\.(pdf|csv|xlsx|ico|svg|json|webmanifest)\b|/files/|signature", each)
    ]
    return [each.replace(" ", "%20") for each in plain if "<" not in each and '"' not in each]


IN_CHECK = "element"


@pytest.fixture(
    params=[pytest.param(each, marks=[] if each == IN_CHECK else [pytest.mark.long]) for each in PAYLOADS],
    ids=str,
)
def harmful(
    browser: Browser, transactional_db: None, request: pytest.FixtureRequest
) -> Iterator[tuple[Stage, Place, str]]:
    made: list[Place] = []

    def furnished() -> Any:
        made.append(poisoned(PAYLOADS[request.param]))
        made[0].world.people = made[0].people
        return made[0].world

    with staged(browser, furnished, "2026-11-24 09:30") as stage:
        yield stage, made[0], PAYLOADS[request.param]


def visited(stage: Stage, found: list[str]) -> tuple[dict[str, Any], int]:
    """What was not calm on the pages, and on how many of them the harmful words could be read."""
    pages = {person: opened(stage, person) for person in ("administrator", "technician")}
    wrong: dict[str, Any] = {}
    shown = 0
    for address in found:
        page = pages[who(address)]
        page.goto(stage.address + address, wait_until="load")
        shown += "zq()" in page.content()
        if (told := looked(page)) != CALM:
            wrong[address] = told
    for page in pages.values():
        page.context.close()
    return wrong, shown


def test_no_script_that_was_typed_runs_on_any_page(harmful: tuple[Stage, Place, str]) -> None:
    stage, place, _payload = harmful
    found = addresses(place)
    wrong, shown = visited(stage, found)
    assert wrong == {}
    assert len(found) >= 60
    assert shown >= 15, "the harmful words are hardly anywhere"


def echoing(attacker: Attacker, payload: str) -> Iterator[tuple[Route, bytes]]:
    """Every form of a page, sent with the payload in every field, and every address with it in every value."""
    for route in ROUTES:
        if route.api or route.need == NOWHERE:
            continue
        with recording():
            names = attacker.names(route)
        place = "query" if route.method == "GET" else "form"
        for each in (dict.fromkeys(names[place], payload), {"next": payload}):
            sent = {**each, **({} if route.method == "GET" else {"key": "xss-key-0001", "version": "1"})}
            yield route, _answer(attacker, route, sent)


def _answer(attacker: Attacker, route: Route, sent: dict[str, str]) -> bytes:
    from dataclasses import replace

    content, query = (route.content, sent) if route.method == "GET" else (sent, route.query)
    asker = Asker(attacker.asker.place, tokens=attacker.asker.tokens, sessions=attacker.asker.sessions)
    answer = asker.asked(
        replace(route, query=query, content=content, files=()), asker.place.people["administrator"]
    )
    return answer.content if answer.kind == "text/html" else b""


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("payload", ["element", "attribute"])
def test_no_answer_to_what_is_typed_runs_it(browser: Browser, transactional_db: None, payload: str) -> None:
    """Refusals, forms shown again with what was typed, searches, the palette's words: as they come back."""
    made: list[Place] = []

    def furnished() -> Any:
        made.append(furnish())
        return made[0].world

    with staged(browser, furnished, "2026-11-24 09:30") as stage:
        stage.world.people = made[0].people
        attacker = Attacker(Asker(made[0]))
        page = opened(stage, "")
        wrong, shown = {}, 0
        for route, content in echoing(attacker, PAYLOADS[payload]):
            if not content:
                continue
            page.goto("about:blank")
            page.set_content(content.decode().replace("<head>", f'<head><base href="{stage.address}">', 1))
            shown += b"zq()" in content
            if (told := looked(page)) != CALM:
                wrong[str(route)] = told
        page.context.close()
    assert wrong == {}
    assert shown >= 20


def test_an_escape_removed_is_found(
    browser: Browser, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With escaping switched off, the same walk finds the script on the first page that shows a customer's name."""
    from django.template import engines
    from django.utils.safestring import SafeString

    made: list[Place] = []

    def furnished() -> Any:
        made.append(poisoned(PAYLOADS["element"]))
        made[0].world.people = made[0].people
        return made[0].world

    with staged(browser, furnished, "2026-11-24 09:30") as stage:
        page = "/customers/" + made[0].customer.number
        assert visited(stage, [page])[0] == {}
        monkeypatch.setattr("django.template.base.conditional_escape", lambda text: SafeString(str(text)))
        wrong, _shown = visited(stage, [page])
        assert wrong[page]["ran"] > 0
        assert wrong[page]["made"] > 0
    assert engines


def test_the_policy_alone_would_hold(
    browser: Browser, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without escaping but with the content policy, the element is there and its script does not run."""
    from django.utils.safestring import SafeString

    made: list[Place] = []

    def furnished() -> Any:
        made.append(poisoned(PAYLOADS["element"]))
        made[0].world.people = made[0].people
        return made[0].world

    with staged(browser, furnished, "2026-11-24 09:30") as stage:
        monkeypatch.setattr("django.template.base.conditional_escape", lambda text: SafeString(str(text)))
        context = stage.browser.new_context()
        context.add_init_script(WATCH)
        context.add_cookies(
            [
                {"name": name, "value": value, "url": stage.address}
                for name, value in stage.session("administrator").items()
            ]
        )
        page = context.new_page()
        page.goto(stage.address + "/customers/" + made[0].customer.number, wait_until="load")
        told = looked(page)
        context.close()
    assert told["made"] > 0
    assert told["ran"] == 0
