"""On site: the talk, and the work as one goes along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from yinuo.calls import commands as calls
from yinuo.calls.access import voucher_for
from yinuo.calls.commands.recording import Findings
from yinuo.calls.queries import jobs
from yinuo.field import queries
from yinuo.field.forms import MeetingForm
from yinuo.field.views.job import show, work_form
from yinuo.field.views.posting import step, take
from yinuo.lib.refusal import Conflict
from yinuo.web import typed

if TYPE_CHECKING:
    from django.http import HttpResponse

    from yinuo.calls.commands.gate import Deed
    from yinuo.calls.models import Voucher
    from yinuo.field.forms import WorkForm
    from yinuo.people.access import Signed


@step
def meeting(request: Signed, number: str) -> HttpResponse:
    """Note the talk with the person in charge (S2.3)."""
    form = MeetingForm(request.POST)

    def write(voucher: Voucher, deed: Deed) -> str:
        calls.record(number=voucher.number, version=None, findings=Findings(form.values()), deed=deed)
        return reverse("field:job", args=[voucher.number])

    return take(request, form, number, write) or show(request, number, form)


@step
def work(request: Signed, number: str) -> HttpResponse:
    """Keep what was written so far; then stay, or go on to the signature when nothing is missing."""
    voucher = voucher_for(request.user, number)
    form = work_form(voucher, queries.record_of(voucher), request.POST, request.FILES)
    onward = typed.text(request.POST, "then") == "sign"

    def write(voucher: Voucher, deed: Deed) -> str:
        keep(form, voucher.number, deed)
        return _onward(voucher.number) if onward else reverse("field:job", args=[voucher.number])

    answer = take(request, form, number, write)
    if answer is None and isinstance(form.refusal, Conflict):
        form.refusal.difference |= form.differences()
    return answer or show(request, number, form)


def keep(form: WorkForm, number: str, deed: Deed) -> None:
    """Write the record with its photos."""
    values, photos = form.values()
    calls.record(number=number, version=None, findings=Findings(values), deed=deed)
    for photo in photos:
        calls.add_file(number=number, upload=photo, deed=deed)


def _onward(number: str) -> str:
    voucher = jobs.voucher(number)
    if queries.lacking_of(voucher, queries.record_of(voucher)):
        return reverse("field:job", args=[number]) + "?still=missing#still"
    return reverse("field:sign", args=[number])
