"""One job: its page, and the first three steps with one tap each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.views.decorators.http import require_safe

from yinuo.agreements.states import CATEGORY_WORDS, Category
from yinuo.calls import commands as calls
from yinuo.calls.access import voucher_for
from yinuo.calls.rules.documents import short_hash
from yinuo.calls.states import (
    KIND_WORDS,
    OUTCOME_WORDS,
    SIGNATURE_WORDS,
    STATE_WORDS,
    Kind,
    Outcome,
    SignatureKind,
    State,
)
from yinuo.devices.queries import checklist
from yinuo.field import queries
from yinuo.field.forms import ArriveForm, MeetingForm, PlainForm, SetOutForm, WorkForm
from yinuo.field.forms.record import initial_of
from yinuo.field.rules import BUTTONS
from yinuo.field.views.posting import step, take
from yinuo.people import access
from yinuo.people.access import Signed, signed_in
from yinuo.people.rights import Scope
from yinuo.policy import queries as policies
from yinuo.web import clock, partial

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.http import HttpResponse

    from yinuo.calls.commands.gate import Deed
    from yinuo.calls.models import Record, Voucher
    from yinuo.field.queries import Job
    from yinuo.people.models import User
    from yinuo.web.forms import Form


@require_safe
@signed_in
def job(request: Signed, number: str) -> HttpResponse:
    """Show a job to those who may see it; only its lead gets the button."""
    return show(request, number)


@step
def accept(request: Signed, number: str) -> HttpResponse:
    """Take the job on."""
    return _step(request, number, PlainForm(request.POST), _accept)


def _accept(_form: Form, number: str, deed: Deed) -> None:
    calls.accept(number=number, version=None, deed=deed)


@step
def set_out(request: Signed, number: str) -> HttpResponse:
    """Set out, the tools confirmed when some are listed."""
    return _step(request, number, SetOutForm(request.POST), _set_out)


def _set_out(form: Form, number: str, deed: Deed) -> None:
    calls.set_out(number=number, version=None, deed=deed, tools_confirmed=form.cleaned_data["tools"])


@step
def arrive(request: Signed, number: str) -> HttpResponse:
    """Arrive, with one point when the phone gave it."""
    return _step(request, number, ArriveForm(request.POST), _arrive)


def _arrive(form: Form, number: str, deed: Deed) -> None:
    assert isinstance(form, ArriveForm)
    calls.arrive(number=number, version=None, deed=deed, position=form.position)


def _step(request: Signed, number: str, form: Form, move: Callable[[Form, str, Deed], None]) -> HttpResponse:
    def work(voucher: Voucher, deed: Deed) -> str:
        move(form, voucher.number, deed)
        return reverse("field:job", args=[voucher.number])

    return take(request, form, number, work) or show(request, number, form)


def show(request: Signed, number: str, form: Form | None = None) -> HttpResponse:
    """Show the page of a job, with `form` when something was refused. NotFound for outsiders."""
    voucher = voucher_for(request.user, number)
    told = queries.job_of(voucher, clock.now())
    following = told.stop.following
    mine = works_on(request.user, voucher)
    fresh = _form(following, told)
    fits = type(form) is type(fresh)
    values = {
        **about(told),
        "mine": mine,
        "to_sign": _to_sign(told),
        "form": form if fits else fresh,
        "refused": None if fits else form,
        "button": BUTTONS.get(following, ""),
        "step": f"field/steps/{following}.html" if mine and following else "field/steps/over.html",
        "still": dict(told.lacking) if "still" in request.GET else {},
    }
    return partial.render(request, "field/job.html", values, status=form.status if form else 200)


def _to_sign(told: Job) -> bool:
    """Whether a finished job still waits for a signature: amended since, or left without one (decision 3)."""
    signed = told.signature
    finished = told.stop.voucher.state == State.DONE and told.record is not None
    return finished and (signed is None or signed.kind == SignatureKind.NONE)


def about(told: Job) -> dict[str, Any]:
    """Return what every page of a job shows of it."""
    voucher, visit, signed = told.stop.voucher, told.stop.visit, told.signature
    ended = voucher.outcome or visit.outcome
    return {
        "job": told,
        "voucher": voucher,
        "call": voucher.call,
        "visit": visit,
        "device": voucher.device,
        "category": CATEGORY_WORDS[Category(voucher.category)],
        "kind": KIND_WORDS[Kind(voucher.call.kind)],
        "state": STATE_WORDS[State(voucher.state)],
        "outcome": OUTCOME_WORDS[Outcome(ended)] if ended else None,
        "signed_how": SIGNATURE_WORDS[SignatureKind(signed.kind)] if signed else None,
        "fingerprint": short_hash(signed.document_hash) if signed else "",
        "photos": [each for each in voucher.attachments.all() if each.kind == "photo"],
    }


def works_on(user: User, voucher: Voucher) -> bool:
    """Whether `user` leads the current visit; administrators may stand in."""
    if access.scope(user, "voucher.work") is Scope.ALL:
        return True
    return any(visit.current and visit.lead_id == user.pk for visit in voucher.visits.all())


def _form(following: str, told: Job) -> Form:
    voucher, record = told.stop.voucher, told.record
    if following == "set_out":
        return SetOutForm()
    if following == "arrive":
        return ArriveForm()
    if following == "meet":
        return MeetingForm(initial=initial_of(open_section(record)))
    if following in ("work", "sign"):
        return work_form(voucher, record)
    return PlainForm()


def open_section(record: Record | None) -> Record | None:
    """Return the section that is still written; None when a signature froze the last one."""
    return record if record is not None and not record.frozen else None


def work_form(voucher: Voucher, record: Record | None, *sent: Any) -> WorkForm:
    """Return the form of the work, with what stands already, or with what was sent."""
    return WorkForm(
        *sent,
        record=open_section(record),
        items=items_of(voucher, record),
        points=points_of(voucher),
    )


def points_of(voucher: Voucher) -> tuple[str, ...]:
    """Return the points of conduct that the call's policy asks for (S2.1)."""
    return policies.numbered(voucher.call.policy_version).listed("S2.1.points")


def items_of(voucher: Voucher, record: Record | None) -> Sequence[Mapping[str, Any]]:
    """Return the checklist of the open section: its own, or the one now in force for the model."""
    if record is not None:
        items: Sequence[Mapping[str, Any]] = record.checklist_items
        return items
    found = checklist(voucher.device.product_model_id, clock.now()) if voucher.device else None
    return found.items if found else ()
