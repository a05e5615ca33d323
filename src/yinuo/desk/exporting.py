"""The menu of files a page can be had as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.journal.commands import not_found
from yinuo.lib.words import Words, w
from yinuo.people import access
from yinuo.web import export

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import HttpResponse

    from yinuo.people.access import Signed

Export = tuple[Words, str, str]
ENDINGS = ("xlsx", "csv")
XLSX = w("Excel 表格", "Excel workbook")
CSV = w("CSV 文本", "CSV text")
A4 = w("A4 打印", "Print, A4")
A5 = w("A5 打印", "Print, A5")


def tables(request: Signed, xlsx: str, csv: str) -> list[Export]:
    """Return the entries for both kinds of tables, with the page's own query; none without the right."""
    if not access.may_somewhere(request.user, "export"):
        return []
    query = request.GET.urlencode()
    tail = f"?{query}" if query else ""
    return [(XLSX, xlsx + tail, "file-spreadsheet"), (CSV, csv + tail, "table")]


def prints(address: str, query: str = "") -> list[Export]:
    """Return the entries for a paper in both sizes."""
    more = f"&{query}" if query else ""
    return [
        (A4, f"{address}?size=a4{more}", "file-type-pdf"),
        (A5, f"{address}?size=a5{more}", "file-type-pdf"),
    ]


def table(
    request: Signed, name: str, ending: str, headers: Sequence[Words], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """Give rows as a file. NotAllowed without the right to export, NotFound for an unknown ending."""
    access.require_somewhere(request.user, "export")
    if ending not in ENDINGS:
        raise not_found("export")
    content = export.xlsx(headers, rows) if ending == "xlsx" else export.csv_text(headers, rows)
    return export.download(content, f"{name}.{ending}")
