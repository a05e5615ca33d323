"""Writing requests that may come twice: the first answer is kept and given again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError

from yinuo.journal.commands import append
from yinuo.journal.models import Answer
from yinuo.journal.steps import step
from yinuo.lib.refusal import Conflict, Refusal, Refused
from yinuo.lib.words import w

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


REUSED = w("这个请求编号已经用在另一件事上。", "This idempotency key was used for a different request.")
AT_ONCE = w("别人同时写了同一样东西，请再试。", "Somebody wrote the same thing at once; try again.")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a writing request is answered with: an HTTP status and the stored text of the body."""

    status: int
    body: str


def once(*, key: str, by_id: int, digest: str, at: datetime, work: Callable[[], Reply]) -> Reply:
    """Do `work` in one transaction and keep its reply; a repeat of `key` by the same person gets it again.

    The claim is the last statement of the transaction. When somebody else wrote the same row at the same
    moment the work is tried once more, on what stands then. Refused `key_reused` when the key came before
    with another request (`digest` differs), Conflict `at_once` when the second try clashes too. Raises what
    `work` refuses.
    """
    claim = Answer(key=key, by_id=by_id, digest=digest, at=at)
    try:
        return _tried(claim, work)
    except IntegrityError:
        return _again(claim, work)


def kept(*, key: str, by_id: int) -> Reply | None:
    """Return the reply that was given to a person's request `key`; None when there was none."""
    first = Answer.objects.filter(by_id=by_id, key=key).first()
    return Reply(first.status, first.body) if first else None


def _again(claim: Answer, work: Callable[[], Reply]) -> Reply:
    try:
        return _tried(claim, work)
    except IntegrityError:
        raise Conflict("at_once", AT_ONCE) from None


def _tried(claim: Answer, work: Callable[[], Reply]) -> Reply:
    try:
        with step():
            reply = work()
            claim.pk, claim.status, claim.body = None, reply.status, reply.body
            append(claim)
            return reply
    except (IntegrityError, Refusal):
        first = Answer.objects.filter(by_id=claim.by_id, key=claim.key).first()
        if first is None:
            raise
    if first.digest != claim.digest:
        raise Refused("key_reused", REUSED)
    return Reply(first.status, first.body)
