"""How the budgets are measured: a small file with known numbers, and each limit overstepped once."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tools.budgets import Budget, budgets, files_of_code, files_of_tests, is_test, p90, undocumented, worst
from tools.measure import Module, measured

EXAMPLE = '''\
"""A module
of two lines."""

# a comment
import os


class Box:
    """A box."""

    def open(self, key: str) -> bool:
        """Open it."""
        for letter in key:
            if letter == "a":
                with os.scandir():
                    return True
            elif letter == "b":
                return False
        return True

    def _hidden(self, x): return x  # FIX' 'ME later


def outer(*rest: int, **named: int) -> None:
    def inner() -> None:
        while True:
            try:
                pass
            finally:
                pass
'''.replace("' '", "")


@pytest.fixture
def example(tmp_path: Path) -> Module:
    path = tmp_path / "rules.py"
    path.write_text(EXAMPLE, "utf-8")
    return measured(path, "rules.py")


def test_lines(example: Module) -> None:
    assert example.lines == 30
    assert example.code_lines == 18
    assert example.debts == 1
    assert example.documented


def test_functions(example: Module) -> None:
    facts = {
        f.where.split()[1]: (f.length, f.nesting, f.annotated, f.documented, f.public)
        for f in example.functions
    }
    assert facts == {
        "open": (9, 3, True, True, True),
        "_hidden": (1, 0, False, False, False),
        "outer": (7, 0, True, False, True),
        "inner": (6, 2, True, False, False),
    }


def test_a_contract_without_docstring_is_named(example: Module) -> None:
    assert [f.where for f in undocumented([example])] == ["rules.py:24 outer"]


def test_other_rooms_need_none(tmp_path: Path) -> None:
    path = tmp_path / "views.py"
    path.write_text("def page() -> None: ...", "utf-8")
    assert undocumented([measured(path, "views.py")]) == []


def module(folder: Path, text: str, name: str = "commands.py") -> Module:
    path = folder / name
    path.write_text(dedent(text), "utf-8")
    return measured(path, name)


FAULTS = {
    "lines of a file, longest": "x = 1\n" * 401,
    "lines of a file, median": "x = 1\n" * 81,
    "lines of a file, p90": "x = 1\n" * 251,
    "lines of a function, longest": "def f() -> None:\n" + "    x = 1\n" * 60,
    "lines of a function, median": "def f() -> None:\n" + "    x = 1\n" * 8,
    "lines of a function, p90": "def f() -> None:\n" + "    x = 1\n" * 25,
    "nesting, deepest": "def f() -> None:\n  if 1:\n    if 2:\n      if 3:\n        if 4:\n          pass",
    "nesting, p90": "def f() -> None:\n  if 1:\n    if 2:\n      if 3:\n        pass",
    "functions without full annotation": "def f(x) -> None: ...",
    "modules without docstring": "def f() -> None: ...",
    "contracts without docstring": "def f() -> None: ...",
    "debts confessed in comments": "def f() -> None: ...\n# XX" + "X",
    "test lines per code line": "def f() -> None: ...",
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_limit_notices_a_fault(tmp_path: Path, name: str) -> None:
    text = FAULTS[name] if "def f" in FAULTS[name] else FAULTS[name] + "def f() -> None: ..."
    over = [budget.name for budget in budgets([module(tmp_path, text)], []) if not budget.kept]
    assert name in over


def test_an_orderly_file_keeps_every_limit(tmp_path: Path) -> None:
    code = module(tmp_path, '"""Orders."""\ndef f(x: int) -> int:\n    """Return x."""\n    return x\n')
    tests = module(
        tmp_path, '"""Its test."""\ndef test_f():\n    assert f(1) == 1\n    assert f(2) == 2\n', "test_f.py"
    )
    assert [str(budget) for budget in budgets([code], [tests]) if not budget.kept] == []


@pytest.mark.parametrize(
    ("values", "expected"), [([1], 1), ([1, 2], 2), (range(1, 11), 9), (range(1, 101), 90)]
)
def test_p90(values: list[int], expected: int) -> None:
    assert p90(list(values)) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tests/a/world.py", True),
        ("src/x/test_a.py", True),
        ("conftest.py", True),
        ("src/x/contest.py", False),
    ],
)
def test_what_is_a_test(path: str, expected: bool) -> None:
    assert is_test(Path(path)) is expected


@pytest.mark.parametrize(("value", "kept"), [(1.49, False), (1.5, True), (2.5, True), (2.51, False)])
def test_both_ends_of_a_limit(value: float, kept: bool) -> None:
    budget = Budget("test lines per code line", value, least=1.5, most=2.5)
    assert budget.kept is kept
    assert str(budget).startswith("✓" if kept else "✗")


def test_files_are_sorted_into_code_and_tests(tmp_path: Path) -> None:
    for name in ("src/yinuo/a.py", "src/yinuo/migrations/0001.py", "tests/test_a.py", ".venv/lib/b.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert [path.name for path in files_of_code(tmp_path)] == ["a.py"]
    assert [path.name for path in files_of_tests(tmp_path)] == ["test_a.py"]


def test_what_to_look_at_first_is_named() -> None:
    here = [measured(path, path.name) for path in files_of_code(Path(__file__).parents[2])[:3]]
    assert [line.partition(":")[0] for line in worst(here)][:3] == [
        "longest files",
        "longest functions",
        "deepest",
    ]
