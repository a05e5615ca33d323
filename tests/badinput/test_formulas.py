"""No cell of any export is a formula, whatever people typed: every export is found by asking the resolver."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from tests.badinput.poison import poison
from tests.matrix import resolving
from tests.matrix.asking import Asker
from tests.matrix.routes import ROUTES
from yinuo.config import urls
from yinuo.web import export

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.badinput.attacks import Attacker
    from tests.matrix.route import Route

pytestmark = pytest.mark.django_db
STARTS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "\n=1+1",
    " =1+1",
]
DANGEROUS = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?%?")


def exports() -> list[Route]:
    """Every route that gives a table, asked as somebody who may."""
    return [each for each in ROUTES if each.path.partition("?")[0].endswith((".csv", ".xlsx"))]


def formulas(content: bytes) -> list[str]:
    """The cells of a CSV or XLSX that a spreadsheet would reckon, or would on the next save as CSV."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            parts = {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}
        text = "".join(parts.values())
        return re.findall(r"<f[ >].*?</f>|<definedName.*?</definedName>|<externalReference[^>]*>", text)
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [cell for row in rows for cell in row if DANGEROUS.match(cell) and not NUMBER.fullmatch(cell)]


@pytest.fixture
def poisoned(attacker: Attacker, request: pytest.FixtureRequest) -> Iterator[Asker]:
    with transaction.atomic():
        assert poison(lambda _column: request.param) >= 30
        yield Asker(attacker.asker.place)
        transaction.set_rollback(True)


def test_every_export_is_asked() -> None:
    patterns = {
        each
        for each in resolving.patterns(urls.urlpatterns)
        if re.search(r"\.(csv|xlsx|<str:ending>)$", each)
    }
    asked = {re.sub(r"\{[^}]*\}", "1", each.path).lstrip("/") for each in exports()}
    shapes = {pattern: re.compile(re.sub(r"<[^>]+>", "[^/]+", pattern)) for pattern in patterns}
    assert len(patterns) >= 8
    assert [pattern for pattern, shape in shapes.items() if not any(map(shape.fullmatch, asked))] == []


@pytest.mark.parametrize("poisoned", STARTS, indirect=True, ids=ascii)
def test_no_cell_is_a_formula(poisoned: Asker) -> None:
    found: dict[str, Any] = {}
    shown = 0
    for route in exports():
        answer = poisoned.asked(route, poisoned.place.people["administrator"])
        assert answer.status == 200, route
        shown += b"1+1" in answer.content or b"SUM" in answer.content or answer.content.startswith(b"PK")
        if cells := formulas(answer.content):
            found[str(route)] = cells[:3]
    assert found == {}
    assert shown >= 6


@pytest.mark.parametrize("poisoned", ["=1+1"], indirect=True)
def test_a_cell_written_as_it_is_is_found(poisoned: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "FORMULA", re.compile("(?!)"))
    route = next(each for each in exports() if each.path == "/customers/export.csv")
    assert formulas(poisoned.asked(route, poisoned.place.people["administrator"]).content)


def test_a_formula_in_a_workbook_is_found() -> None:
    import xlsxwriter

    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept)
    book.add_worksheet().write(0, 0, "=1+1")
    book.close()
    assert formulas(kept.getvalue()) != []
    assert formulas(export.xlsx(["=1+1"], [["=1+1"], ["＝1"]])) == []


@pytest.mark.parametrize("text", STARTS)
def test_a_text_like_a_formula_is_quoted(text: str) -> None:
    assert formulas(export.csv_text([text], [[text], [f"{text}x"]]).encode()) == []


@pytest.mark.parametrize("text", ["停机", "a=b", "1+1", "C-1", "a@b.example", "", "=", "-"])
def test_other_texts_stay_as_they_are_or_are_quoted(text: str) -> None:
    [head] = csv.reader(io.StringIO(export.csv_text([text], []).lstrip("\ufeff")))
    assert head == ([f"'{text}"] if text in ("=", "-") else [text] if text else [""])
