"""A duty as a row of Today: the deed in a sentence, what it is about, and the place where it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from yinuo.calls.states import State
from yinuo.desk.lines import short
from yinuo.desk.timeline import plain
from yinuo.lib.words import Words, w

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from yinuo.calls.models import Call
    from yinuo.desk.chips import Chips
    from yinuo.duties.models import Duty
    from yinuo.web.due import Chip

SENTENCE = w("{deed}，{customer}", "{deed}, {customer}")
NUMBERED = w("{number} 号", "no. {number}")
NOTHING = w("", "")
DISPATCH = w("派工", "Dispatch")
SEE = w("看叫修", "See the call")
PLACES: dict[str, tuple[str, Words]] = {
    "S1.6": ("solve", w("定办法", "Fix a solution")),
    "D10": ("assess", w("评估伤害", "Assess it")),
    "G4": ("", w("去归档", "Go and file")),
    "S1.8": ("", w("补记录", "Complete it")),
    "S1.2": ("approve", w("批准", "Approve")),
}


@dataclass(frozen=True, slots=True)
class Task:
    """One row: its chip, deed, what it is about, its one button; `others` are met in the same place."""

    duty: Duty
    chip: Chip
    what: Words
    about: Words
    url: str
    button: Words
    others: list[Duty]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading."""

    words: Words
    tasks: list[Task]


def grouped(duties: list[Duty], calls: Mapping[str, Call], chips: Chips, zone: ZoneInfo) -> list[Group]:
    """Return the rows under their headings, by due instant; duties met in one place share a row."""
    today = chips.now.astimezone(zone).date()
    headed: dict[str, list[Task]] = {"late": [], "today": [], "later": []}
    rows: dict[str, Task] = {}
    for duty in duties:
        row = task(duty, calls.get(duty.subject_key), chips)
        first = rows.setdefault(row.url, row)
        if first is row:
            headed[_heading(duty, chips.now, today, zone)].append(row)
        else:
            first.others.append(duty)
    return [Group(HEADINGS[key], found) for key, found in headed.items() if found]


HEADINGS = {
    "late": w("已经迟了", "Late already"),
    "today": w("今天到期", "Due today"),
    "later": w("以后", "Later"),
}


def _heading(duty: Duty, now: datetime, today: date, zone: ZoneInfo) -> str:
    if duty.due_at < now:
        return "late"
    return "today" if duty.due_at.astimezone(zone).date() <= today else "later"


def task(duty: Duty, call: Call | None, chips: Chips) -> Task:
    """Return the row of one duty; `call` is what it is about, if it is about one."""
    url, button = _place(duty, call)
    what = SENTENCE.format(deed=duty.words, customer=call.customer.name) if call else duty.words
    about = _about_call(call) if call else _about_day(duty)
    return Task(duty, chips.of_duty(duty), what, about, url, button, [])


def _place(duty: Duty, call: Call | None) -> tuple[str, Words]:
    if call is None:
        branch, _, day = duty.subject_key.rpartition("-")
        day = f"{day[:4]}-{day[4:6]}-{day[6:8]}"
        return reverse("desk:day", args=[branch, day]), w("去日结", "Close the day")
    if duty.clause in ("S2.4", "G13", "G14") and call.state == State.REGISTERED:
        return reverse("desk:dispatch-call", args=[call.number]), DISPATCH
    verb, words = PLACES.get(duty.clause, ("", SEE))
    address = reverse("desk:call", args=[call.number])
    tail = duty.part.partition("/")[0].rpartition("-")[2] if duty.part else ""
    query = f"?voucher={tail}" if tail else ""
    return (f"{address}/{verb}{query}" if verb else f"{address}{query}"), words


def _about_call(call: Call) -> Words:
    devices = [voucher.device for voucher in call.vouchers.all() if voucher.device]
    model = devices[0].product_model.words if devices else NOTHING
    parts = [NUMBERED.format(number=short(call.number)), model, plain(call.fault[:60].rstrip("。.；; "))]
    said = [part for part in parts if part.zh]
    return Words("，".join(each.zh for each in said), ", ".join(each.en for each in said))


def _about_day(duty: Duty) -> Words:
    key = duty.subject_key
    return Words(f"{duty.branch.name}，{key}", f"{duty.branch.name_en}, {key}")
