"""How a page does a deed: once per hidden key, with the moment and the person, and then goes on."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from yinuo.calls.commands.gate import Deed
from yinuo.journal.requests import Reply, once
from yinuo.web import clock, forms

if TYPE_CHECKING:
    from collections.abc import Callable

    from yinuo.people.access import Signed

LEFT_OUT = {"csrfmiddlewaretoken", "key"}


def deed(request: Signed) -> Deed:
    """Return the deed of the person who asks, now."""
    return Deed(request.user, clock.now())


def once_only(request: Signed, work: Callable[[], str]) -> str:
    """Do `work` once for the page's key and return where it leads; a repeat leads to the same place.

    Invalid `idempotency_key_missing`, Refused `key_reused` when the same page was sent with another content.
    """
    key = forms.key_of(request)
    reply = once(
        key=key,
        by_id=request.user.pk,
        digest=digest(request),
        at=clock.now(),
        work=lambda: Reply(303, work()),
    )
    return reply.body


def digest(request: Signed) -> str:
    """Return the fingerprint of what was sent: the address, every value, the bytes of every file."""
    told = hashlib.sha256(request.path.encode())
    for name in sorted(set(request.POST) - LEFT_OUT):
        told.update(repr((name, request.POST.getlist(name))).encode("utf-8", "surrogatepass"))
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            told.update(repr((name, file.name, file.size)).encode("utf-8", "surrogatepass"))
            for chunk in file.chunks():
                told.update(chunk)
            file.seek(0)
    return told.hexdigest()
