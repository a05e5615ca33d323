"""Files of work orders for tests: the small cut of the real ones, and made ones with odd rows."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter

from yinuo.history.orders import Reading, read

if TYPE_CHECKING:
    from collections.abc import Sequence

SMALL = Path(__file__).with_name("work-orders-small.csv")
TODAY = date(2026, 11, 24)
HEADINGS = "BscStartDate,Asset,OriginalShorttext,PMType,Cost"
GOOD = "2004-07-01,A,BUCKET WON'T OPEN,PM01,183.05"


def small() -> Reading:
    """Return the small cut: 128 real rows with 14 repeats, three negative costs and a broken row."""
    return read(SMALL.read_bytes(), today=TODAY)


def table(*rows: str, headings: str = HEADINGS) -> bytes:
    """Return a CSV file of these rows in UTF-8."""
    return "\n".join((headings, *rows, "")).encode()


def of(*rows: str) -> Reading:
    """Return the reading of these rows."""
    return read(table(*rows), today=TODAY)


def xlsx(rows: Sequence[Sequence[object]]) -> bytes:
    """Return an XLSX file with these rows; dates are written as dates."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(place, column, value)
    return stream.getvalue()
