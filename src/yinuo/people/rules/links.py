"""What is said of a link for a new password, and how long it is good."""

from __future__ import annotations

from datetime import timedelta

from yinuo.lib.words import w

GOOD_FOR = timedelta(minutes=30)
LINK_ENDED = w(
    "这个链接已经失效：用过、过了 30 分钟，或密码已经改过。请重新申请。",
    "This link has ended: it was used, 30 minutes have passed, or the password has changed. "
    "Ask for a new one.",
)
