"""PostgreSQL's part in a copy: every table by COPY out of one snapshot; no client programs are needed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connections
from psycopg import sql

from yinuo.upkeep.copies.proofs import LINES, MIGRATIONS, seal
from yinuo.upkeep.copies.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psycopg

    from yinuo.upkeep.copies.parts import Found, Manifest, Packing

    Rows = psycopg.Connection[tuple[Any, ...]]

PREFIX = "database/tables/"
FETCHED = 20_000

TABLES = """
    SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
    ORDER BY c.relname"""
COLUMNS = """
    SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
    AND attgenerated = '' ORDER BY attnum"""
SEQUENCES = """
    SELECT c.relname FROM pg_class c WHERE c.relkind = 'S' AND c.relnamespace = current_schema()::regnamespace
    ORDER BY c.relname"""
FOREIGN = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY conrelid, conname"""
INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
    JOIN pg_class c ON c.oid = i.indrelid AND c.relkind = 'r'
    WHERE c.relnamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid) ORDER BY i.indexrelid"""


@contextmanager
def snapshot() -> Iterator[Rows]:
    """Yield a connection of its own whose every look is at the same moment."""
    wrapper = connections.create_connection("default")
    wrapper.ensure_connection()
    connection: Rows = wrapper.connection
    try:
        connection.autocommit = True
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield connection
    finally:
        wrapper.close()


def migrations(connection: Rows) -> list[str]:
    """Return the migrations applied in the snapshot as `app.name`."""
    return [f"{app}.{name}" for app, name in connection.execute(MIGRATIONS)]


def dump(connection: Rows, packing: Packing, progress: Callable[[int, int], None]) -> None:
    """Add every table as a part, and describe the snapshot in the manifest."""
    manifest = packing.manifest
    names = tables(connection)
    for done, name in enumerate(names):
        progress(done, len(names))
        columns = [column for (column,) in connection.execute(COLUMNS, [_quoted(name)])]
        with connection.cursor() as cursor:
            packing.add(PREFIX + name, _out(cursor, name, columns), packed=True, columns=columns)
            manifest.counts[name] = cursor.rowcount
    manifest.journal = seal(_hashes(connection))
    manifest.sequences = {name: _stand(connection, name) for (name,) in connection.execute(SEQUENCES)}


def tables(connection: Rows) -> list[str]:
    """Return the tables of the schema the connection is in."""
    return [name for (name,) in connection.execute(TABLES)]


def facts(connection: Rows) -> tuple[dict[str, int], dict[str, Any]]:
    """Return how many rows each table has and the journal's seal."""
    counting = sql.SQL("SELECT count(*) FROM {}")
    found = {}
    for name in tables(connection):
        row = connection.execute(counting.format(sql.Identifier(name))).fetchone()
        found[name] = row[0] if row else 0
    return found, seal(_hashes(connection))


class Loading:
    """Puts the parts of a copy into tables that are there already, in one transaction.

    Foreign keys and plain indexes are made anew after the rows, which is many times faster; triggers stay
    silent, since the rows bring what the triggers once wrote.
    """

    def __init__(self, connection: Rows) -> None:
        """Empty the tables and take away what slows the loading."""
        self._connection = connection
        self._foreign = connection.execute(FOREIGN).fetchall()
        self._indexes = connection.execute(INDEXES).fetchall()
        self._tables = tables(connection)
        connection.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for table, name, _definition in self._foreign:
            self._run("ALTER TABLE {} DROP CONSTRAINT {}", sql.SQL(table), sql.Identifier(name))
        for index, _definition in self._indexes:
            self._run("DROP INDEX {}", sql.SQL(index))
        for table in self._tables:
            self._run("ALTER TABLE {} DISABLE TRIGGER USER", sql.Identifier(table))
        self._run("TRUNCATE {}", sql.SQL(", ").join(map(sql.Identifier, self._tables)))

    def put(self, found: Found) -> None:
        """Load one part. Refusal `restored_differently` for a table that is not there."""
        table = found.name.removeprefix(PREFIX)
        if table not in self._tables:
            raise refusal("restored_differently", what=table)
        into = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, found.told["columns"]))
        )
        with self._connection.cursor() as cursor, cursor.copy(into) as copy:
            for piece in found.pieces():
                copy.write(piece)

    def finish(self, manifest: Manifest) -> None:
        """Make indexes and foreign keys again, wake the triggers, set the sequences."""
        for _index, definition in self._indexes:
            self._run(definition)
        for table, name, definition in self._foreign:
            self._run(
                "ALTER TABLE {} ADD CONSTRAINT {} {}",
                sql.SQL(table),
                sql.Identifier(name),
                sql.SQL(definition),
            )
        for table in self._tables:
            self._run("ALTER TABLE {} ENABLE TRIGGER USER", sql.Identifier(table))
        for name, (last, called) in manifest.sequences.items():
            self._connection.execute("SELECT setval(%s::regclass, %s, %s)", [_quoted(name), last, called])

    def _run(self, statement: str, *parts: sql.Composable) -> None:
        self._connection.execute(sql.SQL(statement).format(*parts) if parts else sql.SQL(statement))


def _out(cursor: psycopg.Cursor[Any], table: str, columns: list[str]) -> Iterator[bytes]:
    statement = sql.SQL("COPY {} ({}) TO STDOUT").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with cursor.copy(statement) as copy:
        held = bytearray()
        for row in copy:
            held += row
            if len(held) > 1 << 18:
                yield bytes(held)
                held.clear()
        yield bytes(held)


def _hashes(connection: Rows) -> Iterator[str]:
    with connection.cursor(name="journal_lines") as cursor:
        cursor.itersize = FETCHED
        cursor.execute(LINES)
        for (line,) in cursor:
            yield line


def _stand(connection: Rows, name: str) -> list[Any]:
    row = connection.execute(
        sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(name))
    ).fetchone()
    return list(row or (1, False))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
