"""`yinuo check-config`: what this installation is, and what is wrong with it."""

from __future__ import annotations

import click

from yinuo.cli.place import check_folder
from yinuo.cli.ready import pending_migrations, set_up
from yinuo.cli.say import Stop, both, say
from yinuo.lib.words import w

ORDERLY = w("设置没有问题。", "The configuration is in order.")
PROBLEMS = w("有 {n} 个问题。", "{n} problems.")
BEHIND = w(
    "数据库差 {n} 步，请运行 yinuo migrate。",
    "The database is {n} steps behind; run yinuo migrate.",
)
DATA = w("数据文件夹", "Data folder")
DATABASE = w("数据库", "Database")
ADDRESS = w("地址", "Address")
HOSTS = w("允许的主机名", "Host names")


@click.command("check-config")
def check_config() -> None:
    """查看并检查这套安装。 Show this installation and check it."""
    set_up()
    from yinuo.config import installation

    here = installation.load()
    check_folder(here.data)
    facts = (
        (DATA, here.data),
        (DATABASE, without_password(here.database_url)),
        (ADDRESS, here.address),
        (HOSTS, " ".join(here.hosts)),
    )
    for what, value in facts:
        click.echo(f"{both(what)}: {value}")
    found = problems()
    for problem in found:
        click.echo(f"- {problem}")
    if found:
        raise Stop(PROBLEMS.format(n=len(found)))
    say(ORDERLY)


def problems() -> list[str]:
    """Return what is wrong, in words: Django's own checks, and a database that is behind."""
    from django.core import checks

    found = [str(message) for message in checks.run_checks() if message.is_serious()]
    pending = pending_migrations()
    return [*found, both(BEHIND.format(n=len(pending)))] if pending else found


def without_password(url: str) -> str:
    """Return a database's address with the password left out."""
    before, at, after = url.rpartition("@")
    scheme, slashes, who = before.partition("://")
    return f"{scheme}{slashes}{who.partition(':')[0]}{at}{after}" if at else url
