"""Accounts of the company's own sign-in: allowed by an administrator, bound at the first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from yinuo.lib.refusal import NotAllowed, invalid
from yinuo.lib.words import w
from yinuo.people.commands.told import tell
from yinuo.people.models import CompanyAccount

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.lib.actor import Acting
    from yinuo.people.models import User
    from yinuo.people.provider import Proven

NOT_LINKED = w(
    "您的公司账号还没有与一诺的人员对上。请找管理员在「人员」里写上。",
    "Your company account isn't linked to anybody here. Ask an administrator to write it under People.",
)
TAKEN = w("这个公司账号已经给了别人。", "This company account is given to somebody else.")


@transaction.atomic
def allow_company_account(*, user: User, wanted: str, by: Acting, at: datetime) -> None:
    """Let the company account `wanted` sign in as `user`; empty takes it away. Invalid `account_taken`."""
    present = CompanyAccount.objects.filter(user=user).first()
    if (present.wanted if present else "") == wanted:
        return
    if CompanyAccount.objects.exclude(user=user).filter(wanted=wanted).exists():
        raise invalid("company_account", TAKEN, "account_taken")
    tell(user, "company_account_set", by=by, at=at, account=wanted)
    CompanyAccount.objects.filter(user=user).delete()
    if wanted:
        CompanyAccount.objects.create(user=user, wanted=wanted)


@transaction.atomic
def recognise(proven: Proven, *, at: datetime) -> User:
    """Return whose company account it is; bind the provider's own key the first time.

    NotAllowed `not_linked` for anybody the administrator did not name, and for people who have left.
    """
    rows = CompanyAccount.objects.select_for_update(of=("self",)).select_related("user")
    found = rows.filter(issuer=proven.issuer, subject=proven.subject).first()
    if found is None and proven.value:
        found = rows.filter(wanted=proven.value, subject="").first()
        if found is not None:
            found.issuer, found.subject = proven.issuer, proven.subject
            found.save(update_fields=["issuer", "subject"])
            tell(found.user, "company_account_bound", by=found.user, at=at, subject=proven.subject)
    if found is None or not found.user.is_active or found.user.shared:
        raise NotAllowed("not_linked", NOT_LINKED)
    return found.user
