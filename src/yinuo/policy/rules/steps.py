"""Steps of a duty: who is reminded and before whom a late duty is brought, written as one short line each.

`remind owner 50%` · `escalate supervisor +120` (working minutes after the due time; `-60` before it) ·
`escalate supervisor +60c` (clock minutes) · `escalate supervisor @S2.2.tell_supervisor` (that parameter's
time after the duty was opened).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from yinuo.lib.words import Words, w
from yinuo.policy.shipped import PARAMETERS, TOLD
from yinuo.policy.states import Base, Kind, StepKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

LINE = re.compile(
    r"(?P<kind>remind|escalate) (?P<to>[a-z_]+) "
    r"(?:(?P<share>\d{1,3})%|(?P<minutes>[+-]\d{1,5})(?P<clock>c?)|@(?P<parameter>[A-Za-z0-9_.]+))"
)
MOMENTS = {Kind.WORKING_MINUTES, Kind.CLOCK_MINUTES}
DEEDS = {StepKind.REMIND: w("提醒{to}", "{to} reminded"), StepKind.ESCALATE: w("报{to}", "{to} told")}


@dataclass(frozen=True, slots=True)
class Step:
    """One reminder or escalation. `key` is its line, unique in its clause.

    `base` share: when `share` (0 to 1) of the promised time has gone by; opened or due: `minutes` (signed,
    working minutes, or clock minutes when `clock`) from there. `parameter` gives the minutes where named.
    """

    key: str
    kind: StepKind
    to: str
    base: Base
    share: Decimal | None = None
    minutes: int = 0
    clock: bool = False
    parameter: str = ""


def parse(line: str) -> Step:
    """Return the step a line says. ValueError when it says none: unknown role, share above 100, no moment."""
    found = LINE.fullmatch(line)
    if found is None or found["to"] not in TOLD:
        raise ValueError(line)
    told = (line, StepKind(found["kind"]), found["to"])
    if found["share"]:
        share = Decimal(found["share"]) / 100
        if share > 1:
            raise ValueError(line)
        return Step(*told, Base.SHARE, share=share)
    if found["minutes"]:
        return Step(*told, Base.DUE, minutes=int(found["minutes"]), clock=bool(found["clock"]))
    parameter = PARAMETERS.get(found["parameter"])
    if parameter is None or parameter.kind not in MOMENTS:
        raise ValueError(line)
    return Step(*told, Base.OPENED, clock=parameter.kind is Kind.CLOCK_MINUTES, parameter=parameter.id)


def settle(step: Step, minutes_of: Callable[[str], timedelta]) -> Step:
    """Return the step with its minutes filled in from the parameter it names, if it names one."""
    if not step.parameter:
        return step
    return replace(step, minutes=int(minutes_of(step.parameter).total_seconds() // 60))


def describe_step(step: Step, span: Callable[[int, bool], Words]) -> Words:
    """Return the step in words; `span` says minutes, the second argument being true for clock minutes."""
    deed = DEEDS[step.kind].format(to=TOLD[step.to])
    return w("{moment}，{deed}", "{moment}: {deed}").format(moment=_moment(step, span), deed=deed)


def _moment(step: Step, span: Callable[[int, bool], Words]) -> Words:
    if step.base is Base.SHARE:
        return w("时限过了 {share}%", "{share} % of the time gone").format(share=int((step.share or 0) * 100))
    length = span(abs(step.minutes), step.clock)
    if step.base is Base.OPENED:
        return w("立项后 {length}", "{length} after it opened").format(length=length)
    if step.minutes == 0:
        return w("到期时", "at the due time")
    if step.minutes < 0:
        return w("到期前 {length}", "{length} before the due time").format(length=length)
    return w("逾期 {length}", "{length} late").format(length=length)
