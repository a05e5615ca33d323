"""Duties read: what somebody owes now, and lists by clause, state and owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from yinuo.duties.models import Duty
from yinuo.duties.states import DutyState

if TYPE_CHECKING:
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
