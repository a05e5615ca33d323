"""Links by which a forgotten password is replaced: signed, good for 30 minutes and one change."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing

from yinuo.people.models import User
from yinuo.people.rules.links import GOOD_FOR

if TYPE_CHECKING:
    from yinuo.people.models import User as Row

SALT = "yinuo.people.reset"


def token_for(user: Row, *, at: datetime) -> str:
    """Return the part of the address that lets `user` choose a new password."""
    told = {"user": user.pk, "at": int(at.timestamp()), "stamp": _stamp(user)}
    return signing.dumps(told, salt=SALT)


def user_of(token: str, *, at: datetime) -> Row | None:
    """Return whose link it is; None when it was used, has ended, was changed, or the person has left."""
    try:
        told = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    made = datetime.fromtimestamp(told["at"], UTC)
    if not made <= at < made + GOOD_FOR:
        return None
    user = User.objects.filter(pk=told["user"], is_active=True).first()
    fitting = user is not None and hmac.compare_digest(told["stamp"], _stamp(user))
    return user if fitting else None


def _stamp(user: Row) -> str:
    told = f"{user.pk}:{user.password}:{user.email}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), told, sha256).hexdigest()[:32]
