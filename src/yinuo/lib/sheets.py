"""Tables that people hand in, CSV or XLSX, read as rows of text; nothing is guessed from a file's name."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineWorkbook

from yinuo.lib.refusal import invalid
from yinuo.lib.words import w

ZIP = b"PK\x03\x04"
SEPARATORS = ",;\t"
MANY_NULS = 0.1


def rows_of(content: bytes, *, most: int = 20_000, keep_nul: bool = False) -> list[list[str]]:
    """Return the rows of a CSV file (UTF-8 with or without mark, or GB18030) or of an XLSX's first sheet.

    Cells are stripped text; dates become ISO 8601, whole numbers lose their “.0”; rows without any text are
    kept, so that row numbers stay those of the file. With `keep_nul` a few NUL characters don't spoil the
    whole file: the caller refuses their rows. Invalid (field `file`): `file_unreadable`, `file_long`.
    """
    spoilt = MANY_NULS if keep_nul else 0.0
    rows = _xlsx_rows(content) if content.startswith(ZIP) else _csv_rows(_decoded(content, spoilt))
    if len(rows) > most:
        words = w("表格超过 {most} 行", "The table has more than {most} rows")
        raise invalid("file", words.format(most=most), "file_long")
    return rows


def _csv_rows(text: str) -> list[list[str]]:
    first_line = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=first_line.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        return [[cell.strip() for cell in row] for row in reader]
    except csv.Error:
        raise _unreadable() from None


def _xlsx_rows(content: bytes) -> list[list[str]]:
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        return [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    except CalamineError:
        raise _unreadable() from None


def _decoded(content: bytes, spoilt: float) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.count("\0") <= spoilt * len(text):
            return text
    raise _unreadable()


def _text(cell: object) -> str:
    match cell:
        case datetime() if cell.time() == time(0):
            return cell.date().isoformat()
        case datetime() | date():
            return cell.isoformat()
        case time():
            return f"{cell:%H:%M}"
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell).strip()


def _unreadable() -> Exception:
    words = w("读不了这个文件，请用 CSV 或 XLSX", "This file can't be read; use CSV or XLSX")
    return invalid("file", words, "file_unreadable")
