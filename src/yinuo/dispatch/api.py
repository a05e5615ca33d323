"""Dispatch for machines: who fits, dispatch, handing over midway (S1.3, S2.4)."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel, Field

from yinuo.calls import access
from yinuo.calls.api import telling
from yinuo.calls.api.doing import deed_of, having
from yinuo.calls.api.told import CallMoved
from yinuo.dispatch import commands
from yinuo.dispatch.commands import Plan
from yinuo.dispatch.queries import Candidate, candidates
from yinuo.people import access as rights
from yinuo.people import http
from yinuo.people.http import Writing
from yinuo.people.models import User
from yinuo.people.queries import technicians_of
from yinuo.web import clock
from yinuo.web.machine import answers
from yinuo.web.machine.given import Code, Given, Instant, Needed80, Number, Text40, Text80, Text400
from yinuo.web.machine.room import Room

router = Room("dispatch 派工")
CallNumber = Annotated[str, Field(max_length=40, description="the call they are wanted for / 叫修号")]


class PlanGiven(Given):
    """Who goes, when, with what. 派给谁、何时、带什么"""

    technician: Annotated[Text40, Field(min_length=1, description="user name / 登录名")]
    helpers: Annotated[list[Text40], Field(max_length=5)] = Field(default_factory=list)
    planned_start: Instant | None = None
    tools: Annotated[list[Needed80], Field(max_length=30)] = Field(default_factory=list)
    reason: Text400 = Field("", description="needed for a misfit / 不合要求时要写")
    order_reason: Text400 = Field("", description="needed before left-overs / 先于昨日未派时要写")

    def plan(self) -> Plan:
        """Return the plan as the command takes it."""
        return Plan(
            technician=self.technician,
            helpers=tuple(dict.fromkeys(self.helpers)),
            planned_start=self.planned_start,
            tools=tuple(self.tools),
            reason=self.reason,
            order_reason=self.order_reason,
        )


class DispatchGiven(PlanGiven):
    """A dispatch of all waiting vouchers, or of those named. 派工"""

    vouchers: Annotated[list[Text80], Field(max_length=20)] = Field(default_factory=list)


class HandOverGiven(PlanGiven):
    """Handing over midway; the reason is needed. 交接"""

    reason: Annotated[str, Field(min_length=1, max_length=400)]


class PointTold(BaseModel):
    """One reason for or against a person. 一条理由"""

    code: str
    fits: bool
    words: str


class TechnicianTold(BaseModel):
    """A technician; for a call with the reasons for and against. 技术员"""

    username: str
    name: str
    branch: str
    skills: list[str]
    jobs: int | None
    fits: bool | None
    reasons: list[PointTold]


class TechniciansTold(BaseModel):
    """Technicians, those who fit first. 技术员名单"""

    items: list[TechnicianTold]
    next: str | None = None


@router.reads(
    "/technicians",
    TechniciansTold,
    "List technicians",
    "技术员名单；给出 call 时逐个说明合适与否的理由（S1.3）。",
)
def list_technicians(request: HttpRequest, call: CallNumber = "", branch: Code = "") -> HttpResponse:
    """Answer the technicians one may see; for a call, with each reason for and against."""
    user = http.asking(request)
    rights.require_somewhere(user, "people.see")
    if call:
        found = candidates(access.call_for(user, call, "people.see"), at=clock.now())
        items = [_candidate(each) for each in found if not branch or _code(each.user) == branch]
    else:
        there = rights.branches(user, "people.see")
        there = there.filter(code=branch) if branch else there
        items = [_person(each) for each in technicians_of(there)]
    return answers.said(TechniciansTold(items=items))


@router.changes(
    "/calls/{number}/dispatch",
    CallMoved,
    "Dispatch a call",
    "派工：技术员、时间、工具；不合要求的人要写原因（S1.3），故障要列工具（S2.4）。",
)
def dispatch(request: HttpRequest, number: Number, given: DispatchGiven) -> HttpResponse:
    """Give the waiting vouchers of a call to a technician."""

    def work(writing: Writing) -> CallMoved:
        call = commands.dispatch(
            number=number,
            version=writing.version,
            plan=given.plan(),
            deed=deed_of(writing, check=having("call.dispatch")),
            vouchers=given.vouchers,
        )
        return telling.moved_call(call)

    return http.change(request, work)


@router.changes(
    "/vouchers/{number}/hand-over",
    CallMoved,
    "Hand a job over midway",
    "中途交接给另一位技术员，写明原因（决定 8）。",
)
def hand_over(request: HttpRequest, number: Number, given: HandOverGiven) -> HttpResponse:
    """Hand a job over; the first visit ends with its time."""

    def work(writing: Writing) -> CallMoved:
        access.check_handing_over(writing.by, number)
        call = commands.hand_over(
            voucher=number, version=writing.version, plan=given.plan(), deed=deed_of(writing)
        )
        return telling.moved_call(call)

    return http.change(request, work)


def _candidate(each: Candidate) -> TechnicianTold:
    reasons = [PointTold(code=point.code, fits=point.fits, words=str(point.words)) for point in each.points]
    told = _person(each.user)
    return told.model_copy(update={"jobs": len(each.jobs), "fits": not each.misfit, "reasons": reasons})


def _person(user: User) -> TechnicianTold:
    return TechnicianTold(
        username=user.username,
        name=user.name,
        branch=_code(user),
        skills=[held.skill.code for held in user.skills.all()],
        jobs=None,
        fits=None,
        reasons=[],
    )


def _code(user: User) -> str:
    return user.branch.code if user.branch else ""
