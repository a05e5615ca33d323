"""What both languages share: the names, the length of a mark, the refusal's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

PREFIX = "yinuo_"
MARK = 16
NEVER = "a line that stands is never changed or removed"
COLUMNS = "at, tx, writer, relation, row_id, kind, mark"


class Table(Protocol):
    """A watched table, as the generator needs it."""

    @property
    def relation(self) -> str:
        """Its name."""

    @property
    def mark(self) -> str:
        """The column of its rows' own fingerprint, or ""."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns whose change counts; empty for all."""


@dataclass(frozen=True, slots=True)
class Triggers:
    """Statements that make them, and what the catalogue says of each when they stand: {name: text}."""

    make: list[str]
    told: dict[str, str]
