"""Today on the phone: where next? And the person's lines of the service ledger."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yinuo.calls.access import ledger_lines
from yinuo.field import queries
from yinuo.field.rules import BUTTONS
from yinuo.outbox.commands import mark_read
from yinuo.outbox.queries import unread
from yinuo.people import access
from yinuo.people.access import Signed, signed_in
from yinuo.people.queries import zone_of
from yinuo.web import clock, partial, typed

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from yinuo.outbox.models import Message

MESSAGES = 20
BY_ONE_TAP = ("accept", "arrive")


@require_safe
@signed_in
def today(request: Signed) -> HttpResponse:
    """Show my jobs in the order of doing, what I finished today, and what I was told."""
    user, now = request.user, clock.now()
    access.require_somewhere(user, "voucher.work")
    stops, ended = queries.day_of(user, now, zone_of(user))
    first = stops[0] if stops else None
    values = {
        "first": first,
        "rest": stops[1:],
        "count": len(stops),
        "ended": ended,
        "told": list(_told(request)[:MESSAGES]),
        "button": BUTTONS[first.following] if first else "",
        "by_one_tap": first is not None and _by_one_tap(first),
        "here": "today",
    }
    return partial.render(request, "field/today.html", values)


@require_POST
@signed_in
def heard(request: Signed, message: int) -> HttpResponse:
    """Mark a message to me, or to a role of mine, as read."""
    found = _told(request).filter(pk=message).first()
    if found is not None:
        mark_read(found, at=clock.now())
    return partial.go(request, reverse("field:today"))


def _told(request: Signed) -> QuerySet[Message]:
    user = request.user
    return unread(person=user.pk, roles=user.roles, branch=user.branch.code if user.branch else "")


def _by_one_tap(stop: queries.Stop) -> bool:
    return stop.following in BY_ONE_TAP or (stop.following == "set_out" and not stop.visit.tools)


@require_safe
@signed_in
def ledger(request: Signed) -> HttpResponse:
    """Show my lines of the service ledger of a day, or of the month it lies in."""
    user, zone = request.user, zone_of(request.user)
    now = clock.now().astimezone(zone).date()
    whole_month = typed.text(request.GET, "span") == "month"
    day = _day(typed.text(request.GET, "day"), now)
    first = day.replace(day=1) if whole_month else day
    days = (_next_month(first) - first).days if whole_month else 1
    values = {
        "lines": ledger_lines(user, queries.ledger(user, first, days, zone)),
        "whole_month": whole_month,
        "day": day,
        "first": first,
        "last": first + timedelta(days=days - 1),
        "before": (first - timedelta(days=1)).replace(day=1) if whole_month else day - timedelta(days=1),
        "after": _next_month(first) if whole_month else day + timedelta(days=1),
        "is_now": first <= now < first + timedelta(days=days),
        "here": "ledger",
    }
    return partial.render(request, "field/ledger.html", values)


def _day(text: str, otherwise: date) -> date:
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return asked if date(1990, 1, 1) <= asked <= date(2100, 12, 1) else otherwise


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
