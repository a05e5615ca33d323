"""The company's own sign-in (OpenID Connect, code flow with PKCE): asked over HTTP, every answer checked."""

from __future__ import annotations

import base64
import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import jwt

from yinuo.lib.refusal import NotAllowed, Refused
from yinuo.lib.words import w

SECONDS = 8.0
PLACES = ("authorization_endpoint", "token_endpoint", "jwks_uri")
MOST_BYTES = 1_000_000
SIGNED_BY = ["RS256", "ES256", "PS256", "EdDSA"]
AWAY = w(
    "公司的统一登录现在联系不上，请用密码登录，或稍后再试。",
    "The company's own sign-in can't be reached. Use your password, or try again later.",
)
NOT_PROVED = w(
    "公司的统一登录没有证明您是谁，请重来一次。",
    "The company's own sign-in didn't prove who you are. Start again.",
)


@dataclass(frozen=True, slots=True)
class Provider:
    """Where the company signs in, and as whom this house asks there."""

    issuer: str
    client_id: str
    client_secret: str
    claim: str


@dataclass(frozen=True, slots=True)
class Proven:
    """Who the provider says it is: its own key, and the value that administrators compare."""

    issuer: str
    subject: str
    value: str


def begin(provider: Provider, *, back: str) -> tuple[str, dict[str, str]]:
    """Return where to send the browser, and what to keep for its return. Refused `provider_away`."""
    kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    digest = sha256(kept["verifier"].encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": "openid profile email",
        "state": kept["state"],
        "nonce": kept["nonce"],
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    there = _described(provider)["authorization_endpoint"]
    return f"{there}{'&' if '?' in there else '?'}{urlencode(asked)}", kept


def finish(provider: Provider, *, kept: dict[str, str], state: str, code: str, back: str) -> Proven:
    """Return who came back. NotAllowed `not_proved` for what doesn't fit, Refused `provider_away`."""
    if not code or not hmac.compare_digest(state.encode(), kept["state"].encode()):
        raise not_proved()
    described = _described(provider)
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": kept["verifier"],
    }
    token = _asked(
        "POST", described["token_endpoint"], data=sent, auth=(provider.client_id, provider.client_secret)
    )
    keys = _asked("GET", described["jwks_uri"])
    claims = _claims(provider, str(token.get("id_token", "")), keys)
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), kept["nonce"].encode()):
        raise not_proved()
    verified = provider.claim != "email" or claims.get("email_verified") is True
    value = str(claims.get(provider.claim, "")) if verified else ""
    return Proven(provider.issuer, str(claims["sub"]), value)


def not_proved() -> NotAllowed:
    """Return the refusal of an answer that doesn't fit."""
    return NotAllowed("not_proved", NOT_PROVED)


def _claims(provider: Provider, token: str, keys: dict[str, Any]) -> dict[str, Any]:
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        fitting = [key for key in keys.get("keys", []) if kid is None or key.get("kid") == kid]
        key = jwt.PyJWK(fitting[0])
        return jwt.decode(
            token,
            key,
            algorithms=SIGNED_BY,
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=60,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except (jwt.PyJWTError, IndexError, TypeError, AttributeError) as problem:
        raise not_proved() from problem


def _described(provider: Provider) -> dict[str, str]:
    told = _asked("GET", provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
    places = {
        name: str(told.get(name, "")) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
    }
    if told.get("issuer") != provider.issuer or not all(_safe(each) for each in places.values()):
        raise Refused("provider_away", AWAY)
    return places


def _safe(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"}
    )


def _asked(method: str, url: str, **sent: Any) -> dict[str, Any]:
    try:
        answer = httpx.request(method, url, timeout=SECONDS, follow_redirects=False, **sent)
        told = answer.json() if len(answer.content) <= MOST_BYTES else None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as problem:
        raise Refused("provider_away", AWAY) from problem
    if answer.status_code >= 500 or not isinstance(told, dict):
        raise Refused("provider_away", AWAY)
    if answer.status_code >= 300:
        raise not_proved()
    return told
