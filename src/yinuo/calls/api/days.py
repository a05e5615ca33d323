"""A day of a branch's register: what stands open, and closing it (G13)."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from yinuo.calls.api import telling
from yinuo.calls.api.doing import deed_of
from yinuo.calls.api.given import CloseGiven
from yinuo.calls.commands import close_day
from yinuo.calls.commands.closing import closing_due, of_day, unexplained
from yinuo.calls.queries.register import day_closed
from yinuo.calls.states import WAITING
from yinuo.journal.commands import not_found
from yinuo.people import access as rights
from yinuo.people import http
from yinuo.people.http import Writing
from yinuo.people.models import Branch, User
from yinuo.web.machine import answers
from yinuo.web.machine.given import Number, PathDay
from yinuo.web.machine.room import Room

router = Room("days 日结")
NOTHING = CloseGiven()


class DayTold(BaseModel):
    """A day of a branch: closed or not, and what stands open. 一天的登记簿"""

    branch: str
    day: date
    calls: list[str]
    undispatched: list[str]
    unexplained: list[str]
    close_by: datetime | None
    closed_at: datetime | None
    closed_by: str
    handed_over: list[str]


@router.reads(
    "/branches/{code}/days/{day}",
    DayTold,
    "Read a day of the register",
    "一天的叫修号、未派工、未收回的凭证，是否已日结。",
)
def read_day(request: HttpRequest, code: Number, day: PathDay) -> HttpResponse:
    """Answer what a day holds and what stands open."""
    return answers.said(_told(_branch(http.asking(request), code, "call.see"), day))


@router.creates(
    "/branches/{code}/days/{day}/close",
    DayTold,
    "Close the day",
    "日结：凭证逐张核对，未派工的交接到下一个工作日（G13）。",
    status=200,
)
def close(request: HttpRequest, code: Number, day: PathDay, given: CloseGiven = NOTHING) -> HttpResponse:
    """Close a day; refused while a voucher is neither received nor explained."""

    def work(writing: Writing) -> DayTold:
        branch = _branch(writing.by, code, "day.close")
        close_day(branch=branch, day=day, deed=deed_of(writing), explained=given.explained)
        return _told(branch, day)

    return http.create(request, work, status=200)


def _branch(user: User, code: str, deed: str) -> Branch:
    rights.require_somewhere(user, deed)
    found = rights.branches(user, deed).filter(code=code).first()
    if found is None:
        raise not_found("branch")
    rights.require(user, deed, branch_id=found.pk)
    return found


def _told(branch: Branch, day: date) -> DayTold:
    zone = telling.zone_of(branch)
    calls, closed = list(of_day(branch, day)), day_closed(branch, day)
    return DayTold(
        branch=branch.code,
        day=day,
        calls=[call.number for call in calls],
        undispatched=[call.number for call in calls if call.state in WAITING],
        unexplained=unexplained(calls, {}) if closed is None else [],
        close_by=telling.local(closing_due(branch, day), zone),
        closed_at=telling.local(closed.closed_at, zone) if closed else None,
        closed_by=closed.closed_by if closed else "",
        handed_over=list(closed.handed_over) if closed else [],
    )
