"""Who and what stories are about: a branch's people, customers and devices, read back from the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from yinuo.calendars.queries import working_calendar
from yinuo.customers.models import Contact
from yinuo.demonstration.data import said
from yinuo.devices.models import Device
from yinuo.people.models import Branch, User

if TYPE_CHECKING:
    from datetime import date
    from random import Random

    from yinuo.lib.worktime import Calendar

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
ROLES = ("clerk", "supervisor", "technician", "after_sales_staff", "branch_manager")


@dataclass(slots=True)
class Hand:
    """A technician with skills (until when each certificate is valid), absences, and since when free."""

    user: User
    skills: dict[str, date | None]
    away: list[tuple[datetime, datetime]]
    free_at: datetime = LONG_AGO

    def there(self, at: datetime) -> bool:
        """Whether the person is not away at the instant."""
        return not any(starts <= at < ends for starts, ends in self.away)


@dataclass(slots=True)
class Cast:
    """Everything of one branch that its stories draw from."""

    branch: Branch
    calendar: Calendar
    people: dict[str, list[User]]
    hands: list[Hand]
    devices: list[Device]
    contacts: dict[int, list[Contact]]
    department: User
    leader: User
    weak: list[Device] = field(default_factory=list)

    def one(self, role: str) -> User:
        """Return the branch's first person in a role; the supervisor where nobody holds it."""
        return (self.people.get(role) or self.people["supervisor"])[0]

    def start_day(self) -> None:
        """Everybody is free again: a day's stories don't hang on the days before."""
        for hand in self.hands:
            hand.free_at = LONG_AGO

    def pick(self, skill: str, *, at: datetime, dice: Random, but: User | None = None) -> tuple[Hand, str]:
        """Return who goes, first free first, and the reason where that person doesn't fit."""
        there = [hand for hand in self.hands if hand.there(at) and hand.user != but] or self.hands
        able = [hand for hand in there if skill in hand.skills]
        if able and dice.random() > 0.015:
            return min(able, key=lambda hand: (hand.free_at, hand.user.pk)), ""
        hand = dice.choice(there)
        return hand, "" if skill in hand.skills else dice.choice(said("misfit"))


def casts() -> dict[str, Cast]:
    """Return the cast of every branch of the demonstration, by its code."""
    branches = Branch.objects.filter(code__in=["SH", "YZ", "FZ"]).select_related("calendar").order_by("id")
    return {branch.code: cast_of(branch) for branch in branches}


def cast_of(branch: Branch) -> Cast:
    """Return the cast of a branch; a handful of queries."""
    people: dict[str, list[User]] = {}
    users = User.objects.filter(branch=branch).prefetch_related("holdings", "skills__skill", "absences")
    for user in users.order_by("id"):
        for role in user.roles:
            people.setdefault(role, []).append(user)
    devices = Device.objects.filter(customer__branch=branch)
    owned = list(devices.select_related("product_model__skill", "customer", "site").order_by("id"))
    contacts: dict[int, list[Contact]] = {}
    for contact in Contact.objects.filter(customer__branch=branch).order_by("id"):
        contacts.setdefault(contact.customer_id, []).append(contact)
    able = [*people.get("technician", []), *people.get("after_sales_staff", [])]
    return Cast(
        branch=branch,
        calendar=working_calendar(branch.calendar_id),
        people=people,
        hands=[_hand(user) for user in able],
        devices=owned,
        contacts=contacts,
        department=User.objects.get(username="service_department"),
        leader=User.objects.get(username="team_leader"),
        weak=owned[5::20],
    )


def _hand(user: User) -> Hand:
    skills = {each.skill.code: each.certificate_until for each in user.skills.all()}
    return Hand(user, skills, [(each.starts_at, each.ends_at) for each in user.absences.all()])
