"""Rows of a form: readings and parts, as many as were given; the page adds more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from yinuo.lib.words import w
from yinuo.web.forms import NumberField, TextField
from yinuo.web.forms.saying import wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from django.forms import Field
    from django.forms.boundfield import BoundField

    from yinuo.web.forms import Form

MOST = 40
NEEDED = w("这一行还缺这一格", "This row still needs this")

READING: dict[str, Callable[[], Field]] = {
    "name": lambda: TextField(w("读数", "Reading"), max_length=80, optional=True),
    "value": lambda: TextField(w("数值", "Value"), max_length=40, optional=True),
    "unit": lambda: TextField(w("单位", "Unit"), max_length=20, optional=True),
}
PART: dict[str, Callable[[], Field]] = {
    "name": lambda: TextField(w("零件", "Part"), max_length=80, optional=True),
    "quantity": lambda: NumberField(w("数量", "Quantity"), least=0, most=9999, places=2, optional=True),
    "maker": lambda: TextField(w("厂家", "Maker"), max_length=80, optional=True),
    "number": lambda: TextField(w("零件号", "Part number"), max_length=60, optional=True),
    "serial": lambda: TextField(w("序列号", "Serial number"), max_length=60, optional=True),
}


class Rows:
    """The rows of one kind inside a form, under names like `parts_0_name`; at least one, maybe empty."""

    def __init__(
        self,
        name: str,
        shape: Mapping[str, Callable[[], Field]],
        *,
        needed: Sequence[str],
        given: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        self.name, self.shape, self.needed, self.given = name, shape, needed, given
        self.count = 0

    def join(self, form: Form) -> None:
        """Add the fields of every row that is stored or was sent."""
        sent = _highest(self.name, form.data) + 1 if form.is_bound else 0
        self.count = min(max(len(self.given), sent, 1), MOST)
        for row in range(self.count):
            known = self.given[row] if row < len(self.given) else {}
            for column, make in self.shape.items():
                field = make()
                field.initial = known.get(column)
                form.fields[self._cell(row, column)] = field

    def shown(self, form: Form) -> list[dict[str, BoundField]]:
        """Return the bound fields row by row, for the template."""
        return [{column: form[self._cell(row, column)] for column in self.shape} for row in range(self.count)]

    def refused(self, form: Form) -> bool:
        """Say whether a cell of these rows was refused."""
        return form.is_bound and any(name.startswith(f"{self.name}_") for name in form.errors)

    def read(self, form: Form) -> list[dict[str, Any]]:
        """Return the rows that hold something; marks the cells a row still needs."""
        found = []
        for row in range(self.count):
            cells = {column: form.cleaned_data.get(self._cell(row, column)) for column in self.shape}
            if all(value in (None, "") for value in cells.values()):
                continue
            for column in self.needed:
                if cells[column] in (None, "") and self._cell(row, column) not in form.errors:
                    form.add_error(self._cell(row, column), wrong(NEEDED, "needed"))
            found.append({column: _plain(value) for column, value in cells.items()})
        return found

    def _cell(self, row: int, column: str) -> str:
        return f"{self.name}_{row}_{column}"


def _highest(name: str, sent: Iterable[str]) -> int:
    shape = re.compile(rf"{name}_(\d{{1,3}})_[a-z]+")
    found = [shape.fullmatch(key) for key in sent]
    return max((int(match[1]) for match in found if match), default=-1)


def _plain(value: Any) -> str:
    return "" if value is None else str(value)
