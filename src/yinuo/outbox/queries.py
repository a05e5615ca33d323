"""Messages read back: what waits for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from yinuo.outbox.models import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet


def unread(*, person: int, roles: Iterable[str], branch: str) -> QuerySet[Message]:
    """Return the unread messages to the person or to one of the roles at the branch, newest first."""
    to_role = Q(to_person=None, to_role__in=list(roles), to_branch__in=["", branch])
    return Message.objects.filter(Q(to_person=person) | to_role, read_at=None).order_by("-put_at", "-id")
