"""What a command needs before it may use the packages: Django set up, the database at its newest shape."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import django

from yinuo.cli.say import Stop
from yinuo.lib.words import w

if TYPE_CHECKING:
    from datetime import datetime

DATABASE_IS_AWAY = w(
    "连不上数据库：{why}",
    "The database can't be reached: {why}",
)
MUST_MIGRATE = w(
    "数据库还不是这个版本的结构，请先运行 `yinuo migrate`。",
    "The database is not yet in the shape of this version; run `yinuo migrate` first.",
)
BAD_INSTALLATION = w("安装设置不对：{why}", "The installation's settings are wrong: {why}")


def set_up() -> None:
    """Make Django ready. Stops when the installation's file or folder can't be used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yinuo.config.settings")
    try:
        django.setup()
    except (ValueError, KeyError) as error:
        raise Stop(BAD_INSTALLATION.format(why=error)) from error


def set_up_with_database() -> None:
    """Make Django ready and be sure that the database is there and up to date; else stop."""
    set_up()
    if pending_migrations():
        raise Stop(MUST_MIGRATE)


def pending_migrations() -> list[str]:
    """Return the names of the migrations not yet applied, oldest first. Stops when the database is away."""
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        why = str(error).strip().partition("\n")[0]
        raise Stop(DATABASE_IS_AWAY.format(why=why)) from error
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _backwards in plan]


def migrate_now() -> None:
    """Bring the database to the newest shape, with the policy and the calendar that ship."""
    from django.core.management import call_command

    from yinuo.config.shipping import ship

    call_command("migrate", interactive=False, verbosity=0)
    ship(at=now())


def use_installation() -> None:
    """Say that this process uses the installation: no restore takes its place, figures are counted together.

    Comes before Django is set up, since the counters are made then.
    """
    from yinuo.config import installation
    from yinuo.upkeep import running
    from yinuo.upkeep.sharing import share

    data = installation.data_folder()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    running.hold(data)
    share(data)


def now() -> datetime:
    """Return the present instant; the one place where the terminal reads the clock."""
    from django.utils import timezone

    return timezone.now()
