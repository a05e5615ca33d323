"""What no file of the repository may say: where it was made, where packages come from, what is left to do."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.architecture.reading import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

FORBIDDEN = {
    "a folder of the machine it was made on": re.compile(r"/wor[k]/|/far[m]/|/tm[p]/[a-z]|[.]librar[y]|farm-(studi[o]|benc[h])"),
    "a host that packages come from": re.compile(
        r"py[p]i[.]org|python[h]osted|registry[.]npm[j]s|deb[.]debia[n]|snapshot[.]debia[n]|npm[m]irror|[/.]pyp[i][/.]"
    ),
    "a debt": re.compile(r"\b(TO[D]O|FIX[M]E|XX[X]|HA[C]K)\b"),
    "a place where a merge stopped": re.compile(r"^(<{7} |>{7} )", re.MULTILINE),
}  # fmt: skip
BINARY = {
    ".png",
    ".jpg",
    ".woff2",
    ".woff",
    ".ttf",
    ".otf",
    ".ico",
    ".pdf",
    ".xlsx",
    ".gz",
    ".br",
    ".wasm",
    ".ods",
}
TAKEN_AS_IT_IS = re.compile(r"(^|/)(vendor|LICENSE)(/|$)")


def said(text: str) -> list[str]:
    """The kinds of forbidden words in a text."""
    return [kind for kind, pattern in FORBIDDEN.items() if pattern.search(text)]


def files() -> list[Path]:
    """Every file that is, or is about to be, in the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout.split(
        "\0"
    )
    own = [CHECKOUT / name for name in listed if name and not TAKEN_AS_IT_IS.search(name)]
    return [path for path in own if path.is_file() and path.suffix not in BINARY]


def test_nothing_forbidden_is_said() -> None:
    found = {
        str(path.relative_to(CHECKOUT)): said(path.read_text("utf-8", errors="replace")) for path in files()
    }
    assert {name: kinds for name, kinds in found.items() if kinds} == {}


def test_it_looks_at_the_whole_repository() -> None:
    names = {path.name for path in files()}
    assert {"pyproject.toml", "run", "check", "requirements.txt", "README.md"} <= names


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("open('/wor" + "k/data')", "a folder of the machine it was made on"),
        ("cp x /tm" + "p/here", "a folder of the machine it was made on"),
        ("--index-url https://py" + "pi.org/simple", "a host that packages come from"),
        ("resolved: https://registry.npm" + "js.org/x", "a host that packages come from"),
        ("# TO" + "DO: later", "a debt"),
        ("<<<<<<" + "< HEAD", "a place where a merge stopped"),
    ],
)
def test_a_planted_word_is_noticed(text: str, kind: str) -> None:
    assert said(text) == [kind]


@pytest.mark.parametrize(
    "text", ["https://www.example.org/", "todo-list", "tempfile.mkdtemp()", "a <<<<<< b"]
)
def test_harmless_words_pass(text: str) -> None:
    assert said(text) == []
