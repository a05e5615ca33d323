"""The very first start: a demonstration company, or nobody but the first administrator."""

from __future__ import annotations

import sys

import click

from yinuo.cli.people import ask_password
from yinuo.cli.say import Stop, both, say
from yinuo.lib.refusal import Refusal
from yinuo.lib.words import w

WHO = w("第一位管理员的登录名", "User name of the first administrator")
NOBODY = w(
    "没有给出管理员的登录名和密码（各一行）。",
    "No user name and password of the first administrator were given (one line each).",
)
WHAT_NEXT = w(
    "接着用 `yinuo branch add` 开设网点，用 `yinuo user add` 添加人员。",
    "Next, open a branch with `yinuo branch add` and add people with `yinuo user add`.",
)
INTRODUCTION = w(
    "这是一个空的系统。请设第一位管理员。",
    "This system is empty. Set up its first administrator.",
)


def is_new() -> bool:
    """Whether nobody can sign in yet; the people of a replay can't."""
    from yinuo.people.models import SIMULATED, User

    return not User.objects.exclude(branch__kind=SIMULATED).exists()


def first_administrator() -> None:
    """Ask for the first administrator's name and password until they are accepted."""
    say(INTRODUCTION)
    while not _added(_ask_name(), ask_password()):
        pass
    say(WHAT_NEXT)


def _ask_name() -> str:
    if sys.stdin.isatty():
        typed: str = click.prompt(both(WHO), default="admin")
        return typed
    line = sys.stdin.readline().strip()
    if not line:
        raise Stop(NOBODY)
    return line


def _added(name: str, password: str) -> bool:
    """Add the administrator; a refused password is told, and asked for again where someone can answer."""
    from yinuo.people import commands

    try:
        commands.add_user(username=name, name=name, password=password, roles=["administrator"], branch=None)
    except Refusal as refusal:
        if not sys.stdin.isatty():
            raise
        say(refusal.words)
        return False
    return True
