"""The company's own sign-in: a real provider beside the tests; whoever isn't named by an administrator stays out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

from tests.people.entering import SECRET, Visitor
from tests.world import MORNING
from yinuo.journal.models import Entry
from yinuo.lib.actor import SYSTEM
from yinuo.lib.refusal import NotAllowed, Refused
from yinuo.people import provider
from yinuo.people.commands.company import allow_company_account, recognise
from yinuo.people.models import CompanyAccount, User
from yinuo.people.provider import Proven, Provider

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:.*joserfc.*", "ignore:.*httpx2.*"),
]
ACCOUNT = "liu@example.com"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    oidc = pytest.importorskip("oidc_provider_mock")
    with oidc.run_server_in_thread(port=0) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def company(issuer: str, monkeypatch: pytest.MonkeyPatch) -> str:
    told = {"issuer": issuer, "client_id": "yinuo", "client_secret": "not a secret", "claim": "email"}
    monkeypatch.setattr(settings, "YINUO_COMPANY_SIGN_IN", told)
    claims = {"email": ACCOUNT, "email_verified": True}
    httpx.put(f"{issuer}/users/s-1", json=claims).raise_for_status()
    return issuer


def at_the_provider(visitor: Visitor, sub: str = "s-1") -> str:
    """Go to the provider, sign in there as `sub`; return the address it sends the browser back to."""
    asked = visitor.get("/sign-in/company?next=/calls/")["Location"]
    answer = httpx.post(asked, data={"sub": sub}, follow_redirects=False)
    assert answer.status_code in (302, 303), answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def test_the_way_there_and_back_signs_in_whom_the_administrator_named(company: str, user: User) -> None:
    allow_company_account(user=user, wanted=ACCOUNT, by=SYSTEM, at=MORNING)
    visitor = Visitor()
    assert visitor.get(at_the_provider(visitor))["Location"] == "/calls/"
    assert visitor.inside
    assert (CompanyAccount.objects.get().issuer, CompanyAccount.objects.get().subject) == (company, "s-1")
    assert Entry.objects.filter(verb="company_account_bound").count() == 1
    assert Entry.objects.filter(verb="signed_in").latest("id").details["how"] == "company"


def test_whoever_is_not_named_stays_out_and_nobody_is_made(company: str, user: User) -> None:
    visitor = Visitor()
    answer = visitor.get(at_the_provider(visitor))
    assert (answer.status_code, "找管理员" in answer.content.decode()) == (403, True)
    assert User.objects.count() == 1
    assert not visitor.inside


def test_a_mailbox_that_is_not_verified_proves_nothing(company: str, user: User) -> None:
    allow_company_account(user=user, wanted=ACCOUNT, by=SYSTEM, at=MORNING)
    httpx.put(f"{company}/users/s-1", json={"email": ACCOUNT, "email_verified": False}).raise_for_status()
    visitor = Visitor()
    assert visitor.get(at_the_provider(visitor)).status_code == 403


def test_once_bound_the_name_at_the_provider_means_nothing(company: str, user: User) -> None:
    """Somebody who gets the mailbox afterwards gets nothing else."""
    allow_company_account(user=user, wanted=ACCOUNT, by=SYSTEM, at=MORNING)
    first = Visitor()
    first.get(at_the_provider(first))
    httpx.put(f"{company}/users/s-2", json={"email": ACCOUNT, "email_verified": True}).raise_for_status()
    thief = Visitor()
    assert thief.get(at_the_provider(thief, "s-2")).status_code == 403


def test_a_second_factor_is_asked_for_here_as_well(company: str, user: User) -> None:
    inside = Visitor()
    inside.sign_in()
    inside.add_authenticator()
    allow_company_account(user=user, wanted=ACCOUNT, by=SYSTEM, at=MORNING)
    visitor = Visitor()
    assert visitor.get(at_the_provider(visitor))["Location"] == "/sign-in/second"
    assert not visitor.inside


@pytest.mark.parametrize("change", ["state", "code", "no state", "no code", "twice", "other browser"])
def test_a_return_that_does_not_fit_proves_nothing(company: str, user: User, change: str) -> None:
    allow_company_account(user=user, wanted=ACCOUNT, by=SYSTEM, at=MORNING)
    visitor = Visitor()
    back = at_the_provider(visitor)
    changed = {
        "state": re.sub(r"state=[^&]+", "state=x", back),
        "code": re.sub(r"code=[^&]+", "code=x", back),
        "no state": re.sub(r"state=[^&]+", "", back),
        "no code": re.sub(r"code=[^&]+", "", back),
    }.get(change, back)
    if change == "twice":
        visitor.get(back)
        visitor.post("/sign-out")
    if change == "other browser":
        visitor = Visitor()
    assert visitor.get(changed).status_code == 403
    assert not visitor.inside


@pytest.mark.parametrize("wanted", ["https://example.org/", "//example.org"])
def test_it_leads_only_within_the_house(company: str, user: User, wanted: str) -> None:
    visitor = Visitor()
    visitor.get(f"/sign-in/company?next={wanted}")
    assert visitor.client.session["company"]["to"] == "/"


def test_what_is_asked_for_is_bound_to_this_browser(company: str) -> None:
    visitor = Visitor()
    asked = parse_qs(urlsplit(visitor.get("/sign-in/company")["Location"]).query)
    kept = visitor.client.session["company"]
    assert asked["state"] == [kept["state"]]
    assert asked["nonce"] == [kept["nonce"]]
    assert asked["code_challenge_method"] == ["S256"]
    assert kept["verifier"] not in str(asked)


@pytest.mark.parametrize("issuer_told", ["http://localhost:9", "https://localhost:9", "http://example.org"])
def test_a_provider_that_is_away_is_said_so(
    user: User, monkeypatch: pytest.MonkeyPatch, issuer_told: str
) -> None:
    monkeypatch.setattr(provider, "SECONDS", 0.5)
    told = {"issuer": issuer_told, "client_id": "y", "client_secret": "z", "claim": "email"}
    monkeypatch.setattr(settings, "YINUO_COMPANY_SIGN_IN", told)
    if issuer_told == "http://example.org":
        monkeypatch.setattr(
            provider.httpx, "request", lambda *_a, **_k: (_ for _ in ()).throw(httpx.ConnectError("x"))
        )
    answer = Visitor().get("/sign-in/company")
    assert (answer.status_code, "联系不上" in answer.content.decode()) == (409, True)


def test_without_a_provider_there_is_no_such_page(user: User) -> None:
    assert Visitor().get("/sign-in/company").status_code == 404
    assert "公司账号" not in Visitor().get("/sign-in").content.decode()


KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ASKED = Provider("https://sso.example.com", "yinuo", "secret", "preferred_username")
GOOD = {
    "iss": ASKED.issuer,
    "aud": "yinuo",
    "sub": "s-1",
    "iat": 1,
    "exp": 4_000_000_000,
    "nonce": "n",
    "preferred_username": "liu",
}
KEPT = {"state": "s", "nonce": "n", "verifier": "v"}


def answering(monkeypatch: pytest.MonkeyPatch, token: Any, described: dict[str, str] | None = None) -> None:
    places = {name: f"{ASKED.issuer}/{name}" for name in provider.PLACES}
    public = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
    answers = {
        f"{ASKED.issuer}/.well-known/openid-configuration": {
            "issuer": ASKED.issuer,
            **places,
            **(described or {}),
        },
        f"{ASKED.issuer}/token_endpoint": {"id_token": token},
        f"{ASKED.issuer}/jwks_uri": {"keys": [{**public, "kid": "1", "alg": "RS256"}]},
    }
    monkeypatch.setattr(
        provider.httpx, "request", lambda _method, url, **_sent: httpx.Response(200, json=answers[url])
    )


def signed(key: Any = KEY, algorithm: str = "RS256", **changed: Any) -> str:
    claims = {name: value for name, value in {**GOOD, **changed}.items() if value is not None}
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": "1"})


def finish() -> Proven:
    return provider.finish(ASKED, kept=KEPT, state="s", code="c", back="https://x/back")


def test_a_good_answer_proves_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, signed())
    assert finish() == Proven(ASKED.issuer, "s-1", "liu")


@pytest.mark.parametrize(
    "token",
    [
        signed(iss="https://other.example.com"),
        signed(aud="other"),
        signed(exp=1),
        signed(exp=None),
        signed(sub=None),
        signed(nonce="other"),
        signed(nonce=None),
        signed(OTHER),
        signed("x" * 40, "HS256"),
        signed(None, "none"),
        "x.y.z",
        "",
        None,
    ],
    ids=[
        "issuer",
        "audience",
        "ended",
        "endless",
        "nobody",
        "nonce",
        "no nonce",
        "key",
        "shared key",
        "unsigned",
        "garbage",
        "empty",
        "none",
    ],
)
def test_a_bad_answer_proves_nobody(monkeypatch: pytest.MonkeyPatch, token: Any) -> None:
    answering(monkeypatch, token)
    with pytest.raises(NotAllowed, match="not_proved"):
        finish()


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://other.example.com"},
        {"token_endpoint": "http://sso.example.com/t"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:x"},
    ],
)
def test_a_provider_that_leads_astray_is_not_followed(
    monkeypatch: pytest.MonkeyPatch, described: dict[str, str]
) -> None:
    answering(monkeypatch, signed(), described)
    with pytest.raises(Refused, match="provider_away"):
        provider.begin(ASKED, back="https://x/back")


def test_an_empty_value_is_nobodys_account(user: User) -> None:
    CompanyAccount.objects.create(user=user, wanted="")
    with pytest.raises(NotAllowed, match="not_linked"):
        recognise(Proven("https://sso.example.com", "s-9", ""), at=MORNING)


@pytest.mark.parametrize("changed", [{"is_active": False}, {"shared": True}])
def test_who_left_and_what_is_shared_does_not_come_in(user: User, changed: dict[str, bool]) -> None:
    allow_company_account(user=user, wanted="liu", by=SYSTEM, at=MORNING)
    User.objects.update(**changed)
    with pytest.raises(NotAllowed, match="not_linked"):
        recognise(Proven("https://sso.example.com", "s-1", "liu"), at=MORNING)


def test_another_name_unbinds_the_old_one(user: User) -> None:
    allow_company_account(user=user, wanted="liu", by=SYSTEM, at=MORNING)
    recognise(Proven("https://sso.example.com", "s-1", "liu"), at=MORNING)
    allow_company_account(user=user, wanted="mei", by=SYSTEM, at=MORNING)
    with pytest.raises(NotAllowed):
        recognise(Proven("https://sso.example.com", "s-1", "liu"), at=MORNING)
    allow_company_account(user=user, wanted="", by=SYSTEM, at=MORNING)
    assert CompanyAccount.objects.count() == 0
    assert Visitor().sign_in(password=SECRET).status_code == 303
