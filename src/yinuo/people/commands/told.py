"""What happens to somebody's sign-in stands in the journal, under the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.journal.commands import note
from yinuo.people.models import User

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.lib.actor import Acting

SUBJECT = "user"


def tell(user: User, verb: str, *, by: Acting, at: datetime, **details: object) -> User:
    """Append a line about `user` and return the row, locked until the transaction ends."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    note(SUBJECT, user.username, verb, by=by, at=at, details=details)
    return locked
