"""A device that several people use: it looks, but every deed is somebody's, confirmed for that one deed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.people.entering import SECRET, Visitor, fresh
from tests.world import MORNING, World, build
from yinuo.journal.models import Entry
from yinuo.people.commands import add_user
from yinuo.people.commands.shared import set_pin
from yinuo.people.models import FailedSignIn, Stay, User

if TYPE_CHECKING:
    from yinuo.calls.models import Call

pytestmark = pytest.mark.django_db
PIN = "739158"


@pytest.fixture
def world() -> World:
    world = build()
    for user in world.people.values():
        user.set_password(SECRET)
        user.save()
    tablet = add_user(
        username="tablet", name="维修间平板", password=SECRET, roles=["clerk"], branch=world.branch
    )
    User.objects.filter(pk=tablet.pk).update(shared=True)
    set_pin(user=world.people["clerk"], pin=PIN, at=MORNING)
    return world


@pytest.fixture
def tablet(world: World) -> Visitor:
    visitor = Visitor()
    assert visitor.sign_in("tablet").status_code == 303
    return visitor


def confirm(tablet: Visitor, name: str = "clerk", secret: str = PIN, **more: str):
    return tablet.post("/signer", username=name, secret=secret, **more)


def cancel(tablet: Visitor, call: Call, **headers: str):
    call.refresh_from_db()
    sent = {"reason": "试", "key": f"tablet-key-{int(tablet.now.timestamp())}", "version": str(call.version)}
    return tablet.post(f"/calls/{call.number}/cancel", sent)


def test_it_looks_around_but_does_nothing_of_itself(tablet: Visitor, world: World) -> None:
    call = world.register()
    assert tablet.get(f"/calls/{call.number}").status_code == 200
    before = Entry.objects.count()
    answer = cancel(tablet, call)
    assert answer["Location"] == "/signer?next=%2F"
    assert Entry.objects.count() == before


@pytest.mark.parametrize("secret", [PIN, SECRET], ids=["PIN", "password"])
def test_the_deed_is_the_persons_and_the_device_forgets_them(
    tablet: Visitor, world: World, secret: str
) -> None:
    first, second = world.register(), world.register()
    assert (
        confirm(tablet, secret=secret, next=f"/calls/{first.number}")["Location"] == f"/calls/{first.number}"
    )
    assert cancel(tablet, first).status_code == 303
    line = Entry.objects.filter(subject_kind="call", verb="cancelled").get()
    assert (line.by_id, line.by_name) == (world.clerk.pk, world.clerk.name)
    assert tablet.later(seconds=1)
    assert cancel(tablet, second)["Location"].startswith("/signer")
    told = Entry.objects.get(verb="confirmed_on_shared_device")
    assert (told.subject_key, told.details) == ("clerk", {"device": "tablet"})


def test_the_rights_are_the_persons(tablet: Visitor, world: World) -> None:
    call = world.register()
    set_pin(user=world.people["accountant"], pin=PIN, at=MORNING)
    confirm(tablet, "accountant")
    assert cancel(tablet, call).status_code == 403
    call.refresh_from_db()
    assert call.state == "registered"


def test_a_refused_deed_may_be_tried_again_and_a_done_one_not(tablet: Visitor, world: World) -> None:
    call = world.register()
    confirm(tablet)
    assert (
        tablet.post(f"/calls/{call.number}/cancel", {"key": "tablet-key-0", "version": "1"}).status_code
        == 422
    )
    assert cancel(tablet, call).status_code == 303


def test_a_confirmation_ends_after_five_minutes(tablet: Visitor, world: World) -> None:
    call = world.register()
    confirm(tablet)
    tablet.later(minutes=5.1)
    assert cancel(tablet, call)["Location"].startswith("/signer")


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("clerk", "739159"),
        ("clerk", "wrong words"),
        ("nobody", PIN),
        ("technician", PIN),
        ("foreigner", SECRET),
        ("tablet", SECRET),
        ("clerk", "７３９１５８"),
    ],
)
def test_a_wrong_signer_is_told_nothing(tablet: Visitor, world: World, name: str, secret: str) -> None:
    add_user(username="foreigner", name="别处", password=SECRET, roles=["clerk"], branch=world.other)
    answer = confirm(tablet, name, secret)
    assert answer.status_code == 422
    assert "登录名、PIN 或密码不对" in answer.content.decode()
    assert secret not in answer.content.decode()


def test_head_office_may_sign_anywhere_and_who_left_nowhere(tablet: Visitor, world: World) -> None:
    world.people["administrator"] = admin = User.objects.get(username="administrator")
    assert admin.branch_id is None
    assert confirm(tablet, "administrator", SECRET).status_code == 303
    User.objects.filter(username="clerk").update(is_active=False)
    assert confirm(tablet).status_code == 422


def test_who_leaves_between_confirming_and_acting_does_nothing(tablet: Visitor, world: World) -> None:
    call = world.register()
    confirm(tablet)
    User.objects.filter(username="clerk").update(is_active=False)
    assert cancel(tablet, call)["Location"].startswith("/signer")


def test_guessing_a_pin_rests(tablet: Visitor, world: World) -> None:
    answers = [confirm(tablet, secret=f"73915{digit}").status_code for digit in range(6)]
    assert answers == [422] * 5 + [409]
    assert confirm(tablet).status_code == 409
    tablet.later(minutes=1.1)
    assert confirm(tablet).status_code == 303
    assert not FailedSignIn.objects.filter(key="signer:clerk").exists()


def test_every_guess_costs_two_hashes_whoever_it_is(
    tablet: Visitor, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yinuo.people.commands import shared
    from yinuo.people.queries import proofs

    counts: list[str] = []
    for module in (shared, proofs):
        real = module.check_password
        monkeypatch.setattr(
            module, "check_password", lambda typed, kept, real=real: counts.append(kept) or real(typed, kept)
        )
    found = {}
    for name in ("clerk", "technician", "nobody", "tablet"):
        counts.clear()
        confirm(tablet, name, "000000")
        found[name] = len(counts)
    assert set(found.values()) == {2}, found


@pytest.mark.parametrize(
    "path", ["/me/sign-in", "/password", "/me/pin", "/me/tokens", "/people/", "/people/new", "/calendars/"]
)
@pytest.mark.parametrize("confirmed", [False, True])
def test_personal_pages_are_shut_there(tablet: Visitor, world: World, path: str, confirmed: bool) -> None:
    if confirmed:
        confirm(tablet, "administrator", SECRET)
    assert tablet.get(path)["Location"] == "/"
    assert tablet.post(path)["Location"] == "/"


def test_the_interface_is_told_in_a_problem(tablet: Visitor, world: World) -> None:
    call = world.register()
    answer = tablet.post(f"/api/v1/calls/{call.number}/cancel")
    assert (answer.status_code, answer.json()["code"]) == (403, "signer_needed")


def test_a_pin_opens_no_sign_in(world: World) -> None:
    assert Visitor().sign_in("clerk", PIN).status_code == 422


def test_who_is_no_shared_device_is_led_home(world: World) -> None:
    visitor = Visitor()
    visitor.sign_in("clerk")
    assert visitor.get("/signer")["Location"] == visitor.post("/signer")["Location"] == "/"


def test_it_leads_back_only_within_the_house(tablet: Visitor) -> None:
    assert confirm(tablet, next="https://example.org/")["Location"] == "/"


def test_signing_out_needs_nobody(tablet: Visitor) -> None:
    assert tablet.post("/sign-out")["Location"] == "/sign-in"
    assert Stay.objects.count() == 0


@pytest.mark.parametrize(("language", "words"), [("zh", "谁在办这件事"), ("en", "Who does this")])
def test_it_asks_in_both_languages(world: World, language: str, words: str) -> None:
    visitor = Visitor(language)
    visitor.sign_in("tablet")
    assert words in visitor.get("/signer").content.decode()


def test_the_pin_is_kept_as_a_hash(world: World) -> None:
    assert PIN not in fresh(world.clerk).pin
    assert "$" in fresh(world.clerk).pin
