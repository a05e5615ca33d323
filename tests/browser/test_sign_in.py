"""Signing in in a real browser: a device's passkey, an app's code, printed codes, a shared tablet; calm at every size."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest

from tests.browser.known import untranslated, written
from tests.browser.pictures import wanted
from tests.browser.stage import PHONE, WIDE, Person, Stage
from tests.people.entering import code_at
from tests.world import at
from yinuo.people.commands import passkeys
from yinuo.people.models import Authenticator, Passkey, Stay, User
from yinuo.web import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECRET = "a sentence long enough"
VIEWS = [("zh", WIDE, "light"), ("en", WIDE, "dark"), ("zh", PHONE, "dark"), ("en", PHONE, "light")]


@pytest.fixture(autouse=True)
def known_passwords(stage: Stage) -> None:
    """Passkeys need a name, not a number: the same server under its other name."""
    stage.address = stage.address.replace("127.0.0.1", "localhost")
    for user in User.objects.filter(username__in=["clerk", "supervisor"]):
        user.set_password(SECRET)
        user.save()


@contextmanager
def device(person: Person, *, verified: bool = True) -> Iterator[tuple[Any, str]]:
    """A device that keeps passkeys and knows its owner, or doesn't."""
    wire = person.page.context.new_cdp_session(person.page)
    wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verified,
        "automaticPresenceSimulation": True,
    }
    yield wire, wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def sign_in(person: Person, name: str = "clerk") -> None:
    person.go("/sign-in")
    person.fill(username=name, password=SECRET)
    person.press("登录", "Sign in")


def add_passkey(person: Person) -> None:
    person.go("/me/sign-in")
    person.press("加通行密钥", "Add a passkey")


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_a_passkey_alone_opens_the_house(stage: Stage, tongue: str) -> None:
    person = stage.person("", tongue=tongue, pictures=tongue if wanted() else "")
    with device(person):
        sign_in(person)
        add_passkey(person)
        person.reads(person.say("只显示这一次", "They are shown this once"))
        assert person.page.locator(".y-codes li").count() == 10
        person.calm()
        person.go("/me/sign-in")
        person.picture("sign-in-mine")
        person.calm()
        person.page.request.post(stage.address + "/sign-out", headers=csrf(person))
        person.go("/sign-in?next=/calls/")
        person.picture("sign-in")
        person.press("用通行密钥", "Use a passkey")
        assert person.page.url.endswith("/calls/")
    row = Passkey.objects.get()
    assert (row.user.username, row.used_at is not None) == ("clerk", True)


def csrf(person: Person) -> dict[str, str]:
    token = person.page.locator('meta[name="csrf-token"]').get_attribute("content") or ""
    return {"X-CSRFToken": token, "Referer": person.page.url}


def test_a_passkey_is_the_second_step_too(stage: Stage) -> None:
    person = stage.person("")
    with device(person):
        sign_in(person)
        add_passkey(person)
        person.page.request.post(stage.address + "/sign-out", headers=csrf(person))
        sign_in(person)
        assert person.page.url.endswith("/sign-in/second")
        person.calm()
        person.press("用通行密钥", "Use a passkey")
        assert person.page.url == stage.address + "/"


def test_a_device_that_does_not_know_its_owner_opens_nothing(stage: Stage) -> None:
    person = stage.person("")
    with device(person) as (wire, name):
        sign_in(person)
        add_passkey(person)
        person.page.request.post(stage.address + "/sign-out", headers=csrf(person))
        wire.send("WebAuthn.setUserVerified", {"authenticatorId": name, "isUserVerified": False})
        person.go("/sign-in")
        person.named("button", "用通行密钥", "Use a passkey").click()
        person.page.wait_for_selector("[data-passkey-refused]:not([hidden])")
        assert Stay.objects.count() == 0


def test_a_copied_passkey_is_noticed_by_its_counter(stage: Stage) -> None:
    person = stage.person("")
    with device(person):
        sign_in(person)
        add_passkey(person)
        Passkey.objects.update(uses=10_000)
        person.page.request.post(stage.address + "/sign-out", headers=csrf(person))
        person.go("/sign-in")
        person.press("用通行密钥", "Use a passkey")
        person.reads("通行密钥没有被接受")
        person.visit.complaints.clear()
        assert Stay.objects.count() == 0


def test_a_signature_is_really_checked(stage: Stage) -> None:
    """The fault planted: another person's key stands in the row; and the check is what refuses it."""
    person = stage.person("")
    with device(person):
        sign_in(person)
        add_passkey(person)
        first = Passkey.objects.get()
        kept = bytes(first.credential)
        Passkey.objects.update(credential=kept[:-40] + bytes(32) + kept[-8:])
        person.page.request.post(stage.address + "/sign-out", headers=csrf(person))
        person.go("/sign-in")
        person.press("用通行密钥", "Use a passkey")
        assert Stay.objects.count() == 0
        Passkey.objects.update(credential=kept)
        with mock.patch.object(passkeys, "_data", side_effect=ValueError):
            person.press("用通行密钥", "Use a passkey")
        assert Stay.objects.count() == 0
        person.press("用通行密钥", "Use a passkey")
        assert Stay.objects.count() == 1


@pytest.mark.parametrize(("tongue", "size", "theme"), VIEWS[::3])
def test_an_app_is_added_and_asked_for_by_keyboard_alone(
    stage: Stage, tongue: str, size: tuple[int, int], theme: str
) -> None:
    person = stage.person(
        "", tongue=tongue, size=size, theme=theme, pictures=tongue if wanted() and size == WIDE else ""
    )
    page = person.go("/sign-in")
    person.calm()
    for keys in ("clerk", "Tab", SECRET, "Enter"):
        page.keyboard.press(keys) if keys in ("Tab", "Enter") else page.keyboard.type(keys)
    page.wait_for_url(stage.address + "/")
    person.go("/me/authenticator")
    person.calm()
    secret = bytes.fromhex(pending())
    person.picture("sign-in-authenticator")
    person.fill(code=shown(secret))
    page.keyboard.press("Enter")
    page.wait_for_selector(".y-codes")
    person.calm()
    stage.clock("2026-11-24 09:06")
    person.page.context.clear_cookies(name="sessionid")
    sign_in(person)
    person.calm()
    person.fill(code=code_at(Authenticator.objects.get(), at("2026-11-24 09:06")))
    page.keyboard.press("Enter")
    page.wait_for_url(stage.address + "/")
    if tongue == "en":
        person.go("/me/sign-in")
        assert untranslated(person.page, written()) == set()


def pending() -> str:
    from django.contrib.sessions.models import Session

    told = [session.get_decoded() for session in Session.objects.all()]
    return next(each["pending"] for each in told if "pending" in each)


def shown(secret: bytes) -> str:
    from yinuo.people.rules import codes

    return codes.code(secret, int(clock.now().timestamp()) // 30)


PAGES = [
    "/sign-in",
    "/forgotten",
    "/me/sign-in",
    "/me/pin",
    "/password",
    "/me/confirm",
    "/people/clerk/edit",
    "/people/clerk/factors",
]


@pytest.mark.parametrize(("tongue", "size", "theme"), VIEWS)
def test_every_page_is_calm(stage: Stage, tongue: str, size: tuple[int, int], theme: str) -> None:
    User.objects.filter(username="administrator").update(password=User.objects.get(username="clerk").password)
    person = stage.person("", tongue=tongue, size=size, theme=theme)
    sign_in(person, "administrator")
    for path in PAGES:
        person.go(path)
        person.calm()
        if tongue == "en":
            assert untranslated(person.page, written()) == set(), path


def test_a_shared_tablet_asks_who_acts_and_keeps_what_was_typed(stage: Stage) -> None:
    User.objects.filter(username="supervisor").update(shared=True)
    person = stage.person("", pictures="zh" if wanted() else "")
    sign_in(person, "supervisor")
    page = person.go("/customers/new")
    person.fill(name="方壶医院", address="蓬莱市南街 4 号")
    page.wait_for_timeout(700)
    page.locator("form[data-main] button[type=submit]").click()
    page.wait_for_url("**/signer?next=*")
    person.calm()
    person.picture("sign-in-shared")
    person.fill(username="clerk", secret=SECRET)
    person.press("是我", "It is me")
    assert page.url.endswith("/customers/new")


def test_a_shared_tablet_asks_in_english_too(stage: Stage) -> None:
    User.objects.filter(username="supervisor").update(shared=True)
    person = stage.person("", tongue="en", size=PHONE, pictures="en" if wanted() else "")
    sign_in(person, "supervisor")
    person.go("/signer?next=/calls/")
    person.calm()
    person.picture("sign-in-shared")
    person.fill(username="clerk", secret="wrong")
    person.press("是我", "It is me")
    person.reads("The user name, PIN or password is wrong.")
    person.visit.complaints.clear()
    person.calm()
