"""`yinuo demo`: the demonstration company, its year of calls, and who can sign in."""

from __future__ import annotations

from pathlib import Path

import click

from yinuo.cli import first
from yinuo.cli.bar import bar
from yinuo.cli.ready import migrate_now, pending_migrations, set_up
from yinuo.cli.say import Stop, both, say
from yinuo.lib.words import w

COMPANY = w("装入示范公司", "Loading the demonstration company")
YEAR = w("装入示范年", "Loading the demonstration year")
COMPLETE = w("示范数据已齐。", "The demonstration is complete.")
LOGINS = w("登录名（密码都是 {password}）：", "Who can sign in, all with the password {password}:")
NOT_EMPTY = w(
    "这套系统里已经有人，示范公司只能装进空的系统。",
    "There are people in this system; the demonstration only goes into an empty one.",
)
BROKEN_OFF = w(
    "上次装入示范公司时中断了，重新开始。",
    "Loading the demonstration was interrupted last time; starting over.",
)
HALF_LOADED = w(
    "上次装入示范公司时中断了，请先清空数据库 {name}。",
    "Loading the demonstration was interrupted last time; empty the database {name} first.",
)
UNFINISHED = "demonstration-unfinished"


@click.command()
def demo() -> None:
    """装入示范公司和它的一年。 Load the demonstration company and its year (the same each time)."""
    set_up()
    prepare()
    from yinuo.demonstration import load, logins

    if first.is_new():
        load_company()
    elif logins.known() is None:
        raise Stop(NOT_EMPTY)
    with bar(YEAR) as progress:
        load.year(progress=progress)
    say(COMPLETE)
    tell_logins()


def prepare() -> None:
    """Bring the database to its newest shape, freed of a demonstration that was broken off."""
    if _mark().exists():
        _start_over()
    if pending_migrations():
        migrate_now()


def load_company() -> None:
    """Load what the first page needs, with a progress bar; a broken-off load is known the next time."""
    from yinuo.demonstration import load

    _mark().touch()
    with bar(COMPANY) as progress:
        load.company(progress=progress)
    _mark().unlink()


def tell_logins() -> None:
    """Print who can sign in; nothing without a demonstration."""
    from yinuo.demonstration import logins

    known = logins.known()
    if known is None:
        return
    say(LOGINS.format(password=known.password))
    for role, username in logins.by_role():
        click.echo(f"  {username:<20} {both(role)}")


def _mark() -> Path:
    from yinuo.config import installation

    return installation.data_folder() / UNFINISHED


def _start_over() -> None:
    """Take the embedded database away; another one is not ours to empty. Stops then."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite":
        raise Stop(HALF_LOADED.format(name=name))
    say(BROKEN_OFF)
    connection.close()
    for path in (Path(name), Path(f"{name}-wal"), Path(f"{name}-shm")):
        path.unlink(missing_ok=True)
    _mark().unlink()
