"""The register for machines: look, judge while typing, register (S1.1, G3)."""

from __future__ import annotations

from typing import Annotated, Literal

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import Field

from yinuo.calls import access
from yinuo.calls.api import listing, telling
from yinuo.calls.api.given import CallGiven, JudgeGiven
from yinuo.calls.api.told import CallsTold, CallTold, DeviceJudged, Judgement
from yinuo.calls.commands.intake import judge_intake, take_in
from yinuo.calls.models import Voucher
from yinuo.calls.queries import register
from yinuo.calls.queries.intake import DeviceLine, Intake
from yinuo.calls.queries.register import Wanted
from yinuo.calls.rules.whys import arrival_words
from yinuo.calls.states import State
from yinuo.customers.access import customer_for
from yinuo.devices.access import device_for
from yinuo.lib.refusal import invalid
from yinuo.lib.words import w
from yinuo.people import access as rights
from yinuo.people import http
from yinuo.people.http import Writing
from yinuo.people.models import Branch, User
from yinuo.people.queries import branch as branch_named
from yinuo.web import clock
from yinuo.web.machine import answers
from yinuo.web.machine.given import Code, Day, Instant, Paged, Search
from yinuo.web.machine.paging import cut
from yinuo.web.machine.room import Room

router = Room("calls 叫修")

Status = Annotated[
    Literal[
        "", "open", "awaiting_approval", "registered", "dispatched", "accepted", "under_way", "on_site",
        "done", "filed", "cancelled", "duplicate",
    ],
    Field(description="a state, or open / 进度，或 open"),
]  # fmt: skip


class CallsAsked(Paged):
    """What may be asked of the register. 登记簿的筛选"""

    status: Status = ""
    branch: Code = ""
    q: Search = ""
    due_before: Instant | None = None
    day: Day | None = None


NEWEST = ("-day", "-id")
TOLD_AS_GIVEN = (
    "fault customer_name phone contact_name address district channel kind injury injury_learned_at category "
    "category_override expected_cost"
).split()
BY_DUE = ("arrival_due_at", "id")
VOUCHERS = Prefetch("vouchers", Voucher.objects.select_related("device__product_model"))


@router.reads(
    "/calls",
    CallsTold,
    "List calls",
    "叫修登记簿：按进度、分公司、日期、文字筛选，新的在前；给出 due_before 时按应到时间。",
)
def list_calls(request: HttpRequest, asked: Query[CallsAsked]) -> HttpResponse:
    """Answer a page of the calls one may see."""
    calls = access.visible(http.asking(request))
    if asked.branch:
        calls = calls.filter(branch__code=asked.branch)
    calls = register.narrowed(calls, Wanted(asked.status, asked.q, asked.due_before, asked.day))
    order = BY_DUE if asked.due_before else NEWEST
    rows, following = cut(calls.values(*listing.READ), order, asked.page)
    return answers.text(listing.body(rows, following))


@router.creates(
    "/calls",
    CallTold,
    "Register a call",
    "登记叫修（S1.1、G3）。客户、设备可以是新的；已有的按电话与名称、机型与序号认出。",
)
def register_call(request: HttpRequest, given: CallGiven) -> HttpResponse:
    """Register a call and answer it with its vouchers and its promise of arrival."""

    def work(writing: Writing) -> CallTold:
        branch = _branch(writing.by, given.branch)
        call = take_in(_intake(given, writing), branch=branch, by=writing.by, at=writing.at)
        return telling.call(call)

    return http.create(request, work)


@router.post(
    "/calls/judge",
    response={200: Judgement},
    summary="Judge a request that is being typed",
    description="预判：还没有登记，先看应到时间、类别、已知的客户与设备；不写任何东西。",
)
def judge_call(request: HttpRequest, given: JudgeGiven) -> HttpResponse:
    """Answer what would become of a request; nothing is written and no key is needed."""
    writing = Writing(http.asking(request), clock.now())
    branch = _branch(writing.by, given.branch)
    known, judged = judge_intake(_intake(given, writing), branch=branch)
    due_at, why = judged.due or (None, {})
    devices = [
        DeviceJudged(
            number=device.number if device else None,
            category=str(cover.category),
            category_reason=str(cover.reason),
        )
        for device, cover in zip(known.devices or (None,), judged.covers, strict=True)
    ]
    told = Judgement(
        customer=telling.customer(known.customer) if known.customer else None,
        devices=devices,
        zone=judged.zone.zone,
        zone_why=str(judged.zone.why),
        zone_to_confirm=judged.zone.to_confirm,
        category=devices[0].category,
        category_reason=devices[0].category_reason,
        arrival_due_at=telling.local(due_at, telling.zone_of(branch)),
        arrival_due_why=str(arrival_words(due_at, why)),
    )
    return answers.said(told)


def _branch(user: User, code: str) -> Branch:
    rights.require_somewhere(user, "call.register")
    own = user.branch
    branch = own if own and code in ("", own.code) else branch_named(code) if code else None
    if branch is None:
        raise invalid("branch", w("请写分公司代码。", "The branch's code is needed."), "branch_needed")
    rights.require(user, "call.register", branch_id=branch.pk)
    return branch


def _intake(given: CallGiven, writing: Writing) -> Intake:
    same = {name: getattr(given, name) for name in TOLD_AS_GIVEN}
    return Intake(
        **same,
        reported_at=given.reported_at or writing.at,
        customer=customer_for(writing.by, given.customer) if given.customer else None,
        zone=str(given.zone or ""),
        devices=_lines(given, writing.by),
    )


def _lines(given: CallGiven, user: User) -> tuple[DeviceLine, ...]:
    single = DeviceLine(None, given.product_model, given.serial, given.department)
    if given.devices and (single.product_model or single.serial):
        words = w(
            "设备写在 devices 里，或写在外面，不要两处都写。",
            "Tell devices in the list or beside it, not both.",
        )
        raise invalid("devices", words, "devices_twice")
    if not given.devices:
        return (single,) if single.product_model or single.serial else ()
    return tuple(
        DeviceLine(
            device_for(user, each.number) if each.number else None,
            each.product_model,
            each.serial,
            each.department,
        )
        for each in given.devices
    )


assert set(State) <= set(Status.__origin__.__args__)  # type: ignore[attr-defined]
