"""Moves of a call: approved, agreed, solved by telephone, duplicate, cancelled, filed; and one call read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

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
from yinuo.web.machine.describing import CHANGES
from yinuo.web.machine.given import Given, Number

router = Router(tags=["calls 叫修"])
NO_NOTE = NoteGiven()
EMPTY = Given()


@router.get(
    "/calls/{number}", response={200: CallTold}, summary="Read a call", description="一条叫修与它的凭证。"
)
def read_call(request: HttpRequest, number: Number) -> HttpResponse:
    """Answer one call; its version is the ETag."""
    call = access.call_for(http.asking(request), number)
    return answers.said(telling.call(call), version=call.version)


@router.post(
    "/calls/{number}/approve",
    response={200: CallMoved},
    summary="Approve a call",
    description="批准要先批准的叫修（S1.2）。",
    openapi_extra=CHANGES,
)
def approve(request: HttpRequest, number: Number, given: NoteGiven = NO_NOTE) -> HttpResponse:
    """Give the named yes that the policy wants before dispatch."""
    return call_move(request, number, "call.approve", commands.approve, note=given.note)


@router.post(
    "/calls/{number}/agree-time",
    response={200: CallMoved},
    summary="Agree a later time",
    description="客户要求改约：新的应到时间与是谁要求的（决定 4）。",
    openapi_extra=CHANGES,
)
def agree_time(request: HttpRequest, number: Number, given: AgreeGiven) -> HttpResponse:
    """Replace the arrival due time by a later one the customer wants."""
    values = {"due_at": given.due_at, "asked_by": given.asked_by}
    return call_move(request, number, "call.change", commands.agree_time, **values)


@router.post(
    "/calls/{number}/solve-remotely",
    response={200: CallMoved},
    summary="Solve by telephone",
    description="电话解决，写下客户的话（决定 4）。",
    openapi_extra=CHANGES,
)
def solve_remotely(request: HttpRequest, number: Number, given: RemoteGiven) -> HttpResponse:
    """Solve a call without a visit."""
    values = {"solution": given.solution, "customers_word": given.customers_word}
    return call_move(request, number, "call.change", commands.solve_remotely, **values)


@router.post(
    "/calls/{number}/duplicate",
    response={200: CallMoved},
    summary="Mark as duplicate",
    description="并号：保留号码，指向另一条叫修（决定 7）。",
    openapi_extra=CHANGES,
)
def duplicate(request: HttpRequest, number: Number, given: DuplicateGiven) -> HttpResponse:
    """Strike a call off as the duplicate of another."""
    return call_move(request, number, "call.change", commands.mark_duplicate, of=given.of)


@router.post(
    "/calls/{number}/cancel",
    response={200: CallMoved},
    summary="Cancel a call",
    description="作废，写明原因；技术员在路上时要先与他确认（决定 7）。",
    openapi_extra=CHANGES,
)
def cancel(request: HttpRequest, number: Number, given: CancelGiven) -> HttpResponse:
    """Cancel a call before anybody has arrived."""
    values = {"reason": given.reason, "confirmed": given.confirmed}
    return call_move(request, number, "call.change", commands.cancel, **values)


@router.post(
    "/calls/{number}/file",
    response={200: CallMoved},
    summary="Strike off and file",
    description="销号归档（G4）；缺签字或服务记录时说明缺什么。",
    openapi_extra=CHANGES,
)
def file(request: HttpRequest, number: Number, given: Given = EMPTY) -> HttpResponse:  # noqa: ARG001 - an empty body
    """Strike the line off and file its vouchers."""
    return call_move(request, number, "call.file", commands.file_call)


@router.post(
    "/calls/{number}/assess-injury",
    response={200: CallMoved},
    summary="Assess an injury",
    description="服务部评估报告的伤害（决定 10）。",
    openapi_extra=CHANGES,
)
def assess_injury(request: HttpRequest, number: Number, given: AssessmentGiven) -> HttpResponse:
    """Record the assessment of a reported injury."""
    return call_move(request, number, "injury.assess", commands.assess_injury, assessment=given.assessment)


@router.post(
    "/calls/{number}/confirm-zone",
    response={200: CallMoved},
    summary="Confirm town or suburbs",
    description="确认市区或郊区，应到时间重新计算（决定 6）。",
    openapi_extra=CHANGES,
)
def confirm_zone(request: HttpRequest, number: Number, given: ZoneGiven) -> HttpResponse:
    """Confirm or change the zone; the arrival due time follows."""
    return call_move(request, number, "call.change", commands.confirm_zone, zone=str(given.zone))
