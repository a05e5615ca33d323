"""One person as an administrator changes them: roles, sign-in, leaving; a lost second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yinuo.desk.changing import Panel
from yinuo.desk.doing import once_only
from yinuo.desk.forms.people import EditPerson, LostFactors
from yinuo.desk.queries import people as queries
from yinuo.desk.views.people import page
from yinuo.journal.commands import not_found
from yinuo.lib.words import w
from yinuo.people import access
from yinuo.people.access import Signed, signed_in
from yinuo.people.commands.administering import Told, edit_person
from yinuo.people.commands.factors import reset_factors
from yinuo.people.models import Branch, CompanyAccount
from yinuo.people.queries.proofs import factors
from yinuo.web import clock, partial

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from yinuo.people.models import User

CHANGED = w("{name} 的资料已改。", "{name} is changed.")
RESET = w(
    "{name} 的第二因素已全部取消，各处登录都已结束。",
    "All second factors of {name} are gone, and every session has ended.",
)
WHAT_GOES = w(
    "在用：验证器 {app} 个，通行密钥 {keys} 个。取消以后，对方用密码登录，再自己加新的。先确认是本人在要求。",
    "In use: {app} authenticator, {keys} passkeys. Afterwards the password signs in, and new ones are added. "
    "Make sure it is really that person who asks.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: Signed, username: str) -> HttpResponse:
    """Change a person; administrators only."""
    row = _person(request, username)
    form = EditPerson(request.POST or None, initial=_shown(row))
    form.take(Branch.objects.all())
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            return partial.go(request, once_only(request, lambda: _changed(request, row, form)))
    title = w("改 {name}", "Change {name}").format(name=row.name)
    return page(request, Panel(title, form, request.path, reverse("desk:people"), w("保存", "Save")))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def lost(request: Signed, username: str) -> HttpResponse:
    """Take away all second factors of somebody who lost them; administrators only."""
    row = _person(request, username)
    form = LostFactors(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            return partial.go(request, once_only(request, lambda: _reset(request, row)))
    title = w("取消 {name} 的第二因素", "Take away the second factors of {name}").format(name=row.name)
    has = factors(row)
    note = WHAT_GOES.format(app=int(has.authenticator), keys=has.passkeys)
    submit = w("全部取消", "Take them away")
    panel = Panel(title, form, request.path, reverse("desk:people"), submit, note=note)
    return page(request, panel)


def _person(request: Signed, username: str) -> User:
    access.require(request.user, "people.edit")
    row = queries.visible(request.user).filter(username=username).first()
    if row is None:
        raise not_found("user")
    return row


def _shown(row: User) -> dict[str, Any]:
    linked = CompanyAccount.objects.filter(user=row).first()
    return {
        "roles": sorted(row.roles),
        "branch": row.branch.code if row.branch else "",
        "email": row.email,
        "company_account": linked.wanted if linked else "",
        "active": row.is_active,
        "shared": row.shared,
    }


def _changed(request: Signed, row: User, form: EditPerson) -> str:
    told = form.cleaned_data
    values = Told(
        roles=tuple(told["roles"]),
        branch=Branch.objects.filter(code=told["branch"]).first() if told["branch"] else None,
        email=told["email"],
        company_account=told["company_account"],
        active=told["active"],
        shared=told["shared"],
    )
    edit_person(user=row, told=values, by=request.user, at=clock.now())
    partial.said(request, CHANGED.format(name=row.name))
    return reverse("desk:people")


def _reset(request: Signed, row: User) -> str:
    reset_factors(user=row, by=request.user, at=clock.now())
    partial.said(request, RESET.format(name=row.name))
    return reverse("desk:people")
