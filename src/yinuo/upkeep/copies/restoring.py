"""Putting a proven copy into a place: files first, then the database, then the proof that it is the same."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from yinuo.upkeep.copies import postgresql, sqlite
from yinuo.upkeep.copies.reading import contents
from yinuo.upkeep.copies.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from yinuo.upkeep.copies.parts import Found, Manifest

    Progress = Callable[[int, int], None]

FILES = "files/"
ARRIVING = ".arriving"
BEFORE = ".before-restore"


class Restoring:
    """One copy on its way into one place. Every method raises OSError and the database's errors."""

    def __init__(self, path: Path, passphrase: bytes | None, manifest: Manifest, progress: Progress) -> None:
        self._path, self._passphrase, self.manifest = path, passphrase, manifest
        self._progress = progress

    def into_sqlite(self, database: Path, files: Path) -> None:
        """Write the database file and the files; the database takes its name when all else is on the disk."""
        arriving = database.with_name(f"{database.name}{ARRIVING}")
        for found in self._through(files):
            _write(arriving, found)
        if not sqlite.sound(arriving):
            raise refusal("restored_differently", what=sqlite.PART)
        self.compare(*sqlite.facts(arriving))
        os.sync()
        _set_aside(database)
        arriving.replace(database)
        os.sync()

    def into_postgresql(self, connection: postgresql.Rows, files: Path) -> None:
        """Load the tables, which are there in the copy's shape, in one transaction, and the files."""
        with connection.transaction():
            loading = postgresql.Loading(connection)
            for found in self._through(files):
                loading.put(found)
            loading.finish(self.manifest)
            self.compare(*postgresql.facts(connection))
            os.sync()
        connection.execute("ANALYZE")

    def compare(self, counts: dict[str, int], journal: dict[str, Any]) -> None:
        """Refusal `restored_differently` unless counts and seal are those of the manifest."""
        wrong = [name for name, count in self.manifest.counts.items() if counts.get(name) != count]
        if journal != self.manifest.journal:
            wrong.append("journal")
        if wrong:
            raise refusal("restored_differently", what=", ".join(wrong))

    def _through(self, files: Path) -> Iterator[Found]:
        """Put the files where they belong; yield each part of the database."""
        whole = sum(part.size for part in self.manifest.parts) or 1
        sizes = {part.name: part.size for part in self.manifest.parts}
        done = 0
        for found in contents(self._path, self._passphrase):
            if found.name.startswith(FILES):
                _write(files / found.name.removeprefix(FILES), found)
            else:
                yield found
            done += sizes.get(found.name, 0)
            self._progress(done, whole)


def _write(path: Path, found: Found) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(path.name + ARRIVING)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        for piece in found.pieces():
            stream.write(piece)
    draft.replace(path)


def _set_aside(database: Path) -> None:
    """Rename the database that stood here, with what belongs to it, so that a wrong restore can be undone."""
    for ending in sqlite.BESIDE:
        old = database.with_name(database.name + ending)
        if old.exists():
            old.replace(database.with_name(f"{database.name}{BEFORE}{ending}"))
