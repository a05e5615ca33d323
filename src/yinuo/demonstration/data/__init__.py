"""What the demonstration is made of: people, names, models, faults and sayings, read from the tables beside.

Owns the reading of them, nothing else. Leaves it to the stories what is drawn when.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """What a customer says, what is found, why, what is done about it, with which parts in how many minutes."""

    says: str
    found: str = ""
    cause: str = ""
    work: str = ""
    parts: tuple[str, ...] = ()
    minutes: int = 10


@cache
def table(name: str) -> dict[str, Any]:
    """Return the table `name` as TOML gives it."""
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))


@cache
def faults(skill: str) -> tuple[Fault, ...]:
    """Return the faults of the models that need `skill`."""
    rows = [*table("faults_care")["fault"], *table("faults_lab")["fault"]]
    return tuple(_fault(row) for row in rows if row["skill"] == skill)


@cache
def requests(kind: str) -> tuple[Fault, ...]:
    """Return the requests of a kind that need no fault: `planned`, `installation`, `question`."""
    return tuple(_fault(row) for row in table("faults_lab")[kind])


def said(name: str) -> list[str]:
    """Return the sayings of a kind."""
    found: list[str] = table("sayings")[name]
    return found


def _fault(row: dict[str, Any]) -> Fault:
    return Fault(
        row["says"],
        row.get("found", ""),
        row.get("cause", ""),
        row["work"],
        tuple(row.get("parts", ())),
        row.get("minutes", 10),
    )
