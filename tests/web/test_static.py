"""Scripts and style sheets: nothing that the policy forbids, all that they name is there, and they stay light."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import pytest

from yinuo.web import sprite

if TYPE_CHECKING:
    from pathlib import Path

WEB = sprite.FILE.parent
STATIC = WEB.parent
SCRIPTS = sorted(WEB.glob("*.js"))
SHEETS = sorted(WEB.glob("*.css"))
IMPORT = re.compile(r"""^import (?:.* from )?["'](.+?)["'];""", re.MULTILINE)


def packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6))


def with_imports(path: Path, seen: set[Path] | None = None) -> set[Path]:
    """A module and all that it imports."""
    seen = seen if seen is not None else set()
    if path not in seen:
        seen.add(path)
        for name in IMPORT.findall(path.read_text("utf-8")):
            with_imports((path.parent / name).resolve(), seen)
    return seen


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_evaluate_nothing(path: Path) -> None:
    text = path.read_text("utf-8")
    for word in (
        "eval(",
        "new Function",
        "document.write",
        ".style.",
        'setAttribute("style"',
        "insertAdjacentHTML",
    ):
        assert word not in text


def test_html_from_the_server_is_put_in_at_one_place_only() -> None:
    assert [path.name for path in SCRIPTS if "innerHTML" in path.read_text("utf-8")] == ["why.js"]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_import_what_is_there(path: Path) -> None:
    assert all(found.is_file() for found in with_imports(path))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_say_their_words_twice(path: Path) -> None:
    text = re.sub(r"//.*|/\*.*?\*/", "", path.read_text("utf-8"))
    said = re.sub(r"say\((?:`[^`]*`|\"[^\"]*\"),", "", text)
    assert re.findall(r"[\u4e00-\u9fff]+", said) == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_sheets_reach_nowhere_else(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "@import" not in text
    for name in re.findall(r"url\(\"?([^\")]+)", text):
        assert (path.parent / name).is_file()


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_sheets_use_only_tokens_that_exist(path: Path) -> None:
    defined = set(re.findall(r"(--y-[\w-]+)\s*:", (WEB / "theme.css").read_text("utf-8")))
    text = path.read_text("utf-8")
    used = set(re.findall(r"var\((--y-[\w-]+)", text))
    assert used - defined - set(re.findall(r"(--y-[\w-]+)\s*:", text)) == set()


def test_dark_knows_every_colour_of_light() -> None:
    text = (WEB / "theme.css").read_text("utf-8")
    light = re.search(r'\[data-bs-theme="light"\] \{(.*?)\n\}', text, re.DOTALL)
    dark = re.search(r'\[data-bs-theme="dark"\] \{(.*?)\n\}', text, re.DOTALL)
    assert light is not None
    assert dark is not None
    names = [set(re.findall(r"(--y-[\w-]+):", found.group(1))) for found in (light, dark)]
    assert names[0] == names[1]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


PAIRS = [
    ("ink", "bg", 7),
    ("ink-2", "bg", 4.5),
    ("ink-3", "bg", 4.5),
    ("ink-3", "chosen", 4.5),
    ("accent", "surface", 4.5),
    ("accent", "accent-soft", 4.5),
    ("on-fill", "fill", 4.5),
    ("on-fill", "fill-hover", 4.5),
    ("soon-ink", "soon-bg", 4.5),
    ("urgent-ink", "urgent-bg", 4.5),
    ("overdue-ink", "overdue-bg", 4.5),
    ("wait-ink", "wait-bg", 4.5),
    ("kept-ink", "surface", 4.5),
    ("danger", "danger-bg", 4.5),
    ("line-control", "surface", 3),
    ("soon-mark", "surface", 3),
    ("urgent-mark", "surface", 3),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_contrast(theme: str, front: str, ground: str, least: float) -> None:
    text = (WEB / "theme.css").read_text("utf-8")
    found = re.search(rf'\[data-bs-theme="{theme}"\] \{{(.*?)\n\}}', text, re.DOTALL)
    assert found is not None
    colours = dict(re.findall(r"--y-([\w-]+):\s*(#[0-9a-f]{6})", found.group(1)))
    assert contrast(colours[front], colours[ground]) >= least


def test_the_desk_stays_under_200_kb() -> None:
    files = with_imports(WEB / "desk.js") | {
        WEB / "theme.css",
        WEB / "parts.css",
        WEB / "icons.svg",
        WEB / "theme-first.js",
        STATIC / "vendor" / "tabler-core-1.6.1" / "tabler.min.css",
        STATIC / "vendor" / "htmx-2.0.11" / "htmx.min.js",
    }
    assert sum(packed(path) for path in files) < 160_000


def test_the_phone_stays_under_120_kb() -> None:
    extra = [WEB / name for name in ("signature.js", "photos.js", "geolocation.js")]
    files = with_imports(WEB / "phone.js").union(*(with_imports(path) for path in extra))
    files |= {WEB / "theme.css", WEB / "parts.css", WEB / "icons.svg", WEB / "theme-first.js"}
    assert sum(packed(path) for path in files) < 60_000
