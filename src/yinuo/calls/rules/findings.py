"""What may stand in a service record: lengths, counts and ranges of everything a technician writes down."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from yinuo.calls.states import POINT_WORDS
from yinuo.lib.refusal import invalid
from yinuo.lib.words import w

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST = {
    "spoken_with": 80,
    "learned": 4000,
    "proposed": 4000,
    "found": 4000,
    "cause": 4000,
    "work": 4000,
}
READING = {"name": 80, "value": 40, "unit": 24}
PART = {"name": 80, "quantity": 20, "maker": 80, "number": 60, "serial": 60}
MOST_ROWS = 50
MOST_MINUTES = 10_000
MOST_FEE = Decimal(99_999_999)
MOST_PIECES = Decimal(9999)

UNKNOWN = w("服务记录没有「{field}」这一项。", "A service record has no field {field}.")
TOO_LONG = w("最多 {most} 个字，现在是 {n} 个。", "At most {most} characters, this has {n}.")
HALF = w("里面有读不懂的字符，请重新输入。", "It holds characters that can't be read; please type it again.")
TOO_MANY = w("最多 {most} 行。", "At most {most} rows.")
NO_ROWS = w("这里要一行一行地写。", "Rows are needed here.")
INCOMPLETE = w("第 {row} 行缺名称或数值。", "Row {row} lacks its name or its value.")
PIECES = w(
    "第 {row} 行的数量要大于 0，最多 {most}。", "The quantity of row {row} must be above 0, at most {most}."
)
MINUTES = w("工时是 0 到 {most} 之间的整数（分钟）。", "The time is a whole number of minutes, 0 to {most}.")
FEE = w(
    "收费是 0 到 {most} 之间的金额，最多两位小数。",
    "The fee lies between 0 and {most}, with two places at most.",
)
POINT = w("没有这一条行为规范：{code}", "There is no point of conduct {code}")
YES_OR_NO = w("这里只能是「是」或「否」。", "This is yes or no.")


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a service record in their stored form.

    Invalid, naming the field, when a text is too long or broken, a row incomplete, a number out of its range
    (minutes 0 to 10,000; fee 0 to 99,999,999 yuan with two places), or a field unknown. `answers` pass as
    they are: the checklist judges them.
    """
    return {field: _checker(field)(field, value) for field, value in values.items()}


def _checker(field: str) -> Callable[[str, Any], Any]:
    known: dict[str, Callable[[str, Any], Any]] = {
        "points": _points,
        "answers": _answers,
        "readings": _readings,
        "parts": _parts,
        "minutes": _minutes,
        "fee": _fee,
        "new_knowledge": _yes_or_no,
    }
    if field in LONGEST:
        return _text
    if field not in known:
        raise invalid(field, UNKNOWN.format(field=field), "unknown_field")
    return known[field]


def _text(field: str, value: Any, most: int = 0) -> str:
    text = str(value).strip()
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise invalid(field, HALF, "broken_text")
    longest = most or LONGEST[field]
    if len(text) > longest:
        raise invalid(field, TOO_LONG.format(most=longest, n=len(text)), "too_long")
    return text


def _points(field: str, value: Any) -> list[str]:
    points = [str(each) for each in _listed(field, value)]
    unknown = [point for point in points if point not in POINT_WORDS]
    if unknown:
        raise invalid(field, POINT.format(code=unknown[0][:40]), "unknown_point")
    return list(dict.fromkeys(points))


def _answers(field: str, value: Any) -> dict[str, Any]:
    if not hasattr(value, "items"):
        raise invalid(field, NO_ROWS, "no_rows")
    return dict(value)


def _listed(field: str, value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise invalid(field, NO_ROWS, "no_rows")
    if len(value) > MOST_ROWS:
        raise invalid(field, TOO_MANY.format(most=MOST_ROWS), "too_many_rows")
    return list(value)


def _rows(field: str, value: Any, shape: Mapping[str, int]) -> list[dict[str, str]]:
    rows = []
    for row in _listed(field, value):
        if not hasattr(row, "get") or not set(row) <= set(shape):
            raise invalid(field, NO_ROWS, "no_rows")
        rows.append({name: _text(field, _plain(row.get(name)), most) for name, most in shape.items()})
    return rows


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _readings(field: str, value: Any) -> list[dict[str, str]]:
    rows = _rows(field, value, READING)
    for place, row in enumerate(rows, 1):
        if not row["name"] or not row["value"]:
            raise invalid(field, INCOMPLETE.format(row=place), "incomplete_row")
    return rows


def _parts(field: str, value: Any) -> list[dict[str, str]]:
    rows = _rows(field, value, PART)
    for place, row in enumerate(rows, 1):
        if not row["name"] or not row["quantity"]:
            raise invalid(field, INCOMPLETE.format(row=place), "incomplete_row")
        pieces = _number(row["quantity"])
        if pieces is None or not 0 < pieces <= MOST_PIECES:
            raise invalid(field, PIECES.format(row=place, most=MOST_PIECES), "impossible_quantity")
    return rows


def _minutes(field: str, value: Any) -> int | None:
    if value is None:
        return None
    number = None if isinstance(value, bool) else _number(value)
    if number is None or number != number.to_integral_value() or not 0 <= number <= MOST_MINUTES:
        raise invalid(field, MINUTES.format(most=MOST_MINUTES), "impossible_minutes")
    return int(number)


def _fee(field: str, value: Any) -> Decimal:
    number = Decimal(0) if value is None else _number(value)
    if number is None or not 0 <= number <= MOST_FEE or number != round(number, 2):
        raise invalid(field, FEE.format(most=MOST_FEE), "impossible_fee")
    return number.quantize(Decimal("0.01"))


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal("1e12") else None


def _yes_or_no(field: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise invalid(field, YES_OR_NO, "yes_or_no")
    return value
