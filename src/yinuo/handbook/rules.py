"""How alike two descriptions of a fault are: shared bigrams, which fits Chinese and codes alike."""

from __future__ import annotations

import re

SIGNS = re.compile(r"[\W_]+")


def bigrams(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of each word of `text`, lower case, signs left out."""
    words = SIGNS.split(text.lower())
    return frozenset(word[i : i + 2] for word in words for i in range(len(word) - 1))


def likeness(wanted: frozenset[str], known: frozenset[str]) -> float:
    """Return which share of the smaller description stands in the other, 0 to 1."""
    smaller = min(len(wanted), len(known))
    return len(wanted & known) / smaller if smaller else 0.0
