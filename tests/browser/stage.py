"""The whole product on a server of its own, and people with their windows in front of it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.test.utils import modify_settings, override_settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.pictures import keep
from tests.web.chromium import Visit
from yinuo.calendars.queries import forget as forget_calendars
from yinuo.journal.writers import declared
from yinuo.people.bearer import forget as forget_tokens
from yinuo.policy.queries import forget as forget_policy
from yinuo.portal import limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Locator, Page

    from tests.world import World

WIDE, PHONE = (1440, 900), (390, 844)
SITE = {"latitude": 31.2304, "longitude": 121.4737}


class Person:
    """Somebody in front of a window: reads pages, presses what is written there in either language."""

    def __init__(self, visit: Visit, tongue: str, pictures: str = "") -> None:
        self.visit, self.tongue, self.pictures = visit, tongue, pictures

    @property
    def page(self) -> Page:
        """The page as it stands."""
        return self.visit.page

    def say(self, zh: str, en: str) -> str:
        """The words in this person's language."""
        return zh if self.tongue == "zh" else en

    def go(self, path: str) -> Page:
        """Open an address."""
        return self.visit.open(path)

    def named(self, role: Any, zh: str, en: str, within: Locator | None = None) -> Locator:
        """What has a role and a name."""
        return (within or self.page).get_by_role(role, name=self.say(zh, en))

    def press(self, zh: str, en: str, within: Locator | None = None) -> None:
        """Press the button with these words and wait for the page that follows."""
        with self.page.expect_navigation(wait_until="load"):
            self.named("button", zh, en, within).click()

    def choose(self, zh: str, en: str) -> None:
        """Press a move of the page: its button, or on a small screen its line under 更多."""
        direct = self.named("button", zh, en).locator("visible=true")
        if not direct.count():
            self.named("button", "更多", "More").click()
        direct.first.click()

    def fill(self, **typed: str) -> None:
        """Write into fields by their names."""
        for name, words in typed.items():
            self.page.locator(f"[name={name}]").fill(words)

    def reads(self, *words: str) -> None:
        """All of these can be read on the page."""
        text = self.page.locator("body").inner_text()
        assert [each for each in words if each not in text] == [], text

    def calm(self) -> None:
        """The page is in order: axe finds nothing, nothing scrolls sideways, nothing complained."""
        found = self.flaws()
        assert not found, f"{self.page.url}: {found}"

    def flaws(self) -> list[Any]:
        """What is not in order on the page."""
        found: list[Any] = [*self.violations(), *self.visit.complaints]
        if self.visit.sideways() > 0:
            found.append(f"scrolls sideways by {self.visit.sideways()}")
        if self.page.locator("html").get_attribute("lang") != self.say("zh-CN", "en"):
            found.append("lang")
        return found

    def violations(self) -> list[Any]:
        """What axe finds; a target cut by the bar at the bottom is looked at again on a longer screen."""
        found = self.visit.violations()
        if not any(rule == "target-size" for rule, _ in found):
            return found
        size = self.page.viewport_size
        assert size is not None
        self.page.set_viewport_size({"width": size["width"], "height": 4000})
        again = [each for each in self.visit.violations() if each[0] == "target-size"]
        self.page.set_viewport_size(size)
        return [*(each for each in found if each[0] != "target-size"), *again]

    def picture(self, name: str) -> None:
        """Keep a picture of the page for the guides, when they are being made."""
        if self.pictures:
            keep(self.page, self.pictures, name)


class Stage:
    """The product running at `address`, with a world in it and a clock that is set by hand."""

    def __init__(self, address: str, browser: Browser, world: World) -> None:
        self.address, self.browser, self.world = address, browser, world

    @staticmethod
    def clock(instant: str) -> None:
        """Set the clock: `2026-11-24 09:05`, in Shanghai."""
        settings.YINUO_NOW = f"{instant}:00+08:00".replace(" ", "T")

    def person(
        self,
        who: str,
        *,
        size: tuple[int, int] = WIDE,
        tongue: str = "zh",
        theme: str = "light",
        place: dict[str, float] | None = None,
        pictures: str = "",
    ) -> Person:
        """A window of one of the world's people; nobody's with `who` empty."""
        width, height = size
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=width < 500,
            locale="zh-CN" if tongue == "zh" else "en-GB",
            timezone_id="Asia/Shanghai",
            geolocation=place,
            permissions=["geolocation"] if place else [],
        )
        context.set_default_timeout(10_000)
        cookies = {"theme": theme, "language": tongue, **(self.session(who) if who else {})}
        context.add_cookies(
            [{"name": name, "value": value, "url": self.address} for name, value in cookies.items()]
        )
        return Person(Visit(context, self.address), tongue, pictures)

    def session(self, who: str) -> dict[str, str]:
        """The cookie of somebody who has signed in."""
        client = Client()
        client.force_login(self.world.people[who])
        return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def forget() -> None:
    """Let nothing that was read before stay in memory."""
    forget_calendars()
    forget_tokens()
    forget_policy()


@contextmanager
def staged(browser: Browser, furnish: Callable[[], World], instant: str) -> Iterator[Stage]:
    """Run the product on a database furnished for it, with the clock at `instant`."""
    with override_settings(YINUO_NOW=None):
        Stage.clock(instant)
        forget()
        limits.forget()
        with declared("test", "a house with a day's work in it"), transaction.atomic():
            world = furnish()
        server = LiveServer("127.0.0.1")
        try:
            with modify_settings(ALLOWED_HOSTS={"append": ["127.0.0.1"]}):
                yield Stage(server.url, browser, world)
        finally:
            server.stop()
            forget()


def touch(page: Page, points: list[tuple[float, float]]) -> None:
    """Draw a line on the glass with one finger."""
    wire = page.context.new_cdp_session(page)
    for kind, place in [("touchStart", points[0]), *(("touchMove", one) for one in points[1:])]:
        wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": place[0], "y": place[1]}]})
    wire.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    wire.detach()
