"""Our own rules of safety, read out of the syntax tree and the templates: what no line may do.

A plain walk of the tree and not a plugin of bandit or semgrep: it needs no other program, knows our own readers
(`web.typed`, `web.clock`), and each rule is a few lines that a test plants a fault for.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

REASON = re.compile(r"# noqa: .*\S - \S|# safe: \S|\{#.*\S.*#\}")
SQL = {"execute", "executemany", "raw", "extra", "RawSQL"}
PROGRAMS = {"run", "Popen", "call", "check_call", "check_output"}
CALLED_OUTSIDE = {
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "request",
    "stream",
    "urlopen",
    "Client",
    "AsyncClient",
}
CARRIERS = {"httpx", "requests", "urllib", "request"}
REDIRECTS = {"HttpResponseRedirect", "HttpResponsePermanentRedirect", "redirect"}
TYPED = {"GET", "POST"}
READERS = {"get", "getlist"}


def name_of(node: ast.AST) -> str:
    """`a.b.c` of a name or attribute, "" of anything else."""
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}".lstrip(".")
    return node.id if isinstance(node, ast.Name) else ""


def last(node: ast.Call) -> str:
    return name_of(node.func).rpartition(".")[2]


def made(node: ast.AST) -> bool:
    """Whether a text is put together from parts."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(each, ast.FormattedValue) for each in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return True
    if not (isinstance(node, ast.Call) and last(node) == "format"):
        return False
    parts = [*node.args, *(each.value for each in node.keywords)]
    return not all(isinstance(each, ast.Call) and name_of(each.func).startswith("sql.") for each in parts)


def keywords(node: ast.Call) -> dict[str | None, ast.expr]:
    return {each.arg: each.value for each in node.keywords}


def marked_safe(node: ast.Call) -> bool:
    said = all(isinstance(each, ast.Constant) for each in node.args)
    return last(node) in {"mark_safe", "SafeString", "SafeText"} and not said


def sql_put_together(node: ast.Call) -> bool:
    return last(node) in SQL and bool(node.args) and made(node.args[0])


def shell(node: ast.Call) -> bool:
    told = keywords(node).get("shell")
    through = told is not None and not (isinstance(told, ast.Constant) and told.value is False)
    return through or name_of(node.func) in {"os.system", "os.popen", "subprocess.getoutput"}


def unpacked_blindly(node: ast.Call) -> bool:
    whole = name_of(node.func)
    return whole.split(".")[0] in {"pickle", "marshal", "shelve", "dill"} or whole in {
        "yaml.load", "yaml.unsafe_load", "eval", "exec", "builtins.eval", "builtins.exec",
    }  # fmt: skip


def without_zone(node: ast.Call) -> bool:
    whole = name_of(node.func)
    bare = whole.endswith(
        ("datetime.now", "date.today", "datetime.utcnow", "datetime.today", "utcfromtimestamp")
    )
    return bare and not (node.args or "tz" in keywords(node))


def led_anywhere(node: ast.Call) -> bool:
    """A redirect to what the request itself says."""
    return last(node) in REDIRECTS and any(
        isinstance(each, ast.Attribute) and each.attr in {"GET", "POST", "META", "headers", "COOKIES"}
        for argument in node.args
        for each in ast.walk(argument)
    )


def without_limit(node: ast.Call) -> bool:
    whole = name_of(node.func)
    outside = whole == "urlopen" or (whole.split(".")[0] in CARRIERS and last(node) in CALLED_OUTSIDE)
    if not outside or (whole.split(".")[0] == "request" and "." in whole and not whole.endswith("urlopen")):
        return False
    told = keywords(node).get("timeout")
    return told is None or (isinstance(told, ast.Constant) and told.value is None)


def read_raw(node: ast.Call) -> bool:
    """`request.GET.get(…)` and `request.POST.getlist(…)`: `web.typed` reads these."""
    return (
        isinstance(node.func, ast.Attribute)
        and node.func.attr in READERS
        and isinstance(node.func.value, ast.Attribute)
        and node.func.value.attr in TYPED
    )


def temporary_by_name(node: ast.Call) -> bool:
    return name_of(node.func) in {"tempfile.mktemp", "os.tempnam"}


def unchecked_tls(node: ast.Call) -> bool:
    told = keywords(node).get("verify")
    return isinstance(told, ast.Constant) and told.value is False


RULES: dict[str, Callable[[ast.Call], bool]] = {
    "marked safe without a reason": marked_safe,
    "SQL put together": sql_put_together,
    "a shell": shell,
    "unpacked blindly": unpacked_blindly,
    "a moment without a zone": without_zone,
    "a redirect to anywhere": led_anywhere,
    "a request without a time limit": without_limit,
    "typed text read past web.typed": read_raw,
    "a temporary file by name": temporary_by_name,
    "TLS unchecked": unchecked_tls,
}


def debugging(node: ast.Assign) -> bool:
    on = isinstance(node.value, ast.Constant) and node.value.value is True
    return on and any(name_of(each) == "DEBUG" for each in node.targets)


def hazards(text: str) -> Iterator[tuple[int, str]]:
    """(line, rule) of every hazard in the Python source `text`."""
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assign) and debugging(node):
            yield node.lineno, "DEBUG"
        if isinstance(node, ast.Call):
            told = "\n".join(lines[node.lineno - 1 : node.end_lineno])
            yield from (
                (node.lineno, rule)
                for rule, broken in RULES.items()
                if broken(node) and not REASON.search(told)
            )


TEMPLATE = {
    "|safe without a reason": re.compile(r"\|\s*safe(seq)?\b"),
    "escaping switched off": re.compile(r"\{%\s*autoescape\s+off"),
    "debug in a template": re.compile(r"\{%\s*debug\b"),
    "an inline handler": re.compile(r"<[^>{]+\son[a-z]+="),
    "an inline style": re.compile(r"<style|<[^>{]+\sstyle="),
    "an inline script": re.compile(r"<script(?![^>]*(\ssrc=|application/json))"),
    "a link that is script": re.compile(r"javascript:"),
    "an unquoted value": re.compile(r"<[^>{]+\s[a-z-]+=\{\{"),
}


def template_hazards(text: str) -> Iterator[tuple[int, str]]:
    """(line, rule) of every hazard in a template; a comment `{# … #}` on the line is a reason for |safe."""
    for number, line in enumerate(text.splitlines(), start=1):
        for rule, shape in TEMPLATE.items():
            if shape.search(line) and not ("|safe" in rule and REASON.search(line)):
                yield number, rule


def in_files(files: list[Path], look: Callable[[str], Iterator[tuple[int, str]]]) -> list[str]:
    """`file:line rule` of every hazard in files."""
    return [f"{file}:{line} {rule}" for file in files for line, rule in look(file.read_text("utf-8"))]
