"""Day close: register and vouchers compared, what lacks explained, the rest handed over (G13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yinuo.calendars.queries import working_calendar
from yinuo.calls.commands import close_day
from yinuo.calls.commands.closing import closing_due
from yinuo.desk.doing import deed, once_only
from yinuo.desk.forms.days import Closing
from yinuo.desk.lines import short, technicians
from yinuo.desk.queries import days as queries
from yinuo.desk.queries.lists import KINDS
from yinuo.desk.where import branch_of, branches_of, chosen, day_of, today_at
from yinuo.journal.commands import not_found
from yinuo.lib.words import w
from yinuo.people import access
from yinuo.people.access import Signed, signed_in
from yinuo.web import partial, typed

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from yinuo.calls.models import Call
    from yinuo.people.models import Branch

CLOSED = w("{day} 已日结，{count} 单交给下一个工作日。", "{day} is closed; handed over: {count}.")


@require_safe
@signed_in
def days(request: Signed) -> HttpResponse:
    """Show the newest days of a branch, open and closed."""
    known = branches_of(request.user, "call.see")
    branch = chosen(known, typed.text(request.GET, "branch"), request.user)
    access.require(request.user, "call.see", branch_id=branch.pk)
    today = today_at(branch)
    values = {
        "branch": branch,
        "branches": known,
        "branch_zone": working_calendar(branch.calendar_id).zone,
        "days": queries.days(branch, today),
        "today": today,
        "kinds": list(KINDS.items()),
        "here": "lists",
    }
    return partial.render(request, "desk/days.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def day(request: Signed, branch: str, day: str) -> HttpResponse:
    """Show a day compared; or close it, once."""
    where, when = branch_of(request.user, "call.see", branch), day_of(day)
    access.require(request.user, "call.see", branch_id=where.pk)
    if when > today_at(where):
        raise not_found("day")
    calls = queries.calls_of(where, when)
    missing = queries.to_explain(calls)
    form = Closing(request.POST if request.method == "POST" else None, vouchers=missing)
    if request.method == "POST":
        access.require(request.user, "day.close", branch_id=where.pk)
        if form.is_valid():
            with form.refusals():
                return partial.go(request, once_only(request, lambda: _closed(request, where, when, form)))
    return partial.render(
        request, "desk/day.html", _context(request, where, when, calls, form), status=form.status
    )


def _closed(request: Signed, branch: Branch, when: date, form: Closing) -> str:
    done = close_day(branch=branch, day=when, deed=deed(request), explained=form.explained)
    partial.said(request, CLOSED.format(day=when, count=len(done.handed_over)))
    return reverse("desk:day", args=[branch.code, when.isoformat()])


def _context(request: Signed, branch: Branch, when: date, calls: list[Call], form: Closing) -> dict[str, Any]:
    closed = queries.close_of(branch, when)
    return {
        "branch": branch,
        "day": when,
        "today": today_at(branch),
        "branch_zone": working_calendar(branch.calendar_id).zone,
        "closed": closed,
        "compared": queries.compared(closed) if closed else [],
        "lines": [] if closed else _lines(calls, form),
        "calls": calls,
        "missing": len(form.asked),
        "handed": queries.to_hand_over(branch, when) if not closed else [],
        "due": closing_due(branch, when),
        "form": form,
        "may_close": access.may(request.user, "day.close", branch_id=branch.pk),
        "here": "lists",
    }


def _lines(calls: list[Call], form: Closing) -> list[dict[str, Any]]:
    asked = form.asked
    return [
        {
            "call": call,
            "short": short(call.number),
            "voucher": voucher,
            "technician": "、".join(technicians([voucher])),
            "field": asked.get(voucher.number),
        }
        for call in calls
        for voucher in call.vouchers.all()
    ]
