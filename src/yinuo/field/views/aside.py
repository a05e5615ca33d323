"""What leads off the straight way: giving a job back, handing it over, saying that it can't be solved."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yinuo.calls import commands as calls
from yinuo.calls.access import voucher_for
from yinuo.calls.commands.escalating import Feedback
from yinuo.dispatch.commands import Plan
from yinuo.dispatch.commands import hand_over as hand_over_to
from yinuo.dispatch.queries import candidates
from yinuo.field import queries
from yinuo.field.forms import DeclineForm, EscalateForm, HandOverForm
from yinuo.field.views.job import about
from yinuo.field.views.posting import mine, take
from yinuo.people.access import Signed, signed_in
from yinuo.people.queries import zone_of
from yinuo.web import clock, partial

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from yinuo.calls.commands.gate import Deed
    from yinuo.calls.models import Visit, Voucher
    from yinuo.web.forms import Form

MINUTE = timedelta(minutes=1)


def page(request: Signed, voucher: Voucher, template: str, form: Form) -> HttpResponse:
    """Show a page of one form about a job."""
    told = queries.job_of(voucher, clock.now())
    return partial.render(request, template, {**about(told), "form": form}, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def decline(request: Signed, number: str) -> HttpResponse:
    """Give the job back with a reason; it goes to the queue."""
    form = DeclineForm(request.POST if request.method == "POST" else None)

    def work(voucher: Voucher, deed: Deed) -> str:
        calls.decline(number=voucher.number, version=None, reason=form.cleaned_data["reason"], deed=deed)
        return reverse("field:today")

    answer = take(request, form, number, work) if request.method == "POST" else None
    return answer or page(request, mine(request.user, number), "field/decline.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def hand_over(request: Signed, number: str) -> HttpResponse:
    """Hand the job over midway to another technician of the branch; the tools go along."""
    form = HandOverForm(request.POST if request.method == "POST" else None)
    _offer(request, number, form)

    def work(voucher: Voucher, deed: Deed) -> str:
        given = form.cleaned_data
        tools = tuple(queries.visit_of(voucher).tools)
        plan = Plan(technician=given["technician"], reason=given["reason"], tools=tools)
        hand_over_to(voucher=voucher.number, version=None, plan=plan, deed=deed)
        return reverse("field:today")

    answer = take(request, form, number, work) if request.method == "POST" else None
    return answer or page(request, mine(request.user, number), "field/hand_over.html", form)


def _offer(request: Signed, number: str, form: HandOverForm) -> None:
    voucher = voucher_for(request.user, number)
    people = candidates(voucher.call, at=clock.now())
    form.offer_people([each for each in people if each.user.pk != request.user.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def escalate(request: Signed, number: str) -> HttpResponse:
    """Feed back what can't be solved to the department in charge and those concerned (S2.5)."""
    sent = request.POST if request.method == "POST" else None
    form = EscalateForm(sent, zone=zone_of(request.user), initial={"found_at": clock.now()})

    def work(voucher: Voucher, deed: Deed) -> str:
        given = form.cleaned_data
        feedback = Feedback(
            problem=given["problem"],
            department=given["department"],
            found_at=_found_at(given["found_at"], queries.visit_of(voucher)),
            concerned=tuple(each for each in given["concerned"] if each != given["department"]),
        )
        calls.escalate(number=voucher.number, version=None, feedback=feedback, by=request.user, deed=deed)
        return reverse("field:job", args=[voucher.number]) + "#escalations"

    answer = take(request, form, number, work) if request.method == "POST" else None
    return answer or page(request, mine(request.user, number), "field/escalate.html", form)


def _found_at(given: datetime, visit: Visit) -> datetime:
    """Return the minute that was typed; the arrival itself when both lie in the same minute."""
    arrived = visit.arrived_at
    return arrived if arrived and given < arrived and arrived - given < MINUTE else given
