"""People changed by an administrator: roles, branch, mailbox, company account, shared device, leaving."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from yinuo.lib.refusal import Refused, invalid
from yinuo.lib.words import w
from yinuo.people.commands import stays
from yinuo.people.commands.company import allow_company_account
from yinuo.people.commands.told import tell
from yinuo.people.models import Holding, Token, User
from yinuo.people.rights import ROLES

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.lib.actor import Acting
    from yinuo.people.models import Branch

LAST = w(
    "这是最后一位管理员，不能停用，也不能不再是管理员。",
    "This is the last administrator: it can't be shut out, nor stop being one.",
)


@dataclass(frozen=True, slots=True)
class Told:
    """Everything an administrator says of a person."""

    roles: tuple[str, ...]
    branch: Branch | None
    email: str
    company_account: str
    active: bool
    shared: bool


@transaction.atomic
def edit_person(*, user: User, told: Told, by: Acting, at: datetime) -> User:
    """Change a person. A right taken away, or leaving, ends every session; leaving ends tokens too.

    Invalid for an unknown role or a company account of somebody else, Refused `last_administrator`.
    """
    unknown = [role for role in told.roles if role not in ROLES]
    if unknown:
        raise invalid(
            "roles", w("没有这个角色：{role}", "There is no such role: {role}").format(role=unknown[0])
        )
    held = set(Holding.objects.filter(user=user).values_list("role", flat=True))
    lost = held - set(told.roles)
    _check_last(user, told, lost)
    changes: dict[str, list[object]] = {
        "roles": [sorted(held), sorted(told.roles)],
        "branch": [user.branch_id, told.branch.pk if told.branch else None],
        "email": [user.email, told.email],
        "active": [user.is_active, told.active],
        "shared": [user.shared, told.shared],
    }
    different = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    allow_company_account(user=user, wanted=told.company_account, by=by, at=at)
    if not different:
        return user
    row = tell(user, "edited", by=by, at=at, **different)
    row.branch, row.email = told.branch, told.email
    row.is_active, row.shared = told.active, told.shared
    row.save(update_fields=["branch", "email", "is_active", "shared"])
    Holding.objects.filter(user=row).exclude(role__in=told.roles).delete()
    Holding.objects.bulk_create(
        [Holding(user=row, role=role) for role in dict.fromkeys(told.roles) if role not in held]
    )
    if lost or {"active", "shared", "branch"} & set(different):
        stays.end_all(row)
    if not told.active:
        Token.objects.filter(user=row).delete()
    return row


def _check_last(user: User, told: Told, lost: set[str]) -> None:
    shut = "administrator" in lost or not told.active or told.shared
    others = User.objects.filter(is_active=True, shared=False, holdings__role="administrator")
    if shut and user.holds("administrator") and not others.exclude(pk=user.pk).exists():
        raise Refused("last_administrator", LAST)
