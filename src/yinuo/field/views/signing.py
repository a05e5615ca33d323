"""The signature: exactly what is signed, and by whom; or why nobody signed (S1.7, decision 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yinuo.calls import commands as calls
from yinuo.calls.access import voucher_for
from yinuo.calls.rules import documents
from yinuo.calls.states import PURPOSE_WORDS, Purpose
from yinuo.field import paper, queries
from yinuo.field.forms import SignForm
from yinuo.field.views.job import about
from yinuo.field.views.posting import mine, take
from yinuo.lib.words import w
from yinuo.people.access import Signed, signed_in
from yinuo.people.queries import zone_of
from yinuo.policy import queries as policies
from yinuo.web import clock, partial, typed
from yinuo.web.forms import Way

if TYPE_CHECKING:
    from django.http import HttpResponse

    from yinuo.calls.commands.gate import Deed
    from yinuo.calls.models import Voucher


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def sign(request: Signed, number: str) -> HttpResponse:
    """Show what is signed and take the signature; then back to the job, where leaving is the next button."""
    voucher = voucher_for(request.user, number)
    asked = typed.text(request.GET, "purpose")
    purpose = asked if asked in list(PURPOSE_WORDS) else str(Purpose.COMPLETED)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SignForm(*sent, initial={"kind": "drawn", "purpose": purpose, "signer": _met(voucher)})
    form.offer_policy(policies.numbered(voucher.call.policy_version))

    def work(voucher: Voucher, deed: Deed) -> str:
        calls.sign(number=voucher.number, version=None, signing=form.signing(), deed=deed)
        return reverse("field:job", args=[voucher.number])

    answer = take(request, form, number, work) if request.method == "POST" else None
    if answer is not None:
        return answer
    if form.refusal is not None and form.refusal.code == "incomplete":
        back = reverse("field:job", args=[number]) + "?still=missing#still"
        form.way_out = Way(w("去补齐", "Fill it in"), back)
    told = queries.job_of(mine(request.user, number), clock.now())
    values = {
        **about(told),
        "form": form,
        "purpose": PURPOSE_WORDS[Purpose(purpose)],
        "signed_lines": paper.lines(
            _document(told.stop.voucher, purpose),
            checklists=paper.checklists(told.stop.voucher.records.all()),
            zone=zone_of(request.user),
        ),
    }
    return partial.render(request, "field/sign.html", values, status=form.status)


def _met(voucher: Voucher) -> str:
    record = queries.record_of(voucher)
    return record.spoken_with if record else voucher.call.contact_name


def _document(voucher: Voucher, purpose: str) -> str:
    records = [record for record in voucher.records.all() if record.latest]
    return documents.document(voucher, visits=list(voucher.visits.all()), records=records, purpose=purpose)
