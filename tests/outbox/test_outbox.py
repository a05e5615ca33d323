"""Messages: put once, read once, seen by those they are for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import MORNING
from yinuo.lib.words import w
from yinuo.outbox.commands import About, Address, mark_read, put
from yinuo.outbox.models import Message
from yinuo.outbox.queries import unread

pytestmark = pytest.mark.django_db
TEXT = w("快到时间", "due soon")


def send(to: Address, key: str = "k") -> None:
    put(kind="remind", to=to, text=TEXT, about=About("call", "SH-1"), at=MORNING, once_key=key)


def seen(person: int = 1, roles: tuple[str, ...] = ("clerk",), branch: str = "SH") -> int:
    return unread(person=person, roles=roles, branch=branch).count()


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (Address(person=1), 1),
        (Address(person=2), 0),
        (Address(role="clerk", branch="SH"), 1),
        (Address(role="clerk", branch="GZ"), 0),
        (Address(role="clerk"), 1),
        (Address(role="supervisor", branch="SH"), 0),
    ],
)
def test_a_message_is_seen_by_whom_it_is_for(to: Address, expected: int) -> None:
    send(to)
    assert seen() == expected


def test_the_same_thing_is_put_once() -> None:
    for _ in range(3):
        send(Address(person=1))
    assert Message.objects.count() == 1


def test_the_first_reading_counts() -> None:
    send(Address(person=1))
    message = Message.objects.get()
    mark_read(message, at=MORNING)
    mark_read(message, at=MORNING + timedelta(hours=1))
    message.refresh_from_db()
    assert message.read_at == MORNING
    assert seen() == 0


def test_both_languages_are_kept() -> None:
    send(Address(person=1))
    message = Message.objects.get()
    assert (message.text_zh, message.text_en) == ("快到时间", "due soon")
