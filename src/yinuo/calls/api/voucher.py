"""A voucher read, and what the office does with it: received, sent back, amended, confirmed, solved."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from yinuo.calls import access, commands
from yinuo.calls.api import telling, whole
from yinuo.calls.api.doing import deed_of, holding, voucher_move
from yinuo.calls.api.given import AmendGiven, CategoryGiven, HandbookGiven, ReasonGiven, SolutionGiven
from yinuo.calls.api.told import CallMoved, VoucherMoved, VoucherTold
from yinuo.calls.commands.recording import Findings
from yinuo.calls.models import Voucher
from yinuo.people import access as rights
from yinuo.people import http
from yinuo.people.http import Writing
from yinuo.web.machine import answers
from yinuo.web.machine.given import Given, Number
from yinuo.web.machine.room import Room

router = Room("vouchers 凭证")
EMPTY = Given()


@router.reads(
    "/vouchers/{number}",
    VoucherTold,
    "Read a voucher",
    "一张服务凭证：上门、记录、签字、附件、上报、设备最近五次服务，还缺什么。",
)
def read_voucher(request: HttpRequest, number: Number) -> HttpResponse:
    """Answer one voucher with everything on it; the ETag is the call's version."""
    voucher = access.voucher_for(http.asking(request), number)
    return answers.said(whole.voucher(voucher), version=voucher.call.version)


@router.changes(
    "/vouchers/{number}/receive", VoucherMoved, "Receive a finished voucher", "业务员收回凭证（G4）。"
)
def receive(request: HttpRequest, number: Number, given: Given = EMPTY) -> HttpResponse:  # noqa: ARG001 - an empty body
    """Receive a finished voucher from the technician."""
    return voucher_move(request, number, holding("call.file"), commands.receive)


@router.changes(
    "/vouchers/{number}/send-back",
    VoucherMoved,
    "Send back before filing",
    "归档前退回，写明原因（决定 7）。",
)
def send_back(request: HttpRequest, number: Number, given: ReasonGiven) -> HttpResponse:
    """Open a finished voucher again, with the reason."""
    return voucher_move(request, number, holding("call.file"), commands.send_back, reason=given.reason)


@router.changes(
    "/vouchers/{number}/confirm-unsigned",
    VoucherMoved,
    "Confirm a missing signature",
    "主管确认未签字（决定 3）。",
)
def confirm_unsigned(request: HttpRequest, number: Number, given: Given = EMPTY) -> HttpResponse:  # noqa: ARG001
    """Confirm, as supervisor, that nobody signed for the reason given."""
    return voucher_move(request, number, holding("signature.confirm"), commands.confirm_unsigned)


@router.changes("/vouchers/{number}/solve", VoucherMoved, "Fix a solution", "负责部门定出解决办法（S1.6）。")
def solve(request: HttpRequest, number: Number, given: SolutionGiven) -> HttpResponse:
    """Record the solution of what was escalated."""

    def solved(**values: object) -> Voucher:
        return commands.solve(**values, solution=given.solution).voucher  # type: ignore[arg-type]

    return voucher_move(request, number, holding("escalation.solve"), solved)


@router.changes(
    "/vouchers/{number}/category", VoucherMoved, "Change the category", "主管改类别，写明原因（G1）。"
)
def change_category(request: HttpRequest, number: Number, given: CategoryGiven) -> HttpResponse:
    """Change the category of a voucher with a reason."""
    values = {"category": given.category, "reason": given.reason}
    return voucher_move(request, number, holding("call.dispatch"), commands.change_category, **values)


@router.changes(
    "/vouchers/{number}/amend",
    VoucherMoved,
    "Amend a signed record",
    "更正已签的服务记录：新的一版，写明原因，要重新签（决定 3）。",
)
def amend(request: HttpRequest, number: Number, given: AmendGiven) -> HttpResponse:
    """Write a new version of a frozen record; the old one stays."""
    values = {"findings": Findings(given.values()), "reason": given.reason, "claimed_at": given.claimed_at}
    return voucher_move(request, number, holding("voucher.amend"), commands.amend, **values)


@router.changes(
    "/vouchers/{number}/to-handbook",
    CallMoved,
    "Hand what is new to the handbook",
    "一步写进服务手册（S1.8、P2.5）。",
)
def to_handbook(request: HttpRequest, number: Number, given: HandbookGiven) -> HttpResponse:
    """Write an entry of the handbook from a job."""

    def work(writing: Writing) -> CallMoved:
        access.check_voucher(writing.by, number, "call.see")
        rights.require_somewhere(writing.by, "handbook.write")
        values = given.model_dump()
        return telling.moved_call(
            commands.to_handbook(number=number, version=writing.version, deed=deed_of(writing), **values)
        )

    return http.change(request, work)
