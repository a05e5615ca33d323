"""Who acts: a person or the system itself, as two plain values that the journal can keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Acting(Protocol):
    """Anyone who can be named in the journal: a user, or the system."""

    @property
    def pk(self) -> int | None:
        """The person's key; None for the system."""

    @property
    def name(self) -> str:
        """The name as the journal keeps it."""


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor given as plain values."""

    pk: int | None
    name: str


SYSTEM = Actor(None, "一诺 Yinuo")
