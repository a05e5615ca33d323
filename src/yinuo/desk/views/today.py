"""Today: what must I do now?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yinuo.calendars.queries import missing_years, working_calendar
from yinuo.desk import reasons, tasks
from yinuo.desk.chips import Chips
from yinuo.desk.queries import today as queries
from yinuo.duties.access import visible
from yinuo.duties.queries import owed_by
from yinuo.journal.commands import not_found
from yinuo.outbox.commands import mark_read
from yinuo.people import access
from yinuo.people.access import Signed, signed_in
from yinuo.people.queries import zone_of
from yinuo.web import clock, partial

if TYPE_CHECKING:
    from django.http import HttpResponse

    from yinuo.duties.models import Duty
    from yinuo.people.models import User

IN_THE_FIELD = {"technician", "after_sales_staff"}
READ_AT_ONCE = 500


@require_safe
@signed_in
def today(request: Signed) -> HttpResponse:
    """Show what the person owes now; lead those who work in the field to their own page."""
    user = request.user
    if user.roles and user.roles <= IN_THE_FIELD:
        return HttpResponseRedirect(reverse("field:today"))
    now = clock.now()
    zone = zone_of(user)
    duties, more = queries.owed(user)
    unread = queries.messages(user)
    branches = list(access.branches(user, "call.see"))
    groups = tasks.grouped(duties, queries.calls_of(duties), Chips(now), zone)
    values = {
        "groups": groups,
        "more": more,
        "waiting": queries.waiting(user),
        "messages_unread": list(unread[: queries.MOST_MESSAGES]),
        "unread_count": unread.count(),
        "figures": queries.figures(branches, now.astimezone(zone).date()) if branches else None,
        "branches": branches,
        "missing_years": missing_years(now),
        "here": "today",
    }
    return partial.render(request, "desk/today.html", values, part="content")


@require_safe
@signed_in
def why(request: Signed, duty: int) -> HttpResponse:
    """Answer why a duty is due then."""
    found = _duty(request.user, duty)
    zone = working_calendar(found.branch.calendar_id).zone
    told = reasons.of_due(found.clause, found.due_at, found.why, zone)
    return partial.render(request, "web/why.html", {"why": told}, part="why")


@require_POST
@signed_in
def read_all(request: Signed) -> HttpResponse:
    """Mark every message read that waits for the person."""
    for message in queries.messages(request.user)[:READ_AT_ONCE]:
        mark_read(message, at=clock.now())
    return partial.go(request, reverse("desk:today"))


@require_POST
@signed_in
def read(request: Signed, message: int) -> HttpResponse:
    """Mark one message read."""
    found = queries.messages(request.user).filter(pk=message).first()
    if found is not None:
        mark_read(found, at=clock.now())
    return partial.go(request, reverse("desk:today"))


def _duty(user: User, duty: int) -> Duty:
    """Return a duty the person owes or may see; NotFound otherwise."""
    own = owed_by(user).filter(pk=duty).first()
    if own is not None:
        return own
    found = visible(user).filter(pk=duty).first() if access.may_somewhere(user, "duty.see") else None
    if found is None:
        raise not_found("duty")
    return found
