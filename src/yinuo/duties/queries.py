"""Duties read: what somebody owes now, and lists by clause, state and owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from yinuo.duties.models import Duty
from yinuo.duties.rules import SETTLED, Tally
from yinuo.duties.states import DutyState, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from django.db.models import QuerySet

    from yinuo.people.models import User


def owed_by(user: User) -> QuerySet[Duty]:
    """Return the open duties of `user` and of the roles held at the user's branch, by due instant."""
    of_role = Q(owner=None, owner_role__in=sorted(user.roles))
    if user.branch_id is not None:
        of_role &= Q(branch_id=user.branch_id)
    duties = Duty.objects.filter(Q(owner=user) | of_role, state=DutyState.OPEN)
    return duties.select_related("branch", "owner").order_by("due_at", "id")


def of_subject(kind: str, key: str) -> QuerySet[Duty]:
    """Return every duty about one subject, oldest first."""
    return Duty.objects.filter(subject_kind=kind, subject_key=key).select_related("owner").order_by("id")


def stands(standing: Standing, now: datetime) -> Q:
    """Return the condition under which a promise counts as `standing` at `now`, as `rules.standing` says."""
    if standing is Standing.OVERDUE:
        return Q(state=DutyState.OPEN, due_at__lt=now)
    if standing is Standing.WAITING:
        return Q(state=DutyState.OPEN, due_at__gte=now)
    return Q(state=next(state for state, counted in SETTLED.items() if counted is standing))


def due_between(duties: QuerySet[Duty], since: datetime, until: datetime) -> QuerySet[Duty]:
    """Return those of `duties` that count and are due from `since` until before `until`."""
    return duties.filter(due_at__gte=since, due_at__lt=until).exclude(state=DutyState.CANCELLED)


def by_month(duties: QuerySet[Duty], now: datetime, zone: ZoneInfo) -> dict[tuple[str, date], Tally]:
    """Return the figures of each clause and each month of `zone` (its first day) at `now`; one query."""
    rows = duties.order_by().annotate(month=TruncMonth("due_at", tzinfo=zone)).values("clause", "month")
    return {(row["clause"], row["month"].date()): _tally(row) for row in rows.annotate(**_counts(now))}


def by_each(duties: QuerySet[Duty], now: datetime, *fields: str) -> dict[tuple[str, ...], Tally]:
    """Return the figures at `now` of each set of values that `fields` have; one query."""
    rows = duties.order_by().values(*fields).annotate(**_counts(now))
    return {tuple(row[field] for field in fields): _tally(row) for row in rows}


def _counts(now: datetime) -> dict[str, Count]:
    return {standing.value: Count("pk", filter=stands(standing, now)) for standing in Standing}


def _tally(row: Mapping[str, Any]) -> Tally:
    return Tally(**{standing.value: row[standing.value] for standing in Standing})
