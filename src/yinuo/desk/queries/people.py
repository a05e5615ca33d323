"""People as administrators look at them: by branch, with roles, skills, certificates and absences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from yinuo.people import access
from yinuo.people.models import Absence, Branch, PersonSkill, User
from yinuo.people.queries import post_of
from yinuo.people.rights import DEEDS, RIGHTS, ROLES, SCOPE_WORDS, Scope

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from yinuo.lib.words import Words


@dataclass(frozen=True, slots=True)
class Certified:
    """A skill with its certificate and whether it has ended."""

    skill: PersonSkill
    ended: bool


@dataclass(frozen=True, slots=True)
class Person:
    """One person with what is known of them."""

    user: User
    post: Words
    skills: tuple[Certified, ...]
    absences: tuple[Absence, ...]


@dataclass(frozen=True, slots=True)
class Office:
    """A branch, or head office (None), with its people."""

    branch: Branch | None
    people: tuple[Person, ...]


def visible(user: User) -> QuerySet[User]:
    """Return the people `user` may see. NotAllowed for roles that see none."""
    reached = access.require_somewhere(user, "people.see")
    if reached is Scope.ALL:
        return User.objects.all()
    return User.objects.filter(branch_id=user.branch_id or 0)


def offices(seen: QuerySet[User], *, today: date, now: datetime) -> list[Office]:
    """Return people by branch, head office first; five queries however many."""
    coming = Absence.objects.filter(ends_at__gt=now).select_related("substitute").order_by("starts_at")
    related = ("holdings", "skills__skill", Prefetch("absences", queryset=coming))
    people = list(
        seen.select_related("branch").prefetch_related(*related).order_by("branch__code", "name_key", "pk")
    )
    found: dict[int | None, list[Person]] = {None: []}
    for user in people:
        found.setdefault(user.branch_id, []).append(_person(user, today))
    branches = {user.branch_id: user.branch for user in people}
    return [Office(branches.get(key), tuple(rows)) for key, rows in found.items() if rows]


def _person(user: User, today: date) -> Person:
    skills = tuple(
        Certified(each, each.certificate_until is not None and each.certificate_until < today)
        for each in user.skills.all()
    )
    return Person(user, post_of(user), skills, tuple(user.absences.all()))


def rights_table() -> list[tuple[str, Words, list[Words | None]]]:
    """Return the one table of rights: for each deed its scope by role, in the order of the roles."""
    return [(deed, words, [_scope(role, deed) for role in ROLES]) for deed, words in DEEDS.items()]


def _scope(role: str, deed: str) -> Words | None:
    reached = RIGHTS[role].get(deed)
    return None if reached is None else SCOPE_WORDS[reached]
