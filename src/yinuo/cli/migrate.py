"""`yinuo migrate`: bring the database to the shape of this version."""

from __future__ import annotations

import click

from yinuo.cli.ready import migrate_now, pending_migrations, set_up
from yinuo.cli.say import say
from yinuo.lib.words import w


@click.command()
def migrate() -> None:
    """把数据库升到当前版本的结构。 Bring the database to the shape of this version."""
    set_up()
    pending = pending_migrations()
    if pending:
        migrate_now()
    say(w("已应用 {n} 步。", "{n} steps applied.").format(n=len(pending)))
