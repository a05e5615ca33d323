"""Setting papers: content as data and a template give the bytes of a PDF."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from yinuo.papers.glyphs import FILES, settable
from yinuo.papers.states import SIZES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TEMPLATES = Path(__file__).parent / "typst"
ARCHIVAL: typst.PDFStandard = "a-2b"
DRAWN = {"qr", "strokes"}
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
