"""Files that people handed in, sent back: always to be kept, never to be run where they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from django.http import FileResponse

if TYPE_CHECKING:
    from django.core.files import File

SANDBOX = "default-src 'none'; sandbox"


def kept(content: File[bytes] | BinaryIO, *, name: str, kind: str) -> FileResponse:
    """Return a file of the store as a download. An `<img>` still shows it; opened alone it runs nothing."""
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=kind)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = SANDBOX
    answer["Cache-Control"] = "private, no-store"
    return answer
