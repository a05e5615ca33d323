"""Copies poured into either database: COPY on PostgreSQL, prepared inserts on SQLite."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.bench.load.holes import Pattern
    from tools.bench.load.shapes import Row

SPECIAL = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
QUIET = {
    "postgresql": ("SET session_replication_role = replica", "SET synchronous_commit = off"),
    "sqlite": ("PRAGMA synchronous=OFF", "PRAGMA cache_size=-1000000", "PRAGMA temp_store=MEMORY"),
}


class Pour:
    """Rows of copies, gathered and written together. `add` takes a row and the values of its copy."""

    def __init__(self) -> None:
        self.sqlite = connection.vendor == "sqlite"
        self.waiting: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
        self.prepared: dict[int, tuple[tuple[str, str], Pattern | Sequence[Pattern]]] = {}
        with connection.cursor() as cursor:
            for statement in QUIET[connection.vendor]:
                cursor.execute(statement)

    def add(self, row: Row, values: Sequence[str]) -> None:
        """Gather one row."""
        known = self.prepared.get(id(row))
        if known is None:
            known = self.prepared[id(row)] = inserting(row) if self.sqlite else copying(row)
        key, cells = known
        if self.sqlite:
            self.waiting[key].append([each.text % each.pick(values) for each in cells])  # type: ignore[union-attr]
        else:
            self.waiting[key].append(cells.filled(values))  # type: ignore[union-attr]

    def flush(self) -> None:
        """Write what was gathered, within the caller's transaction."""
        raw = connection.connection
        for (_table, statement), rows in self.waiting.items():
            if self.sqlite:
                raw.executemany(statement, rows)
                continue
            with raw.cursor() as cursor, cursor.copy(statement) as copy:
                copy.write("".join(rows))
        self.waiting.clear()


def copying(row: Row) -> tuple[tuple[str, str], Pattern]:
    """Return the COPY statement of a row's table and the row as one line of it."""
    names = ", ".join(f'"{name}"' for name in row.columns)
    statement = f"COPY {row.table} ({names}) FROM STDIN"
    return (row.table, statement), joined(row.cells)


def joined(cells: Sequence[Pattern | None]) -> Pattern:
    """Return the cells as one line of COPY's text format."""
    from tools.bench.load.holes import Pattern, picker  # noqa: PLC0415

    line = Pattern([""], [])
    line.text = "\t".join("\\N" if cell is None else escaped(cell.text) for cell in cells) + "\n"
    line.holes = tuple(hole for cell in cells if cell is not None for hole in cell.holes)
    line.pick = picker(line.holes)
    return line


def escaped(text: str) -> str:
    """Return a text as COPY takes it."""
    return re.sub(r"[\\\t\n\r]", lambda found: SPECIAL[found[0]], text)


def inserting(row: Row) -> tuple[tuple[str, str], list[Pattern]]:
    """Return the INSERT of a row with what never changes written into it, and the cells that do."""
    marks = ["NULL" if cell is None else "?" if cell.holes else literal(cell.text) for cell in row.cells]
    names = ", ".join(f'"{name}"' for name in row.columns)
    statement = f"INSERT INTO {row.table} ({names}) VALUES ({', '.join(marks)})"  # noqa: S608 - our own words
    return (row.table, statement), [cell for cell in row.cells if cell is not None and cell.holes]


def literal(text: str) -> str:
    """Return the text of a pattern without holes as a literal of SQL."""
    return "'" + (text % ()).replace("'", "''") + "'"
