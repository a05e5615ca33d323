"""The due chip as HTML; written in Python because a register draws one in every row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString

from yinuo.lib.words import w
from yinuo.web import sprite

if TYPE_CHECKING:
    from yinuo.web.due import Chip, Counting

LEFT = w("还剩", "left:")
NOTHING = SafeString("")
RING = (
    '<svg class="y-ring" viewBox="0 0 14 14" aria-hidden="true">'
    '<circle class="y-ring__all" cx="7" cy="7" r="5.5"/>'
    '<circle class="y-ring__left" cx="7" cy="7" r="5.5" pathLength="100" stroke-dasharray="{} 100"/></svg>'
)


def drawn(chip: Chip, size: str = "") -> SafeString:
    """Return the chip: ring or icon, words for a screen reader, words; and what the browser counts with."""
    shape = sprite.shown(chip.icon) if chip.icon else format_html(RING, chip.portion)
    return format_html(
        '<span class="y-due" data-state="{}"{}{}>{}{}<span class="y-due__words">{}</span></span>',
        chip.state,
        format_html(' data-size="{}"', size) if size else NOTHING,
        _data(chip.counting) if chip.counting else NOTHING,
        shape,
        _reading(chip),
        str(chip.words),
    )


def _data(counting: Counting) -> SafeString:
    windows = format_html(' data-windows="{}"', counting.windows) if counting.windows else NOTHING
    return format_html(
        ' data-left="{}" data-now="{}" data-total="{}" data-soon="{}" data-urgent="{}"{}{}',
        counting.left,
        counting.now,
        counting.total,
        counting.soon,
        counting.urgent,
        windows,
        SafeString(" data-labelled") if counting.labelled else NOTHING,
    )


def _reading(chip: Chip) -> SafeString:
    """Say "left:" before a bare length of time; nothing where the words say it themselves."""
    if chip.counting is None or chip.counting.labelled or chip.state == "overdue":
        return NOTHING
    return format_html('<span class="y-sr">{} </span>', str(LEFT))
