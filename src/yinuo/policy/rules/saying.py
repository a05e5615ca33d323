"""Values in the words people say: 6 工时, the next working day, 50 yuan."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from yinuo.lib.words import Words, w
from yinuo.policy.rules.steps import Step, describe_step
from yinuo.policy.states import PERIOD_WORDS, Kind

if TYPE_CHECKING:
    from yinuo.policy.rules.values import Value
    from yinuo.policy.shipped import Parameter

NOT_SET = w("未设定", "not set")
NONE = w("无", "none")
SAME_WORKING_DAY = w("同一工作日", "the same working day")
NEXT_WORKING_DAY = w("下一个工作日", "the next working day")
SAME_DAY = w("当天", "the same day")
LONGEST_CHIP_LIST = 3
HAN = "\u4e00-\u9fff"


def describe(parameter: Parameter, value: Value) -> Words:
    """Return a typed value in words, with its unit."""
    if value is None:
        return NOT_SET
    if isinstance(value, tuple):
        return _several(parameter, value)
    if isinstance(value, timedelta):
        return _moment(parameter.kind, value)
    if isinstance(value, str):
        return _word(parameter, value)
    return _number(parameter, value)


def brief(parameter: Parameter, value: Value) -> Words:
    """Return what fits on a chip: the value in words, or how many a longer list has."""
    if isinstance(value, tuple) and len(value) > LONGEST_CHIP_LIST and not _all(parameter, value):
        return w("{n} 项", "{n}").format(n=len(value))
    return describe(parameter, value)


def span(minutes: int, clock: bool) -> Words:
    """Return minutes in words; working time unless `clock`."""
    hours, rest = divmod(minutes, 60)
    if clock:
        return _clock_span(hours, rest)
    if not hours:
        return w("工作时间 {n} 分钟", "{n} working minutes").format(n=rest)
    whole = Words(f"{hours} 工时", f"{hours} working hour{_s(hours)}")
    return whole if not rest else Words(f"{whole.zh} {rest} 分", f"{whole.en} {rest} min")


def _clock_span(hours: int, rest: int) -> Words:
    if not hours:
        return Words(f"{rest} 分钟", f"{rest} minute{_s(rest)}")
    whole = Words(f"{hours} 小时", f"{hours} hour{_s(hours)}")
    return whole if not rest else Words(f"{whole.zh} {rest} 分", f"{whole.en} {rest} min")


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def spaced(text: str) -> str:
    """Return Chinese text with one space between characters and Latin or digits, none between characters."""
    text = re.sub(f"(?<=[{HAN}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[{HAN}])", " ", text)
    return re.sub(f"(?<=[{HAN}°]) (?=[{HAN}])", "", text)


def _several(parameter: Parameter, value: tuple[str, ...] | tuple[Step, ...]) -> Words:
    if not value:
        return NONE
    if parameter.whole is not None and len(value) == len(parameter.choices):
        return parameter.whole
    if parameter.kind is Kind.STEPS:
        return _joined([told(each) for each in value if isinstance(each, Step)], w("；", "; "))
    return _joined([parameter.choices[str(each)] for each in value], w("、", ", "))


def _all(parameter: Parameter, value: tuple[str, ...] | tuple[Step, ...]) -> bool:
    return parameter.whole is not None and len(value) == len(parameter.choices)


def told(step: Step) -> Words:
    """Return one reminder or escalation in words."""
    words = describe_step(step, span)
    return Words(spaced(words.zh), words.en)


def _joined(parts: list[Words], between: Words) -> Words:
    return Words(between.zh.join(part.zh for part in parts), between.en.join(part.en for part in parts))


def _moment(kind: Kind, value: timedelta) -> Words:
    minutes = int(value.total_seconds()) // 60
    if kind is Kind.TIME:
        text = f"{minutes // 60:02}:{minutes % 60:02}"
        return Words(text, text)
    return span(minutes, kind is Kind.CLOCK_MINUTES)


def _word(parameter: Parameter, value: str) -> Words:
    if parameter.kind is Kind.PERIOD:
        return PERIOD_WORDS[value]
    return parameter.choices.get(value, Words(value, value))


def _number(parameter: Parameter, value: int | Decimal) -> Words:
    if parameter.kind is Kind.MONEY:
        return w("{n} 元", "{n} yuan").format(n=_short(value))
    if parameter.unit is not None:
        return w("{n} {unit}", "{n} {unit}").format(n=_short(value), unit=parameter.unit)
    if parameter.kind is Kind.RATIO:
        return w("{n}%", "{n} %").format(n=_short(value * 100))
    return _days(parameter.kind, int(value))


def _short(value: int | Decimal) -> str:
    """Return a number without needless zeros: 50, 0.5, 12.25."""
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _days(kind: Kind, count: int) -> Words:
    if kind is Kind.MONTHS:
        return Words(f"{count} 个月", f"{count} month{_s(count)}")
    if kind is Kind.WORKING_DAYS:
        if count < 2:
            return (SAME_WORKING_DAY, NEXT_WORKING_DAY)[count]
        return Words(f"{count} 个工作日内", f"within {count} working days")
    if count == 0:
        return SAME_DAY
    weeks, rest = divmod(count, 7)
    if rest:
        return Words(f"{count} 天", f"{count} day{_s(count)}")
    return Words(f"{weeks} 周", f"{weeks} week{_s(weeks)}")
