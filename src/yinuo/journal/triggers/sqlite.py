"""SQLite's triggers: one each for insert, update and delete. Who writes stands in `journal_turn`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from yinuo.journal.triggers.shape import COLUMNS, MARK, NEVER, PREFIX, Table, Triggers

if TYPE_CHECKING:
    from collections.abc import Iterable

NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
TURN = f"coalesce(nullif(t.at, ''), {NOW}), coalesce(t.tx, 0), coalesce(t.writer, '')"
FROM = "FROM (SELECT 1) LEFT JOIN journal_turn t ON t.id = 1"
SAY = f"INSERT INTO journal_below ({COLUMNS}) SELECT {NOW.replace('%', '%%')}, 0, %s, %s, %s, %s, %s"
STANDING = f"SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{PREFIX}%'"  # noqa: S608


def generated(tables: Iterable[Table], only_added: Iterable[str]) -> Triggers:
    """Return the triggers for these tables; those `only_added` to refuse change and removal."""
    told = {name: text for table in tables for name, text in _watching(table)}
    told |= {name: text for relation in only_added for name, text in _refusing(relation)}
    return Triggers(list(told.values()), told)


def standing() -> dict[str, str]:
    """Return the triggers that stand: {name: text}."""
    return {name: text for name, _table, text in _catalogue()}


def removal(relations: list[str] | None) -> list[str]:
    """Return the statements that drop our triggers, all or those on these tables."""
    gone = [name for name, table, _text in _catalogue() if relations is None or table in relations]
    return [f'DROP TRIGGER "{name}"' for name in gone]


def _catalogue() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(STANDING)
        return list(cursor.fetchall())


def _watching(table: Table) -> Iterable[tuple[str, str]]:
    of = " OF " + ", ".join(f'"{column}"' for column in table.columns) if table.columns else ""
    for kind, event, row in (("I", "INSERT", "NEW"), ("U", f"UPDATE{of}", "NEW"), ("D", "DELETE", "OLD")):
        name = f"{PREFIX}watch_{table.relation}_{kind.lower()}"
        mark = f"substr({row}.{table.mark}, 1, {MARK})" if table.mark else "''"
        said = f"{TURN}, '{table.relation}', {row}.id, '{kind}', {mark} {FROM}"
        insert = f"INSERT INTO journal_below ({COLUMNS}) SELECT {said}"
        yield name, _trigger(name, f'AFTER {event} ON "{table.relation}"', insert)


def _refusing(relation: str) -> Iterable[tuple[str, str]]:
    for event in ("UPDATE", "DELETE"):
        name = f"{PREFIX}refuse_{relation}_{event.lower()}"
        yield name, _trigger(name, f'BEFORE {event} ON "{relation}"', f"SELECT RAISE(ABORT, '{NEVER}')")


def _trigger(name: str, when: str, what: str) -> str:
    return f'CREATE TRIGGER "{name}" {when} BEGIN {what}; END'
