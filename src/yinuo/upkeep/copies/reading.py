"""A copy read from its file: first wholly proven, then part by part."""

from __future__ import annotations

from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

from yinuo.upkeep.copies import known
from yinuo.upkeep.copies.parts import Unpacking
from yinuo.upkeep.copies.refusals import refusal
from yinuo.upkeep.copies.sealing import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from yinuo.upkeep.copies.parts import Found, Manifest

KINDS = ("database/", "files/")


@contextmanager
def opened(path: Path, passphrase: bytes | None) -> Iterator[tuple[Reader, Unpacking]]:
    """Yield the reader and the parts of a copy.

    Refusal `copy_foreign`, `copy_newer`, `copy_damaged`, `passphrase_needed`, `passphrase_wrong`. OSError.
    """
    with path.open("rb") as stream:
        reader = Reader(stream, path.name, passphrase)
        made_by, migrations = reader.header.get("version"), reader.header.get("migrations")
        if not isinstance(made_by, str) or not isinstance(migrations, list):
            raise reader.damaged()
        if known.newer(made_by, version("yinuo")) or known.unknown([str(name) for name in migrations]):
            raise refusal("copy_newer", name=path.name, version=made_by)
        yield reader, Unpacking(reader)


def prove(path: Path, passphrase: bytes | None, progress: Callable[[int, int], None]) -> Manifest:
    """Read a copy to its end and return its manifest. Refusals as `opened`; nothing is written anywhere."""
    size = path.stat().st_size
    with opened(path, passphrase) as (reader, unpacking):
        for found in unpacking.parts():
            if not safe(found.name):
                raise reader.damaged()
            for _piece in found.pieces():
                progress(min(reader.taken, size), size)
        progress(size, size)
        assert unpacking.manifest is not None
        return unpacking.manifest


def safe(name: str) -> bool:
    """Whether a part's name stays inside the folder it is put into."""
    steps = name.split("/")
    return name.startswith(KINDS) and all(step not in {"", ".", ".."} and "\0" not in step for step in steps)


def contents(path: Path, passphrase: bytes | None) -> Iterator[Found]:
    """Yield the parts of a copy that was proven before."""
    with opened(path, passphrase) as (_reader, unpacking):
        yield from unpacking.parts()
