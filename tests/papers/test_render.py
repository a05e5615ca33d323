"""Setting: sheets of their own pages, sizes to the millimetre, and text that can never act."""

from __future__ import annotations

from typing import Any

import pytest

from tests.papers.reading import MM, flowing, pages, text_of
from yinuo.papers import render
from yinuo.papers.states import SIZES

PAPER = {"a4": (210, 297), "a5": (148, 210), "241x140": (241, 140)}
NASTY = [
    '#panic("x")',
    '#import "/etc/passwd"',
    '"}); #read("/etc/passwd") //',
    "$a^2$ *b* _c_ `d` @e <f> \\ ~ --- 'q' = h",
    "</svg><script>alert(1)</script>",
    "=1+1",
    "{page} {pages}",
    '\\u{41}"\\',
]


def sheet(**changed: Any) -> dict[str, Any]:
    """A sheet of the form, all of it made up."""
    return {
        "title": "服务凭证",
        "lang": "zh",
        "branch": "蓬莱分公司",
        "date": "2026-11-24",
        "number": "SH-20261124-0001-1",
        "copy": "",
        "rows": [["报修", "停机"]],
        "earlier": [],
        "earlier_title": "以前的服务",
        "sign_title": "客户签字",
        "chop_title": "公章",
        "chop_date": "",
        "signed": "",
        "strokes": None,
        "qr": None,
        "qr_words": "",
        "hash": [],
        "hash_title": "",
        "hash_words": "",
        "foot": "副本，未计次",
        "page_words": "第 {page} 页，共 {pages} 页",
        **changed,
    }


@pytest.mark.parametrize("size", SIZES)
def test_each_size_is_exact(size: str) -> None:
    (page,) = pages(render.pdf("form", [sheet()], size=size))
    assert (round(page.width / MM), round(page.height / MM)) == PAPER[size]


def test_each_sheet_counts_its_own_pages() -> None:
    long = [["报修", "停机后重启。" * 900]]
    made = pages(render.pdf("form", [sheet(), sheet(rows=long), sheet()]))
    counts = ["".join(word.text for word in page.words if word.top > page.height * 0.93) for page in made]
    assert counts[0].endswith("第1页，共1页")
    assert counts[-1].endswith("第1页，共1页")
    last = len(made) - 2
    assert [count.rpartition("第")[2] for count in counts[1:-1]] == [
        f"{number}页，共{last}页" for number in range(1, last + 1)
    ]
    assert last > 1


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("place", ["rows", "branch", "number", "signed", "foot", "title"])
def test_typed_text_is_set_as_it_is_and_never_acts(text: str, place: str) -> None:
    given = [["报修", text]] if place == "rows" else text
    paper = render.pdf("form", [sheet(**{place: given})])
    shown = flowing(paper)
    if place != "title":
        assert "".join(text.split()) in shown
    assert "root:" not in shown


def test_what_is_cleaned_are_texts_alone() -> None:
    told = {"qr": "<svg\x00>", "rows": [["a\x00", 1, None, True]], "deep": {"x": ("\x07b",)}}
    assert render.cleaned(told) == {"qr": "<svg\x00>", "rows": [["a", 1, None, True]], "deep": {"x": ["b"]}}


@pytest.mark.parametrize("size", ["a3", "A4", "", "../x"])
def test_an_unknown_size_is_an_error(size: str) -> None:
    with pytest.raises(ValueError, match="unknown paper size"):
        render.pdf("form", [sheet()], size=size)


def test_no_sheet_is_an_error() -> None:
    with pytest.raises(ValueError, match="no sheet"):
        render.pdf("form", [])


def test_several_files_become_one_in_their_order() -> None:
    files = [render.pdf("form", [sheet(number=f"N-{number}")]) for number in range(5)]
    text = text_of(render.joined(files))
    assert [text.index(f"N-{number}") for number in range(5)] == sorted(
        text.index(f"N-{number}") for number in range(5)
    )
    assert render.joined(files[:1]) == files[0]
