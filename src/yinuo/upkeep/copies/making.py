"""Making a copy: one file, whole or not there at all, read back before it gets its name."""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection

from yinuo.upkeep.copies import postgresql, sqlite
from yinuo.upkeep.copies.parts import Manifest, Packing
from yinuo.upkeep.copies.reading import prove
from yinuo.upkeep.copies.sealing import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    Progress = Callable[[int, int], None]

BROKEN = (DatabaseError, sqlite3.Error, psycopg.Error)
UNFINISHED = ".unfinished-copy-"


def make(to: Path, *, at: datetime, passphrase: bytes | None, progress: Progress) -> Manifest:
    """Copy database, files and settings of this installation into the file `to`; return what it holds.

    Consistent: everything is of one moment, and each file that a row names was there before the row. The file
    is on the disk and proven readable before it takes the name `to`, replacing what had that name. Raises
    OSError (no space, no such folder) and the database's errors; `to` is untouched then.
    """
    with _draft(to) as draft:
        manifest = _write(draft, at, passphrase, progress)
        prove(draft, passphrase, progress)
        draft.replace(to)
        _settle(to.parent)
    return manifest


def _write(draft: Path, at: datetime, passphrase: bytes | None, progress: Progress) -> Manifest:
    with draft.open("wb") as stream, _database(draft.parent) as (kind, migrations, add):
        made: dict[str, Any] = {"version": version("yinuo"), "made_at": at.isoformat(), "database": kind}
        manifest = Manifest(**made, migrations=migrations, installation=_installation())
        packing = Packing(Writer(stream, {**made, "migrations": migrations}, passphrase), manifest)
        add(packing, progress)
        _add_files(packing)
        packing.finish()
        stream.flush()
        os.fsync(stream.fileno())
    return manifest


@contextmanager
def _database(beside: Path) -> Iterator[tuple[str, list[str], Callable[[Packing, Progress], None]]]:
    """Hold the moment of the database; yield its kind, its migrations and what adds it."""
    if connection.vendor == "sqlite":
        with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=beside) as folder:
            yield _sqlite(Path(folder) / "database")
        return
    with postgresql.snapshot() as rows:
        yield (
            "postgresql",
            postgresql.migrations(rows),
            lambda packing, progress: postgresql.dump(rows, packing, progress),
        )


def _sqlite(copy: Path) -> tuple[str, list[str], Callable[[Packing, Progress], None]]:
    sqlite.snapshot(str(connection.settings_dict["NAME"]), copy, lambda _done, _total: None)

    def add(packing: Packing, progress: Progress) -> None:
        sqlite.describe(copy, packing.manifest)
        packing.add(sqlite.PART, _told(copy, progress), packed=True)

    return "sqlite", sqlite.migrations(copy), add


def _told(copy: Path, progress: Progress) -> Iterator[bytes]:
    size, done = copy.stat().st_size, 0
    for piece in sqlite.pieces(copy):
        done += len(piece)
        yield piece
        progress(done, size)


def _add_files(packing: Packing) -> None:
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            packing.add(f"files/{path.relative_to(root).as_posix()}", sqlite.pieces(path))


def _installation() -> dict[str, Any]:
    """Return the installation's own settings; where its database was is not the copy's business."""
    path = Path(settings.YINUO_DATA) / "installation.json"
    known: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return {name: value for name, value in known.items() if name != "database"}


@contextmanager
def _draft(to: Path) -> Iterator[Path]:
    descriptor, name = tempfile.mkstemp(prefix=UNFINISHED, dir=to.parent)
    os.close(descriptor)
    draft = Path(name)
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Put the folder's list of names on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
