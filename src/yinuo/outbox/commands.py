"""Putting messages into the outbox and marking them read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yinuo.outbox.models import Message

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.lib.words import Words


@dataclass(frozen=True, slots=True)
class Address:
    """To whom: one person, or a role at a branch (empty branch: head office)."""

    person: int | None = None
    role: str = ""
    branch: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What a message is about: the kind and key of its subject."""

    kind: str
    key: str


def put(*, kind: str, to: Address, text: Words, about: About, at: datetime, once_key: str) -> None:
    """Put a message; nothing happens when `once_key` was put before (nobody is told the same thing twice)."""
    message = Message(
        kind=kind,
        to_person=to.person,
        to_role=to.role,
        to_branch=to.branch,
        text_zh=text.zh,
        text_en=text.en,
        subject_kind=about.kind,
        subject_key=about.key,
        put_at=at,
        once_key=once_key,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)


def mark_read(message: Message, *, at: datetime) -> None:
    """Mark one message read; the first reading counts."""
    Message.objects.filter(pk=message.pk, read_at=None).update(read_at=at)
