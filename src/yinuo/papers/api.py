"""Papers for machines: a voucher as PDF."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from yinuo.calls import access
from yinuo.lib.words import language
from yinuo.papers import content, queries
from yinuo.people import http
from yinuo.web.machine.given import Number

router = Router(tags=["papers 表单"])


@router.get(
    "/vouchers/{number}.pdf", summary="Print a voucher", description="凭证的 PDF，A4 或 A5，中文或英文。"
)
def voucher_pdf(request: HttpRequest, number: Number, size: Literal["a4", "a5"] = "a4") -> HttpResponse:
    """Answer the voucher's PDF; once signed its code leads to the customer's copy."""
    user = http.asking(request)
    row = access.voucher_for(user, number)
    signature = content.standing(row)
    address = request.build_absolute_uri(f"/c/{signature.token}") if signature else ""
    paper = queries.voucher(row, size=size, language=language.get(), address=address, printed_by=user.name)
    answer = HttpResponse(paper, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{row.number}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer
