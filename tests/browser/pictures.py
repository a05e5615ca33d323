"""Pictures for the guides, made while the walk is walked: `YINUO_PICTURES=1 pytest tests/browser`."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Page

PLACE = Path(__file__).parents[2] / "docs" / "use" / "pictures"
MOST = 120_000
"""Bytes that a picture may weigh."""


def wanted() -> bool:
    """Whether the pictures of the guides are to be made anew."""
    return bool(os.environ.get("YINUO_PICTURES"))


def keep(page: Page, tongue: str, name: str) -> None:
    """Write what the page shows to `docs/use/pictures/<tongue>/<name>.png`, in as many colours as fit."""
    shown = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    for colours in (128, 64, 32):
        packed = io.BytesIO()
        shown.quantize(colours, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
        if packed.tell() <= MOST:
            break
    target = PLACE / tongue / f"{name}.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(packed.getvalue())
