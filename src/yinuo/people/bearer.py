"""Who a bearer token speaks for, looked up at most every few seconds per process."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from yinuo.people.commands import digest
from yinuo.people.models import Token

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.people.models import User

LOOK_AGAIN_SECONDS = 5.0
"""How long a token that was revoked may still be taken."""

MOST_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Bearer:
    """A person known by a token; `may_write` is False for a token of scope "read"."""

    user: User
    may_write: bool
    ends_at: datetime
    looked_up: float


_kept: dict[str, Bearer] = {}


def bearer(secret: str, *, at: datetime) -> Bearer | None:
    """Return who `secret` speaks for at the instant; None for an unknown or ended token, or who has left.

    No query while the token was looked up within five seconds; two otherwise.
    """
    key, now = digest(secret), monotonic()
    known = _kept.get(key)
    if known is None or now - known.looked_up >= LOOK_AGAIN_SECONDS:
        known = _look_up(key, now)
    return known if known and at < known.ends_at else None


def forget() -> None:
    """Drop every token that was looked up: after one is revoked here, and between tests."""
    _kept.clear()


def _look_up(key: str, now: float) -> Bearer | None:
    _kept.pop(key, None)
    found = Token.objects.filter(digest=key, user__is_active=True).select_related("user__branch__calendar")
    token = found.prefetch_related("user__holdings").first()
    if token is None:
        return None
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[key] = Bearer(token.user, token.scope == "write", token.ends_at, now)
    return _kept[key]
