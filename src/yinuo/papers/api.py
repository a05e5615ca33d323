"""Papers for machines: counted prints, and uncounted copies of voucher, register and ledger as PDF."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import Field

from yinuo.calls.api.sheets import Stretch, lines_of, stretch_of
from yinuo.calls.api.telling import zone_of
from yinuo.calls.commands.gate import Deed
from yinuo.journal.requests import Reply, once
from yinuo.lib.refusal import invalid
from yinuo.lib.words import language, w
from yinuo.papers import access, orders, places, printing, queries
from yinuo.papers.commands import count
from yinuo.papers.orders import Look, Piece
from yinuo.people import http
from yinuo.people.models import User
from yinuo.people.queries import zone_of as zone_of_person
from yinuo.web import clock
from yinuo.web.machine.describing import CREATES
from yinuo.web.machine.given import Code, Day, Given, Number
from yinuo.web.machine.room import Room

router = Room("papers 表单")
MOST_LINES = 2_000
Size = Literal["a4", "a5", "241x140"]
Copies = Literal["stub", "customer", "finance"]
Named = Annotated[str, Field(min_length=1, max_length=64)]
DAY_NEEDED = w("登记簿要说明分公司和日期。", "A register needs its branch and day.")


class LedgerPaper(Stretch):
    """Which lines of the ledger are printed, on which paper. 打印的台帐"""

    size: Size = "a4"


class PrintGiven(Given):
    """What is printed: papers by their numbers, or a day of a branch; in which copies. 打印什么"""

    paper: Literal["voucher", "receipt", "signed", "register", "day"]
    numbers: list[Named] = Field(
        default_factory=list, max_length=500, description="vouchers or receipt forms"
    )
    branch: Code = ""
    day: Day | None = None
    copies: list[Copies] = Field(default_factory=list, max_length=3)
    size: Size = "a4"


@router.post(
    "/prints",
    response={201: None},
    summary="Print and count",
    description="打印并计次：凭证、回执单、签字副本、某天的登记簿或某天的全部。回答 PDF，页脚有次数。",
    openapi_extra=CREATES,
)
def prints(request: HttpRequest, given: PrintGiven) -> HttpResponse:
    """Count the prints once for this request's key and answer the PDF; a repeat has the same counts."""
    user, at = http.asking(request), clock.now()
    pieces = _pieces(user, given)
    look = _look(request, given.size, tuple(dict.fromkeys(given.copies)) or ("",))
    reply = once(
        key=http.key_of(request),
        by_id=user.pk,
        digest=http.digest_of(request),
        at=at,
        work=lambda: Reply(201, count(pieces, look, Deed(user, at)).text),
    )
    printed = orders.read(reply.body)
    if len(printed.counted) != len(pieces):
        pieces = access.again(user, [(each.paper, each.number) for each in printed.counted])
    answer = _pdf(printing.paper(pieces, printed), f"{given.paper}-{pieces[0].number}")
    answer.status_code = reply.status
    return answer


@router.reads(
    "/vouchers/{number}.pdf", None, "A copy of a voucher, uncounted", "凭证的 PDF，不计次；页脚写明是副本。"
)
def voucher_pdf(request: HttpRequest, number: Number, size: Size = "a4") -> HttpResponse:
    """Answer the voucher's PDF; once signed its code leads to the customer's copy."""
    user = http.asking(request)
    return _uncounted(request, access.vouchers(user, [number]), _look(request, size, ("",)))


@router.reads(
    "/vouchers/{number}/signed.pdf",
    None,
    "A signed copy, uncounted",
    "签字副本，PDF/A-2b，带文件指纹；不计次。",
)
def signed_pdf(request: HttpRequest, number: Number, size: Size = "a4") -> HttpResponse:
    """Answer the signed document as an archive file; its code leads to the check of its hash."""
    user = http.asking(request)
    return _uncounted(request, access.signed(user, [number]), _look(request, size, ("",)))


@router.reads(
    "/calls.pdf", None, "A copy of the register of a day, uncounted", "一天的叫修登记簿，PDF，不计次。"
)
def register_pdf(request: HttpRequest, branch: Code, day: Day, size: Size = "a4") -> HttpResponse:
    """Answer the register of a branch's day, in the order of the numbers."""
    user = http.asking(request)
    return _uncounted(request, access.day(user, branch, day), _look(request, size, ("",)))


@router.reads("/ledger.pdf", None, "Print the service ledger", "服务台帐的 PDF；筛选同 /ledger。")
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


def _pieces(user: User, given: PrintGiven) -> list[Piece]:
    numbers = list(dict.fromkeys(given.numbers))
    if given.paper in ("register", "day"):
        if not given.branch or given.day is None:
            raise invalid("day", DAY_NEEDED, "day_needed")
        return access.day(user, given.branch, given.day, with_vouchers=given.paper == "day")
    return {"voucher": access.vouchers, "receipt": access.receipts, "signed": access.signed}[given.paper](
        user, numbers
    )


def _look(request: HttpRequest, size: str, copies: tuple[str, ...]) -> Look:
    return Look(size, language.get(), copies, places.site(request))


def _uncounted(request: HttpRequest, pieces: list[Piece], look: Look) -> HttpResponse:
    return _pdf(printing.uncounted(pieces, look, by=http.asking(request).name), pieces[0].number)


def _pdf(paper: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(paper, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer
