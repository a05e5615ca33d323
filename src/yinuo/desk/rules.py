"""Pure rules of the desk: which parts of what was asked and what was found differ."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yinuo.handbook.rules import bigrams, likeness

CLAUSES = re.compile(r"[^，。；！？,;!?\n]+|[，。；！？,;!?\n]+")
SAME_FROM = 0.5


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, and whether the other text says nothing like it."""

    text: str
    differs: bool


def marked(text: str, other: str) -> list[Piece]:
    """Return `text` in pieces; what stands in no similar words in `other` is marked. Nothing is when one is empty."""
    if not text.strip() or not other.strip():
        return [Piece(text, differs=False)] if text else []
    said = bigrams(other)
    return [Piece(each, _differs(each, said)) for each in CLAUSES.findall(text)]


def _differs(piece: str, said: frozenset[str]) -> bool:
    own = bigrams(piece)
    return bool(own) and likeness(own, said) < SAME_FROM
