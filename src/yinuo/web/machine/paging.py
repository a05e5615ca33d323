"""Lists cut into pages by key: the same cost for the first page and the last, and no line twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.core import signing
from django.db.models import Model, Q
from django.utils.dateparse import parse_datetime

from yinuo.lib.refusal import Invalid, invalid
from yinuo.lib.words import w

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

Row = TypeVar("Row", bound="Model | dict[str, Any]")
SALT = "yinuo.page"


@dataclass(frozen=True, slots=True)
class Page:
    """Which page is asked for: how many rows, and the `next` of the page before."""

    limit: int = 50
    cursor: str = ""


def cut(rows: QuerySet[Any, Row], order: Sequence[str], page: Page) -> tuple[list[Row], str | None]:
    """Return the page of `rows` in `order` and the cursor of the one after, None when this is the last.

    The last column of `order` tells rows apart ("id" or "-id"); rows may be dicts of `values()`. One query.
    Invalid `cursor` when it is not one that this list gave.
    """
    wanted = rows.order_by(*order)
    if page.cursor:
        wanted = wanted.filter(_after(order, _opened(page.cursor, order)))
    found = list(wanted[: page.limit + 1])
    more = len(found) > page.limit
    return found[: page.limit], _closed(found[page.limit - 1], order) if more else None


def _after(order: Sequence[str], values: Sequence[object]) -> Q:
    after, same = Q(pk__in=[]), Q()
    for column, value in zip(order, values, strict=True):
        name = column.lstrip("-")
        beyond = "lt" if column.startswith("-") else "gt"
        after |= same & Q(**{f"{name}__{beyond}": value})
        same &= Q(**{name: value})
    return after


def _closed(row: Model | dict[str, Any], order: Sequence[str]) -> str:
    values = [_value(row, column.lstrip("-")) for column in order]
    return signing.dumps([list(order), values], salt=SALT)


def _value(row: Model | dict[str, Any], path: str) -> Any:
    value: Any = row[path] if isinstance(row, dict) else row
    for name in () if isinstance(row, dict) else path.split("__"):
        value = getattr(value, name)
    return value.isoformat() if isinstance(value, date) else value


def _opened(cursor: str, order: Sequence[str]) -> list[object]:
    try:
        given, values = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise _unknown() from None
    if given != list(order):
        raise _unknown()
    return [_instant(value) for value in values]


def _instant(value: Any) -> Any:
    return (parse_datetime(value) or value) if isinstance(value, str) else value


def _unknown() -> Invalid:
    return invalid("cursor", w("翻页标记不对", "is no cursor of this list"), "unknown_cursor")
