"""The import contracts hold, and each notices when it is broken."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.reading import CHECKOUT, SOURCE, imported, layers, planted, sources

FAULTS = {
    "A package imports only packages below it": ("lib/words.py", "from yinuo.journal import models\n"),
    "A line uses only rooms at its own height or lower": (
        "calls/states.py",
        "from yinuo.calls import commands\n",
    ),
    "Rules and states know no framework": ("duties/states.py", "import django\n"),
    "The arithmetic knows no framework": ("lib/moves.py", "from django.utils import timezone\n"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    command = [program, "--config", CHECKOUT / "pyproject.toml", "--no-cache", "--no-logo"]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the linter says of a copy of the source with every fault planted."""
    folder = tmp_path_factory.mktemp("broken")
    shutil.copytree(
        SOURCE, folder / "yinuo", ignore=shutil.ignore_patterns("static", "templates", "__pycache__")
    )
    for name, line in FAULTS.values():
        path = folder / "yinuo" / name
        path.write_text(path.read_text("utf-8") + "\n" + line, "utf-8")
    return lint(folder).stdout


def test_the_contracts_hold() -> None:
    done = lint(CHECKOUT / "src")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("contract", FAULTS)
def test_each_contract_notices_a_fault(broken: str, contract: str) -> None:
    assert f"{contract} BROKEN" in broken


def test_a_package_without_a_layer_is_noticed(tmp_path: Path) -> None:
    shutil.copytree(SOURCE, tmp_path / "yinuo", ignore=shutil.ignore_patterns("static", "templates"))
    (tmp_path / "yinuo" / "helpers").mkdir()
    (tmp_path / "yinuo" / "helpers" / "__init__.py").write_text('"""A drawer for everything."""', "utf-8")
    assert "helpers" in lint(tmp_path).stdout


def cycles(root: Path = SOURCE) -> list[list[str]]:
    """Groups of packages that reach one another through imports, local ones included."""
    edges: dict[str, set[str]] = {}
    for source in sources(root):
        targets = {name.split(".")[1] for name in imported(source.tree) if name.startswith("yinuo.")}
        edges.setdefault(source.package, set()).update(targets - {source.package})
    reach = {package: reachable(edges, package) for package in edges}
    together = {
        frozenset(p for p in edges if p in reach[package] and package in reach[p]) for package in edges
    }
    return [sorted(group) for group in together if group]


def reachable(edges: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(edges.get(start, ()))
    while waiting:
        package = waiting.pop()
        if package not in seen:
            seen.add(package)
            waiting += edges.get(package, ())
    return seen


def test_no_packages_import_one_another() -> None:
    assert cycles() == []


def test_a_cycle_over_three_packages_is_noticed(tmp_path: Path) -> None:
    root = planted(
        tmp_path,
        a__models="from yinuo.b import models",
        b__models="def late():\n    import yinuo.c.models",
        c__models="from yinuo.a.models import Row",
        d__models="from yinuo.a import models",
    )
    assert cycles(root) == [["a", "b", "c"]]


def climbing(root: Path = SOURCE) -> list[str]:
    """Imports of a higher package, also those only types need, as "package.module -> package"."""
    height = {package: place for place, package in enumerate(layers())}
    return [
        f"{source.name} -> {target}"
        for source in sources(root)
        for target in packages_of(imported(source.tree))
        if source.package in height and height.get(target, 0) > height[source.package]
    ]


def packages_of(names: list[str]) -> list[str]:
    return sorted({name.split(".")[1] for name in names if name.startswith("yinuo.")})


def test_types_know_only_lower_packages_too() -> None:
    assert climbing() == []


def test_a_type_from_above_is_noticed(tmp_path: Path) -> None:
    text = "if TYPE_CHECKING:\n    from yinuo.calls.models import Call\n"
    assert climbing(planted(tmp_path, people__rules=text)) == ["people.rules -> calls"]


def test_every_package_has_its_layer() -> None:
    packages = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert packages <= set(layers())
