"""What pages of the documentation name: tests that must be there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def all_there(said: str) -> bool:
    """Whether `said` names at least one test, and every one it names stands in its file."""
    named = TEST.findall(said)
    return bool(named) and all(name in _tests(CHECKOUT / file) for file, name in named)


def rows(text: str, columns: int) -> list[list[str]]:
    """The cells of every row of the tables of a page that have so many columns, without their heads."""
    lines = [line.strip().strip("|").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    found = [[cell.strip() for cell in line] for line in lines if len(line) == columns]
    return found[1:]


@cache
def _tests(file: Path) -> frozenset[str]:
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
