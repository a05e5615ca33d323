"""How much memory a tree of processes has: shared pages counted once (PSS), and as each process sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

KILO = re.compile(r"^(Pss|Rss):\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes: shared pages shared out (what the machine really gives), and the sum of resident sizes."""

    shared_out: float
    resident: float


def of_processes(roots: Iterable[int]) -> Memory:
    """Return the memory of processes and everything they started."""
    every = [pid for root in roots for pid in tree(root)]
    told = [figures(Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")) for pid in every]
    return Memory(sum(each["Pss"] for each in told) / 1024, sum(each["Rss"] for each in told) / 1024)


def figures(text: str) -> dict[str, int]:
    """Return Pss and Rss, in kB, of what the kernel tells of one process."""
    return {"Pss": 0, "Rss": 0, **{name: int(value) for name, value in KILO.findall(text)}}


def tree(root: int) -> list[int]:
    """Return a process and its descendants."""
    children = Path(f"/proc/{root}/task/{root}/children")
    below = [int(each) for each in children.read_text("ascii").split()] if children.exists() else []
    return [root, *(pid for child in below for pid in tree(child))]
