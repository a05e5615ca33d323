"""The second step: codes of an app and from paper, each good once; nothing half done opens the house."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.people.entering import SECRET, Visitor, code_at, fresh
from tests.world import MORNING
from yinuo.journal.models import Entry
from yinuo.lib.actor import SYSTEM
from yinuo.lib.refusal import Invalid, Refused
from yinuo.people.commands import factors
from yinuo.people.commands.passwords import change_password
from yinuo.people.models import Authenticator, PrintedCode, Stay
from yinuo.people.queries.proofs import factors as factors_of
from yinuo.people.rules import codes

if TYPE_CHECKING:
    from yinuo.people.models import User

pytestmark = pytest.mark.django_db
PRINTED = re.compile(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>")


@pytest.fixture
def inside(user: User) -> Visitor:
    """Somebody with an app, still signed in where it was added."""
    visitor = Visitor()
    visitor.sign_in()
    visitor.printed = PRINTED.findall(visitor.add_authenticator().content.decode())
    return visitor


def verbs() -> list[str]:
    lines = Entry.objects.filter(subject_kind="user").exclude(verb="added")
    return list(lines.order_by("id").values_list("verb", flat=True))


def test_an_app_is_added_with_its_first_code_and_printed_codes_are_shown_once(
    inside: Visitor, user: User
) -> None:
    assert len(inside.printed) == len(set(inside.printed)) == codes.PRINTED
    assert factors_of(user).authenticator
    assert not any(code in inside.get("/me/sign-in").content.decode() for code in inside.printed)
    assert verbs() == ["signed_in", "authenticator_added", "codes_printed"]


def test_the_secret_and_the_printed_codes_are_not_in_the_database_as_they_are(inside: Visitor) -> None:
    row = Authenticator.objects.get()
    assert re.search(r"^[A-Z2-7]{32}$", row.secret) is None
    digests = PrintedCode.objects.values_list("digest", flat=True)
    assert not set(digests) & set(inside.printed)


@pytest.mark.parametrize(
    "typed", ["000000", "12345", "1234567", "abcdef", "１２３４５６", "", "x" * 41, "\x00", "aaaaa-aaaaa"]
)
def test_a_wrong_first_code_adds_nothing(user: User, typed: str) -> None:
    visitor = Visitor()
    visitor.sign_in()
    visitor.get("/me/authenticator")
    answer = visitor.post("/me/authenticator", code=typed)
    assert answer.status_code == 422
    assert 'id="id_code_error"' in answer.content.decode()
    assert factors_of(user).number == 0


def test_with_an_app_the_password_alone_opens_nothing(inside: Visitor) -> None:
    other = Visitor()
    answer = other.sign_in(next="/calls/?tab=open")
    assert answer["Location"] == "/sign-in/second"
    assert not other.inside
    assert other.get("/calls/")["Location"].startswith("/sign-in?")
    assert other.get("/me/sign-in")["Location"].startswith("/sign-in?")
    assert other.client.get("/api/v1/me").status_code == 401


def test_the_code_opens_and_leads_where_one_wanted_to_go(inside: Visitor) -> None:
    other = Visitor().later(minutes=1)
    other.sign_in(next="/calls/?tab=open")
    answer = other.post("/sign-in/second", code=other.code())
    assert (answer.status_code, answer["Location"]) == (303, "/calls/?tab=open")
    assert other.inside
    assert Entry.objects.filter(verb="signed_in").latest("id").details["how"] == "password+authenticator"


def test_a_code_is_good_once_also_within_its_half_minute(inside: Visitor) -> None:
    first, second = Visitor().later(minutes=1), Visitor().later(minutes=1)
    code = first.code()
    for visitor in (first, second):
        visitor.sign_in()
    assert first.post("/sign-in/second", code=code).status_code == 303
    assert second.post("/sign-in/second", code=code).status_code == 422
    assert not second.inside


@pytest.mark.parametrize(("off", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_half_a_minute_wrong(inside: Visitor, off: int, taken: bool) -> None:
    other = Visitor().later(minutes=5)
    other.sign_in()
    shown = code_at(
        Authenticator.objects.get(), other.now.fromtimestamp(other.now.timestamp() + off, other.now.tzinfo)
    )
    assert (other.post("/sign-in/second", code=shown).status_code == 303) is taken


def test_a_printed_code_opens_once(inside: Visitor, user: User) -> None:
    code = inside.printed[3]
    typed = [code.upper(), code.replace("-", " ")]
    answers = []
    for each in typed:
        other = Visitor().later(minutes=1)
        other.sign_in()
        answers.append(other.post("/sign-in/second", code=each).status_code)
    assert answers == [303, 422]
    assert factors_of(user).printed_left == codes.PRINTED - 1
    assert "printed_code_used" in verbs()


def test_new_printed_codes_end_the_old_ones(inside: Visitor, user: User) -> None:
    new = PRINTED.findall(inside.post("/me/codes").content.decode())
    assert len(new) == codes.PRINTED
    assert not set(new) & set(inside.printed)
    with pytest.raises(Invalid):
        factors.use_code(user=user, typed=inside.printed[0], at=MORNING)
    assert factors.use_code(user=user, typed=new[0], at=MORNING) == "printed"


def test_guessing_codes_rests_after_five(inside: Visitor) -> None:
    other = Visitor().later(minutes=1)
    other.sign_in()
    statuses = [other.post("/sign-in/second", code="000000").status_code for _try in range(6)]
    assert statuses == [422] * 5 + [409]
    assert other.post("/sign-in/second", code=other.code()).status_code == 409
    other.later(minutes=1.1)
    assert other.post("/sign-in/second", code=other.code()).status_code == 303


def test_half_a_sign_in_ends_after_ten_minutes(inside: Visitor) -> None:
    other = Visitor()
    other.sign_in()
    other.later(minutes=10.5)
    assert other.post("/sign-in/second", code=other.code())["Location"] == "/sign-in"
    assert not other.inside


def test_half_a_sign_in_ends_with_the_password(inside: Visitor, user: User) -> None:
    other = Visitor()
    other.sign_in()
    change_password(user=user, password="another sentence of words", by=SYSTEM, at=other.now)
    assert other.post("/sign-in/second", code=other.code())["Location"] == "/sign-in"


def test_the_second_step_without_the_first_leads_to_the_first(user: User) -> None:
    assert Visitor().get("/sign-in/second")["Location"] == "/sign-in"
    assert Visitor().post("/sign-in/second", code="123456")["Location"] == "/sign-in"


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "验证码不对，或已经用过"), ("en", "The code is wrong or was used before")]
)
def test_a_wrong_code_is_told_in_both_languages(inside: Visitor, language: str, words: str) -> None:
    other = Visitor(language)
    other.sign_in()
    assert words in other.post("/sign-in/second", code="000000").content.decode()


def test_with_a_second_factor_eight_characters_do(inside: Visitor, user: User) -> None:
    answer = inside.post("/password", present=SECRET, password="kurz+gut", again="kurz+gut")
    assert answer.status_code == 303
    assert fresh(user).password_short


def test_the_last_factor_beside_a_short_password_stays(inside: Visitor, user: User) -> None:
    inside.post("/password", present=SECRET, password="kurz+gut", again="kurz+gut")
    answer = inside.post("/me/authenticator/stop")
    assert answer.status_code == 409
    assert "太短" in answer.content.decode() or "不到 15 个字" in answer.content.decode()
    assert factors_of(user).authenticator


def test_beside_a_long_password_it_may_go_and_the_paper_with_it(inside: Visitor, user: User) -> None:
    assert inside.post("/me/authenticator/stop").status_code == 303
    assert factors_of(user).number == factors_of(user).printed_left == 0
    assert Visitor().sign_in()["Location"] == "/"


def test_a_second_app_beside_the_first_is_refused(inside: Visitor, user: User) -> None:
    with pytest.raises(Refused, match="has_authenticator"):
        factors.add_authenticator(user=user, secret=b"x" * 20, typed="000000", at=inside.now)
    assert inside.get("/me/authenticator")["Location"] == "/me/sign-in"


def test_a_reset_takes_all_factors_ends_all_sessions_and_is_told(inside: Visitor, user: User) -> None:
    inside.post("/password", present=SECRET, password="kurz+gut", again="kurz+gut")
    factors.reset_factors(user=user, by=SYSTEM, at=inside.now)
    assert factors_of(user).number == 0
    assert not inside.inside
    assert Stay.objects.count() == 0
    assert fresh(user).must_renew
    entry = Entry.objects.get(verb="factors_reset")
    assert (entry.by_name, entry.subject_key) == (SYSTEM.name, "clerk")


def test_a_secret_sealed_with_another_key_opens_nothing_and_breaks_nothing(inside: Visitor, settings) -> None:
    other = Visitor().later(minutes=1)
    code = other.code()
    other.sign_in()
    Authenticator.objects.update(secret="gAAAAABmX" + "x" * 60)
    assert other.post("/sign-in/second", code=code).status_code == 422


@pytest.mark.parametrize("path", ["/me/authenticator", "/me/pin"])
def test_after_a_quarter_of_an_hour_one_proves_it_again(user: User, path: str) -> None:
    visitor = Visitor()
    visitor.sign_in()
    assert visitor.get(path).status_code == 200
    visitor.later(minutes=15.1)
    answer = visitor.get(path)
    assert answer["Location"] == f"/me/confirm?next={path.replace('/', '%2F')}"
    assert visitor.post("/me/confirm", password="wrong", next=path).status_code == 422
    assert visitor.post("/me/confirm", password=SECRET, next=path)["Location"] == path
    assert visitor.get(path).status_code == 200


def test_proving_it_again_leads_only_within_the_house(user: User) -> None:
    visitor = Visitor()
    visitor.sign_in()
    assert visitor.post("/me/confirm", password=SECRET, next="https://example.org/")["Location"] == "/"
