"""What is typed of a person who is added, and of an absence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.lib.words import Words, w
from yinuo.people.forms import SecretField
from yinuo.people.rights import ROLES
from yinuo.web.forms import ChoiceField, Form, InstantField, ManyField, TextField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yinuo.people.models import Branch, User

HEAD_OFFICE = ("", w("总部", "Head office"))
NOBODY = ("", w("主管", "the supervisor"))


class NewPerson(Form):
    """A person with a sign-in, roles and a branch."""

    name = TextField(w("姓名", "Name"), max_length=80, words="off")
    username = TextField(w("登录名", "User name"), max_length=40, words="off")
    password = SecretField(
        w("第一个密码", "First password"),
        words="new-password",
        hint=w("至少 15 个字", "at least 15 characters"),
    )
    branch = ChoiceField(w("分公司", "Branch"), optional=True, shown="select", choices=[HEAD_OFFICE])
    roles = ManyField(w("角色", "Roles"), choices=[*ROLES.items()])

    def take(self, branches: Iterable[Branch]) -> None:
        """Offer the branches, and head office."""
        self.offer("branch", [HEAD_OFFICE, *((each.code, each.words) for each in branches)])


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
