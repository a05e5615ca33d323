"""What is cut and what is wanted: a text is found by any two of its characters that stand together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from yinuo.lib.bigrams import LONGEST, MOST_ENDS, cut, wanted

WIDE = some.text(alphabet="蓬莱东医院停机报错滤网", min_size=2, max_size=12)
FIGURES = some.text(alphabet="0123456789abcz", min_size=4, max_size=30)


def found(text: str, asked: str) -> bool:
    """Whether an index would find `text` for what is asked."""
    pieces = cut(text).split()
    beginnings = wanted(asked)
    return bool(beginnings) and all(any(piece.startswith(each) for piece in pieces) for each in beginnings)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("停机", "停机 机"),
        ("开机停机", "开机 机停 停机 机"),
        ("E-2107", "e-2107 2107"),
        ("ＫＬ－６４", "kl-64 64"),
        ("2309-0052", "23090052 3090052 090052 90052 0052"),
        ("SH-20261124-0007", "sh-20261124-0007 202611240007 0007"),
        ("02000", "02000 2000"),
        ("Straße", "strasse trasse rasse asse"),
        ("，。!?", ""),
        ("", ""),
        ("停机 停机", "停机 机"),
        ("CT机房", "ct 机房 房"),
    ],
)
def test_text_is_cut(text: str, pieces: str) -> None:
    assert cut(text) == pieces


@pytest.mark.parametrize(
    ("text", "beginnings"),
    [
        ("停", ("停",)),
        ("停机", ("停机",)),
        ("开机停", ("开机", "机停")),
        ("E-21", ("e-21",)),
        ("停机 E-2107", ("停机", "e-2107")),
        ("020-0000 1286", ("0200000", "1286")),
        ("  ", ()),
        ("%_'\"\\", ()),
    ],
)
def test_what_is_asked_becomes_beginnings(text: str, beginnings: tuple[str, ...]) -> None:
    assert wanted(text) == beginnings


@given(WIDE, some.data())
def test_any_part_of_chinese_text_is_found(text: str, data: some.DataObject) -> None:
    first = data.draw(some.integers(0, len(text) - 1))
    last = data.draw(some.integers(first + 1, len(text)))
    assert found(f"前{text}后", text[first:last])


@given(FIGURES, some.data())
def test_any_four_figures_that_stand_together_are_found(text: str, data: some.DataObject) -> None:
    first = data.draw(some.integers(0, len(text) - 4))
    last = data.draw(some.integers(first + 4, len(text)))
    assert found(text, text[first:last])


@given(some.text(), some.text())
def test_pieces_are_letters_and_figures_however_odd_the_text(text: str, asked: str) -> None:
    for piece in (*cut(text, asked).split(" "), *wanted(asked)):
        assert len(piece) <= LONGEST
        assert not set(piece) & set(" '\"\\&|!:*()%\x00")


def test_a_very_long_word_makes_no_more_pieces_than_it_needs() -> None:
    pieces = cut("7" * 4000).split()
    assert len(pieces) <= MOST_ENDS + 1
    assert max(map(len, pieces)) == LONGEST


def test_what_is_not_there_is_not_found() -> None:
    assert not found("开机停", "停机")
    assert not found("2309-0052", "9999")
    assert not found("停机", "")
