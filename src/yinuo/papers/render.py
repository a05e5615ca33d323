"""Setting a paper: content as data and a template give the bytes of a PDF."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pylopdf_fonts_zh_cn as fonts
import typst

if TYPE_CHECKING:
    from collections.abc import Mapping

TEMPLATES = Path(__file__).parent / "typst"
SIZES = ("a4", "a5")
_local = threading.local()


def pdf(template: str, content: Mapping[str, Any], *, size: str = "a4") -> bytes:
    """Return the PDF of `template` filled with `content`. ValueError for an unknown size."""
    if size not in SIZES:
        raise ValueError(f"unknown paper size {size}")
    data = json.dumps({**content, "size": size}, ensure_ascii=False, default=str)
    compiled = _compiler().compile(str(TEMPLATES / f"{template}.typ"), sys_inputs={"data": data})
    if not isinstance(compiled, bytes):
        raise TypeError(f"{template} gave no single document")
    return compiled


def _compiler() -> typst.Compiler:
    """Return this thread's compiler; reading the fonts once saves most of the time."""
    if not hasattr(_local, "compiler"):
        folder = str(Path(str(fonts.sans_path())).parent)
        _local.compiler = typst.Compiler(root=str(TEMPLATES), font_paths=[folder], ignore_system_fonts=True)
    found: typst.Compiler = _local.compiler
    return found
