"""Where a technician stands on a job: the six steps, which is next, and which one button that means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yinuo.calls.rules import completeness
from yinuo.calls.states import State
from yinuo.lib.words import Words, w

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from yinuo.calls.models import Record

STEPS: dict[str, Words] = {
    "accept": w("接单", "Accept"),
    "set_out": w("出发", "Set out"),
    "arrive": w("到达", "Arrive"),
    "meet": w("面谈", "Talk"),
    "work": w("处理", "Work"),
    "sign": w("签字", "Sign"),
}
NEXT = {State.DISPATCHED: "accept", State.ACCEPTED: "set_out", State.UNDER_WAY: "arrive"}
BUTTONS: dict[str, Words] = {
    "accept": w("接单", "Accept the job"),
    "set_out": w("出发", "Set out"),
    "arrive": w("我到了", "I have arrived"),
    "meet": w("记下面谈，开始处理", "Note the talk, start work"),
    "work": w("继续处理", "Go on working"),
    "sign": w("请客户签字", "Ask for the signature"),
    "leave": w("完成，离开现场", "Finish and leave"),
}
RANK = {State.ON_SITE: 0, State.UNDER_WAY: 1}


@dataclass(frozen=True, slots=True)
class Step:
    """One dot of the steps bar."""

    code: str
    words: Words
    at: datetime | None
    done: bool
    current: bool


def next_step(state: str, record: Record | None, *, signed: bool, lacking: Mapping[str, Words]) -> str:
    """Return what comes next on a job: a step, `leave` once signed, or nothing when it is over.

    `record` is the newest section; one that a signature froze counts only while `signed`.
    """
    if state in NEXT:
        return NEXT[State(state)]
    if state != State.ON_SITE:
        return ""
    if signed:
        return "leave"
    if record is None or record.frozen or any(field in lacking for field in completeness.MEETING):
        return "meet"
    return "work" if lacking else "sign"


def steps(following: str, times: Mapping[str, datetime | None]) -> list[Step]:
    """Return the steps bar: those before `following` are done, with their times."""
    codes = list(STEPS)
    place = codes.index(following) if following in STEPS else len(codes)
    return [
        Step(code, STEPS[code], times.get(code), done=here < place, current=here == place)
        for here, code in enumerate(codes)
    ]


def order(state: str, start: datetime | None, due: datetime | None, last: datetime) -> tuple[int, datetime]:
    """Return how a job sorts among a person's jobs: where they are now, then by plan, then by due time."""
    rank = RANK[State(state)] if state in RANK else len(RANK)
    return rank, start or due or last
