"""Papers as PDF to look at, uncounted: voucher, receipt form, signed copy, the register of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from yinuo.desk.where import day_of
from yinuo.lib.words import language
from yinuo.papers import access as papers
from yinuo.papers import places, printing
from yinuo.papers.orders import Look
from yinuo.papers.states import COPIES, SIZES
from yinuo.people import access
from yinuo.people.access import Signed, signed_in
from yinuo.web import typed

if TYPE_CHECKING:
    from yinuo.papers.orders import Piece


@require_safe
@signed_in
def voucher(request: Signed, number: str) -> HttpResponse:
    """Give an uncounted copy of a voucher as PDF; `copy` is stub, customer or finance."""
    copy = typed.text(request.GET, "copy")
    pieces = papers.vouchers(request.user, [number])
    return _uncounted(request, pieces, "a4", copy if copy in COPIES else "")


@require_safe
@signed_in
def signed(request: Signed, number: str) -> HttpResponse:
    """Give an uncounted signed copy of a voucher as PDF/A-2b. Refused while nobody signed."""
    return _uncounted(request, papers.signed(request.user, [number]), "a4")


@require_safe
@signed_in
def receipt(request: Signed, receipt: str) -> HttpResponse:
    """Give an uncounted copy of the receipt form of a visit as PDF."""
    return _uncounted(request, papers.receipts(request.user, [receipt]), "a5")


@require_safe
@signed_in
def register(request: Signed, branch: str, day: str) -> HttpResponse:
    """Give an uncounted copy of the register of a branch's day as PDF."""
    when, where = day_of(day), papers.branch(request.user, branch)
    access.require(request.user, "call.see", branch_id=where.pk)
    pieces = papers.day(request.user, branch, when)
    return _uncounted(request, pieces, "a4", name=f"register-{branch}-{when}")


def _uncounted(
    request: Signed, pieces: list[Piece], usual: str, copy: str = "", name: str = ""
) -> HttpResponse:
    look = Look(size_of(request, usual), language.get(), (copy,), places.site(request))
    made = printing.uncounted(pieces, look, by=request.user.name)
    return shown(made, f"{name or pieces[0].number}.pdf")


def size_of(request: Signed, usual: str) -> str:
    """Return the size asked for; the usual one for any other word."""
    wanted = typed.text(request.GET, "size").lower()
    return wanted if wanted in SIZES else usual


def shown(paper: bytes, name: str) -> HttpResponse:
    """Return a PDF to look at in the browser."""
    answer = HttpResponse(paper, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
