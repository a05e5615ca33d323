"""The style budgets: prints each number beside its limit, and fails when one is over."""

from __future__ import annotations

import re
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tools.measure import measured

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tools.measure import Function, Module

CHECKOUT = Path(__file__).resolve().parent.parent
SKIPPED = {".git", ".venv", "node_modules", "build", "dist", "migrations", "__pycache__", "vendor", "data"}
TEST_FOLDER = re.compile(r"(^|_)tests?$")
TEST_FILE = re.compile(r"^(test_.*|.*_tests?|tests?|conftest)\.py$")
CONTRACTS = re.compile(r"/(lib/.*|(commands|rules|queries)(/.*)?)$")


@dataclass(frozen=True, slots=True)
class Budget:
    """A number and the limits it must keep, both included."""

    name: str
    value: float
    least: float = 0
    most: float = float("inf")

    @property
    def kept(self) -> bool:
        """Whether the number is within its limits."""
        return self.least <= self.value <= self.most

    def __str__(self) -> str:
        limits = f"≤ {self.most:g}" if self.least == 0 else f"{self.least:g} to {self.most:g}"
        return f"{'✓' if self.kept else '✗'} {self.name:<52} {self.value:>8g}   {limits}"


def budgets(code: Sequence[Module], tests: Sequence[Module]) -> list[Budget]:
    """Return every budget with its present value, from the measured files of code and of tests."""
    lengths = [module.lines for module in code if module.lines]
    functions = [function for module in code for function in module.functions]
    spans = [function.length for function in functions]
    depths = [function.nesting for function in functions]
    code_lines = sum(module.code_lines for module in code)
    test_lines = sum(module.code_lines for module in tests)
    return [
        Budget("lines of a file, median", statistics.median(lengths), most=80),
        Budget("lines of a file, p90", p90(lengths), most=250),
        Budget("lines of a file, longest", max(lengths), most=400),
        Budget("lines of a function, median", statistics.median(spans), most=8),
        Budget("lines of a function, p90", p90(spans), most=25),
        Budget("lines of a function, longest", max(spans), most=60),
        Budget("nesting, p90", p90(depths), most=2),
        Budget("nesting, deepest", max(depths), most=3),
        Budget("functions without full annotation", len(not_annotated(functions)), most=0),
        Budget("modules without docstring", len([m for m in code if m.lines and not m.documented]), most=0),
        Budget("contracts without docstring", len(undocumented(code)), most=0),
        Budget("debts confessed in comments", sum(module.debts for module in code), most=0),
        Budget("test lines per code line", round(test_lines / code_lines, 2), least=1.5, most=2.5),
    ]


def p90(values: Sequence[int]) -> int:
    """Return the value that nine of ten do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(0.9 * (len(ordered) - 1)))]


def not_annotated(functions: Sequence[Function]) -> list[Function]:
    """Return the functions that leave an argument or the result without a type."""
    return [function for function in functions if not function.annotated]


def undocumented(code: Sequence[Module]) -> list[Function]:
    """Return the public functions of commands, rules, queries and lib that state no contract."""
    bound = (module for module in code if CONTRACTS.search(module.path.with_suffix("").as_posix()))
    return [f for module in bound for f in module.functions if f.public and not f.documented]


def files_of_code(checkout: Path) -> list[Path]:
    """Return the files of the product."""
    found = _python(checkout / "src")
    return [path for path in found if not is_test(path.relative_to(checkout))]


def files_of_tests(checkout: Path) -> list[Path]:
    """Return the files that test it."""
    return [path for path in _python(checkout) if is_test(path.relative_to(checkout))]


def is_test(path: Path) -> bool:
    """Whether a file (relative to the checkout) is a test by its name or folder."""
    return bool(TEST_FILE.match(path.name)) or any(TEST_FOLDER.search(part) for part in path.parts[:-1])


def _python(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*.py")):
        if not SKIPPED.intersection(path.relative_to(root).parts[:-1]) and not path.is_symlink():
            yield path


def worst(code: Sequence[Module], count: int = 5) -> Iterator[str]:
    """Yield what to look at first when a budget is over."""
    functions = [function for module in code for function in module.functions]
    longest = sorted(code, key=lambda module: -module.lines)[:count]
    yield "longest files: " + "; ".join(f"{m.lines} {m.path.relative_to(CHECKOUT)}" for m in longest)
    by_length = sorted(functions, key=lambda function: -function.length)[:count]
    yield "longest functions: " + "; ".join(f"{f.length} {f.where}" for f in by_length)
    by_nesting = sorted(functions, key=lambda function: -function.nesting)[:count]
    yield "deepest: " + "; ".join(f"{f.nesting} {f.where}" for f in by_nesting)
    yield from (f"not annotated: {f.where}" for f in not_annotated(functions))
    yield from (f"no docstring: {f.where}" for f in undocumented(code))
    yield from (f"no docstring: {m.path.relative_to(CHECKOUT)}" for m in code if m.lines and not m.documented)


def main() -> int:
    """Measure this checkout, print, and return 0 when every budget is kept."""
    measures = [
        [measured(path, str(path.relative_to(CHECKOUT))) for path in files]
        for files in (files_of_code(CHECKOUT), files_of_tests(CHECKOUT))
    ]
    found = budgets(*measures)
    for budget in found:
        print(budget)
    if all(budget.kept for budget in found):
        return 0
    for line in worst(measures[0]):
        print(f"  {line}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
