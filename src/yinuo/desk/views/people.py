"""People by branch with roles, skills, certificates and absences; the one table of rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from yinuo.desk import exporting
from yinuo.desk.changing import Panel
from yinuo.desk.doing import once_only
from yinuo.desk.forms.people import NewAbsence, NewPerson
from yinuo.desk.queries import people as queries
from yinuo.journal.commands import not_found
from yinuo.lib.words import Words, w
from yinuo.people import access, commands
from yinuo.people.access import Signed, signed_in
from yinuo.people.models import Branch
from yinuo.people.queries import zone_of
from yinuo.people.rights import ROLES
from yinuo.web import clock, partial

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from yinuo.desk.queries.people import Office
    from yinuo.people.models import User

ADDED = w("{name} 已加入。", "{name} is added.")
AWAY = w("{name} 的缺勤已记下。", "The absence of {name} is on record.")
HEADS = (
    w("分公司", "Branch"),
    w("姓名", "Name"),
    w("登录名", "User name"),
    w("角色", "Roles"),
    w("技能与资格证", "Skills and certificates"),
    w("缺勤", "Absences"),
)


@require_safe
@signed_in
def people(request: Signed) -> HttpResponse:
    """Show people by branch."""
    return page(request, None)


@require_safe
@signed_in
def exported(request: Signed, ending: str) -> HttpResponse:
    """Give the people as a table."""
    return exporting.table(request, "people", ending, HEADS, _cells(_offices(request)))


@require_safe
@signed_in
def rights(request: Signed) -> HttpResponse:
    """Show who may do what, and how far it reaches."""
    access.require_somewhere(request.user, "people.see")
    values = {"roles": ROLES.values(), "rows": queries.rights_table(), "here": "settings"}
    return partial.render(request, "desk/rights.html", values)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: Signed) -> HttpResponse:
    """Add a person who can sign in; administrators only."""
    access.require(request.user, "people.edit")
    form = NewPerson(request.POST or None)
    form.take(Branch.objects.all())
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            return partial.go(request, once_only(request, lambda: _added(request, form)))
    title, submit = w("新人员", "New person"), w("加人员", "Add the person")
    return page(request, Panel(title, form, request.path, reverse("desk:people"), submit))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def absence(request: Signed, username: str) -> HttpResponse:
    """Record that somebody is away; administrators only."""
    access.require(request.user, "people.edit")
    row = queries.visible(request.user).filter(username=username).first()
    if row is None:
        raise not_found("user")
    form = NewAbsence(request.POST or None, zone=zone_of(row))
    same = queries.visible(request.user).filter(branch=row.branch, is_active=True)
    form.take(same.exclude(pk=row.pk))
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            return partial.go(request, once_only(request, lambda: _away(request, row, form)))
    title = w("{name} 缺勤", "{name} is away").format(name=row.name)
    submit = w("记下缺勤", "Record the absence")
    return page(request, Panel(title, form, request.path, reverse("desk:people"), submit))


def page(request: Signed, panel: Panel | None) -> HttpResponse:
    """Return the page of the people, with a form beside it."""
    values: dict[str, Any] = {
        "offices": _offices(request),
        "person_zone": zone_of(request.user),
        "may_edit": access.may(request.user, "people.edit"),
        "exports": exporting.tables(
            request, *(reverse("desk:people-export", args=[kind]) for kind in ("xlsx", "csv"))
        ),
        "panel": panel,
        "here": "settings",
    }
    return partial.render(request, "desk/people.html", values, status=panel.form.status if panel else 200)


def _offices(request: Signed) -> list[Office]:
    now = clock.now()
    today = now.astimezone(zone_of(request.user)).date()
    return queries.offices(queries.visible(request.user), today=today, now=now)


def _added(request: Signed, form: NewPerson) -> str:
    told = form.cleaned_data
    branch = Branch.objects.filter(code=told["branch"]).first() if told["branch"] else None
    added = commands.add_user(
        username=told["username"],
        name=told["name"],
        password=told["password"],
        roles=told["roles"],
        branch=branch,
        by=request.user,
    )
    partial.said(request, ADDED.format(name=added.name))
    return reverse("desk:people")


def _away(request: Signed, row: User, form: NewAbsence) -> str:
    told = form.cleaned_data
    substitute = queries.visible(request.user).filter(username=told["substitute"]).first()
    commands.add_absence(
        user=row,
        starts_at=told["starts_at"],
        ends_at=told["ends_at"],
        reason=told["reason"],
        substitute=substitute if told["substitute"] else None,
        by=request.user,
    )
    partial.said(request, AWAY.format(name=row.name))
    return reverse("desk:people")


def _cells(offices: list[Office]) -> Iterator[list[object]]:
    head_office = w("总部", "Head office")
    for office in offices:
        for person in office.people:
            yield [
                office.branch.words if office.branch else head_office,
                person.user.name,
                person.user.username,
                person.post,
                "；".join(_skill(each.skill.skill.words, each.skill.certificate) for each in person.skills),
                "；".join(f"{each.starts_at:%Y-%m-%d} – {each.ends_at:%Y-%m-%d}" for each in person.absences),
            ]


def _skill(words: Words, certificate: str) -> str:
    return f"{words} {certificate}".strip()
