"""Closing the day (G13): every voucher compared with the register, what was not dispatched handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.calendars.queries import working_calendar
from yinuo.calls.commands import gate
from yinuo.calls.commands.gate import Deed, promise
from yinuo.calls.models import Call, DayClose
from yinuo.calls.rules import promises
from yinuo.calls.states import WAITING, State
from yinuo.duties import commands as duties
from yinuo.duties.commands import Subject
from yinuo.duties.models import Duty
from yinuo.journal.commands import note, put
from yinuo.journal.steps import one_step
from yinuo.lib import worktime
from yinuo.lib.refusal import Refused, invalid
from yinuo.lib.words import w
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from yinuo.people.models import Branch

CLOSE = w("日结：核对登记簿与凭证", "close the day: compare register and vouchers")
FIRST = w("优先派工：昨日未派", "dispatch first: left over from the day before")


@one_step
def close_day(*, branch: Branch, day: date, deed: Deed, explained: dict[str, str] | None = None) -> DayClose:
    """Close a branch's day: compare, hand the undispatched over for the next working day (G13).

    Refused `unexplained` while a voucher of the day is done but neither received nor explained; Refused
    `already_closed`; Invalid for a day that hasn't come.
    """
    calendar = working_calendar(branch.calendar_id)
    if day > deed.at.astimezone(calendar.zone).date():
        raise invalid("date", w("这一天还没有到。", "That day has not come yet."), "in_the_future")
    if DayClose.objects.filter(branch=branch, day=day).exists():
        raise Refused("already_closed", w("这一天已经日结。", "That day is closed already."))
    calls = list(of_day(branch, day))
    _check_explained(calls, explained or {})
    compared = [_compared(call, explained or {}) for call in calls]
    handed = hand_over_undispatched(branch=branch, day=day, deed=deed)
    closed = DayClose(
        branch=branch,
        day=day,
        closed_at=deed.at,
        closed_by=deed.by.name,
        compared=compared,
        handed_over=handed,
    )
    put(closed)
    key = day_key(branch, day)
    line = note(
        "day", key, "closed", by=deed.by, at=deed.at, details={"calls": len(calls), "handed_over": handed}
    )
    _settle_closing(branch, day, deed, evidence=line.hash)
    return closed


def of_day(branch: Branch, day: date) -> QuerySet[Call]:
    """Return the day's calls: the numbers given that day at that branch, in their order (decision 12)."""
    return (
        Call.objects.filter(branch=branch, day=day).prefetch_related("vouchers__visits__lead").order_by("id")
    )


def day_key(branch: Branch, day: date) -> str:
    """Return the journal key of a branch's day."""
    return f"{branch.code}-{day:%Y%m%d}"


def unexplained(calls: list[Call], explained: dict[str, str]) -> list[str]:
    """Return the finished vouchers that the clerk has neither received nor filed nor explained."""
    vouchers = [voucher for call in calls for voucher in call.vouchers.all()]
    missing = [each for each in vouchers if each.state == State.DONE and not each.received_at]
    return [each.number for each in missing if not explained.get(each.number, "").strip()]


def _check_explained(calls: list[Call], explained: dict[str, str]) -> None:
    open_ones = unexplained(calls, explained)
    if open_ones:
        words = w(
            "还有凭证没有收回也没有说明：{numbers}", "Vouchers neither received nor explained: {numbers}"
        )
        raise Refused("unexplained", words.format(numbers=", ".join(open_ones)))


def _compared(call: Call, explained: dict[str, str]) -> dict[str, object]:
    vouchers = [
        {"number": each.number, "state": each.state, "explained": explained.get(each.number, "")}
        for each in call.vouchers.all()
    ]
    return {"call": call.number, "state": call.state, "vouchers": vouchers}


@one_step
def hand_over_undispatched(*, branch: Branch, day: date, deed: Deed) -> list[str]:
    """Hand the calls up to `day` that still wait for dispatch over to the next working day's first hour."""
    calendar = working_calendar(branch.calendar_id)
    waiting = Call.objects.filter(branch=branch, day__lte=day, state__in=[str(state) for state in WAITING])
    handed = []
    for number in waiting.filter(handed_over_on=None).order_by("id").values_list("number", flat=True):
        call = gate.open_call(number, None)
        gate.write(call, "handed_to_next_day", deed, handed_over_on=day)
        due = promises.first_hour(gate.policy_of(call), calendar, day=day)
        gate.owe(call, promise("G13", FIRST, due, "supervisor"), deed)
        handed.append(number)
    return handed


def closing_due(branch: Branch, day: date) -> datetime | None:
    """Return until when `day` must be closed: some minutes after closing time; None on a day off."""
    calendar = working_calendar(branch.calendar_id)
    if not worktime.is_working_day(calendar, day):
        return None
    closes = worktime.closing(calendar, day)
    return closes + policies.at(closes).minutes("G13.close_after")


@one_step
def miss_closing(*, branch: Branch, day: date, by: Deed) -> None:
    """Open the late duty of a day not closed in time and hand its undispatched over (decision 12)."""
    due_at = closing_due(branch, day)
    about = Subject("day", day_key(branch, day))
    if due_at is None or missed(branch, day) or DayClose.objects.filter(branch=branch, day=day).exists():
        return
    policy = policies.at(due_at)
    why: dict[str, object] = {"policy": policy.number, "parameter": "G13.close_after", "steps": []}
    owed = promise("G13", CLOSE, (due_at, why), "clerk")
    duties.open_duty(promise=owed, about=about, branch=branch, policy=policy, at=due_at)
    hand_over_undispatched(branch=branch, day=day, deed=Deed(by.by, due_at))


def missed(branch: Branch, day: date) -> bool:
    """Whether the late duty of a day's closing stands already, in whatever state."""
    return Duty.objects.filter(clause="G13", subject_kind="day", subject_key=day_key(branch, day)).exists()


def _settle_closing(branch: Branch, day: date, deed: Deed, *, evidence: str) -> None:
    about = Subject("day", day_key(branch, day))
    known = duties.opened(about, "G13")
    if known:
        duties.meet(known, done_at=deed.at, by=deed.by, evidence=evidence)
        return
    due_at = closing_due(branch, day)
    if due_at is None:
        return
    policy = policies.at(due_at)
    owed = promise("G13", CLOSE, (due_at, {"policy": policy.number, "parameter": "G13.close_after"}), "clerk")
    since = min(deed.at, due_at)
    settled = duties.settled(
        promise=owed,
        about=about,
        branch=branch,
        policy=policy,
        at=since,
        done_at=deed.at,
        by=deed.by,
        evidence=evidence,
    )
    put(settled)
