"""What is typed of a person who is added, and of an absence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yinuo.lib.refusal import invalid
from yinuo.lib.words import Words, w
from yinuo.people.forms import SecretField
from yinuo.people.rights import ROLES
from yinuo.web.forms import CheckField, ChoiceField, Form, InstantField, ManyField, TextField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yinuo.people.models import Branch, User

HEAD_OFFICE = ("", w("总部", "Head office"))
EMAIL = re.compile(r"[^@\s,;<>\"()]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
NO_MAILBOX = w("邮箱写成 name@example.com 这样", "Write a mailbox like name@example.com")
NOBODY = ("", w("主管", "the supervisor"))


class NewPerson(Form):
    """A person with a sign-in, roles and a branch."""

    name = TextField(w("姓名", "Name"), max_length=80, words="off")
    username = TextField(w("登录名", "User name"), max_length=40, words="off")
    password = SecretField(
        w("第一个密码", "First password"),
        words="new-password",
        hint=w("至少 15 个字；可以请本人来写", "at least 15 characters; let the person type it"),
    )
    branch = ChoiceField(w("分公司", "Branch"), optional=True, shown="select", choices=[HEAD_OFFICE])
    roles = ManyField(w("角色", "Roles"), choices=[*ROLES.items()])

    def take(self, branches: Iterable[Branch]) -> None:
        """Offer the branches, and head office."""
        self.offer("branch", [HEAD_OFFICE, *((each.code, each.words) for each in branches)])


class EditPerson(Form):
    """What an administrator changes of a person."""

    roles = ManyField(w("角色", "Roles"), choices=[*ROLES.items()], optional=True)
    branch = ChoiceField(w("分公司", "Branch"), optional=True, shown="select", choices=[HEAD_OFFICE])
    email = TextField(
        w("邮箱", "Mailbox"),
        optional=True,
        max_length=254,
        words="off",
        hint=w("忘了密码时，链接寄到这里", "where the link for a forgotten password goes"),
    )
    company_account = TextField(
        w("公司账号", "Company account"),
        optional=True,
        words="off",
        hint=w(
            "统一登录那边的名字；写上才能用它登录", "the name at the company's own sign-in, to sign in by it"
        ),
    )
    active = CheckField(w("可以登录", "May sign in"))
    shared = CheckField(
        w("公用设备", "Shared device"),
        hint=w("谁办事，谁当场用 PIN 或密码确认", "who acts confirms each deed with PIN or password"),
    )

    def clean_email(self) -> str:
        """Refuse what can't be a mailbox."""
        email: str = self.cleaned_data["email"]
        if email and not EMAIL.fullmatch(email):
            self.add_refusal(invalid("email", NO_MAILBOX, "no_mailbox"))
        return email

    def take(self, branches: Iterable[Branch]) -> None:
        """Offer the branches, and head office."""
        self.offer("branch", [HEAD_OFFICE, *((each.code, each.words) for each in branches)])


class LostFactors(Form):
    """That the second factors of a person are to be taken away."""

    sure = CheckField(w("我确认是本人在要求", "I made sure that the person asks"), optional=False)


class NewAbsence(Form):
    """A time in which somebody is away, and who stands in (decision 8)."""

    starts_at = InstantField(w("从", "From"))
    ends_at = InstantField(w("到", "Until"))
    reason = TextField(w("原因", "Reason"), optional=True, max_length=80, words="off")
    substitute = ChoiceField(w("代替的人", "Who stands in"), optional=True, shown="select", choices=[NOBODY])

    def take(self, colleagues: Iterable[User]) -> None:
        """Offer who may stand in."""
        offered = [(each.username, Words(each.name, each.name)) for each in colleagues]
        self.offer("substitute", [NOBODY, *offered])
