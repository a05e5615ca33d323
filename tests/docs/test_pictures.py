"""The pictures of the guides: each is shown, each is light, each language has its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

USE = Path(__file__).resolve().parents[2] / "docs" / "use"
SHOWN = re.compile(r"!\[([^\]]+)\]\((pictures/[^)]+)\)")


def shown(tongue: str) -> dict[str, str]:
    """The pictures that guides of a language show, with what they say."""
    pages = USE.glob(f"*.{tongue}.md")
    return {path: words for page in pages for words, path in SHOWN.findall(page.read_text("utf-8"))}


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_every_picture_is_shown_and_every_one_shown_is_there(tongue: str) -> None:
    there = {str(path.relative_to(USE)) for path in (USE / "pictures" / tongue).iterdir()}
    assert set(shown(tongue)) == there
    assert there


def test_both_languages_show_the_same_steps() -> None:
    names = [{Path(path).name for path in shown(tongue)} for tongue in ("zh", "en")]
    assert names[0] == names[1]


def test_pictures_are_few_and_light() -> None:
    sizes = [path.stat().st_size for path in (USE / "pictures").rglob("*.png")]
    assert len(sizes) <= 40
    assert max(sizes) <= 120_000
