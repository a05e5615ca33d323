"""What clients know of the measured company."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Target:
    """A customer of the first branch with its devices, by number."""

    customer: str
    devices: list[str]
    phone: str


@dataclass(frozen=True, slots=True)
class Known:
    """Tokens of the first branch's people, technicians by name with theirs, whom calls are for."""

    clerk: str
    supervisor: str
    head_office: str
    technicians: dict[str, str]
    targets: list[Target]


def read(told: dict[str, Any]) -> Known:
    """Return what was printed as JSON."""
    return Known(**{**told, "targets": [Target(**each) for each in told["targets"]]})
