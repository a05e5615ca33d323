"""The page of threats: every boundary names a test, and the test is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PAGE = CHECKOUT / "docs" / "develop" / "threats.md"
ROW = re.compile(r"^\| (?!---|boundary)(?P<boundary>[^|]+) \|.*\| (?P<tests>[^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def without_a_test(text: str) -> list[str]:
    """The boundaries of a page that name no test, or one that isn't there."""
    return [row["boundary"] for row in ROW.finditer(text) if not _all_there(row["tests"])]


def _all_there(said: str) -> bool:
    named = TEST.findall(said)
    return bool(named) and all(name in _tests(CHECKOUT / file) for file, name in named)


def _tests(file: Path) -> set[str]:
    if not file.is_file():
        return set()
    tree = ast.parse(file.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_boundary_has_a_test_that_exists() -> None:
    text = PAGE.read_text("utf-8")
    assert len(ROW.findall(text)) >= 20
    assert without_a_test(text) == []


def test_a_boundary_without_a_test_is_noticed() -> None:
    here = "`tests/docs/test_threats.py::test_a_boundary_without_a_test_is_noticed`"
    rows = (
        f"| a | x | y | {here} |\n| b | x | y | none |\n| c | x | y | `tests/docs/test_threats.py::gone` |\n"
    )
    assert without_a_test(rows + f"| d | x | y | {here} `tests/docs/gone.py::test_x` |\n") == ["b", "c", "d"]


def test_it_is_one_page() -> None:
    assert len(PAGE.read_text("utf-8").splitlines()) < 80
