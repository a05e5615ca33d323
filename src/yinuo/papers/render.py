"""Setting papers: content as data and a template give the bytes of a PDF."""

from __future__ import annotations

import io
import json
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import typst

from yinuo.papers.glyphs import FILES, settable
from yinuo.papers.states import SIZES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

TEMPLATES = Path(__file__).parent / "typst"
ARCHIVAL: typst.PDFStandard = "a-2b"
DRAWN = {"qr", "strokes"}
LOT = 4
"""How many sheets are best set at once: what setting holds in memory grows with it."""
_local = threading.local()


def pdf(
    template: str, sheets: Sequence[Mapping[str, Any]], *, size: str = "a4", archival: bool = False
) -> bytes:
    """Return one PDF with a sheet for each of `sheets`, set by `template`; `archival` makes it PDF/A-2b.

    Each sheet counts its own pages. ValueError for an unknown size or no sheet.
    """
    if size not in SIZES:
        raise ValueError(f"unknown paper size {size}")
    if not sheets:
        raise ValueError("no sheet to print")
    first = sheets[0]
    told = {"title": first["title"], "lang": first["lang"], "size": size, "sheets": sheets}
    data = json.dumps(cleaned(told), ensure_ascii=False)
    compiled = _compiler().compile(
        str(TEMPLATES / f"{template}.typ"),
        sys_inputs={"data": data},
        pdf_standards=[ARCHIVAL] if archival else [],
    )
    if not isinstance(compiled, bytes):
        raise TypeError(f"{template} gave no single document")
    return compiled


def joined(made: Iterable[bytes]) -> bytes:
    """Return several PDFs as one; a single one stays as it is."""
    files = list(made)
    if len(files) == 1:
        return files[0]
    whole = pikepdf.Pdf.new()
    for file in files:
        with pikepdf.Pdf.open(io.BytesIO(file)) as part:
            whole.pages.extend(part.pages)
    kept = io.BytesIO()
    whole.save(kept)
    return kept.getvalue()


def cleaned(value: Any, name: str = "") -> Any:
    """Return content whose texts the fonts can set; drawings of our own making stay as they are."""
    if isinstance(value, str):
        return value if name in DRAWN else settable(value)
    if isinstance(value, dict):
        return {key: cleaned(each, key) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(each) for each in value]
    return value


def _compiler() -> typst.Compiler:
    """Return this thread's compiler; reading the fonts once saves most of the time."""
    if not hasattr(_local, "compiler"):
        folders = list(dict.fromkeys(str(file.parent) for file in FILES))
        _local.compiler = typst.Compiler(root=str(TEMPLATES), font_paths=folders, ignore_system_fonts=True)
    found: typst.Compiler = _local.compiler
    return found
