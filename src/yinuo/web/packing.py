"""Static files as the browser gets them: text packed once per version, vendored files kept for ever.

No collecting step: files are served from where they lie; the packed copies stand in the folder `YINUO_PACKED`
and are made anew when a file changes. Without that setting, or where it can't be written, files go out plain.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from django.conf import settings
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

TEXT = {".css", ".js", ".mjs", ".svg", ".json", ".map", ".webmanifest", ".txt", ".html"}
WORTH = 1024


class PackedStaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc] # the library has no types
    """Serves static files, each text packed."""

    def get_static_file(
        self, path: str, url: str, stat_cache: dict[str, os.stat_result] | None = None
    ) -> Any:
        """Return the file with its packed copy; plain for pictures and for what is too small."""
        folder: Path | None = getattr(settings, "YINUO_PACKED", None)
        copy = packed(Path(path), folder) if folder is not None else None
        if copy is None:
            return super().get_static_file(path, url, stat_cache)
        headers = Headers([])
        self.add_mime_headers(headers, path, url)
        self.add_cache_headers(headers, path, url)
        return StaticFile(path, headers.items(), encodings={"gzip": str(copy)})


def packed(file: Path, folder: Path) -> Path | None:
    """Return the packed copy of a text file, made now for a new version; None when it isn't worth it."""
    facts = file.stat()
    if file.suffix not in TEXT or facts.st_size < WORTH:
        return None
    version = hashlib.sha256(f"{file}:{facts.st_size}:{facts.st_mtime_ns}".encode()).hexdigest()[:32]
    copy = folder / f"{version}.gz"
    if copy.exists():
        return copy
    try:
        return _write(copy, gzip.compress(file.read_bytes(), 9, mtime=0))
    except OSError:
        return None


def _write(copy: Path, content: bytes) -> Path:
    copy.parent.mkdir(parents=True, exist_ok=True)
    beside = copy.with_suffix(f".{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(copy)
    return copy
