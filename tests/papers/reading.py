"""PDFs read back by programs that did not make them: words and where they stand, colours, fonts, archive rules."""

from __future__ import annotations

import io
import re
import subprocess
from dataclasses import dataclass
from html import unescape
from itertools import combinations

import pikepdf

MM = 72 / 25.4
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
ARCHIVE = "http://www.aiim.org/pdfa/ns/id/"


@dataclass(frozen=True)
class Word:
    """A word on a page and the box it fills, in points from the upper left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Page:
    """A page: its size in points and its words."""

    width: float
    height: float
    words: tuple[Word, ...]


def text_of(paper: bytes) -> str:
    """The words of a PDF as they stand, line by line."""
    return _read("pdftotext", "-layout", "-", "-", paper=paper)


def squeezed(text: str) -> str:
    """Text without gaps, so that lines broken elsewhere compare."""
    return re.sub(r"[\s\u200b]+", "", text)


def flowing(paper: bytes) -> str:
    """Every character of a PDF in the order it was written, without gaps."""
    return squeezed(_read("pdftotext", "-raw", "-", "-", paper=paper))


def pages(paper: bytes) -> list[Page]:
    """The pages of a PDF with the box of each word."""
    told = _read("pdftotext", "-bbox", "-", "-", paper=paper)
    return [
        Page(float(width), float(height), tuple(_word(*found) for found in WORD.findall(words)))
        for width, height, words in PAGE.findall(told)
    ]


def _word(left: str, top: str, right: str, bottom: str, text: str) -> Word:
    return Word(unescape(text), float(left), float(top), float(right), float(bottom))


def _read(*command: str, paper: bytes) -> str:
    return subprocess.run(command, input=paper, capture_output=True, check=True).stdout.decode()


def overlaps(page: Page) -> list[tuple[str, str]]:
    """The pairs of words whose boxes lie over each other by more than a hair."""
    return [(one.text, other.text) for one, other in combinations(page.words, 2) if _over(one, other)]


def _over(one: Word, other: Word) -> bool:
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    lower = min(one.bottom - one.top, other.bottom - other.top)
    return wide > 1.5 and high > 0.45 * lower


def outside(page: Page, margin: float) -> list[str]:
    """The words that stand nearer to the left or right edge than `margin` mm, or off the page."""
    near = margin * MM
    return [
        word.text
        for word in page.words
        if word.left < near or word.right > page.width - near or word.top < 0 or word.bottom > page.height
    ]


def colours(paper: bytes) -> set[tuple[float, ...]]:
    """Every colour that is set on the pages of a PDF or in their drawings, as numbers from 0 to 1."""
    found: set[tuple[float, ...]] = set()
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        streams = [page.obj for page in pdf.pages]
        streams += [each for each in pdf.objects if _is_form(each)]
        for stream in streams:
            for operands, operator in pikepdf.parse_content_stream(stream):
                if str(operator) in {"g", "G", "rg", "RG", "sc", "SC", "scn", "SCN"}:
                    found.add(tuple(float(each) for each in operands if not isinstance(each, pikepdf.Name)))
    return found


def _is_form(each: pikepdf.Object) -> bool:
    return isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Form"


def thinnest(paper: bytes) -> float:
    """The width in points of the thinnest line that the pages of a PDF draw."""
    widths: list[float] = []
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        for page in pdf.pages:
            told = pikepdf.parse_content_stream(page)
            widths += [float(operands[0]) for operands, operator in told if str(operator) == "w"]
    return min(widths, default=99.0)


def archive_faults(paper: bytes) -> list[str]:
    """What keeps a PDF from being an archive file of part 2, conformance B, as far as it can be seen here."""
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        return [*_declared(pdf), *_self_contained(pdf)]


def _declared(pdf: pikepdf.Pdf) -> list[str]:
    with pdf.open_metadata() as told:
        part, conformance = told.get(f"{{{ARCHIVE}}}part"), told.get(f"{{{ARCHIVE}}}conformance")
    intents = pdf.Root.get("/OutputIntents", [])
    faults = [] if (part, conformance) == ("2", "B") else [f"declares {part}{conformance}"]
    if not any(each.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in each for each in intents):
        faults.append("no output intent with a colour profile")
    if "/ID" not in pdf.trailer:
        faults.append("no file identifier")
    return faults


def _self_contained(pdf: pikepdf.Pdf) -> list[str]:
    faults = ["encrypted"] if pdf.is_encrypted else []
    for each in pdf.objects:
        if not isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            continue
        if each.get("/Type") == "/FontDescriptor" and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(
            each.keys()
        ):
            faults.append(f"font not embedded: {each.get('/FontName')}")
        if each.get("/S") in ("/JavaScript", "/Launch", "/URI") or "/JS" in each or "/EmbeddedFiles" in each:
            faults.append("acts or carries other files")
    return faults
