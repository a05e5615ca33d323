"""Which characters the papers' fonts can set, and text made fit to be set: nothing lost, nothing acts."""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import pylopdf_fonts_zh_cn as fonts

RARE = Path(str(files("noto_cjk_sans_otc")))
FILES = (Path(str(fonts.sans_path())), *sorted(RARE.glob("*.ttc")))
LONG = re.compile(r"[!-~\u00a1-\u2e7f]{29,}")
PIECE = 8
BREAK = "\u200b"
STANDS_FOR = {"\n": "\n", "\t": " ", "\u00a0": "\u00a0", BREAK: BREAK}
LATIN = range(0x100, 0x180)
"""Ł, ő, ž: set in the font that comes with typst itself."""
SILENT = {"Cc", "Cf", "Zl", "Zp"}
UNKNOWN = {"Cs", "Co", "Cn"}


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """Return every character that one of the fonts has; read once, from the fonts' own tables."""
    own = (chr(point) for file in FILES for point in points(file.read_bytes()))
    return frozenset((*own, *map(chr, LATIN)))


def points(font: bytes) -> set[int]:
    """Return the code points of an OpenType font, from the table of its whole Unicode range (format 12).

    ValueError for a font without one.
    """
    start = _table(font, b"cmap", _first(font))
    (count,) = struct.unpack_from(">H", font, start + 2)
    for number in range(count):
        _platform, _encoding, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * number)
        if struct.unpack_from(">H", font, start + offset) == (12,):
            return _groups(font, start + offset)
    raise ValueError("the font has no table of its whole range")


def _first(font: bytes) -> int:
    """Where the first font of a file begins: a collection names the places, another file is the font."""
    return int(struct.unpack_from(">L", font, 12)[0]) if font[:4] == b"ttcf" else 0


def _table(font: bytes, tag: bytes, start: int) -> int:
    (count,) = struct.unpack_from(">H", font, start + 4)
    for number in range(count):
        name, _sum, offset, _length = struct.unpack_from(">4sLLL", font, start + 12 + 16 * number)
        if name == tag:
            return int(offset)
    raise ValueError(f"the font has no table {tag!r}")


def _groups(font: bytes, start: int) -> set[int]:
    (count,) = struct.unpack_from(">L", font, start + 12)
    found: set[int] = set()
    for number in range(count):
        first, last, _glyph = struct.unpack_from(">LLL", font, start + 16 + 12 * number)
        found.update(range(first, last + 1))
    return found


def settable(text: str) -> str:
    """Return `text` as the papers can set it.

    Control and direction marks go, a character no font has stands as its number (〔U+1F600〕), and an endless
    word gets places where it may be broken.
    """
    if not known().issuperset(text):
        text = "".join(_settable(char) for char in text)
    return LONG.sub(_in_pieces, text)


def _settable(char: str) -> str:
    if char in STANDS_FOR:
        return STANDS_FOR[char]
    kind = unicodedata.category(char)
    if kind in SILENT:
        return ""
    if char in known():
        return char
    return "□" if kind in UNKNOWN else f"〔U+{ord(char):04X}〕"


def _in_pieces(found: re.Match[str]) -> str:
    word = found.group()
    return BREAK.join(word[at : at + PIECE] for at in range(0, len(word), PIECE))
