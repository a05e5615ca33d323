"""Tables as files: XLSX and CSV in which no typed text ever becomes a formula."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone

from yinuo.lib.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
"""How a text begins that some spreadsheet reckons: also after blanks, also in full width."""

CELL_MOST = 32_767
WIDEST = 48


def xlsx(headers: Sequence[Words | str], rows: Iterable[Sequence[object]], name: str = "") -> bytes:
    """Return a workbook with one sheet: a bold, frozen head and the rows.

    Text is written as text; aware datetimes stand in the current zone; Words in the current language.
    """
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"constant_memory": True, "in_memory": True})
    formats = {
        "head": book.add_format({"bold": True}),
        "instant": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
    }
    sheet = book.add_worksheet(name[:31] or None)
    sheet.freeze_panes(1, 0)
    for column, header in enumerate(headers):
        text = str(header)
        sheet.set_column(column, column, min(WIDEST, max(10, 2 * len(text) + 2)))
        sheet.write_string(0, column, text, formats["head"])
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write(sheet, number, column, value, formats)
    book.close()
    return kept.getvalue()


def _write(sheet: Any, row: int, column: int, value: object, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, _local(value), formats["instant"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats["day"])
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), formats["money"])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value)[:CELL_MOST])


def csv_text(headers: Sequence[Words | str], rows: Iterable[Sequence[object]]) -> str:
    """Return CSV with a byte order mark, so that spreadsheets read UTF-8; text like a formula is quoted."""
    kept = io.StringIO()
    writer = csv.writer(kept)
    writer.writerow([_cell(str(header)) for header in headers])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return "\ufeff" + kept.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{_local(value):%Y-%m-%d %H:%M}"
    text = str(value)
    typed = isinstance(value, str | Words)
    return f"'{text}" if typed and FORMULA.match(text) else text


def _local(value: datetime) -> datetime:
    return timezone.make_naive(value) if timezone.is_aware(value) else value


def download(content: bytes | str, filename: str) -> HttpResponse:
    """Return `content` as a file to keep; the kind follows from the name's ending."""
    kind = XLSX if filename.endswith(".xlsx") else CSV
    response = HttpResponse(content, content_type=kind)
    plain = "".join(
        char if (char.isascii() and char.isalnum()) or char in "-_." else "_" for char in filename
    )
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename)}"
    return response
