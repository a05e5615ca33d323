"""Papers as PDF: voucher, receipt form, the register of a day; printed by whoever may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yinuo.calls import access as calls_access
from yinuo.calls.models import Visit
from yinuo.desk.queries import days as days_queries
from yinuo.desk.where import branch_of, day_of
from yinuo.journal.commands import not_found
from yinuo.lib.words import language
from yinuo.papers import content
from yinuo.papers import queries as papers
from yinuo.people import access
from yinuo.people.access import Signed, signed_in

if TYPE_CHECKING:
    from yinuo.calls.models import Voucher

SIZES = ("a4", "a5")


@require_safe
@signed_in
def voucher(request: Signed, number: str) -> HttpResponse:
    """Give a voucher as PDF; `copy` is stub, customer or finance."""
    row = calls_access.voucher_for(request.user, number)
    copy = request.GET.get("copy", "")
    paper = papers.voucher(
        row,
        size=size_of(request, "a4"),
        language=language.get(),
        copy=copy if copy in content.COPIES else "",
        address=address_of(request, row),
        printed_by=request.user.name,
    )
    return shown(paper, f"{row.number}.pdf")


@require_safe
@signed_in
def receipt(request: Signed, receipt: str) -> HttpResponse:
    """Give the receipt form of a visit as PDF."""
    access.require_somewhere(request.user, "call.see")
    found = Visit.objects.filter(receipt_number=receipt).exclude(receipt_number="")
    place = found.values_list("pk", "voucher__number").first()
    if place is None:
        raise not_found("receipt")
    row = calls_access.voucher_for(request.user, place[1])
    visit = next(each for each in row.visits.all() if each.pk == place[0])
    visit.voucher = row
    paper = papers.receipt(
        visit,
        size=size_of(request, "a5"),
        language=language.get(),
        address=address_of(request, row),
        printed_by=request.user.name,
    )
    return shown(paper, f"{receipt}.pdf")


@require_safe
@signed_in
def register(request: Signed, branch: str, day: str) -> HttpResponse:
    """Give the register of a branch's day as PDF."""
    where, when = branch_of(request.user, "call.see", branch), day_of(day)
    access.require(request.user, "call.see", branch_id=where.pk)
    paper = papers.register(
        days_queries.calls_of(where, when),
        branch=where,
        day=when,
        size=size_of(request, "a4"),
        language=language.get(),
        printed_by=request.user.name,
    )
    return shown(paper, f"register-{where.code}-{when}.pdf")


def size_of(request: Signed, usual: str) -> str:
    """Return the size asked for; the usual one for any other word."""
    wanted = request.GET.get("size", "").lower()
    return wanted if wanted in SIZES else usual


def address_of(request: Signed, row: Voucher) -> str:
    """Return where the paper's code leads: to the customer's copy once signed, else to the call's page."""
    signature = content.standing(row)
    path = f"/c/{signature.token}" if signature else reverse("desk:call", args=[row.call.number])
    return request.build_absolute_uri(path)


def shown(paper: bytes, name: str) -> HttpResponse:
    """Return a PDF to look at in the browser."""
    answer = HttpResponse(paper, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
