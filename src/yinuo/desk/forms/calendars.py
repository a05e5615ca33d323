"""Special days handed in: pasted or as a file, and for which years they are all there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.lib.refusal import invalid
from yinuo.lib.sheets import rows_of
from yinuo.lib.words import w
from yinuo.web.forms import FilesField, Form, TextField

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTHING = w("请粘贴表格，或选一个文件", "Paste a table, or choose a file")
YEARS = w("年份写成 2027，或 2027、2028", "Write years as 2027, or 2027, 2028")
TOO_BIG = w("文件超过 2 MB", "The file is over 2 MB")
BIGGEST = 2 * 1024 * 1024


class Days(Form):
    """A table of special days: date, kind, label, English label, windows."""

    pasted = TextField(
        w("粘贴表格", "Paste a table"),
        optional=True,
        rows=8,
        max_length=100_000,
        hint=w(
            "日期、类别（节假日、调休、半天）、名称、英文名称、时段",
            "date, kind, label, English label, hours",
        ),
    )
    file = FilesField(
        w("或者 CSV、XLSX 文件", "Or a CSV or XLSX file"), optional=True, most=1, accept=".csv,.xlsx"
    )
    years = TextField(
        w("这些年份从此齐全", "These years are complete from now on"),
        optional=True,
        max_length=60,
        words="off",
        hint=w(
            "齐全的年份不再提醒；没有列出的日子会去掉", "no warning any more; days not listed are taken out"
        ),
    )

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        """The rows handed in. Invalid (`pasted`, `file`): there are none, or they can't be read."""
        files = self.cleaned_data["file"]
        if files and files[0].size > BIGGEST:
            raise invalid("file", TOO_BIG, "file_big")
        content = files[0].read() if files else self.cleaned_data["pasted"].encode()
        if not content.strip():
            raise invalid("pasted", NOTHING, "nothing_given")
        return rows_of(content)

    @property
    def complete_years(self) -> frozenset[int]:
        """The years that are complete from now on. Invalid (field `years`) when they can't be read."""
        parts = self.cleaned_data["years"].replace("、", ",").replace("，", ",").replace(" ", ",").split(",")
        wanted = [part for part in parts if part]
        if not all(part.isascii() and part.isdigit() and len(part) == 4 for part in wanted):
            raise invalid("years", YEARS, "year_form")
        return frozenset(int(part) for part in wanted)
