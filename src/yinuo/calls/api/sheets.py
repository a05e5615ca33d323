"""The service ledger for machines, and the register and the ledger as XLSX and CSV (G4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import BaseModel

from yinuo.calls import access
from yinuo.calls.api import telling
from yinuo.calls.api.register import Status
from yinuo.calls.models import Visit
from yinuo.calls.queries import jobs, register
from yinuo.calls.queries.register import Wanted
from yinuo.calls.rules.sheets import CALL_HEADS, LEDGER_HEADS, call_row, ledger_row
from yinuo.lib.refusal import invalid
from yinuo.lib.words import w
from yinuo.people import access as rights
from yinuo.people import http
from yinuo.web import clock, export
from yinuo.web.machine import answers
from yinuo.web.machine.given import Code, Day, Instant, Paged, Search
from yinuo.web.machine.paging import cut
from yinuo.web.machine.room import Room

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from yinuo.lib.words import Words
    from yinuo.people.models import User

router = Room("ledger 台帐")
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


class Stretch(BaseModel):
    """Which lines of the ledger are wanted; by default those of the last 31 days. 台帐的筛选"""

    branch: Code = ""
    technician: Code = ""
    since: Instant | None = None
    until: Instant | None = None


class LedgerAsked(Stretch, Paged):
    """Which page of the ledger is wanted. 台帐的一页"""


class SheetAsked(BaseModel):
    """Which calls are exported. 导出哪些叫修"""

    status: Status = ""
    branch: Code = ""
    q: Search = ""
    day: Day | None = None


@router.reads(
    "/ledger",
    LedgerTold,
    "Read the service ledger",
    "服务台帐：按分公司、技术员（登录名）、起止时间；默认最近 31 天。",
)
def read_ledger(request: HttpRequest, asked: Query[LedgerAsked]) -> HttpResponse:
    """Answer a page of the ledger lines one may see, oldest first."""
    rows, following = cut(lines_of(http.asking(request), asked), ("accepted_at", "id"), asked.page)
    return answers.said(LedgerTold(items=[_line(row) for row in rows], next=following))


@router.reads("/ledger.xlsx", None, "Export the ledger as XLSX", "台帐导出为 XLSX。")
def ledger_xlsx(request: HttpRequest, asked: Query[Stretch]) -> HttpResponse:
    """Answer the ledger as a workbook."""
    return _ledger_file(http.asking(request), asked, "xlsx")


@router.reads("/ledger.csv", None, "Export the ledger as CSV", "台帐导出为 CSV。")
def ledger_csv(request: HttpRequest, asked: Query[Stretch]) -> HttpResponse:
    """Answer the ledger as CSV."""
    return _ledger_file(http.asking(request), asked, "csv")


@router.reads("/calls.xlsx", None, "Export the register as XLSX", "登记簿导出为 XLSX。")
def calls_xlsx(request: HttpRequest, asked: Query[SheetAsked]) -> HttpResponse:
    """Answer the register as a workbook."""
    return _calls_file(http.asking(request), asked, "xlsx")


@router.reads("/calls.csv", None, "Export the register as CSV", "登记簿导出为 CSV。")
def calls_csv(request: HttpRequest, asked: Query[SheetAsked]) -> HttpResponse:
    """Answer the register as CSV."""
    return _calls_file(http.asking(request), asked, "csv")


def _calls_file(user: User, asked: SheetAsked, ending: str) -> HttpResponse:
    rights.require_somewhere(user, "export")
    calls = access.visible(user)
    if asked.branch:
        calls = calls.filter(branch__code=asked.branch)
    wanted = Wanted(status=asked.status, text=asked.q, day=asked.day)
    rows = register.whole(register.narrowed(calls, wanted)).order_by("id")[:MOST_ROWS]
    return _file("register", ending, CALL_HEADS, [call_row(call) for call in rows])


def _ledger_file(user: User, asked: Stretch, ending: str) -> HttpResponse:
    rights.require_somewhere(user, "export")
    rows = lines_of(user, asked)[:MOST_ROWS]
    return _file("ledger", ending, LEDGER_HEADS, [ledger_row(line) for line in rows])


def _file(name: str, ending: str, heads: Sequence[Words], rows: list[tuple[object, ...]]) -> HttpResponse:
    content = export.xlsx(heads, rows) if ending == "xlsx" else export.csv_text(heads, rows)
    return export.download(content, f"{name}.{ending}")


def stretch_of(asked: Stretch) -> tuple[datetime, datetime]:
    """Return from when to when lines are wanted. Invalid `until` for an empty stretch."""
    end = asked.until or clock.now() + MOMENT
    start = asked.since or end - LOOK_BACK
    if start >= end:
        words = w("结束要晚于开始。", "The end must come after the start.")
        raise invalid("until", words, "empty_stretch")
    return start, end


def lines_of(user: User, asked: Stretch) -> QuerySet[Visit]:
    """Return the ledger lines that are asked for and that `user` may see, oldest first."""
    start, end = stretch_of(asked)
    lines = access.ledger_lines(user, jobs.ledger(since=start, until=end))
    if asked.branch:
        lines = lines.filter(voucher__call__branch__code=asked.branch)
    return lines.filter(lead__username=asked.technician) if asked.technician else lines


def _line(row: Visit) -> LedgerLine:
    call, device = row.voucher.call, row.voucher.device
    steps = ["accepted_at", "set_out_at", "arrived_at", "left_at"]
    return LedgerLine(
        **telling.same(row, ["receipt_number", "outcome"]),
        **telling.instants(row, steps, telling.zone_of(call.branch)),
        voucher=row.voucher.number,
        call=call.number,
        branch=call.branch.code,
        customer=call.customer.name,
        product_model=device.product_model.code if device else "",
        technician=row.lead.username,
        technician_name=row.lead.name,
        state=row.voucher.state,
    )
