"""Writing requests that may come twice: the first answer is kept and given again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from yinuo.journal.commands import append
from yinuo.journal.models import Answer
from yinuo.lib.refusal import Refusal, Refused
from yinuo.lib.words import w

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """What a writing request is answered with: an HTTP status and the stored text of the body."""

    status: int
    body: str


def once(*, key: str, by_id: int, digest: str, at: datetime, work: Callable[[], Reply]) -> Reply:
    """Do `work` in one transaction and keep its reply; a repeat of `key` by the same person gets it again.

    The claim is the last statement of the transaction. Refused `key_reused` when the key came before
    with another request (`digest` differs). Raises what `work` refuses.
    """
    try:
        with transaction.atomic():
            reply = work()
            append(Answer(key=key, by_id=by_id, digest=digest, status=reply.status, body=reply.body, at=at))
            return reply
    except (IntegrityError, Refusal):
        first = Answer.objects.filter(by_id=by_id, key=key).first()
        if first is None:
            raise
    if first.digest != digest:
        words = w(
            "这个请求编号已经用在另一件事上。", "This idempotency key was used for a different request."
        )
        raise Refused("key_reused", words)
    return Reply(first.status, first.body)
