"""Text made fit to be set: rare characters set, marks that act taken away, nothing else lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.papers.reading import flowing, squeezed
from tests.papers.test_render import sheet
from yinuo.papers import glyphs, render


@pytest.mark.parametrize("char", "𠮷㐱䶮㛃𬭎𫖮𨱏龘·№■□×℃〇々Łœß–“”¥€ㄅ")
def test_the_characters_of_names_and_forms_are_known(char: str) -> None:
    assert char in glyphs.known()
    assert glyphs.settable(char) == char


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("鲁护士长", "鲁护士长"),
        ("麦麦提伊敏·阿卜杜热合曼", "麦麦提伊敏·阿卜杜热合曼"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("一\n二\t三", "一\n二 三"),
        ("ab\u202ecd\u200d\u2066ef\ufeff", "abcdef"),
        ("好\U0001f600", "好〔U+1F600〕"),
        ("ئۇيغۇر", "".join(f"〔U+{ord(char):04X}〕" for char in "ئۇيغۇر")),
        ("\ud800x", "□x"),
        ("\ue000", "□"),
        ("", ""),
    ],
)
def test_what_is_typed_is_made_settable(typed: str, set_: str) -> None:
    assert glyphs.settable(typed) == set_


def test_an_endless_word_gets_places_to_break_and_loses_nothing() -> None:
    word = "E" * 300
    made = glyphs.settable(word)
    assert max(map(len, made.split("\u200b"))) <= glyphs.PIECE
    assert made.replace("\u200b", "") == word


@pytest.mark.parametrize("word", ["SH-20261124-0001-1", "HZ-SH-2026-000001", "2309-0052", "a" * 28])
def test_numbers_and_words_stay_whole(word: str) -> None:
    assert glyphs.settable(word) == word


@given(st.text(max_size=80))
def test_nothing_remains_that_acts_or_can_not_be_set(text: str) -> None:
    made = glyphs.settable(text)
    assert set(made) <= glyphs.known() | {"\n", "\u200b", "\u00a0"}
    kinds = {unicodedata.category(char) for char in made if char not in "\n\u200b"}
    assert not kinds & {"Cc", "Cf", "Cs", "Co", "Cn"}
    assert glyphs.settable(made.replace("\u200b", "")).replace("\u200b", "") == made.replace("\u200b", "")


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_whatever_is_typed_an_archive_file_can_be_made_of_it(text: str) -> None:
    paper = render.pdf("form", [sheet(rows=[["报修", text]])], archival=True)
    assert paper.startswith(b"%PDF")


def test_rare_characters_reach_the_paper() -> None:
    paper = render.pdf("form", [sheet(rows=[["客户", "𠮷㐱·麦麦提伊敏𬭎 Łódź"]])], archival=True)
    assert "𠮷㐱·麦麦提伊敏𬭎Łódź" in squeezed(flowing(paper))


@pytest.mark.parametrize("font", [b"", b"ttcf", b"\x00" * 64, b"OTTO" + b"\x00" * 60])
def test_what_is_no_font_is_an_error(font: bytes) -> None:
    with pytest.raises((ValueError, glyphs.struct.error)):
        glyphs.points(font)
