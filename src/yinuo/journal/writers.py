"""Writers that name themselves: what loads, imports or migrates writes rows for which there is no line."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connection, transaction

from yinuo.journal import watch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

COMMANDS = "yinuo"
"""The writer that needs a line in the same transaction."""


@contextmanager
def declared(name: str, reason: str) -> Iterator[None]:
    """Write as `name`, because of `reason`, until the end of the block (or function: it decorates too).

    What is written needs no line in the journal; the record below it carries both words instead. On SQLite
    only inside transactions: a lone statement is nobody's.
    """
    before = _announced()
    _announce(f"{name}: {reason}"[:200])
    try:
        yield
    finally:
        with suppress(DatabaseError):
            _announce(before)


@contextmanager
def unwatched(*models: type[Model], reason: str) -> Iterator[None]:
    """Load rows into these tables in bulk without a record for each: one for all of a table, with its keys.

    The triggers of these tables are away meanwhile, so nothing else may write; the rest of the block is one
    transaction. For rows that are only added.
    """
    relations = [model._meta.db_table for model in models]
    with declared("load", reason), transaction.atomic():
        before = {model: watch.highest_key(model) for model in models}
        watch.take_away(relations)
        yield
        watch.put_back(relations)
        for model, highest in before.items():
            watch.say_loaded(model, after=highest, reason=reason)


def _announced() -> str:
    if connection.vendor == "sqlite":
        written: Any = connection
        return str(written.writer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('yinuo.writer', true)")
        return str(cursor.fetchone()[0] or "")


def _announce(writer: str) -> None:
    if connection.vendor == "sqlite":
        written: Any = connection
        written.announce(writer)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('yinuo.writer', %s, false)", [writer])
