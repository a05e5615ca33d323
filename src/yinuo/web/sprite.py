"""The icon sprite: which names it holds, and the svg element that shows one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.templatetags.static import static
from django.utils.html import format_html

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

FILE = Path(__file__).parent / "static" / "web" / "icons.svg"
SIZES = {"": "icon", "sm": "icon icon-sm", "lg": "icon icon-lg"}


class UnknownIconError(LookupError):
    """A template asks for an icon the sprite does not hold; add it in `tools/build_icons.py`."""


@cache
def names() -> frozenset[str]:
    """Return the names of the icons in the sprite."""
    return frozenset(re.findall(r'<symbol id="([^"]+)"', FILE.read_text("utf-8")))


def shown(name: str, size: str = "") -> SafeString:
    """Return the svg element of an icon, hidden from screen readers: an icon always stands beside words."""
    if name not in names():
        raise UnknownIconError(name)
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        SIZES[size],
        static("web/icons.svg"),
        name,
    )
