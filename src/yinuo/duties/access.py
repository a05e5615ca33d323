"""Who may see and excuse duties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from yinuo.duties.models import Duty
from yinuo.journal.commands import not_found
from yinuo.people import access
from yinuo.people.rights import Scope

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yinuo.people.models import User


def visible(user: User) -> QuerySet[Duty]:
    """Return the duties `user` may see: own ones, those of the branch, or all."""
    reached = access.require_somewhere(user, "duty.see")
    duties = Duty.objects.select_related("branch", "owner")
    if reached is Scope.ALL:
        return duties
    if reached is Scope.BRANCH:
        return duties.filter(branch_id=user.branch_id or 0)
    own_role = Q(owner=None, owner_role__in=sorted(user.roles), branch_id=user.branch_id)
    return duties.filter(Q(owner=user) | own_role)


def duty_to_excuse(user: User, duty_id: int) -> Duty:
    """Return a duty for excusing; NotFound when not visible, NotAllowed when not for `user` to excuse."""
    access.require_somewhere(user, "duty.see")
    duty = visible(user).filter(pk=duty_id).first()
    if duty is None:
        raise not_found("duty")
    access.require(user, "duty.excuse", branch_id=duty.branch_id)
    return duty
