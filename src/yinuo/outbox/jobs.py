"""Messages that must leave: one due row after another is claimed, then handed to its channel, then marked."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from yinuo.outbox import commands
from yinuo.outbox.channels import NotSent, mail, sms
from yinuo.outbox.models import Message

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

LOG = logging.getLogger("yinuo.outbox")
CHANNELS: dict[str, Callable[[Message], None]] = {"mail": mail.send, "sms": sms.send}
AGAIN = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1))
"""When a message that could not leave is tried again; after the last it is given up, and stays unread."""

MOST = 100


def run_due(at: datetime) -> int:
    """Send what is due at `at`; return how many left. One may leave twice, never not at all."""
    left = 0
    for _message in range(MOST):
        message = (
            Message.objects.filter(send_at__lte=at, channel__in=CHANNELS).order_by("send_at", "id").first()
        )
        if message is None:
            break
        left += _sent(message, at)
    return left


def _sent(message: Message, at: datetime) -> bool:
    tries = message.tries
    again = at + AGAIN[tries] if tries < len(AGAIN) else None
    if not commands.claim(message, again=again):
        return False
    try:
        CHANNELS[message.channel](message)
    except NotSent as problem:
        LOG.warning("message %s stays: %s (try %s)", message.pk, problem, tries + 1)
        return False
    commands.mark_sent(message, at=at)
    return True
