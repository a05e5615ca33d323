"""Dispatch: the queue ordered by time left; for a call who could go, why, and what their day looks like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yinuo.calendars.queries import working_calendar
from yinuo.calls import access as calls_access
from yinuo.calls import commands as calls
from yinuo.calls.states import Kind, State
from yinuo.desk import lines, strips
from yinuo.desk.chips import Chips
from yinuo.desk.doing import deed, once_only
from yinuo.desk.forms.dispatch import Dispatch
from yinuo.desk.queries.dispatch import last_tools, others_first, waiting
from yinuo.desk.where import branches_of, chosen
from yinuo.dispatch.commands import dispatch
from yinuo.dispatch.queries import candidates
from yinuo.lib.words import w
from yinuo.people import access
from yinuo.people.access import Signed, signed_in
from yinuo.people.queries import user_named
from yinuo.web import clock, partial, typed
from yinuo.web.forms import version_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from yinuo.calls.models import Call
    from yinuo.desk.strips import Bar, Scale
    from yinuo.dispatch.queries import Candidate
    from yinuo.people.models import Branch

DISPATCHED = w("{number} 已派给 {name}。", "{number} went to {name}.")
APPROVED = w("{number} 已批准，可以派工。", "{number} is approved and can be dispatched.")
CAN_GO = (State.REGISTERED, State.DISPATCHED)


@dataclass(frozen=True, slots=True)
class Choice:
    """A technician as the page shows one: the reasons, the strip of the day, what is not on the strip."""

    candidate: Candidate
    number: int
    bars: list[Bar]
    loose: int

    @property
    def told(self) -> str:
        """The strip in words, for those who can't see it."""
        return "；".join(bar.words for bar in self.bars if bar.words)


@require_safe
@signed_in
def board(request: Signed) -> HttpResponse:
    """Show the queue of a branch."""
    known = branches_of(request.user, "call.dispatch")
    branch = chosen(known, typed.text(request.GET, "branch"), request.user)
    return partial.render(request, "desk/dispatch.html", _queue(branch, known))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def call(request: Signed, number: str) -> HttpResponse:
    """Show who could go for a call; or dispatch it, once, and go back to the queue."""
    row = calls_access.call_for(request.user, number, "call.dispatch")
    people = candidates(row, at=clock.now())
    calendar = working_calendar(row.branch.calendar_id)
    start = {"planned_start": strips.start_proposed(calendar, clock.now())}
    form = Dispatch(request.POST or None, zone=calendar.zone, initial=start)
    form.take(people)
    if row.kind == Kind.BREAKDOWN:
        form.need_tools()
    if others_first(row, clock.now()):
        form.need_order_reason()
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            return partial.go(request, once_only(request, lambda: _dispatched(request, row, form)))
        row = calls_access.call_for(request.user, number, "call.dispatch")
        people = candidates(row, at=clock.now())
    values = {**_panel(request, row, people), "form": form}
    if partial.is_partial(request):
        return partial.render(request, "desk/dispatch.html", values, part="panel", status=form.status)
    queue = _queue(row.branch, branches_of(request.user, "call.dispatch"))
    return partial.render(request, "desk/dispatch.html", {**queue, **values}, status=form.status)


@require_POST
@signed_in
def approve(request: Signed, number: str) -> HttpResponse:
    """Give a call the named yes it waits for (S1.2), and go on to its dispatch."""
    row = calls_access.call_for(request.user, number, "call.approve")
    return partial.go(request, once_only(request, lambda: _approved(request, row)))


def _dispatched(request: Signed, row: Call, form: Dispatch) -> str:
    plan = form.plan
    done = dispatch(number=row.number, version=version_of(request), plan=plan, deed=deed(request))
    partial.said(request, DISPATCHED.format(number=done.number, name=user_named(plan.technician).name))
    return reverse("desk:dispatch") + "?" + urlencode({"branch": row.branch.code})


def _approved(request: Signed, row: Call) -> str:
    note = typed.text(request.POST, "note", 400)
    calls.approve(number=row.number, version=version_of(request), deed=deed(request), note=note)
    partial.said(request, APPROVED.format(number=row.number))
    return reverse("desk:dispatch-call", args=[row.number])


def _queue(branch: Branch, known: list[Branch]) -> dict[str, Any]:
    queue = waiting(branch.pk)
    chips = Chips(clock.now())
    return {
        "branch": branch,
        "branches": known,
        "branch_zone": working_calendar(branch.calendar_id).zone,
        "length": queue.length,
        "handed": lines.rows(queue.handed, chips),
        "back": lines.rows(queue.back, chips),
        "others": lines.rows(queue.others, chips),
        "here": "dispatch",
    }


def _panel(request: Signed, row: Call, people: list[Candidate]) -> dict[str, Any]:
    now = clock.now()
    scale = strips.scale(working_calendar(row.branch.calendar_id), now)
    return {
        "chosen": row,
        "row": lines.rows([row], Chips(now))[0],
        "branch_zone": scale.calendar.zone,
        "scale": scale,
        "now_at": f"{scale.place(now):.2f}%" if scale.start <= now <= scale.end else "",
        **_choices(people, scale, now, typed.text(request.POST, "technician")),
        "can_go": row.state in CAN_GO,
        "awaiting": row.state == State.AWAITING_APPROVAL,
        "may_approve": access.may(request.user, "call.approve", branch_id=row.branch_id),
        "others_first": others_first(row, now),
        "last": last_tools(row),
        "here": "dispatch",
    }


def _choices(people: list[Candidate], scale: Scale, now: datetime, picked: str) -> dict[str, Any]:
    choices = [_choice(person, place, scale, now) for place, person in enumerate(people, start=1)]
    others = [each for each in choices if each.candidate.misfit]
    return {
        "choices": choices,
        "fitting": [each for each in choices if not each.candidate.misfit],
        "misfits": others,
        "misfit_picked": any(each.candidate.user.username == picked for each in others),
    }


def _choice(person: Candidate, place: int, scale: Scale, now: datetime) -> Choice:
    away = list(person.user.absences.all())
    timed = [bool(each.planned_start or each.set_out_at or each.arrived_at) for each in person.jobs]
    return Choice(person, place, strips.strip(scale, person.jobs, away, now), timed.count(False))
