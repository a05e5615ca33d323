"""Files that are whole or not there: written beside, put on the disk, and only then given their name."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import IO, Any

from django.core.files.storage import FileSystemStorage

HALF = ".half-"


class WholeFiles(FileSystemStorage):
    """A folder in which a power cut, a kill or a full disk leaves no half a file under a name."""

    def _save(self, name: str, content: IO[Any]) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(prefix=HALF, dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                for piece in content.chunks():  # type: ignore[attr-defined] # Django hands over its File
                    stream.write(piece)
                stream.flush()
                os.fsync(stream.fileno())
            Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        _settle(path.parent)
        return name


def _settle(folder: Path) -> None:
    """Put the folder's list of names on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
