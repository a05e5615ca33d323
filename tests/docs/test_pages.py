"""The documentation's pages: every link leads somewhere, guides stand in both languages."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


def pages() -> list[Path]:
    """Every page of the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    listed = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout.split()
    return [CHECKOUT / name for name in listed if (CHECKOUT / name).is_file()]


def broken_links(page: Path) -> list[str]:
    """The links of a page that lead to no file and no heading of its own."""
    text = page.read_text("utf-8")
    return [link for link in LINK.findall(text) if not leads_somewhere(page, text, link)]


def leads_somewhere(page: Path, text: str, link: str) -> bool:
    if link.startswith(("http://", "https://", "mailto:")):
        return True
    name, _, anchor = link.partition("#")
    if name:
        return (page.parent / name).exists()
    return anchor in {anchor_of(heading) for heading in HEADING.findall(text)}


def anchor_of(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert broken_links(page) == []


def lonely(names: set[str]) -> set[str]:
    """Guides that stand in one language only."""
    other = {".zh.md": ".en.md", ".en.md": ".zh.md"}
    return {
        name
        for name in names
        for end, twin in other.items()
        if name.endswith(end) and name.removesuffix(end) + twin not in names
    }


def test_guides_stand_in_both_languages() -> None:
    assert lonely({str(page.relative_to(CHECKOUT)) for page in pages()}) == set()


def test_a_broken_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text(
        "# One two\n[x](b.md) [y](#one-two) [z](#three) [w](https://www.example.org) [v](a.md#any)", "utf-8"
    )
    assert broken_links(page) == ["b.md", "#three"]


def test_a_lonely_guide_is_noticed() -> None:
    assert lonely({"use/a.zh.md", "use/a.en.md", "use/b.zh.md", "README.md"}) == {"use/b.zh.md"}
