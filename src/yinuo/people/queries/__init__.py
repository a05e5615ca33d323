"""People read: who holds a role at a branch, who is away, who stands in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Q

from yinuo.calendars.queries import working_calendar
from yinuo.journal.questions import Question, hold
from yinuo.lib.refusal import NotFound, invalid
from yinuo.lib.words import Words, w
from yinuo.people.models import Absence, Branch, Holding, PersonSkill, User
from yinuo.people.rights import ROLES

if TYPE_CHECKING:
    from django.db.models import QuerySet


HEAD_OFFICE = ZoneInfo("Asia/Shanghai")


def branch(code: str) -> Branch:
    """Return the branch `code`, with its calendar. Invalid (field `branch`) when there is none."""
    found = Branch.objects.select_related("calendar").filter(code=code).first()
    if found is None:
        raise invalid("branch", w("没有这个分公司。", "There is no such branch."), "unknown_branch")
    return found


def holders(role: str, branch_id: int | None) -> QuerySet[User]:
    """Return the active people who hold `role` at the branch, or at head office."""
    held = Holding.objects.filter(role=role).values("user_id")
    there = Q(branch_id=branch_id) | Q(branch_id=None)
    return User.objects.filter(there, pk__in=held, is_active=True).order_by("branch_id", "id")


def technicians(branch_id: int) -> QuerySet[User]:
    """Return the branch's active technicians with their skills."""
    held = Holding.objects.filter(role__in=["technician", "after_sales_staff"]).values("user_id")
    people = User.objects.filter(pk__in=held, branch_id=branch_id, is_active=True)
    return people.prefetch_related("skills__skill", "absences").order_by("name_key", "id")


def roster(branch_id: int, at: datetime) -> list[User]:
    """Return the branch's active technicians with their skills, and who is away at the instant."""
    people = ROSTER.rows(branch_id)
    skills, absences = ROSTER_SKILLS.rows(branch_id), ROSTER_AWAY.rows(branch_id, at, at)
    for person in people:
        hold(person, "skills", [each for each in skills if each.user_id == person.pk])
        hold(person, "absences", [each for each in absences if each.user_id == person.pk])
    return people


def technicians_of(branches: QuerySet[Branch]) -> QuerySet[User]:
    """Return the active technicians of the branches with their skills, branch by branch."""
    held = Holding.objects.filter(role__in=["technician", "after_sales_staff"]).values("user_id")
    people = User.objects.filter(pk__in=held, branch__in=branches, is_active=True)
    related = people.select_related("branch").prefetch_related("skills__skill")
    return related.order_by("branch__code", "name_key", "id")


def all_branches() -> QuerySet[Branch]:
    """Return every branch with its calendar, by code."""
    return Branch.objects.select_related("calendar").order_by("code")


def user_named(username: str) -> User:
    """Return the active user `username` with roles. NotFound when there is none."""
    user = User.objects.filter(username=username, is_active=True).prefetch_related("holdings").first()
    if user is None:
        raise NotFound("unknown_user", w("没有这个用户。", "There is no such user."))
    return user


def absence(user_id: int, at: datetime) -> Absence | None:
    """Return the absence that `user_id` is in at the instant, if any."""
    return AWAY.first(user_id, at, at)


ROSTER = Question[User](
    lambda branch_id: technicians(branch_id).prefetch_related(None),
    int,
)
ROSTER_SKILLS = Question[PersonSkill](
    lambda branch_id: (
        PersonSkill.objects.filter(user__branch_id=branch_id).select_related("skill").order_by("id")
    ),
    int,
)
ROSTER_AWAY = Question[Absence](
    lambda branch_id, since, until: Absence.objects.filter(
        user__branch_id=branch_id, starts_at__lte=since, ends_at__gt=until
    ).order_by("id"),
    int,
    datetime,
    datetime,
)
AWAY = Question[Absence](
    lambda user_id, since, until: (
        Absence.objects.filter(user_id=user_id, starts_at__lte=since, ends_at__gt=until)
        .select_related("substitute")
        .order_by("ends_at")
    ),
    int,
    datetime,
    datetime,
)


def zone_of(user: User) -> ZoneInfo:
    """Return the zone in which `user` is shown times: that of the branch, Shanghai's at head office."""
    if user.branch_id is None:
        return HEAD_OFFICE
    return working_calendar(user.branch.calendar_id).zone if user.branch else HEAD_OFFICE


def post_of(user: User) -> Words:
    """Return the words of the roles that `user` holds, in the order of the table of roles."""
    held = [words for role, words in ROLES.items() if role in user.roles]
    return Words("、".join(each.zh for each in held), ", ".join(each.en for each in held))
