"""How the code is written, in numbers: sizes, shape, words beside it, debts. Parses, runs nothing.

A line is any physical line; a code line is one that is no blank, no comment and no docstring. Nesting counts
the compound statements inside one another within a function; an elif adds no level. Public is what has no
leading underscore, and neither has anything around it.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef
COMPOUND = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.With,
    ast.AsyncWith,
    ast.Try,
    ast.TryStar,
    ast.Match,
)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
LAYOUT = {
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
    tokenize.ENCODING,
    tokenize.COMMENT,
}
DEBT = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")


@dataclass(frozen=True, slots=True)
class Function:
    """The facts about one function that have a budget."""

    where: str
    length: int
    nesting: int
    annotated: bool
    documented: bool
    public: bool


@dataclass(slots=True)
class Module:
    """The facts about one file that have a budget."""

    path: Path
    lines: int
    code_lines: int
    debts: int
    documented: bool
    functions: list[Function] = field(default_factory=list)


def measured(path: Path, shown: str) -> Module:
    """Read and measure one file, called `shown` in what is told. Raises SyntaxError."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    occupied, debts = _tokens(text)
    module = Module(
        path=path,
        lines=len(text.splitlines()),
        code_lines=len(occupied - _docstring_lines(tree)),
        debts=debts,
        documented=ast.get_docstring(tree) is not None,
    )
    module.functions.extend(_functions(tree, shown, hidden=False))
    return module


def _tokens(text: str) -> tuple[set[int], int]:
    """Return the lines on which something other than a comment stands, and the number of debts confessed."""
    occupied: set[int] = set()
    debts = 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            debts += bool(DEBT.search(token.string))
        if token.type not in LAYOUT:
            occupied.update(range(token.start[0], token.end[0] + 1))
    return occupied, debts


def _docstring_lines(tree: ast.AST) -> set[int]:
    documented = (
        node.body[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | AnyFunction)
        and ast.get_docstring(node, clean=False) is not None
    )
    return set(chain.from_iterable(range(first.lineno, (first.end_lineno or 0) + 1) for first in documented))


def _functions(node: ast.AST, shown: str, *, hidden: bool) -> Iterator[Function]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, AnyFunction):
            yield _function(child, shown, hidden=hidden)
            yield from _functions(child, shown, hidden=True)
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, shown, hidden=hidden or child.name.startswith("_"))
        else:
            yield from _functions(child, shown, hidden=hidden)


def _function(node: AnyFunction, shown: str, *, hidden: bool) -> Function:
    return Function(
        where=f"{shown}:{node.lineno} {node.name}",
        length=(node.end_lineno or node.lineno) - node.lineno + 1,
        nesting=nesting(node),
        annotated=_is_annotated(node),
        documented=ast.get_docstring(node) is not None,
        public=not hidden and not node.name.startswith("_"),
    )


def nesting(node: ast.AST, depth: int = 0) -> int:
    """Return how deep compound statements stand inside one another below `node`, other scopes left out."""
    below = [depth]
    for name, value in ast.iter_fields(node):
        children = value if isinstance(value, list) else [value]
        inner = [child for child in children if isinstance(child, ast.AST) and not isinstance(child, SCOPES)]
        alone = len(children) == 1 and name == "orelse" and isinstance(node, ast.If)
        for child in inner:
            is_elif = alone and isinstance(child, ast.If)
            below.append(nesting(child, depth + (isinstance(child, COMPOUND) and not is_elif)))
    return max(below)


def _is_annotated(node: AnyFunction) -> bool:
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    if named and named[0].arg in {"self", "cls"}:
        named = named[1:]
    rest = [extra for extra in (arguments.vararg, arguments.kwarg) if extra]
    return node.returns is not None and all(argument.annotation for argument in [*named, *rest])
