"""Texts with holes: what differs from copy to copy is filled in, everything else stays as it was made."""

from __future__ import annotations

import re
from datetime import date, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DAY = re.compile(r"20\d\d-\d\d-\d\d")
FAR = timedelta(days=60)


class Holes:
    """The holes of one master: each token stands for the value with the same index."""

    def __init__(self, base: date) -> None:
        self.base = base
        self.tokens: dict[str, int] = {}
        self.days: dict[str, int] = {}

    def hole(self, token: str) -> int:
        """Return the index of the value that `token` stands for."""
        return self.tokens.setdefault(token, len(self.tokens))

    def day(self, text: str) -> None:
        """Make holes of the days near the base day that `text` names: copies lie on other days."""
        for found in DAY.findall(text):
            offset = days_from(self.base, found)
            if offset is not None:
                self.days[found] = offset
                self.hole(found)

    def pattern(self, text: str) -> Pattern:
        """Return `text` with its holes; every token must be known by now."""
        longest_first = sorted(self.tokens, key=len, reverse=True)
        split = re.compile("(" + "|".join(map(re.escape, longest_first)) + ")").split(text)
        return Pattern(split, [self.tokens[token] for token in split[1::2]])


def days_from(base: date, text: str) -> int | None:
    """Return how many days after `base` the ISO day `text` is; None for no day, or one that is far away."""
    try:
        apart = date.fromisoformat(text) - base
    except ValueError:
        return None
    return apart.days if abs(apart) <= FAR else None


class Pattern:
    """One text with its holes, ready to be filled quickly."""

    def __init__(self, split: Sequence[str], holes: Sequence[int]) -> None:
        literal = [piece.replace("%", "%%") for piece in split[::2]]
        self.text = "%s".join(literal)
        self.holes = tuple(holes)
        self.pick: Callable[[Sequence[str]], tuple[str, ...]] = picker(self.holes)

    def filled(self, values: Sequence[str]) -> str:
        """Return the text with `values` in its holes."""
        return self.text % self.pick(values)


def picker(holes: tuple[int, ...]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Return what picks the values of `holes`, as a tuple however many there are."""
    if not holes:
        return lambda _values: ()
    if len(holes) == 1:
        only = holes[0]
        return lambda values: (values[only],)
    return itemgetter(*holes)
