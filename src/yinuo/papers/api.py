"""Papers for machines: a voucher, the register of a day and the service ledger as PDF."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query

from yinuo.calls import access
from yinuo.calls.api.sheets import Stretch, lines_of, stretch_of
from yinuo.calls.api.telling import zone_of
from yinuo.calls.commands.closing import of_day
from yinuo.calls.queries.register import whole
from yinuo.journal.commands import not_found
from yinuo.lib.words import language
from yinuo.papers import content, queries
from yinuo.people import access as rights
from yinuo.people import http
from yinuo.people.queries import zone_of as zone_of_person
from yinuo.web.machine.given import Code, Day, Number
from yinuo.web.machine.room import Room

router = Room("papers 表单")
MOST_LINES = 2_000
Size = Literal["a4", "a5"]


class LedgerPaper(Stretch):
    """Which lines of the ledger are printed, on which paper. 打印的台帐"""

    size: Size = "a4"


@router.reads("/vouchers/{number}.pdf", None, "Print a voucher", "凭证的 PDF，A4 或 A5，中文或英文。")
def voucher_pdf(request: HttpRequest, number: Number, size: Size = "a4") -> HttpResponse:
    """Answer the voucher's PDF; once signed its code leads to the customer's copy."""
    user = http.asking(request)
    row = access.voucher_for(user, number)
    signature = content.standing(row)
    address = request.build_absolute_uri(f"/c/{signature.token}") if signature else ""
    paper = queries.voucher(row, size=size, language=language.get(), address=address, printed_by=user.name)
    return _pdf(paper, row.number)


@router.reads("/calls.pdf", None, "Print the register of a day", "一天的叫修登记簿，PDF，A4 或 A5。")
def register_pdf(request: HttpRequest, branch: Code, day: Day, size: Size = "a4") -> HttpResponse:
    """Answer the register of a branch's day, in the order of the numbers."""
    user = http.asking(request)
    rights.require_somewhere(user, "call.see")
    there = rights.branches(user, "call.see").filter(code=branch).first()
    if there is None:
        raise not_found("branch")
    calls = whole(of_day(there, day).filter(pk__in=access.visible(user)))
    paper = queries.register(
        calls, branch=there, day=day, size=size, language=language.get(), printed_by=user.name
    )
    return _pdf(paper, f"register-{there.code}-{day}")


@router.reads("/ledger.pdf", None, "Print the service ledger", "服务台帐，PDF，A4 或 A5；筛选同 /ledger。")
def ledger_pdf(request: HttpRequest, asked: Query[LedgerPaper]) -> HttpResponse:
    """Answer the ledger lines one may see, oldest first."""
    user, zone = http.asking(request), zone_of_person(http.asking(request))
    start, end = stretch_of(asked)
    lines = list(lines_of(user, asked)[:MOST_LINES])
    branches = dict.fromkeys(str(line.voucher.call.branch.words) for line in lines)
    paper = queries.ledger(
        lines,
        branch="、".join(branches),
        period=f"{start.astimezone(zone):%Y-%m-%d} – {end.astimezone(zone):%Y-%m-%d}",
        zone=zone_of(lines[0].voucher.call.branch) if lines else zone,
        size=asked.size,
        language=language.get(),
        printed_by=user.name,
    )
    return _pdf(paper, "ledger")


def _pdf(paper: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(paper, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer
