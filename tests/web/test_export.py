"""Tables as files: what is written is read back, and no typed text becomes a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some
from python_calamine import CalamineWorkbook

from yinuo.lib.words import speaking, w
from yinuo.web import export

HEADERS = [w("号", "No."), w("客户", "Customer"), "x"]
EVIL = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.example")',
]
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def _in_shanghai():
    with timezone.override(SHANGHAI):
        yield


def read(content: bytes) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_headers_speak_the_language(tongue: str) -> None:
    assert (
        read(export.xlsx(HEADERS, []))[0]
        == {"zh": ["号", "客户", "x"], "en": ["No.", "Customer", "x"]}[tongue]
    )
    assert (
        export.csv_text(HEADERS, [])
        == {"zh": "\ufeff号,客户,x\r\n", "en": "\ufeffNo.,Customer,x\r\n"}[tongue]
    )


@pytest.mark.parametrize(
    ("value", "cell", "text"),
    [
        ("桃源县人民医院", "桃源县人民医院", "桃源县人民医院"),
        (7, 7.0, "7"),
        (1.5, 1.5, "1.5"),
        (Decimal("50.50"), 50.5, "50.50"),
        (True, "True", "True"),
        (None, "", ""),
        ("", "", ""),
        (w("合同", "contract"), "合同", "合同"),
        ("02000001286", "02000001286", "02000001286"),
        (date(2026, 11, 24), date(2026, 11, 24), "2026-11-24"),
        (datetime(2026, 11, 24, 2, 35, tzinfo=UTC), datetime(2026, 11, 24, 10, 35), "2026-11-24 10:35"),  # noqa: DTZ001 - local time as typed
        ("一行\n二行", "一行\n二行", "一行\n二行"),
        ('说"好"，', '说"好"，', '说"好"，'),
    ],
)
def test_values(value: object, cell: object, text: str) -> None:
    assert read(export.xlsx(["a", "b"], [[value, "end"]]))[1] == [cell, "end"]
    assert list(csv.reader(io.StringIO(export.csv_text(["a"], [[value]])[1:])))[1:] == [[text]]


@pytest.mark.parametrize("text", EVIL)
def test_no_formula_is_made(text: str) -> None:
    content = export.xlsx([text], [[text]])
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert list(csv.reader(io.StringIO(export.csv_text([text], [[text]])[1:]))) == [
        [f"'{text}"],
        [f"'{text}"],
    ]


def test_negative_numbers_stay_numbers() -> None:
    assert "-5" in export.csv_text(["a"], [[-5]])
    assert "'" not in export.csv_text(["a"], [[Decimal("-5.00")]])


def test_a_long_text_is_cut_at_what_a_cell_holds() -> None:
    assert len(str(read(export.xlsx(["a"], [["长" * 40_000]]))[1][0])) == 32_767


def test_rows_may_come_one_by_one() -> None:
    rows = ([place, f"row {place}"] for place in range(2_000))
    assert len(read(export.xlsx(["a", "b"], rows))) == 2_001


def test_the_sheet_has_a_name() -> None:
    content = export.xlsx(["a"], [], name="登记簿" * 20)
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names == [("登记簿" * 20)[:31]]


@given(
    some.lists(
        some.text(some.characters(exclude_categories=["Cs", "Cc"]), max_size=30), min_size=1, max_size=5
    )
)
def test_any_text_comes_back(texts: list[str]) -> None:
    found = list(csv.reader(io.StringIO(export.csv_text(["a"] * len(texts), [texts])[1:])))[1]
    assert [one.removeprefix("'") for one in found] == [one.removeprefix("'") for one in texts]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("登记簿 2026-11-24.xlsx", "spreadsheetml"), ("register.csv", "text/csv; charset=utf-8")],
)
def test_a_download(name: str, kind: str) -> None:
    response = export.download(b"x", name)
    assert kind in response["Content-Type"]
    assert response["Content-Disposition"].isascii()
    assert response["Content-Disposition"].startswith("attachment; ")


def test_a_hostile_name_breaks_no_header() -> None:
    found = export.download(b"x", 'a"; filename=evil\r\nX: y.csv')["Content-Disposition"]
    assert "\r" not in found
    assert found.count('"') == 2
    with speaking("en"):
        assert "filename*=UTF-8''" in found
