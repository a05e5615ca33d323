"""SQLite's part in a copy: the database as it stood at one moment, page by page, while others write."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from yinuo.upkeep.copies.proofs import LINES, MIGRATIONS, seal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from yinuo.upkeep.copies.parts import Manifest

PART = "database/sqlite"
PAGES = 2048
PIECE = 1 << 20
WAIT_SECONDS = 20.0
BESIDE = ("", "-wal", "-shm")


def snapshot(database: str, into: Path, progress: Callable[[int, int], None]) -> None:
    """Write the database at the path `database` into the file `into`, as it stands now.

    The read transaction held open keeps the moment, so that the copying never starts anew however much
    is written meanwhile. Raises sqlite3.Error, OSError.
    """
    with closing(_open(database)) as source, closing(_open(str(into))) as target:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(
            target, pages=PAGES, progress=lambda _status, left, total: progress(total - left, total)
        )
        source.execute("COMMIT")
    with closing(_open(str(into))) as target:
        target.execute("PRAGMA journal_mode=DELETE")


def describe(copy: Path, manifest: Manifest) -> None:
    """Put counts and the journal's seal of the snapshot into the manifest."""
    manifest.counts, manifest.journal = facts(copy)


def migrations(copy: Path) -> list[str]:
    """Return the migrations of the snapshot as `app.name`."""
    with closing(_open(str(copy))) as connection:
        return [f"{app}.{name}" for app, name in connection.execute(MIGRATIONS)]


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how many rows each table has."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    own = [name for (name,) in names if not name.startswith("sqlite_")]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in own}  # noqa: S608


def pieces(copy: Path) -> Iterator[bytes]:
    """Yield a file's bytes."""
    with copy.open("rb") as stream:
        while piece := stream.read(PIECE):
            yield piece


def sound(database: Path) -> bool:
    """Whether SQLite finds the file whole."""
    with closing(_open(str(database))) as connection:
        try:
            return [row[0] for row in connection.execute("PRAGMA quick_check(1)")] == ["ok"]
        except sqlite3.DatabaseError:
            return False


def facts(database: Path) -> tuple[dict[str, int], dict[str, Any]]:
    """Return the counts and the journal's seal of a database."""
    with closing(_open(str(database))) as connection:
        return counts(connection), seal(row[0] for row in connection.execute(LINES))


def _open(database: str) -> sqlite3.Connection:
    return sqlite3.connect(database, timeout=WAIT_SECONDS, isolation_level=None)
