"""What stands in the desk's rail, and how much of it waits for the person."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from yinuo.calls.models import Call
from yinuo.calls.states import WAITING
from yinuo.duties.queries import owed_by
from yinuo.lib.words import w
from yinuo.people.access import branches
from yinuo.people.models import User
from yinuo.web import clock, shell
from yinuo.web.shell import RailEntry

if TYPE_CHECKING:
    from typing import Any

ENTRIES = (
    RailEntry("today", "desk:today", "sun", w("今日", "Today")),
    RailEntry("register", "desk:register", "notebook", w("登记簿", "Register"), deed="call.see"),
    RailEntry("dispatch", "desk:dispatch", "calendar-time", w("派工", "Dispatch"), deed="call.dispatch"),
    RailEntry("lists", "desk:lists", "list-details", w("清单", "Lists"), deed="call.see"),
    RailEntry(
        "customers", "desk:customers", "building-hospital", w("客户", "Customers"), deed="customer.see"
    ),
    RailEntry("ledger", "desk:ledger", "clipboard-list", w("台帐", "Ledger"), deed="ledger.see"),
    RailEntry("handbook", "desk:handbook", "book-2", w("手册", "Handbook"), deed="handbook.see"),
    RailEntry("promises", "desk:promises", "list-check", w("守诺", "Promises"), deed="duty.see"),
    RailEntry("policy", "policy:page", "scale", w("规章", "Policy"), deed="policy.see"),
    RailEntry("settings", "desk:settings", "settings", w("设置", "Settings"), end=True),
)


def counts(user: User) -> dict[str, int]:
    """Return what waits for the person: duties due by tonight, calls to dispatch; one query."""
    own = User.objects.filter(pk=user.pk).order_by()
    due = owed_by(user).filter(due_at__lt=_tonight(user))
    waiting = Call.objects.filter(
        branch__in=branches(user, "call.dispatch"), state__in=[str(state) for state in WAITING]
    )
    found = own.annotate(due=_number(due), waiting=_number(waiting)).values_list("due", "waiting").first()
    return {"today": found[0], "dispatch": found[1]} if found else {}


def _number(rows: QuerySet[Any]) -> Coalesce:
    """Return the number of `rows` as an expression of another query."""
    alone = rows.select_related(None).order_by().annotate(whole=Value(1)).values("whole")
    return Coalesce(
        Subquery(alone.annotate(number=Count("pk")).values("number")), 0, output_field=IntegerField()
    )


def _tonight(user: User) -> datetime:
    local = clock.now().astimezone(shell.zone_of(user))
    return datetime.combine(local.date() + timedelta(days=1), time(), local.tzinfo)
