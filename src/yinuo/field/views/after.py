"""After the work: amending what was signed, with its reason; handing what is new on to the handbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yinuo.calls import commands as calls
from yinuo.calls.access import voucher_for
from yinuo.calls.commands.recording import Findings
from yinuo.field import queries
from yinuo.field.forms import AmendForm, HandbookForm
from yinuo.field.views.aside import page
from yinuo.field.views.job import points_of
from yinuo.field.views.posting import take
from yinuo.people.access import Signed, signed_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from yinuo.calls.commands.gate import Deed
    from yinuo.calls.models import Voucher
    from yinuo.people.models import User


def _to_amend(user: User, number: str) -> Voucher:
    return voucher_for(user, number, "voucher.amend")


def _to_teach(user: User, number: str) -> Voucher:
    return voucher_for(user, number, "handbook.write")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def amend(request: Signed, number: str) -> HttpResponse:
    """Change what was recorded, as a new version with its reason; the old one and its signature stay."""
    voucher = _to_amend(request.user, number)
    record = queries.record_of(voucher)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    items = record.checklist_items if record else ()
    form = AmendForm(*sent, record=record, items=items, points=points_of(voucher))

    def work(voucher: Voucher, deed: Deed) -> str:
        values, photos = form.values()
        calls.amend(
            number=voucher.number,
            version=None,
            findings=Findings(values),
            reason=form.cleaned_data["reason"],
            deed=deed,
        )
        for photo in photos:
            calls.add_file(number=voucher.number, upload=photo, deed=deed)
        return reverse("field:job", args=[voucher.number])

    answer = take(request, form, number, work, _to_amend) if request.method == "POST" else None
    return answer or page(request, _to_amend(request.user, number), "field/amend.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def handbook(request: Signed, number: str) -> HttpResponse:
    """Write what is new into the handbook, begun from the record (S1.8, P2.5)."""
    voucher = _to_teach(request.user, number)
    record = queries.record_of(voucher)
    begun = {"symptom": voucher.call.fault[:400]}
    begun |= {"cause": record.cause[:1000], "solution": record.work} if record else {}
    form = HandbookForm(request.POST if request.method == "POST" else None, initial=begun)

    def work(voucher: Voucher, deed: Deed) -> str:
        calls.to_handbook(number=voucher.number, version=None, deed=deed, **form.cleaned_data)
        return reverse("field:job", args=[voucher.number])

    answer = take(request, form, number, work, _to_teach) if request.method == "POST" else None
    return answer or page(request, voucher, "field/handbook.html", form)
