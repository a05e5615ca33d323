"""People changed: users with their roles, branches, tokens, absences; each with its line in the journal.

`by` is the terminal unless given, `at` the present moment.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from pypinyin import lazy_pinyin

from yinuo.calendars.models import Calendar
from yinuo.journal.commands import note
from yinuo.journal.steps import one_step
from yinuo.lib.actor import SYSTEM
from yinuo.lib.refusal import invalid
from yinuo.lib.words import w
from yinuo.people.commands.passwords import check_password
from yinuo.people.commands.told import SUBJECT, tell
from yinuo.people.models import Absence, Branch, Holding, Token, User
from yinuo.people.rights import ROLES
from yinuo.web import clock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from yinuo.lib.actor import Acting

CODE = re.compile("[A-Z0-9]{1,8}")


@one_step
def add_branch(
    *,
    code: str,
    name: str,
    name_en: str = "",
    kind: str = "branch",
    calendar: str = "",
    phone: str = "",
    by: Acting = SYSTEM,
    at: datetime | None = None,
) -> Branch:
    """Open a branch that follows the working calendar `calendar` (its code; the first one unless named).

    Invalid when the code is taken or no part of a number, the name is empty, or the calendar is unknown.
    """
    if not CODE.fullmatch(code):
        raise invalid("code", w("代码是 1 至 8 个大写字母或数字。", "The code is 1 to 8 capitals or digits."))
    if Branch.objects.filter(code=code).exists():
        raise invalid("code", w("这个代码已经有网点用了。", "This code is taken by a branch."), "code_taken")
    if not name.strip():
        raise invalid("name", w("请写名称。", "Give its name."))
    known = Calendar.objects.order_by("id")
    found = (known.filter(code=calendar) if calendar else known).first()
    if found is None:
        raise invalid("calendar", w("没有这个工作日历。", "There is no such working calendar."))
    note("branch", code, "opened", by=by, at=at or clock.now(), details={"name": name, "kind": kind})
    return Branch.objects.create(
        code=code, name=name, name_en=name_en or name, kind=kind, calendar=found, phone=phone
    )


def name_key(name: str) -> str:
    """Return the key by which a Chinese name sorts: its pinyin; it can be edited afterwards."""
    return " ".join(lazy_pinyin(name)).lower()[:80]


@transaction.atomic
def add_user(
    *,
    username: str,
    name: str,
    password: str,
    roles: Iterable[str],
    branch: Branch | None,
    checked: bool = True,
    by: Acting = SYSTEM,
    at: datetime | None = None,
) -> User:
    """Add a user with roles. Invalid when the name is taken, a role is unknown or the password won't do."""
    held = list(roles)
    _check_user(username, held)
    user = User(username=username, name=name, name_key=name_key(name), branch=branch)
    if checked:
        check_password(user, password, second_factor=False)
    user.set_password(password)
    user.save()
    details = {"name": name, "roles": held, "branch": branch.code if branch else ""}
    note(SUBJECT, username, "added", by=by, at=at or clock.now(), details=details)
    Holding.objects.bulk_create([Holding(user=user, role=role) for role in held])
    return user


def _check_user(username: str, roles: list[str]) -> None:
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        raise invalid(
            "roles", w("没有这个角色：{role}", "There is no such role: {role}").format(role=unknown[0])
        )
    if User.objects.filter(username=username).exists():
        raise invalid("username", w("这个登录名已经有人用了。", "This user name is taken."), "username_taken")


@transaction.atomic
def add_token(
    *, user: User, days: int, at: datetime, name: str = "", scope: str = "write", by: Acting = SYSTEM
) -> str:
    """Return a new bearer token that ends after `days` days. Only its digest is stored. Invalid (`days`)."""
    if not 1 <= days <= 3650:
        raise invalid("days", w("天数要在 1 至 3650 之间。", "Days must be between 1 and 3650."))
    tell(user, "token_added", by=by, at=at, name=name, days=days, scope=scope)
    secret = "yn_" + secrets.token_urlsafe(32)
    ends_at = at + timedelta(days=days)
    Token.objects.create(
        user=user, digest=digest(secret), name=name, scope=scope, created_at=at, ends_at=ends_at
    )
    return secret


def digest(secret: str) -> str:
    """Return the stored form of a token."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@transaction.atomic
def add_absence(
    *,
    user: User,
    starts_at: datetime,
    ends_at: datetime,
    reason: str = "",
    substitute: User | None = None,
    by: Acting = SYSTEM,
    at: datetime | None = None,
) -> Absence:
    """Record that a person is away; the substitute owns what falls due (decision 8)."""
    if ends_at <= starts_at:
        raise invalid("ends_at", w("结束要晚于开始。", "The end must come after the start."))
    until = {"from": starts_at, "until": ends_at, "substitute": substitute.username if substitute else ""}
    tell(user, "away", by=by, at=at or clock.now(), **until)
    return Absence.objects.create(
        user=user, starts_at=starts_at, ends_at=ends_at, reason=reason, substitute=substitute
    )
