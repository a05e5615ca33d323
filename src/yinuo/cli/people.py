"""People from the terminal: the first administrator, a forgotten password, branches, tokens."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from yinuo.cli.ready import now, set_up_with_database
from yinuo.cli.say import Stop, both, say
from yinuo.lib.words import w

if TYPE_CHECKING:
    from yinuo.people.models import Branch, User

NO_USER = w("没有登录名为 {name} 的人。", "Nobody has the user name {name}.")
NO_BRANCH = w("没有代码为 {code} 的网点。", "There is no branch with the code {code}.")
NO_PASSWORD = w("没有给出密码。", "No password was given.")
ASK_PASSWORD = w("密码（至少 15 个字符）", "Password (15 characters or more)")


@click.group()
def user() -> None:
    """人员。 People."""


@user.command("add")
@click.argument("username")
@click.option("--name", required=True, help="姓名。 The person's name.")
@click.option("--role", "roles", multiple=True, required=True, help="角色，可重复。 Role; may be repeated.")
@click.option("--branch", "code", help="网点代码；总部不填。 Branch code; none for head office.")
def add_user(username: str, name: str, roles: tuple[str, ...], code: str | None) -> None:
    """添加一个人；密码在终端上问，或从标准输入读一行。

    Add a person; the password is asked for, or read as one line of the standard input.
    """
    set_up_with_database()
    from yinuo.people import commands

    password = ask_password()
    branch = _branch(code) if code else None
    commands.add_user(username=username, name=name, password=password, roles=roles, branch=branch)
    say(w("已添加 {name}。", "{name} added.").format(name=name))


@user.command("reset")
@click.argument("username")
@click.option("--factors", is_flag=True, help="也取消全部第二因素。 Take all second factors away too.")
def reset_user(username: str, *, factors: bool) -> None:
    """给一个人新密码，不用邮件；密码在终端上问，或从标准输入读一行。对方各处的登录都结束。

    Give a person a new password without mail; it is asked for, or read as one line of the standard input.
    Every session of the person ends; the password has to be renewed at the next sign-in.
    """
    set_up_with_database()
    from yinuo.lib.actor import SYSTEM
    from yinuo.people.commands.factors import reset_factors
    from yinuo.people.commands.passwords import change_password

    person = _user(username)
    if factors:
        reset_factors(user=person, by=SYSTEM, at=now())
    change_password(user=person, password=ask_password(), by=SYSTEM, at=now())
    say(
        w("{name} 可以用新密码登录了。", "{name} can sign in with the new password.").format(name=person.name)
    )


@click.group()
def branch() -> None:
    """网点。 Branches."""


@branch.command("add")
@click.argument("code")
@click.option("--name", required=True, help="名称。 The branch's name.")
@click.option("--name-en", default="", help="英文名称。 Its name in English.")
@click.option("--kind", default="branch", type=click.Choice(["branch", "service_centre"]), show_default=True)
@click.option("--calendar", default="", help="工作日历的代码，默认第一个。 Code of its working calendar.")
@click.option("--phone", default="", help="电话。 Telephone.")
def add_branch(code: str, name: str, name_en: str, kind: str, calendar: str, phone: str) -> None:
    """开设一个网点；代码写进登记号，如 SH。 Open a branch; its code is part of each call's number."""
    set_up_with_database()
    from yinuo.people import commands

    commands.add_branch(code=code, name=name, name_en=name_en, kind=kind, calendar=calendar, phone=phone)
    say(w("已添加 {name}。", "{name} added.").format(name=name))


@click.group()
def token() -> None:
    """接口令牌。 API tokens."""


@token.command("add")
@click.argument("username", metavar="USER")
@click.option("--days", required=True, type=int, help="有效天数。 How many days it is good for.")
@click.option("--name", default="", help="用途。 What it is for.")
@click.option("--read-only", is_flag=True, help="只读。 May read, may not write.")
def add_token(username: str, days: int, name: str, *, read_only: bool) -> None:
    """生成令牌并只输出令牌。 Make a token and print it, and nothing else."""
    set_up_with_database()
    from yinuo.people import commands

    scope = "read" if read_only else "write"
    click.echo(commands.add_token(user=_user(username), days=days, at=now(), name=name, scope=scope))


def ask_password() -> str:
    """Return a password: typed twice on a terminal, or one line of a pipe. Stops when there is none."""
    if sys.stdin.isatty():
        typed: str = click.prompt(both(ASK_PASSWORD), hide_input=True, confirmation_prompt=True)
        return typed
    line = sys.stdin.readline().rstrip("\n")
    if not line:
        raise Stop(NO_PASSWORD)
    return line


def _branch(code: str) -> Branch:
    from yinuo.people.models import Branch

    branch = Branch.objects.filter(code=code).first()
    if branch is None:
        raise Stop(NO_BRANCH.format(code=code))
    return branch


def _user(username: str) -> User:
    from yinuo.people.models import User

    found = User.objects.filter(username=username).first()
    if found is None:
        raise Stop(NO_USER.format(name=username))
    return found
