"""Browsers in which somebody is signed in: begun, seen, ended."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from yinuo.people.commands.told import tell
from yinuo.people.models import Stay

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from yinuo.people.models import User


def begin_stay(*, user: User, session_key: str, address: str, browser: str, how: str, at: datetime) -> None:
    """Record that `user` signed in; `how` names the proofs for the journal."""
    with transaction.atomic():
        tell(user, "signed_in", by=user, at=at, address=address, how=how)
        Stay.objects.create(
            user=user,
            session_key=session_key,
            started_at=at,
            seen_at=at,
            address=address[:45],
            browser=browser[:200],
        )


def see_stay(*, session_key: str, at: datetime) -> None:
    """Note that a browser was used."""
    Stay.objects.filter(session_key=session_key).update(seen_at=at)


def move_stay(*, old: str, new: str) -> None:
    """A browser goes on with a new session key, as after a change of the password."""
    Stay.objects.filter(session_key=old).update(session_key=new)


def end_stays(stays: QuerySet[Stay]) -> int:
    """End browsers' sessions; return how many. Nothing that was open there goes on."""
    keys = list(stays.values_list("session_key", flat=True))
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in keys:
        store(key).delete()
    Stay.objects.filter(session_key__in=keys).delete()
    return len(keys)


def end_all(user: User, *, but: str = "") -> int:
    """End every session of `user`, except the one with the key `but`; return how many."""
    return end_stays(Stay.objects.filter(user=user).exclude(session_key=but))


def forget_stay(session_key: str) -> None:
    """A browser signed out, or signs in anew: its stay is over."""
    if session_key:
        Stay.objects.filter(session_key=session_key).delete()
