"""Hands that reach below the commands: as one with the rights to the database may, the triggers off meanwhile."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def unguarded(*relations: str) -> Iterator[None]:
    """Nothing is refused or recorded inside this block, on these tables or any; then all triggers stand again."""
    from yinuo.journal.triggers import sqlite

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            before = sqlite.standing()
            _each(cursor, sqlite.removal(list(relations) or None))
            gone = before.keys() - sqlite.standing().keys()
            with _finally(cursor, [before[name] for name in gone]):
                yield
        else:
            cursor.execute("SET session_replication_role = replica")
            with _finally(cursor, ["SET session_replication_role = DEFAULT"]):
                yield


def _each(cursor: Any, statements: list[str]) -> None:
    for statement in statements:
        cursor.execute(statement)


@contextmanager
def _finally(cursor: Any, statements: list[str]) -> Iterator[None]:
    try:
        yield
    finally:
        _each(cursor, statements)


def let_flush() -> None:
    """Let tests with transactions of their own empty the tables, which the triggers refuse."""
    operations = type(connection.ops)
    flush = operations.execute_sql_flush

    def unguarded_flush(self: Any, statements: list[str]) -> None:
        with unguarded():
            flush(self, statements)

    operations.execute_sql_flush = unguarded_flush
