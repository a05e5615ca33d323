"""One's own tokens for programs: made and revoked by the person, told in the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from yinuo.people.commands import add_token
from yinuo.people.commands.told import tell
from yinuo.people.models import Token

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.people.models import User


@transaction.atomic
def add_own_token(*, user: User, name: str, days: int, scope: str, at: datetime) -> str:
    """Return a new token of `user`, good for `days`; only its digest is kept. Invalid (field `days`)."""
    return add_token(user=user, days=days, at=at, name=name, scope=scope, by=user)


@transaction.atomic
def revoke_token(*, user: User, pk: int, at: datetime) -> None:
    """End one of one's own tokens; it is refused within five seconds. Nothing happens to anybody else's."""
    token = Token.objects.filter(user=user, pk=pk).first()
    if token is not None:
        tell(user, "token_revoked", by=user, at=at, name=token.name)
        token.delete()
