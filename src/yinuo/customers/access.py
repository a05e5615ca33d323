"""Who may see and change customers: everybody who may, within the reach of their role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.customers.models import Customer
from yinuo.journal.commands import not_found
from yinuo.people import access
from yinuo.people.rights import Scope

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yinuo.people.models import User


def visible(user: User) -> QuerySet[Customer]:
    """Return the customers `user` may see. NotAllowed for roles that see none."""
    reached = access.require_somewhere(user, "customer.see")
    if reached is Scope.ALL:
        return Customer.objects.all()
    return Customer.objects.filter(branch_id=user.branch_id or 0)


def customer_for(user: User, number: str) -> Customer:
    """Return customer `number`, if `user` may see it; NotFound otherwise."""
    found = visible(user).filter(number=number).select_related("branch").first()
    if found is None:
        raise not_found("customer")
    return found
