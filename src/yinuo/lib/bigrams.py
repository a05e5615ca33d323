"""How text is cut so that any two characters of it are found: pairs of Chinese characters, ends of numbers.

`cut` is done once, when something is written; `wanted` when somebody looks for it. Every wanted piece is the
beginning of a cut one exactly when the text contains it, so an index that knows beginnings is enough.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDE = "\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUN = re.compile(f"[{WIDE}]+|[a-z0-9]+(?:-[a-z0-9]+)*|[^\\W_{WIDE}a-z0-9]+")
SHORTEST_END = 4
MOST_ENDS = 40
LONGEST = 64


def cut(*texts: str) -> str:
    """Return the pieces of `texts`, each once, with spaces between them: what an index keeps."""
    return " ".join(dict.fromkeys(piece for text in texts for run in _runs(text) for piece in _pieces(run)))


def wanted(text: str) -> tuple[str, ...]:
    """Return the beginnings of pieces that every text containing `text` has; empty when nothing can be found.

    Found are texts that have all of them, each anywhere.
    """
    return tuple(dict.fromkeys(piece for run in _runs(text) for piece in _asked(run)))


def _runs(text: str) -> Iterator[str]:
    for run in RUN.findall(unicodedata.normalize("NFKC", text).casefold()):
        yield _joined(run)


def _joined(run: str) -> str:
    """Return figures without the strokes between them, as telephones are kept; anything else as it is."""
    figures = run.replace("-", "")
    return figures if figures.isdigit() else run


def _of(run: str, first: int) -> str:
    return run[first : first + LONGEST]


def _pieces(run: str) -> Iterator[str]:
    if _is_wide(run):
        yield from (run[place : place + 2] for place in range(len(run)))
        return
    parts = run.split("-")
    yield from (_of(_joined("-".join(parts[first:])), 0) for first in range(len(parts)))
    last = parts[-1]
    ends = max(0, min(len(last) - SHORTEST_END, MOST_ENDS))
    yield from (_of(last, first) for first in range(1, ends + 1))


def _asked(run: str) -> Iterator[str]:
    if _is_wide(run) and len(run) > 1:
        yield from (run[place : place + 2] for place in range(len(run) - 1))
    else:
        yield _of(run, 0)


def _is_wide(run: str) -> bool:
    return re.match(f"[{WIDE}]", run) is not None
