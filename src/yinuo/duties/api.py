"""Duties for machines: what is owed, and excusing one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import BaseModel, Field

from yinuo.calendars.queries import working_calendar
from yinuo.duties.access import duty_to_excuse, visible
from yinuo.duties.commands import excuse
from yinuo.duties.models import Duty
from yinuo.duties.states import DutyState
from yinuo.people import http
from yinuo.people.http import Writing
from yinuo.people.models import User
from yinuo.web import clock
from yinuo.web.machine import answers
from yinuo.web.machine.given import Code, Given, Key, Needed400, Paged
from yinuo.web.machine.paging import cut
from yinuo.web.machine.room import Room

router = Room("duties 职责")
State = Annotated[
    Literal["", "open", "overdue", "met", "met_late", "excused", "cancelled"],
    Field(description="overdue is open after its due instant / 进度"),
]
Owner = Annotated[str, Field(max_length=40, description="user name, me, or a role / 登录名、me 或角色")]
assert set(DutyState) <= set(State.__origin__.__args__)  # type: ignore[attr-defined]


class DutiesAsked(Paged):
    """Which duties are wanted; `subject` as call:SH-20261124-0007. 职责的筛选"""

    clause: Code = ""
    state: State = ""
    owner: Owner = ""
    branch: Code = ""
    subject: Code = ""


class ExcuseGiven(Given):
    """Why a duty is excused. 免责原因"""

    reason: Needed400


class DutyTold(BaseModel):
    """Who owes what by when under which clause. 职责"""

    id: int
    clause: str
    policy_version: int
    what: str
    subject: str
    part: str
    branch: str
    owner: str | None
    owner_role: str
    opened_at: datetime
    due_at: datetime
    why: dict[str, Any]
    state: str
    overdue: bool
    settled_at: datetime | None
    settled_by: str
    evidence: str
    reason: str
    version: int


class DutiesTold(BaseModel):
    """A page of duties. 一页职责"""

    items: list[DutyTold]
    next: str | None


@router.reads(
    "/duties", DutiesTold, "List duties", "职责：按条款、进度、责任人、分公司、对象筛选，先到期的在前。"
)
def list_duties(request: HttpRequest, asked: Query[DutiesAsked]) -> HttpResponse:
    """Answer a page of the duties one may see, by due instant."""
    user = http.asking(request)
    duties = visible(user).filter(_owned(asked.owner, user), *_in_state(asked.state))
    exact = {
        "clause": asked.clause,
        "branch__code": asked.branch,
        "subject_key": asked.subject.rpartition(":")[2],
    }
    duties = duties.filter(**{name: value for name, value in exact.items() if value})
    rows, following = cut(duties, ("due_at", "id"), asked.page)
    return answers.said(DutiesTold(items=[_told(row) for row in rows], next=following))


@router.changes("/duties/{key}/excuse", DutyTold, "Excuse a duty", "免责，写明原因；记下是谁、为什么。")
def excuse_duty(request: HttpRequest, key: Key, given: ExcuseGiven) -> HttpResponse:
    """Excuse an open or late duty."""

    def work(writing: Writing) -> DutyTold:
        duty_to_excuse(writing.by, key)
        return _told(
            excuse(duty_id=key, version=writing.version, reason=given.reason, by=writing.by, at=writing.at)
        )

    return http.change(request, work)


def _owned(owner: str, user: User) -> Q:
    if owner == "me":
        return Q(owner=user)
    return Q(owner__username=owner) | Q(owner=None, owner_role=owner) if owner else Q()


def _in_state(state: str) -> list[Q]:
    if state == "overdue":
        return [Q(state=DutyState.OPEN, due_at__lt=clock.now())]
    return [Q(state=state)] if state else []


def _told(row: Duty) -> DutyTold:
    zone = working_calendar(row.branch.calendar_id).zone
    same = "id clause policy_version part owner_role why state settled_by evidence reason version".split()
    return DutyTold(
        **{name: getattr(row, name) for name in same},
        what=str(row.words),
        subject=f"{row.subject_kind}:{row.subject_key}",
        branch=row.branch.code,
        owner=row.owner.username if row.owner else None,
        opened_at=row.opened_at.astimezone(zone),
        due_at=row.due_at.astimezone(zone),
        overdue=row.overdue(clock.now()),
        settled_at=row.settled_at.astimezone(zone) if row.settled_at else None,
    )
