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


def put_mail(*, kind: str, address: str, text: str, about: About, at: datetime, once_key: str) -> None:
    """Put a letter to `address`: its first line is the subject. The worker sends it; see `outbox.jobs`."""
    put_outside(channel="mail", kind=kind, address=address, text=text, about=about, at=at, once_key=once_key)


def put_outside(
    *, channel: str, kind: str, address: str, text: str, about: About, at: datetime, once_key: str
) -> None:
    """Put a message that leaves by a channel of `outbox.jobs`; nothing when `once_key` was put before."""
    message = Message(
        kind=kind,
        channel=channel,
        address=address,
        text_zh=text,
        text_en="",
        subject_kind=about.kind,
        subject_key=about.key,
        put_at=at,
        read_at=at,
        send_at=at,
        once_key=once_key,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)


def claim(message: Message, *, again: datetime | None) -> bool:
    """Take `message` for one try, to be tried again at `again`; False when another worker was faster."""
    due = Message.objects.filter(pk=message.pk, tries=message.tries, send_at=message.send_at)
    return due.update(tries=message.tries + 1, send_at=again) == 1


def mark_sent(message: Message, *, at: datetime) -> None:
    """Note that `message` has left; its text, which may hold a link to sign in by, is not kept."""
    Message.objects.filter(pk=message.pk).update(sent_at=at, send_at=None, text_zh="", text_en="")


def mark_read(message: Message, *, at: datetime) -> None:
    """Mark one message read; the first reading counts."""
    Message.objects.filter(pk=message.pk, read_at=None).update(read_at=at)
