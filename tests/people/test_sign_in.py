"""Signing in and out, and the own password: throttled, silent about who exists, never led astray."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.world import MORNING
from yinuo.people.commands import add_user
from yinuo.people.commands.throttling import FREE_PER_ADDRESS
from yinuo.people.models import FailedSignIn, User
from yinuo.people.rules.profiles import STANDARD
from yinuo.web import clock

pytestmark = pytest.mark.django_db
SECRET = "a sentence long enough"


@pytest.fixture
def user() -> User:
    return add_user(username="clerk", name="柳眉", password=SECRET, roles=["clerk"], branch=None)


def sign_in(client: Client, username: str = "clerk", password: str = SECRET, **sent: str):
    with clock.at(MORNING):
        return client.post("/sign-in", {"username": username, "password": password, **sent})


def test_the_right_password_opens_the_house(client: Client, user: User) -> None:
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/calls/?tab=open", "/calls/?tab=open"),
        ("https://example.org/", "/"),
        ("//example.org/x", "/"),
        ("javascript:alert(1)", "/"),
        ("\\\\example.org", "/"),
        ("", "/"),
    ],
)
def test_it_leads_only_within_the_house(client: Client, user: User, wanted: str, led: str) -> None:
    assert sign_in(client, next=wanted)["Location"] == led


@pytest.mark.parametrize(
    ("username", "password"),
    [("clerk", "wrong"), ("nobody", SECRET), ("CLERK", SECRET), ("clerk", f" {SECRET}")],
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike(
    client: Client, user: User, username: str, password: str
) -> None:
    answer = sign_in(client, username, password)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "登录名或密码不对" in page
    assert f'value="{username}"' in page
    assert password not in page
    assert "_auth_user_id" not in client.session


def test_an_unknown_user_costs_a_hash_as_well(client: Client, user: User, monkeypatch) -> None:
    checked = []
    monkeypatch.setattr(
        "yinuo.people.queries.proofs.check_password", lambda given, encoded: checked.append(encoded) or False
    )
    sign_in(client, "nobody")
    sign_in(client, "clerk")
    assert len(checked) == 2
    assert all("$" in encoded for encoded in checked)


def test_someone_who_left_does_not_come_in(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert sign_in(client).status_code == 422


@pytest.mark.parametrize(("field", "value"), [("username", "x" * 41), ("username", ""), ("password", "")])
def test_what_is_missing_or_too_long_is_said_at_its_field(
    client: Client, user: User, field: str, value: str
) -> None:
    answer = sign_in(client, **{"username": "clerk", "password": SECRET, field: value})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert FailedSignIn.objects.count() == 0


def fail(client: Client, times: int, username: str = "clerk") -> None:
    for place in range(times):
        with clock.at(MORNING):
            client.post(
                "/sign-in", {"username": username, "password": "wrong"}, REMOTE_ADDR=f"10.0.0.{place}"
            )


def test_too_many_attempts_on_one_name_rest_for_a_while(client: Client, user: User) -> None:
    fail(Client(), STANDARD.failures_free)
    answer = sign_in(client)
    assert answer.status_code == 409
    assert "请过 1 分钟再试" in answer.content.decode()
    with clock.at(MORNING + timedelta(seconds=61)):
        later = client.post("/sign-in", {"username": "clerk", "password": SECRET})
    assert later.status_code == 303
    assert FailedSignIn.objects.filter(key="name:clerk").count() == 0


def test_too_many_attempts_from_one_address_rest_as_well(client: Client, user: User) -> None:
    for place in range(FREE_PER_ADDRESS):
        sign_in(client, f"guess{place}", "wrong")
    assert sign_in(client).status_code == 409
    with clock.at(MORNING):
        elsewhere = client.post("/sign-in", {"username": "clerk", "password": SECRET}, REMOTE_ADDR="10.9.9.9")
    assert elsewhere.status_code == 303


def test_signing_out_ends_the_session_and_needs_a_post(client: Client, user: User) -> None:
    sign_in(client)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert "_auth_user_id" not in client.session


def test_a_visitor_is_led_to_sign_in_and_back(client: Client) -> None:
    answer = client.get("/calls/?tab=open")
    assert (answer.status_code, answer["Location"]) == (303, "/sign-in?next=%2Fcalls%2F%3Ftab%3Dopen")
    assert client.post("/calls/new")["Location"] == "/sign-in?next=%2F"
    part = client.get("/calls/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (204, "/sign-in?next=%2Fcalls%2F")


@pytest.mark.parametrize(("language", "words"), [("zh", "登录一诺"), ("en", "Sign in to Yinuo")])
def test_the_page_speaks_both_languages(client: Client, language: str, words: str) -> None:
    client.cookies["language"] = language
    page = client.get("/sign-in").content.decode()
    assert words in page
    assert 'autocomplete="current-password"' in page


def change(client: Client, **sent: str):
    new = "another sentence of words"
    form = {"present": SECRET, "password": new, "again": new, **sent}
    with clock.at(MORNING):
        return client.post("/password", form)


def test_a_changed_password_counts_from_now_on(client: Client, user: User) -> None:
    sign_in(client)
    other = Client()
    sign_in(other)
    assert change(client).status_code == 303
    assert client.get("/password").status_code == 200
    assert other.get("/password").status_code == 303
    assert sign_in(Client()).status_code == 422
    assert sign_in(Client(), password="another sentence of words").status_code == 303


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"present": "wrong"}, "present"),
        ({"again": "something else here"}, "again"),
        ({"password": "short", "again": "short"}, "password"),
        ({"password": "", "again": ""}, "password"),
    ],
)
def test_a_password_that_will_not_do_is_refused_at_its_field(
    client: Client, user: User, sent: dict[str, str], field: str
) -> None:
    sign_in(client)
    answer = change(client, **sent)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    user.refresh_from_db()
    assert user.check_password(SECRET)


@pytest.mark.parametrize(
    ("password", "zh", "en"),
    [
        ("short", "密码太短", "too short"),
        ("polniypizdec0211", "太常见", "too common"),
        ("柳眉柳眉clerk柳眉柳眉一诺", "几乎没有别的", "hardly anything"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_weak_password_is_refused_in_the_language_of_the_page(
    client: Client, user: User, language: str, password: str, zh: str, en: str
) -> None:
    client.cookies["language"] = language
    sign_in(client)
    page = change(client, password=password, again=password).content.decode()
    assert (zh in page, en in page) == (language == "zh", language == "en")
