"""Leaving the site with an outcome (decision 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yinuo.calls import commands as calls
from yinuo.calls.states import Outcome, Purpose
from yinuo.field.forms import LeaveForm, PlainForm
from yinuo.field.forms.checks import picture
from yinuo.field.views.aside import page
from yinuo.field.views.job import show
from yinuo.field.views.posting import mine, step, take
from yinuo.lib.words import w
from yinuo.people.access import Signed, signed_in
from yinuo.web.forms import Way

if TYPE_CHECKING:
    from django.http import HttpResponse

    from yinuo.calls.commands.gate import Deed
    from yinuo.calls.models import Voucher

SIGN_FOR = {Outcome.DONE: Purpose.COMPLETED, Outcome.TAKEN_AWAY: Purpose.TAKEN_AWAY}


@step
def finish(request: Signed, number: str) -> HttpResponse:
    """Leave with the work done and signed: one tap."""
    form = PlainForm(request.POST)

    def work(voucher: Voucher, deed: Deed) -> str:
        calls.leave(number=voucher.number, version=None, outcome=Outcome.DONE, deed=deed)
        return reverse("field:job", args=[voucher.number])

    return take(request, form, number, work) or show(request, number, form)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def leave(request: Signed, number: str) -> HttpResponse:
    """Leave with another outcome, with its note or photo; taken away is signed for first."""
    form = LeaveForm(request.POST, request.FILES) if request.method == "POST" else LeaveForm()

    def work(voucher: Voucher, deed: Deed) -> str:
        for file in form.cleaned_data["photos"]:
            calls.add_file(number=voucher.number, upload=picture(file)[0], deed=deed)
        outcome = Outcome(form.cleaned_data["outcome"])
        calls.leave(
            number=voucher.number, version=None, outcome=outcome, deed=deed, note=form.cleaned_data["note"]
        )
        return reverse("field:job", args=[voucher.number])

    answer = take(request, form, number, work) if request.method == "POST" else None
    if answer is None and form.refusal is not None and form.refusal.code == "unsigned":
        purpose = SIGN_FOR[Outcome(form.cleaned_data["outcome"])]
        to_sign = f"{reverse('field:sign', args=[number])}?purpose={purpose}"
        form.way_out = Way(w("去签字", "Get the signature"), to_sign)
    return answer or page(request, mine(request.user, number), "field/leave.html", form)
