"""One-time codes: those of an authenticator app (RFC 6238) and those printed for the day it is lost."""

from __future__ import annotations

import base64
import hmac
import secrets
from hashlib import sha1
from urllib.parse import quote, urlencode

STEP = 30
"""Seconds for which a code stands."""

DIGITS = 6
AROUND = 1
"""How many steps a clock may be wrong to either side."""

PRINTED = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def code(secret: bytes, step: int) -> str:
    """Return the six digits for a step of 30 seconds (RFC 6238, SHA-1, as every app makes them)."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), sha1)
    place = mac[-1] & 15
    number = int.from_bytes(mac[place : place + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def matching_step(secret: bytes, typed: str, *, seconds: int, after: int) -> int | None:
    """Return the step whose code was typed at `seconds` since 1970; None when none fits.

    Steps up to `after` don't count: a code is good once.
    """
    plain = "".join(typed.split())
    if len(plain) != DIGITS or not plain.isascii() or not plain.isdigit():
        return None
    now = seconds // STEP
    fitting = [
        step
        for step in range(now - AROUND, now + AROUND + 1)
        if step > after and step >= 0 and hmac.compare_digest(code(secret, step), plain)
    ]
    return fitting[0] if fitting else None


def new_secret() -> bytes:
    """Return the secret of an authenticator app: 160 bits."""
    return secrets.token_bytes(20)


def written(secret: bytes) -> str:
    """Return a secret as people type it: groups of four letters."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def link(secret: bytes, *, username: str, issuer: str) -> str:
    """Return the address that an authenticator app reads from the QR code."""
    told = {"secret": base64.b32encode(secret).decode(), "issuer": issuer, "digits": DIGITS, "period": STEP}
    return f"otpauth://totp/{quote(issuer)}:{quote(username)}?{urlencode(told, quote_via=quote)}"


def new_printed() -> list[str]:
    """Return ten codes for paper, of about 49 bits each: `abcde-fghjk`."""
    return [f"{_letters()}-{_letters()}" for _code in range(PRINTED)]


def plain_printed(typed: str) -> str:
    """Return a printed code as it is compared: letters small, without blanks and dashes."""
    return "".join(each for each in typed.lower() if each not in " -\u3000")


def _letters() -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(5))
