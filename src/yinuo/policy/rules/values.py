"""Values of parameters: from JSON to typed, and what is refused on the way."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from yinuo.lib.refusal import Invalid
from yinuo.lib.words import Words, w
from yinuo.policy.rules.steps import Step, parse
from yinuo.policy.states import PERIOD_WORDS, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from yinuo.policy.shipped import Parameter

Value = int | str | Decimal | timedelta | tuple[str, ...] | tuple[Step, ...] | None

TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")
MOST_STEPS = 12


def typed(parameter: Parameter, raw: object) -> Value:
    """Return a JSON value as the parameter's type, unbounded; ValueError or TypeError when it is none of it.

    Minutes and times of day are timedeltas (a time counts from midnight, 24:00 is one day), money and
    ratios Decimals, lists tuples of codes, steps tuples of Step.
    """
    if raw is None:
        if parameter.optional:
            return None
        raise ValueError(parameter.id)
    return READERS[parameter.kind](parameter, raw)


def checked(parameter: Parameter, raw: object) -> Value:
    """Return the typed value. Invalid, naming the parameter as field, when it is wrong or out of bounds."""
    try:
        value = typed(parameter, raw)
    except (ValueError, TypeError, InvalidOperation):
        raise _refusal(parameter, EXPECTED[parameter.kind]) from None
    size = _size(value)
    low, high = parameter.least, parameter.most
    if size is None or low is None or high is None or low <= size <= high:
        return value
    raise _refusal(
        parameter, w("应在 {low} 至 {high} 之间", "between {low} and {high}").format(low=low, high=high)
    )


def _refusal(parameter: Parameter, wanted: Words) -> Invalid:
    words = w("「{name}」{wanted}。", "{name}: {wanted}.").format(name=parameter.name, wanted=wanted)
    return Invalid("parameter_invalid", words, fields={parameter.id: wanted})


def _size(value: Value) -> Decimal | None:
    if isinstance(value, timedelta):
        return Decimal(int(value.total_seconds()) // 60)
    if isinstance(value, str):
        return Decimal(len(value))
    if isinstance(value, int | Decimal):
        return Decimal(value)
    return None


def _whole(_: Parameter, raw: Any) -> int:
    if type(raw) is not int or abs(raw) > 10**9:
        raise ValueError(raw)
    return raw


def _minutes(parameter: Parameter, raw: Any) -> timedelta:
    return timedelta(minutes=_whole(parameter, raw))


def _time(_: Parameter, raw: Any) -> timedelta:
    if not TIME.fullmatch(raw):
        raise ValueError(raw)
    hours, minutes = raw.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def _decimal(_: Parameter, raw: Any) -> Decimal:
    if isinstance(raw, bool | float):
        raise TypeError(raw)
    value = Decimal(raw)
    if not value.is_finite() or value != round(value, 2):
        raise ValueError(raw)
    return value


def _period(_: Parameter, raw: Any) -> str:
    if raw not in PERIOD_WORDS:
        raise ValueError(raw)
    return str(raw)


def _choice(parameter: Parameter, raw: Any) -> str:
    if raw not in parameter.choices:
        raise ValueError(raw)
    return str(raw)


def _list(parameter: Parameter, raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list | tuple) or len(set(raw)) != len(raw):
        raise ValueError(raw)
    chosen = tuple(_choice(parameter, each) for each in raw)
    return chosen if parameter.ordered else tuple(code for code in parameter.choices if code in chosen)


def _text(_: Parameter, raw: Any) -> str:
    if not isinstance(raw, str) or not raw.strip() or not raw.isprintable():
        raise ValueError(raw)
    return raw.strip()


def _steps(_: Parameter, raw: Any) -> tuple[Step, ...]:
    if not isinstance(raw, list | tuple) or len(set(raw)) != len(raw) or len(raw) > MOST_STEPS:
        raise ValueError(raw)
    return tuple(parse(line) for line in raw)


READERS: dict[Kind, Callable[[Parameter, Any], Value]] = {
    Kind.WORKING_MINUTES: _minutes,
    Kind.CLOCK_MINUTES: _minutes,
    Kind.WORKING_DAYS: _whole,
    Kind.DAYS: _whole,
    Kind.MONTHS: _whole,
    Kind.COUNT: _whole,
    Kind.PERIOD: _period,
    Kind.TIME: _time,
    Kind.MONEY: _decimal,
    Kind.RATIO: _decimal,
    Kind.LIST: _list,
    Kind.CHOICE: _choice,
    Kind.TEXT: _text,
    Kind.STEPS: _steps,
}

_WHOLE = w("应是整数", "a whole number")
_MINUTES = w("应是整数分钟", "a whole number of minutes")
_LISTED = w("应从清单中选，不重复", "from its list, none twice")
EXPECTED: dict[Kind, Words] = {
    Kind.WORKING_MINUTES: _MINUTES,
    Kind.CLOCK_MINUTES: _MINUTES,
    Kind.WORKING_DAYS: _WHOLE,
    Kind.DAYS: _WHOLE,
    Kind.MONTHS: _WHOLE,
    Kind.COUNT: _WHOLE,
    Kind.PERIOD: w("应是每日、每周、每月、每季或每年", "day, week, month, quarter or year"),
    Kind.TIME: w("应是 00:00 至 24:00 的时刻", "a time from 00:00 to 24:00"),
    Kind.MONEY: w("应是金额，最多两位小数", "an amount with at most two decimals"),
    Kind.RATIO: w("应是数字，最多两位小数", "a number with at most two decimals"),
    Kind.LIST: _LISTED,
    Kind.CHOICE: _LISTED,
    Kind.TEXT: w("应是一行文字", "one line of text"),
    Kind.STEPS: w(
        "每行一步，如 escalate supervisor +120", "one step a line, such as escalate supervisor +120"
    ),
}
