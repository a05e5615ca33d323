"""Pure rules of the desk: which parts of what was asked and what was found differ; the drawing of a trend."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yinuo.handbook.rules import bigrams, likeness

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

CLAUSES = re.compile(r"[^，。；！？,;!?\n]+|[，。；！？,;!?\n]+")
NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
ROOM = 6.0
SAME_FROM = 0.5
MOST_OF_IT = 0.6
SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 86, 28, 2
LOWEST_DRAWN = 80


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, and whether the other text says nothing like it."""

    text: str
    differs: bool


def marked(text: str, other: str) -> list[Piece]:
    """Return `text` in pieces; those that `other` says in no similar words are marked.

    Nothing is marked when one of the two is empty, or when marks would cover most of it (`unlike`).
    """
    if not text.strip() or not other.strip() or unlike(text, other):
        return [Piece(text, differs=False)] if text else []
    return _pieces(text, other)


def unlike(text: str, other: str) -> bool:
    """Whether most of `text` is not said in `other` at all; False while one of them is empty."""
    if not text.strip() or not other.strip():
        return False
    pieces = _pieces(text, other)
    apart = sum(len(piece.text) for piece in pieces if piece.differs)
    return apart > MOST_OF_IT * sum(len(piece.text) for piece in pieces)


def _pieces(text: str, other: str) -> list[Piece]:
    said = bigrams(other)
    return [Piece(each, _differs(each, said)) for each in CLAUSES.findall(text)]


def _differs(piece: str, said: frozenset[str]) -> bool:
    own = bigrams(piece)
    return bool(own) and likeness(own, said) < SAME_FROM


def frame(path: str) -> str:
    """Return the `viewBox` around the points of a drawn path, with a little room around it."""
    numbers = [float(each) for each in NUMBERS.findall(path)]
    across, down = numbers[0::2], numbers[1::2]
    if not across or not down:
        return "0 0 600 168"
    left, top = min(across) - ROOM, min(down) - ROOM
    return f"{left:g} {top:g} {max(across) - left + ROOM:g} {max(down) - top + ROOM:g}"


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a drawn trend."""

    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Spark:
    """A trend drawn 86 by 28: the line, the height of the aim, the months below it, the last month."""

    points: str
    aim: str
    below: tuple[Dot, ...]
    now: Dot | None


def spark(rates: Sequence[Decimal | None], aim: int) -> Spark:
    """Return the drawing of `rates` (percent, oldest first; None where nothing could be judged, left out).

    The scale runs from 100 down to 80, farther down only where a rate or the aim lies lower.
    """
    low = min([LOWEST_DRAWN, aim, *(float(rate) for rate in rates if rate is not None)])
    step = (SPARK_WIDTH - 2 * SPARK_EDGE) / max(len(rates) - 1, 1)

    def height(rate: float) -> str:
        return f"{SPARK_EDGE + (100 - rate) / (100 - low) * (SPARK_HEIGHT - 2 * SPARK_EDGE):.1f}"

    dots = [
        None if rate is None else Dot(f"{SPARK_EDGE + n * step:.1f}", height(float(rate)))
        for n, rate in enumerate(rates)
    ]
    below = [
        dot for dot, rate in zip(dots[:-1], rates, strict=False) if dot and rate is not None and rate < aim
    ]
    return Spark(
        points=" ".join(f"{dot.x},{dot.y}" for dot in dots if dot),
        aim=height(aim),
        below=tuple(below),
        now=dots[-1] if dots else None,
    )
