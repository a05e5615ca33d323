"""The guide to importing says what the program does: fields, headings, reasons and remarks in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.history import files
from yinuo.history.columns import FIELDS, KNOWN_HEADINGS, find
from yinuo.history.importer import BATCH
from yinuo.history.orders import EARLIEST, LONGEST, MOST_ROWS, REASONS, REMARKS
from yinuo.history.stage import HOURS

USE = Path(__file__).resolve().parents[2] / "docs" / "use"


def guide(language: str) -> str:
    """Return the guide in a language."""
    return (USE / f"import.{language}.md").read_text("utf-8")


def rows(text: str) -> dict[str, list[str]]:
    """Return the headings that a guide lists for each field."""
    cells = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| `")]
    return {
        cell[0].split("`")[1]: [name.strip() for name in cell[1].replace("、", ",").split(",")]
        for cell in cells
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_and_remark_stands_in_the_guide(language: str) -> None:
    text = guide(language)
    for words in (*REASONS.values(), *REMARKS.values()):
        told = words.said(language).split("{")[0].rstrip("： :")
        assert told in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_field_and_heading_of_the_guide_is_known(language: str) -> None:
    listed = rows(guide(language))
    assert list(listed) == list(FIELDS)
    others = {"date": "BscStartDate", "asset": "Asset", "text": "OriginalShorttext"}
    for field, headings in listed.items():
        for heading in headings:
            named = [heading, *(name for other, name in others.items() if other != field)]
            assert find(named).heading(field) == heading


def test_both_guides_list_the_same_headings_and_all_chinese_ones() -> None:
    assert rows(guide("zh")) == rows(guide("en"))
    for field, headings in rows(guide("zh")).items():
        assert {name for name in KNOWN_HEADINGS[field] if not name.isascii()} <= set(headings)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_numbers_of_the_guide_are_those_of_the_program(language: str) -> None:
    text = guide(language)
    for number in (
        f"{MOST_ROWS:,}",
        str(EARLIEST.year),
        str(LONGEST["text"]),
        str(LONGEST["asset"]),
        str(BATCH),
    ):
        assert number in text
    assert all(window in text for window in HOURS.split("; "))


@pytest.mark.parametrize("written", ["2004-07-01", "2004/7/1", "2004.07.01", "20040701", "2004年7月1日"])
def test_the_dates_of_the_guide_are_read(written: str) -> None:
    assert all(f"`{written}`" in guide(language) for language in ("zh", "en"))
    assert files.of(f"{written},A,no lights,PM01,1").refused == []
