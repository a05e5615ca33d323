"""The product's source as the architecture tests read it: parsed, with its package and its room."""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCE = CHECKOUT / "src" / "yinuo"


@dataclass(frozen=True)
class Source:
    """One module: its name below `yinuo`, its file, its syntax tree."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def package(self) -> str:
        """The package it belongs to, "" for the root."""
        return self.name.partition(".")[0]

    @property
    def room(self) -> str:
        """What the file (or the folder that took its place) is in the package: "views", "rules", …"""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else ""


@cache
def sources(root: Path = SOURCE) -> tuple[Source, ...]:
    """Every module below `root` except migrations."""
    found = [path for path in sorted(root.rglob("*.py")) if "migrations" not in path.parts]
    return tuple(Source(_name(path, root), path, ast.parse(path.read_text("utf-8"))) for path in found)


def _name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def in_rooms(*rooms: str, root: Path = SOURCE) -> list[Source]:
    """The modules in one of these rooms of any package."""
    return [source for source in sources(root) if source.room in rooms]


def imported(tree: ast.AST) -> list[str]:
    """Every dotted name imported anywhere in a module, `from a import b` as a.b."""
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module or ''}.{alias.name}" for alias in node.names]
    return names


@cache
def configuration() -> dict:
    """What pyproject.toml says."""
    return tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))


def layers() -> list[str]:
    """The packages, lowest first, as the import contract lists them."""
    contracts = configuration()["tool"]["importlinter"]["contracts"]
    rooms = next(contract for contract in contracts if contract["id"] == "rooms")
    return [name.strip("()") for name in reversed(rooms["layers"])]


def planted(folder: Path, **modules: str) -> Path:
    """Write a small package below `folder`: `calls__views="import x"` becomes calls/views.py."""
    for name, text in modules.items():
        path = folder.joinpath(*name.split("__")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder
