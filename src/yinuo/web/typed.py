"""What people type into addresses, read in one place: text that a database keeps, and never without end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import QueryDict

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 4000
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


def plain(words: str, most: int = LONGEST) -> str:
    """Return `words` without NUL and half characters, at most `most` characters."""
    return UNKEEPABLE.sub("", words[: 2 * most])[:most]


def text(given: QueryDict, name: str, most: int = 200) -> str:
    """Return the value called `name`, plain and stripped; "" when there is none."""
    return plain(given.get(name) or "", most).strip()


def texts(given: QueryDict, name: str, *, most: int = 200, count: int = 200) -> list[str]:
    """Return at most `count` values called `name`, plain and stripped."""
    return [plain(each, most).strip() for each in given.getlist(name)[:count]]


def cleaned(query: QueryDict) -> QueryDict:
    """Return `query` with plain names and values; itself when there is nothing to take away."""
    if all(_fits(each) for each in _parts(query)):
        return query
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        for value in values:
            kept.appendlist(plain(name, 200), plain(value))
    kept._mutable = False  # noqa: SLF001 - as Django makes its own
    return kept


def _parts(query: QueryDict) -> Iterator[str]:
    for name, values in query.lists():
        yield name
        yield from values


def _fits(words: str) -> bool:
    return len(words) <= LONGEST and not UNKEEPABLE.search(words)
