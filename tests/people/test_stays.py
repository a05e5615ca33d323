"""Where somebody is signed in: listed, ended, dead with the password, the rights, the person; never fixed in advance."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from tests.people.entering import SECRET, Visitor, fresh
from tests.world import MORNING
from yinuo.journal.models import Entry
from yinuo.lib.actor import SYSTEM
from yinuo.lib.refusal import Invalid, Refused
from yinuo.people.commands import add_user
from yinuo.people.commands.administering import Told, edit_person
from yinuo.people.models import Holding, Stay, Token, User
from yinuo.people.rules.profiles import LEVEL3

pytestmark = pytest.mark.django_db
NEW = {"password": "another sentence of words", "again": "another sentence of words"}


@pytest.fixture
def two(user: User) -> tuple[Visitor, Visitor]:
    """The same person at two browsers."""
    pair = Visitor(), Visitor(address="10.0.0.2")
    for visitor in pair:
        visitor.sign_in()
    return pair


def told(user: User, **changed: object) -> Told:
    values = {
        "roles": tuple(sorted(user.roles)),
        "branch": user.branch,
        "email": user.email,
        "company_account": "",
        "active": True,
        "shared": False,
    }
    return Told(**{**values, **changed})  # type: ignore[arg-type]


def test_both_are_listed_and_the_other_can_be_ended(two: tuple[Visitor, Visitor]) -> None:
    mine, other = two
    page = mine.get("/me/sign-in").content.decode()
    assert "10.0.0.1" in page
    assert "10.0.0.2" in page
    stay = Stay.objects.get(address="10.0.0.2")
    assert mine.post(f"/me/stays/{stay.pk}/end").status_code == 303
    assert mine.inside
    assert not other.inside


def test_all_others_can_be_ended_at_once(two: tuple[Visitor, Visitor]) -> None:
    mine, other = two
    mine.post("/me/stays/end")
    assert (mine.inside, other.inside) == (True, False)
    assert Stay.objects.count() == 1


def test_nobody_ends_somebody_elses(two: tuple[Visitor, Visitor]) -> None:
    add_user(username="other", name="别", password=SECRET, roles=["clerk"], branch=None)
    stranger = Visitor()
    stranger.sign_in("other")
    for stay in Stay.objects.filter(user__username="clerk"):
        assert stranger.post(f"/me/stays/{stay.pk}/end").status_code == 303
    assert all(visitor.inside for visitor in two)


def test_a_new_password_ends_every_other_session(two: tuple[Visitor, Visitor]) -> None:
    mine, other = two
    mine.post("/password", {"present": SECRET, **NEW})
    assert (mine.inside, other.inside) == (True, False)
    assert list(Stay.objects.values_list("session_key", flat=True)) == [mine.client.session.session_key]
    assert Session.objects.count() == 1


def test_the_session_key_is_new_with_the_sign_in_and_with_the_password(user: User) -> None:
    visitor = Visitor()
    visitor.post("/sign-in/challenge")
    planted = visitor.client.session.session_key
    visitor.sign_in()
    inside = visitor.client.session.session_key
    visitor.post("/password", {"present": SECRET, **NEW})
    assert len({planted, inside, visitor.client.session.session_key}) == 3
    assert not Session.objects.filter(session_key__in=[planted, inside]).exists()


def test_signing_out_ends_the_stay(two: tuple[Visitor, Visitor]) -> None:
    two[0].post("/sign-out")
    assert Stay.objects.count() == 1


def test_signing_in_again_in_the_same_browser_is_one_stay(user: User) -> None:
    visitor = Visitor()
    visitor.sign_in()
    visitor.sign_in()
    assert Stay.objects.count() == 1


@pytest.mark.parametrize("changed", [{"active": False}, {"roles": ()}, {"shared": True}], ids=str)
def test_sessions_end_with_the_person_and_with_the_rights(
    two: tuple[Visitor, Visitor], user: User, changed: dict
) -> None:
    edit_person(user=user, told=told(user, **changed), by=SYSTEM, at=MORNING)
    assert not any(visitor.inside for visitor in two)
    assert Session.objects.count() == 0


def test_a_right_more_ends_nothing(two: tuple[Visitor, Visitor], user: User) -> None:
    edit_person(user=user, told=told(user, roles=("accountant", "clerk")), by=SYSTEM, at=MORNING)
    assert all(visitor.inside for visitor in two)
    assert fresh(user).roles == {"clerk", "accountant"}
    assert Entry.objects.get(verb="edited").details == {"roles": [["clerk"], ["accountant", "clerk"]]}


def test_who_leaves_takes_no_token_along(user: User) -> None:
    visitor = Visitor()
    visitor.sign_in()
    page = visitor.post("/me/tokens", name="备份", days="9", scope="read").content.decode()
    assert "yn_" in page
    assert "yn_" not in visitor.get("/me/sign-in").content.decode()
    edit_person(user=user, told=told(user, active=False), by=SYSTEM, at=MORNING)
    assert Token.objects.count() == 0


def test_a_token_of_ones_own_is_revoked_and_nobody_elses(user: User) -> None:
    visitor = Visitor()
    visitor.sign_in()
    visitor.post("/me/tokens", name="备份", days="9", scope="read")
    add_user(username="other", name="别", password=SECRET, roles=["clerk"], branch=None)
    stranger = Visitor()
    stranger.sign_in("other")
    token = Token.objects.get()
    stranger.post(f"/me/tokens/{token.pk}/revoke")
    assert Token.objects.count() == 1
    visitor.post(f"/me/tokens/{token.pk}/revoke")
    assert Token.objects.count() == 0
    assert Entry.objects.filter(verb__startswith="token_", subject_key="clerk").count() == 2


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"days": "0"}, "days"), ({"days": "366"}, "days"), ({"name": ""}, "name"), ({"scope": "all"}, "scope")],
)
def test_a_token_that_will_not_do_is_refused_at_its_field(
    user: User, sent: dict[str, str], field: str
) -> None:
    visitor = Visitor()
    visitor.sign_in()
    answer = visitor.post("/me/tokens", {"name": "备份", "days": "9", "scope": "read", **sent})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert Token.objects.count() == 0


class TestAdministrators:
    def test_the_last_one_is_never_shut_out(self, user: User) -> None:
        admin = add_user(username="admin", name="管", password=SECRET, roles=["administrator"], branch=None)
        for changed in ({"active": False}, {"roles": ("clerk",)}, {"shared": True}):
            with pytest.raises(Refused, match="last_administrator"):
                edit_person(user=admin, told=told(admin, **changed), by=admin, at=MORNING)
        Holding.objects.create(user=user, role="administrator")
        edit_person(user=admin, told=told(admin, active=False), by=user, at=MORNING)
        assert not fresh(admin).is_active

    def test_an_unknown_role_is_refused(self, user: User) -> None:
        with pytest.raises(Invalid) as refusal:
            edit_person(user=user, told=told(user, roles=("king",)), by=SYSTEM, at=MORNING)
        assert "roles" in refusal.value.fields

    def test_nothing_changed_writes_nothing(self, user: User) -> None:
        before = Entry.objects.count()
        edit_person(user=user, told=told(user), by=SYSTEM, at=MORNING)
        assert Entry.objects.count() == before

    def test_a_company_account_is_given_once(self, user: User) -> None:
        other = add_user(username="other", name="别", password=SECRET, roles=["clerk"], branch=None)
        edit_person(user=user, told=told(user, company_account="liu@example.com"), by=SYSTEM, at=MORNING)
        with pytest.raises(Invalid) as refusal:
            edit_person(
                user=other, told=told(other, company_account="liu@example.com"), by=SYSTEM, at=MORNING
            )
        assert "company_account" in refusal.value.fields


class TestLevelThree:
    @pytest.fixture(autouse=True)
    def level_three(self, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "YINUO_SIGN_IN", "level3")

    def enter(self, user: User) -> Visitor:
        User.objects.filter(pk=user.pk).update(password_set_at=MORNING)
        visitor = Visitor()
        assert visitor.sign_in()["Location"] == "/me/authenticator"
        return visitor

    def test_a_first_password_has_to_be_renewed_before_anything_else(self, user: User) -> None:
        visitor = Visitor()
        assert visitor.sign_in()["Location"] == "/password"
        assert visitor.get("/calls/")["Location"] == "/password"
        assert visitor.get("/me/sign-in")["Location"] == "/password"
        api = visitor.get("/api/v1/me", headers={"Accept": "application/json"})
        assert (api.status_code, api.json()["code"]) == (403, "first_owed")
        new = "Another Sentence of 5 words"
        visitor.post("/password", present=SECRET, password=new, again=new)
        assert visitor.get("/calls/")["Location"] == "/me/authenticator"

    def test_a_second_factor_has_to_be_added_before_anything_else(self, user: User) -> None:
        visitor = self.enter(user)
        assert visitor.get("/calls/")["Location"] == "/me/authenticator"
        visitor.add_authenticator()
        assert visitor.inside

    def test_the_last_factor_stays(self, user: User) -> None:
        visitor = self.enter(user)
        visitor.add_authenticator()
        answer = visitor.post("/me/authenticator/stop")
        assert (answer.status_code, "最后一个第二因素" in answer.content.decode()) == (409, True)

    def test_an_idle_session_ends_after_half_an_hour(self, user: User) -> None:
        visitor = self.enter(user)
        visitor.add_authenticator()
        for _look in range(3):
            visitor.later(minutes=29)
            assert visitor.inside
        visitor.later(minutes=30.1)
        assert visitor.get("/calls/")["Location"].startswith("/sign-in?next=")
        assert Stay.objects.count() == 0

    def test_a_password_ends_after_90_days(self, user: User) -> None:
        visitor = self.enter(user)
        visitor.add_authenticator()
        later = Visitor().later(days=90.1)
        later.sign_in()
        assert later.post("/sign-in/second", code=later.code())["Location"] == "/password"

    def test_the_last_five_passwords_are_not_taken_again(self, user: User) -> None:
        from yinuo.people.commands.passwords import change_password

        past = [f"Sieben {number} Gänse" for number in range(7)]
        for password in past:
            change_password(user=fresh(user), password=password, by=user, at=MORNING)
        for password in past[-5:]:
            with pytest.raises(Invalid) as refusal:
                change_password(user=fresh(user), password=password, by=user, at=MORNING)
            assert refusal.value.code == "password_used_before"
        change_password(user=fresh(user), password=past[0], by=user, at=MORNING)
        assert user.past_passwords.count() <= LEVEL3.passwords_remembered


def test_the_standard_ends_no_session_for_idleness(user: User) -> None:
    visitor = Visitor()
    visitor.sign_in()
    assert visitor.later(days=3).inside
    assert Stay.objects.get().seen_at == MORNING + timedelta(days=3)


def test_looking_again_at_once_writes_nothing(user: User, django_assert_max_num_queries) -> None:
    visitor = Visitor()
    visitor.sign_in()
    visitor.later(seconds=59).get("/me/sign-in")
    assert Stay.objects.get().seen_at == MORNING


@pytest.mark.parametrize("path", ["/me/sign-in", "/me/pin", "/me/authenticator", "/me/confirm", "/password"])
@pytest.mark.parametrize(("language", "words"), [("zh", "登录"), ("en", "sign-in")])
def test_own_pages_speak_both_languages_and_are_never_kept(
    user: User, path: str, language: str, words: str
) -> None:
    visitor = Visitor(language)
    visitor.sign_in()
    answer = visitor.get(path)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "pin", ["", "12345", "123456", "654321", "111111", "135791", "12345678901234", "12345a", "１２３７５６"]
)
def test_a_pin_that_everybody_tries_is_refused(user: User, pin: str) -> None:
    visitor = Visitor()
    visitor.sign_in()
    answer = visitor.post("/me/pin", pin=pin)
    assert answer.status_code == 422
    assert 'id="id_pin_error"' in answer.content.decode()
    assert fresh(user).pin == ""


@pytest.mark.parametrize(
    "path",
    [
        "/sign-in",
        "/sign-in/second",
        "/sign-in/challenge",
        "/forgotten",
        "/password",
        "/me/pin",
        "/me/stays/end",
        "/sign-out",
        "/me/codes",
    ],
)
def test_forms_from_elsewhere_are_not_taken(user: User, path: str) -> None:
    visitor = Visitor()
    visitor.sign_in()
    visitor.client.handler.enforce_csrf_checks = True
    assert visitor.post(path, username="clerk", password=SECRET).status_code == 403
