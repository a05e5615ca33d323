"""Passwords checked, changed by oneself, set by somebody else, and by a link that came by mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password as fits
from django.contrib.auth.hashers import is_password_usable
from django.db import transaction
from pypinyin import lazy_pinyin

from yinuo.lib.refusal import Invalid, Refused, invalid
from yinuo.lib.words import w
from yinuo.people.commands import stays
from yinuo.people.commands.told import tell
from yinuo.people.models import PastPassword, User
from yinuo.people.queries.proofs import factors, is_common, present_profile
from yinuo.people.rules import passwords
from yinuo.people.rules.links import LINK_ENDED
from yinuo.web import shell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from yinuo.lib.actor import Acting

USED_BEFORE = w("这个密码以前用过。", "You have used this password before.")


def check_password(user: User, password: str, *, second_factor: bool) -> None:
    """Refuse a password that won't do for `user`. Invalid `weak_password`, at the field `password`."""
    problem = passwords.refused(
        password, present_profile(), near=_near(user), common=is_common, second_factor=second_factor
    )
    if problem is not None:
        raise Invalid("weak_password", problem.words, fields={"password": problem.words})


@transaction.atomic
def change_password(
    *, user: User, password: str, by: Acting, at: datetime, keep: str = "", verb: str = "password_changed"
) -> User:
    """Give `user` a new password; every session ends but the one with the key `keep`.

    Invalid `weak_password`, `password_used_before`. A password set by somebody else has to be renewed.
    """
    check_password(user, password, second_factor=factors(user).number > 0)
    row = tell(user, verb, by=by, at=at)
    _check_past(row, password)
    least = present_profile().least_alone
    row.set_password(password)
    row.password_set_at, row.password_short = at, len(password) < least
    row.must_renew = by.pk != user.pk
    row.save(update_fields=["password", "password_set_at", "password_short", "must_renew"])
    stays.end_all(row, but=keep)
    return row


@transaction.atomic
def reset_by_link(*, user: User, stamp: str, password: str, at: datetime) -> User:
    """Choose a new password by a link that was made for the password `stamp` (its hash).

    Refused `link_ended` when the password has changed since: a link is good once, also for two at once.
    """
    row = User.objects.select_for_update().get(pk=user.pk)
    if row.password != stamp or not row.is_active:
        raise Refused("link_ended", LINK_ENDED)
    return change_password(user=row, password=password, by=row, at=at, verb="password_reset")


def _check_past(user: User, password: str) -> None:
    """Refuse a password had before, as far back as the profile remembers, and remember the present one."""
    remembered = present_profile().passwords_remembered
    if not remembered or not is_password_usable(user.password):
        return
    past = list(PastPassword.objects.filter(user=user).order_by("-id")[: remembered - 1])
    if any(fits(password, encoded) for encoded in (user.password, *(each.encoded for each in past))):
        raise invalid("password", USED_BEFORE, "password_used_before")
    PastPassword.objects.create(user=user, encoded=user.password)
    kept = PastPassword.objects.filter(user=user).order_by("-id").values_list("pk", flat=True)[:remembered]
    PastPassword.objects.filter(user=user).exclude(pk__in=list(kept)).delete()


def _near(user: User) -> Iterator[str]:
    yield from (user.username, user.name, "yinuo", "一诺")
    syllables = lazy_pinyin(user.name)
    yield from ("".join(syllables), *user.name.split())
    if user.email:
        yield user.email.partition("@")[0]
    company = shell.asked("company", shell.COMPANY)
    yield from (company.zh, company.en)
