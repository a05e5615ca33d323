"""The signature: exactly what is signed, and by whom; or why nobody signed (S1.7, decision 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from yinuo.calls import commands as calls
from yinuo.calls.access import voucher_for
from yinuo.calls.rules import documents
from yinuo.calls.states import PURPOSE_WORDS, CodeWay, Purpose, SignatureKind
from yinuo.desk.doing import deed as deed_of
from yinuo.field import paper, queries
from yinuo.field.forms import SignForm
from yinuo.field.views.job import about
from yinuo.field.views.posting import mine, take
from yinuo.lib.words import w
from yinuo.people.access import Signed, signed_in
from yinuo.people.queries import zone_of
from yinuo.policy import queries as policies
from yinuo.web import clock, partial, typed
from yinuo.web.forms import Way, phones

if TYPE_CHECKING:
    from django.http import HttpResponse

    from yinuo.calls.commands.gate import Deed
    from yinuo.calls.models import Voucher


SENT = {
    CodeWay.MESSAGE: w("验证码发到 {phone} 了。", "The code has gone to {phone}."),
    CodeWay.CLERK: w(
        "业务员会打 {phone}，读出验证码。", "The clerks will ring {phone} and read out the code."
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def sign(request: Signed, number: str) -> HttpResponse:
    """Show what is signed and take the signature; then back to the job, where leaving is the next button."""
    voucher = voucher_for(request.user, number)
    asked = typed.text(request.GET, "purpose")
    purpose = asked if asked in list(PURPOSE_WORDS) else str(Purpose.COMPLETED)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    first = {"kind": _kind(request), "purpose": purpose, "signer": _met(voucher), "phone": voucher.call.phone}
    form = SignForm(*sent, initial=first)
    form.offer_policy(policies.numbered(voucher.call.policy_version))

    def work(voucher: Voucher, deed: Deed) -> str:
        if form.cleaned_data["way"]:
            return _send(request, form, voucher, deed)
        calls.sign(number=voucher.number, version=None, signing=form.signing(), deed=deed)
        return reverse("field:job", args=[voucher.number])

    if request.method == "POST" and form.is_valid():
        _prove(request, form, number)
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
        "by_message": settings.YINUO_SMS is not None,
        "purpose": PURPOSE_WORDS[Purpose(purpose)],
        "signed_lines": paper.lines(
            _document(told.stop.voucher, purpose),
            checklists=paper.checklists(told.stop.voucher.records.all()),
            zone=zone_of(request.user),
        ),
    }
    return partial.render(request, "field/sign.html", values, status=form.status)


def _kind(request: Signed) -> str:
    kind = typed.text(request.GET, "kind", 12)
    return kind if kind in list(SignatureKind) else str(SignatureKind.DRAWN)


def _send(request: Signed, form: SignForm, voucher: Voucher, deed: Deed) -> str:
    """Send a code to the telephone given, say where it went, and come back for it."""
    given = form.cleaned_data
    way = CodeWay.MESSAGE if given["way"] == CodeWay.MESSAGE else CodeWay.CLERK
    purpose = Purpose(given["purpose"])
    calls.send_code(
        number=voucher.number, version=None, phone=given["phone"], way=way, purpose=purpose, deed=deed
    )
    partial.said(request, SENT[way].format(phone=phones.shown(given["phone"])))
    query = urlencode({"kind": SignatureKind.CODE, "purpose": purpose})
    return f"{reverse('field:sign', args=[voucher.number])}?{query}"


def _prove(request: Signed, form: SignForm, number: str) -> None:
    """Let the code told count as a try, whatever becomes of the signature."""
    given = form.cleaned_data
    if given["kind"] == SignatureKind.CODE and not given["way"]:
        mine(request.user, number)
        calls.prove_code(
            number=number, purpose=Purpose(given["purpose"]), code=given["code"], deed=deed_of(request)
        )


def _met(voucher: Voucher) -> str:
    record = queries.record_of(voucher)
    return record.spoken_with if record else voucher.call.contact_name


def _document(voucher: Voucher, purpose: str) -> str:
    records = [record for record in voucher.records.all() if record.latest]
    return documents.document(voucher, visits=list(voucher.visits.all()), records=records, purpose=purpose)
