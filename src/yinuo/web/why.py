"""Why something is so: the clause as written, the inputs, the sum, the version; shown by `web/why.html`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yinuo.lib.words import Words


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sum: what, how much; `skip` for what does not count."""

    words: Words
    value: Words
    skip: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """The answer to one "why"."""

    title: Words
    clause: str = ""
    quote: Words | None = None
    lines: tuple[Line, ...] = ()
    total: Line | None = None
    foot: Words | None = None
    url: str = ""
