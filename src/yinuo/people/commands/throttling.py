"""Guesses throttled by name and address: it grows, ends by itself, and shuts no known device out."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from django.db import transaction

from yinuo.lib.refusal import Refused
from yinuo.lib.words import w
from yinuo.people.models import FailedSignIn
from yinuo.people.queries.proofs import present_profile
from yinuo.people.rules.waiting import REMEMBERED, open_again

if TYPE_CHECKING:
    from datetime import datetime

LOG = logging.getLogger("yinuo.people")
FREE_PER_ADDRESS = 30
"""A whole office may stand behind one address."""

TOO_MANY = w("试得太多了，请过 {minutes} 分钟再试。", "Too many attempts; try again in {minutes} minutes.")


@dataclass(frozen=True, slots=True)
class Key:
    """What is counted: a name, an address, a known device, a second step; `free` failures cost no wait."""

    text: str
    free: int | None = None


def keys_for(username: str, *, address: str, device: str = "") -> tuple[Key, ...]:
    """Return what a sign-in counts on: the known device alone, else the name and the address."""
    if device:
        return (Key(f"device:{device}"),)
    return (Key(f"name:{username.lower()[:60]}"), Key(f"address:{address}", FREE_PER_ADDRESS))


def attempt(keys: tuple[Key, ...], *, at: datetime) -> None:
    """Count an attempt as failed before it is looked at. Refused `too_many_attempts` while a key rests.

    Whoever succeeds takes it back with `succeeded`; so guesses at the same moment don't share one count.
    """
    for key in keys:
        _check(key, at)
    with transaction.atomic():
        FailedSignIn.objects.filter(key__in=[key.text for key in keys], at__lte=at - REMEMBERED).delete()
        FailedSignIn.objects.bulk_create([FailedSignIn(key=key.text, at=at) for key in keys])


def succeeded(keys: tuple[Key, ...]) -> None:
    """Forget the failures of a name or device; of an address only this attempt."""
    own = [key.text for key in keys if key.free is None]
    FailedSignIn.objects.filter(key__in=own).delete()
    for key in keys:
        if key.free is not None:
            last = FailedSignIn.objects.filter(key=key.text).order_by("-id").values("pk")[:1]
            FailedSignIn.objects.filter(pk__in=list(last.values_list("pk", flat=True))).delete()


def _check(key: Key, at: datetime) -> None:
    failed = list(
        FailedSignIn.objects.filter(key=key.text, at__gt=at - REMEMBERED).values_list("at", flat=True)
    )
    opens = open_again(failed, present_profile(), free=key.free)
    if opens is not None and at < opens:
        minutes = ceil((opens - at).total_seconds() / 60)
        LOG.warning("sign-in rests: %s", key.text.partition(":")[0])
        raise Refused("too_many_attempts", TOO_MANY.format(minutes=minutes))
