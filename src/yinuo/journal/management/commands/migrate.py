"""Django's `migrate`, after which the triggers stand as this version generates them."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connection

from yinuo.journal import watch
from yinuo.journal.models import Below
from yinuo.journal.writers import declared


class Command(Migrate):
    """Migrate, under a writer's name of its own, then renew the triggers."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Say first when the triggers were not as they should be; take those away that columns hang on."""
        if _there():
            watch.check_standing("before migrating")
            watch.take_away(watch.partial())
        with declared("migrate", "a new version's tables"):
            super().handle(*args, **options)
        if _there():
            watch.renew("a new version's tables")


def _there() -> bool:
    return Below._meta.db_table in connection.introspection.table_names()
