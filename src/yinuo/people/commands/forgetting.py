"""A forgotten password: asked for by anybody, answered by the worker, so that asking tells nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.hashers import is_password_usable
from django.db import transaction

from yinuo.lib.words import speaking, w
from yinuo.outbox.commands import About, put_mail
from yinuo.people import links
from yinuo.people.commands import throttling
from yinuo.people.commands.told import tell
from yinuo.people.models import ResetAsked, User

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

LETTER = w(
    "一诺：换一个新密码\n{name}：\n\n有人（多半是您）说忘了登录名 {username} 的密码。"
    "要换新密码，请在 30 分钟内打开：\n\n{link}\n\n不是您要的？不用理会，什么也不会变。\n",
    "Yinuo: choose a new password\n{name},\n\nsomebody, most likely you, forgot the password of {username}. "
    "To choose a new one, open this within 30 minutes:\n\n{link}\n\n"
    "It wasn't you? Then do nothing: nothing changes.\n",
)


def ask_reset(*, username: str, address: str, language: str, at: datetime) -> None:
    """Note that a link is wanted for `username`, whoever that is. Refused `too_many_attempts`."""
    keys = (
        throttling.Key(f"reset:{username.lower()[:60]}", 3),
        throttling.Key(f"reset-from:{address}", throttling.FREE_PER_ADDRESS),
    )
    throttling.attempt(keys, at=at)
    ResetAsked.objects.create(username=username, language=language, at=at)


@transaction.atomic
def answer_reset(asked: ResetAsked, *, link: Callable[[str], str], at: datetime) -> bool:
    """Put the letter for one asking, when there is somebody with a password and a mailbox; return whether.

    `link` makes the whole address of a token. Somebody else's asking is never answered twice.
    """
    if not ResetAsked.objects.filter(pk=asked.pk).delete()[0]:
        return False
    user = (
        User.objects.filter(username=asked.username, is_active=True, shared=False).exclude(email="").first()
    )
    if user is None or not is_password_usable(user.password):
        return False
    row = tell(user, "reset_link_sent", by=user, at=at)
    with speaking(asked.language):
        text = str(
            LETTER.format(name=row.name, username=row.username, link=link(links.token_for(row, at=at)))
        )
    put_mail(
        kind="reset_link",
        address=row.email,
        text=text,
        about=About("user", row.username),
        at=at,
        once_key=f"reset:{asked.pk}:{asked.at.timestamp()}",
    )
    return True
