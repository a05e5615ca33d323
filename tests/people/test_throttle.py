"""Guessing rests; the owner is never shut out for long, and never on a device that is known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.people.entering import SECRET, Visitor
from tests.world import MORNING
from yinuo.lib.refusal import Refused
from yinuo.lib.words import speaking
from yinuo.people import asking
from yinuo.people.commands import throttling
from yinuo.people.commands.passwords import change_password
from yinuo.people.commands.throttling import FREE_PER_ADDRESS, Key, attempt, keys_for, succeeded
from yinuo.people.models import FailedSignIn, User
from yinuo.people.rules.profiles import LEVEL3, STANDARD

pytestmark = pytest.mark.django_db
KEY = (Key("name:x"),)


def tries(number: int, *, at=MORNING, keys: tuple[Key, ...] = KEY) -> list[str]:
    """How each of so many attempts at one moment is answered."""
    answers = []
    for _try in range(number):
        try:
            attempt(keys, at=at)
            answers.append("")
        except Refused as refusal:
            answers.append(refusal.code)
    return answers


def test_the_sixth_guess_rests_and_the_wait_grows() -> None:
    assert tries(6) == [""] * STANDARD.failures_free + ["too_many_attempts"]
    at, waits = MORNING, []
    for _round in range(6):
        start = at
        while tries(1, at=at) != [""]:
            at += timedelta(seconds=10)
        waits.append(round((at - start).total_seconds() / 60))
    assert waits == [1, 2, 4, 8, 15, 15]


@pytest.mark.parametrize(("language", "words"), [("zh", "请过 1 分钟再试"), ("en", "try again in 1 minutes")])
def test_it_says_when_to_come_back(language: str, words: str) -> None:
    tries(5)
    with pytest.raises(Refused) as refusal, speaking(language):
        attempt(KEY, at=MORNING)
    with speaking(language):
        assert words in str(refusal.value.words)


@pytest.mark.parametrize("key", ["name:X", "name:", "address:x", "name:x "])
def test_one_key_closes_no_other(key: str) -> None:
    tries(6)
    assert tries(1, keys=(Key(key),)) == [""]


def test_what_rests_is_not_counted_so_that_waits_end() -> None:
    tries(50)
    assert FailedSignIn.objects.count() == STANDARD.failures_free


def test_success_forgets_the_name_but_an_address_only_that_one() -> None:
    keys = keys_for("liu", address="10.0.0.1")
    for _try in range(3):
        attempt(keys, at=MORNING)
    succeeded(keys)
    assert FailedSignIn.objects.filter(key="name:liu").count() == 0
    assert FailedSignIn.objects.filter(key="address:10.0.0.1").count() == 2


def test_failures_of_yesterday_are_not_kept() -> None:
    tries(3)
    tries(1, at=MORNING + timedelta(hours=25))
    assert FailedSignIn.objects.count() == 1


def test_guesses_at_the_same_moment_do_not_share_one_count(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each guess stands in the count before its password is looked at."""
    counts = []
    monkeypatch.setattr(
        "yinuo.people.views.entering.password_fits",
        lambda *_told: counts.append(FailedSignIn.objects.filter(key="name:clerk").count()) or False,
    )
    for _guess in range(3):
        Visitor().sign_in(password="guess")
    assert counts == [1, 2, 3]


def besieged(times: int = 12) -> None:
    """Somebody else guesses at the clerk's password from many addresses, for an hour."""
    for turn in range(times):
        stranger = Visitor(address=f"203.0.113.{turn}").later(minutes=-60 + 5 * turn)
        stranger.sign_in(password="guess")


def test_a_known_device_comes_in_while_the_name_rests(user: User) -> None:
    mine, other = Visitor(), Visitor(address="10.0.0.2")
    mine.sign_in()
    mine.post("/sign-out")
    besieged()
    Visitor(address="203.0.113.99").sign_in(password="guess")
    assert other.sign_in().status_code == 409
    assert mine.sign_in().status_code == 303


def test_without_a_known_device_the_owner_comes_in_when_the_wait_is_over(user: User) -> None:
    besieged()
    other = Visitor(address="10.0.0.2")
    waited = 0
    while other.sign_in().status_code != 303:
        other.later(minutes=1)
        waited += 1
    assert waited <= STANDARD.longest_wait.total_seconds() / 60


def test_a_known_device_rests_too_after_five_guesses(user: User) -> None:
    mine = Visitor()
    mine.sign_in()
    mine.post("/sign-out")
    assert [mine.sign_in(password="guess").status_code for _guess in range(6)] == [422] * 5 + [409]


@pytest.mark.parametrize("planted", ["", "x", "x:y:z", "known"])
def test_a_made_up_cookie_makes_no_device_known(user: User, planted: str) -> None:
    stranger = Visitor()
    stranger.client.cookies[asking.COOKIE] = planted
    stranger.sign_in(password="guess")
    assert FailedSignIn.objects.filter(key="name:clerk").count() == 1


def test_the_cookie_of_one_person_makes_nothing_known_for_another(user: User) -> None:
    from yinuo.people.commands import add_user

    add_user(username="other", name="别", password=SECRET, roles=["clerk"], branch=None)
    mine = Visitor()
    mine.sign_in()
    mine.sign_in("other", "guess")
    assert FailedSignIn.objects.filter(key="name:other").count() == 1


def test_a_known_device_is_forgotten_with_the_password(user: User) -> None:
    mine = Visitor()
    mine.sign_in()
    mine.post("/sign-out")
    change_password(user=user, password="another sentence of words", by=user, at=MORNING)
    mine.sign_in(password="guess")
    assert FailedSignIn.objects.filter(key="name:clerk").count() == 1


def test_level_3_rests_for_ten_minutes(user: User, settings) -> None:
    settings.YINUO_SIGN_IN = "level3"
    visitor = Visitor()
    answers = [visitor.sign_in(password="guess").status_code for _guess in range(LEVEL3.failures_free + 1)]
    assert answers[-1] == 409
    assert "请过 10 分钟再试" in visitor.sign_in().content.decode()


@pytest.mark.parametrize(
    ("direct", "told", "found"),
    [
        ("10.0.0.9", "", "10.0.0.9"),
        ("10.0.0.9", "1.2.3.4", "10.0.0.9"),
        ("127.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", "6.6.6.6, 1.2.3.4, 127.0.0.1", "1.2.3.4"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", ", ,", "127.0.0.1"),
        ("127.0.0.1", "x" * 500, "x" * 45),
    ],
)
def test_only_our_own_proxy_is_believed(rf, settings, direct: str, told: str, found: str) -> None:
    settings.YINUO_PROXIES = ("127.0.0.1",)
    request = rf.get("/", REMOTE_ADDR=direct, headers={"X-Forwarded-For": told})
    assert asking.address(request) == found


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150.0 Safari/537.36", "Chrome · Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36 Edg/150.0", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/120.0 MicroMessenger/8.0", "WeChat · Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
            "Safari · iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox · Linux"),
        ("curl/8", "? · ?"),
        ("", "? · ?"),
    ],
)
def test_a_browser_is_told_in_two_words(rf, agent: str, words: str) -> None:
    assert asking.browser(rf.get("/", headers={"User-Agent": agent})) == words


def test_an_address_may_fail_more_often_than_a_name() -> None:
    assert STANDARD.failures_free < throttling.FREE_PER_ADDRESS
    keys = (Key("address:a", FREE_PER_ADDRESS),)
    assert tries(FREE_PER_ADDRESS + 1, keys=keys)[-2:] == ["", "too_many_attempts"]
