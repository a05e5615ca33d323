"""Moves of a call: approved, agreed, solved by telephone, duplicate, cancelled, filed; and one call read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from yinuo.calls import access, commands
from yinuo.calls.api import telling
from yinuo.calls.api.doing import call_move
from yinuo.calls.api.given import (
    AgreeGiven,
    AssessmentGiven,
    CancelGiven,
    DuplicateGiven,
    NoteGiven,
    RemoteGiven,
    ZoneGiven,
)
from yinuo.calls.api.told import CallMoved, CallTold
from yinuo.people import http
from yinuo.web.machine import answers
from yinuo.web.machine.given import Given, Number
from yinuo.web.machine.room import Room

router = Room("calls 叫修")
NO_NOTE = NoteGiven()
EMPTY = Given()


@router.reads("/calls/{number}", CallTold, "Read a call", "一条叫修与它的凭证。")
def read_call(request: HttpRequest, number: Number) -> HttpResponse:
    """Answer one call; its version is the ETag."""
    call = access.call_for(http.asking(request), number)
    return answers.said(telling.call(call), version=call.version)


@router.changes("/calls/{number}/approve", CallMoved, "Approve a call", "批准要先批准的叫修（S1.2）。")
def approve(request: HttpRequest, number: Number, given: NoteGiven = NO_NOTE) -> HttpResponse:
    """Give the named yes that the policy wants before dispatch."""
    return call_move(request, number, "call.approve", commands.approve, note=given.note)


@router.changes(
    "/calls/{number}/agree-time",
    CallMoved,
    "Agree a later time",
    "客户要求改约：新的应到时间与是谁要求的（决定 4）。",
)
def agree_time(request: HttpRequest, number: Number, given: AgreeGiven) -> HttpResponse:
    """Replace the arrival due time by a later one the customer wants."""
    values = {"due_at": given.due_at, "asked_by": given.asked_by}
    return call_move(request, number, "call.change", commands.agree_time, **values)


@router.changes(
    "/calls/{number}/solve-remotely", CallMoved, "Solve by telephone", "电话解决，写下客户的话（决定 4）。"
)
def solve_remotely(request: HttpRequest, number: Number, given: RemoteGiven) -> HttpResponse:
    """Solve a call without a visit."""
    values = {"solution": given.solution, "customers_word": given.customers_word}
    return call_move(request, number, "call.change", commands.solve_remotely, **values)


@router.changes(
    "/calls/{number}/duplicate", CallMoved, "Mark as duplicate", "并号：保留号码，指向另一条叫修（决定 7）。"
)
def duplicate(request: HttpRequest, number: Number, given: DuplicateGiven) -> HttpResponse:
    """Strike a call off as the duplicate of another."""
    return call_move(request, number, "call.change", commands.mark_duplicate, of=given.of)


@router.changes(
    "/calls/{number}/cancel",
    CallMoved,
    "Cancel a call",
    "作废，写明原因；技术员在路上时要先与他确认（决定 7）。",
)
def cancel(request: HttpRequest, number: Number, given: CancelGiven) -> HttpResponse:
    """Cancel a call before anybody has arrived."""
    values = {"reason": given.reason, "confirmed": given.confirmed}
    return call_move(request, number, "call.change", commands.cancel, **values)


@router.changes(
    "/calls/{number}/file", CallMoved, "Strike off and file", "销号归档（G4）；缺签字或服务记录时说明缺什么。"
)
def file(request: HttpRequest, number: Number, given: Given = EMPTY) -> HttpResponse:  # noqa: ARG001 - an empty body
    """Strike the line off and file its vouchers."""
    return call_move(request, number, "call.file", commands.file_call)


@router.changes(
    "/calls/{number}/assess-injury", CallMoved, "Assess an injury", "服务部评估报告的伤害（决定 10）。"
)
def assess_injury(request: HttpRequest, number: Number, given: AssessmentGiven) -> HttpResponse:
    """Record the assessment of a reported injury."""
    return call_move(request, number, "injury.assess", commands.assess_injury, assessment=given.assessment)


@router.changes(
    "/calls/{number}/confirm-zone",
    CallMoved,
    "Confirm town or suburbs",
    "确认市区或郊区，应到时间重新计算（决定 6）。",
)
def confirm_zone(request: HttpRequest, number: Number, given: ZoneGiven) -> HttpResponse:
    """Confirm or change the zone; the arrival due time follows."""
    return call_move(request, number, "call.change", commands.confirm_zone, zone=str(given.zone))
