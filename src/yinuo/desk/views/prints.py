"""Papers printed and counted: chosen on a page, counted once, shown as one PDF; long ones with progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yinuo.desk.doing import deed, digest
from yinuo.desk.forms.prints import Prints
from yinuo.desk.views.papers import shown
from yinuo.desk.where import day_of
from yinuo.journal.commands import not_found
from yinuo.journal.requests import Reply, kept, once
from yinuo.lib.words import Words, language, w
from yinuo.papers import access, orders, places, printing, slowly
from yinuo.papers.commands import count
from yinuo.papers.orders import Look
from yinuo.papers.states import PAPER_WORDS, Paper
from yinuo.people.access import Signed, signed_in
from yinuo.web import clock, forms, partial, typed

if TYPE_CHECKING:
    from django.http import HttpResponse

    from yinuo.papers.orders import Piece, Printed

AT_ONCE = 40
"""Up to how many sheets are set while the browser waits."""
CALLED = w("{paper} {number}", "{paper} {number}")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def choose(request: Signed) -> HttpResponse:
    """Show what can be printed of a voucher or a day; or count it, once, and go to the PDF."""
    offered = _offered(request)
    wanted = [(f"{each.paper}:{each.number}", _called(each)) for each in offered]
    ticked = {"papers": [name for name, _words in wanted if name.partition(":")[0] in _usual(request)]}
    form = Prints(request.POST if request.method == "POST" else None, initial=ticked)
    form.offer("papers", wanted)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            return partial.go(request, _ordered(request, form))
    values = {"form": form, "offered": offered, "one": typed.text(request.GET, "voucher")}
    return partial.render(request, "desk/prints.html", values, status=form.status)


@require_safe
@signed_in
def order(request: Signed, key: str) -> HttpResponse:
    """Show how far a long order is."""
    printed = _kept(request, key)
    values = {
        "key": key,
        "printed": printed,
        "done": slowly.done(request.user.pk, key),
        "all": printed.sheets,
    }
    return partial.render(request, "desk/printing.html", values)


@require_POST
@signed_in
def step(request: Signed, key: str) -> HttpResponse:
    """Set the next sheets of a long order, and show how far it is."""
    printed = _kept(request, key)
    done = slowly.step(request.user.pk, key, _again(request, printed), printed)
    values = {"key": key, "done": done, "all": printed.sheets}
    return partial.render(request, "desk/printing.html", values, part="progress")


@require_safe
@signed_in
def order_paper(request: Signed, key: str) -> HttpResponse:
    """Give the PDF of a counted order."""
    printed = _kept(request, key)
    made = slowly.whole(request.user.pk, key, printed)
    return shown(made or printing.paper(_again(request, printed), printed), "prints.pdf")


def _offered(request: Signed) -> list[Piece]:
    number = typed.text(request.GET, "voucher")
    if number:
        return access.of_voucher(request.user, number)
    branch, day = typed.text(request.GET, "branch"), typed.text(request.GET, "day")
    return access.day(request.user, branch, day_of(day), with_vouchers=True)


def _usual(request: Signed) -> set[str]:
    one = typed.text(request.GET, "voucher")
    return {Paper.VOUCHER} if one else {Paper.VOUCHER, Paper.REGISTER}


def _called(piece: Piece) -> Words:
    customer = f"  {piece.row.call.customer.name}" if piece.row and piece.paper == Paper.VOUCHER else ""
    number = f"{piece.day}" if piece.day else piece.number
    return CALLED.format(paper=PAPER_WORDS[piece.paper], number=number + customer)


def _ordered(request: Signed, form: Prints) -> str:
    key = forms.key_of(request)
    look = Look(
        form.cleaned_data["size"],
        language.get(),
        tuple(form.cleaned_data["copies"]) or ("",),
        places.site(request),
    )
    pieces = access.again(request.user, form.wanted)
    reply = once(
        key=key,
        by_id=request.user.pk,
        digest=digest(request),
        at=clock.now(),
        work=lambda: Reply(201, count(pieces, look, deed(request)).text),
    )
    long = orders.read(reply.body).sheets > AT_ONCE
    return reverse("desk:print" if long else "desk:print-paper", args=[key])


def _kept(request: Signed, key: str) -> Printed:
    reply = kept(key=key, by_id=request.user.pk)
    try:
        return orders.read(reply.body if reply else "")
    except (ValueError, KeyError, TypeError):
        raise not_found("print") from None


def _again(request: Signed, printed: Printed) -> list[Piece]:
    return access.again(request.user, [(each.paper, each.number) for each in printed.counted])
