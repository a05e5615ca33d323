"""The service ledger for machines, and the register and the ledger as XLSX and CSV (G4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel

from yinuo.calls import access
from yinuo.calls.api import telling
from yinuo.calls.api.register import Status
from yinuo.calls.models import Call, Visit
from yinuo.calls.queries import jobs, register
from yinuo.calls.queries.register import Wanted
from yinuo.calls.rules.sheets import CALL_HEADS, LEDGER_HEADS, call_row, ledger_row
from yinuo.lib.refusal import invalid
from yinuo.lib.words import w
from yinuo.people import access as rights
from yinuo.people import http
from yinuo.web import clock, export
from yinuo.web.machine import answers
from yinuo.web.machine.given import Code, Cursor, Limit, QueryDay, QueryInstant, Search
from yinuo.web.machine.paging import Page, cut

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yinuo.people.models import User

router = Router(tags=["ledger 台帐"])
LOOK_BACK, MOMENT = timedelta(days=31), timedelta(seconds=1)
MOST_ROWS = 20_000


class LedgerLine(BaseModel):
    """A line of the service ledger: a job a technician took on. 台帐一行"""

    receipt_number: str
    voucher: str
    call: str
    branch: str
    customer: str
    product_model: str
    technician: str
    technician_name: str
    state: str
    accepted_at: datetime
    set_out_at: datetime | None
    arrived_at: datetime | None
    left_at: datetime | None
    outcome: str


class LedgerTold(BaseModel):
    """A page of the service ledger. 一页台帐"""

    items: list[LedgerLine]
    next: str | None


@router.get(
    "/ledger",
    response={200: LedgerTold},
    summary="Read the service ledger",
    description="服务台帐：按分公司、技术员（登录名）、起止时间；默认最近 31 天。",
)
def read_ledger(
    request: HttpRequest,
    branch: Code = "",
    technician: Code = "",
    since: QueryInstant = None,
    until: QueryInstant = None,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> HttpResponse:
    """Answer a page of the ledger lines one may see, oldest first."""
    lines = _lines(http.asking(request), branch, technician, since, until)
    rows, following = cut(lines, ("accepted_at", "id"), Page(limit, cursor))
    return answers.said(LedgerTold(items=[_line(row) for row in rows], next=following))


@router.get("/ledger.xlsx", summary="Export the ledger as XLSX", description="台帐导出为 XLSX。")
def ledger_xlsx(
    request: HttpRequest,
    branch: Code = "",
    technician: Code = "",
    since: QueryInstant = None,
    until: QueryInstant = None,
) -> HttpResponse:
    """Answer the ledger as a workbook."""
    return _ledger_file(_exported(request, branch, technician, since, until), "xlsx")


@router.get("/ledger.csv", summary="Export the ledger as CSV", description="台帐导出为 CSV。")
def ledger_csv(
    request: HttpRequest,
    branch: Code = "",
    technician: Code = "",
    since: QueryInstant = None,
    until: QueryInstant = None,
) -> HttpResponse:
    """Answer the ledger as CSV."""
    return _ledger_file(_exported(request, branch, technician, since, until), "csv")


@router.get("/calls.xlsx", summary="Export the register as XLSX", description="登记簿导出为 XLSX。")
def calls_xlsx(
    request: HttpRequest, status: Status = "", branch: Code = "", q: Search = "", day: QueryDay = None
) -> HttpResponse:
    """Answer the register as a workbook."""
    return _calls_file(_calls(http.asking(request), branch, Wanted(status, q, None, day)), "xlsx")


@router.get("/calls.csv", summary="Export the register as CSV", description="登记簿导出为 CSV。")
def calls_csv(
    request: HttpRequest, status: Status = "", branch: Code = "", q: Search = "", day: QueryDay = None
) -> HttpResponse:
    """Answer the register as CSV."""
    return _calls_file(_calls(http.asking(request), branch, Wanted(status, q, None, day)), "csv")


def _calls(user: User, branch: str, wanted: Wanted) -> QuerySet[Call]:
    rights.require_somewhere(user, "export")
    calls = access.visible(user)
    if branch:
        calls = calls.filter(branch__code=branch)
    return register.whole(register.narrowed(calls, wanted)).order_by("id")


def _calls_file(calls: QuerySet[Call], ending: str) -> HttpResponse:
    return _file("register", ending, CALL_HEADS, [call_row(call) for call in calls[:MOST_ROWS]])


def _exported(
    request: HttpRequest, branch: str, technician: str, since: datetime | None, until: datetime | None
) -> QuerySet[Visit]:
    rights.require_somewhere(http.asking(request), "export")
    return _lines(http.asking(request), branch, technician, since, until)


def _ledger_file(lines: QuerySet[Visit], ending: str) -> HttpResponse:
    return _file("ledger", ending, LEDGER_HEADS, [ledger_row(line) for line in lines[:MOST_ROWS]])


def _file(name: str, ending: str, heads: tuple[object, ...], rows: list[tuple[object, ...]]) -> HttpResponse:
    make = export.xlsx if ending == "xlsx" else export.csv_text
    return export.download(make(heads, rows), f"{name}.{ending}")  # type: ignore[arg-type]


def _lines(
    user: User, branch: str, technician: str, since: datetime | None, until: datetime | None
) -> QuerySet[Visit]:
    end = until or clock.now() + MOMENT
    start = since or end - LOOK_BACK
    if start >= end:
        raise invalid("until", w("结束要晚于开始。", "The end must come after the start."), "empty_stretch")
    lines = access.ledger_lines(user, jobs.ledger(since=start, until=end))
    if branch:
        lines = lines.filter(voucher__call__branch__code=branch)
    return lines.filter(lead__username=technician) if technician else lines


def _line(row: Visit) -> LedgerLine:
    call, device = row.voucher.call, row.voucher.device
    return LedgerLine(
        **telling.same(row, ["receipt_number", "outcome"]),
        **telling.instants(
            row, ["accepted_at", "set_out_at", "arrived_at", "left_at"], telling.zone_of(call.branch)
        ),
        voucher=row.voucher.number,
        call=call.number,
        branch=call.branch.code,
        customer=call.customer.name,
        product_model=device.product_model.code if device else "",
        technician=row.lead.username,
        technician_name=row.lead.name,
        state=row.voucher.state,
    )
