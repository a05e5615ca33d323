"""Today read: what a person owes, what waits for their yes, what was said to them, how the day stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q

from yinuo.calls.models import Call, Escalation, Signature, Visit
from yinuo.calls.models.call import WAITING_STATES
from yinuo.calls.queries.register import whole
from yinuo.calls.states import SignatureKind, State
from yinuo.duties.queries import owed_by
from yinuo.outbox.queries import unread
from yinuo.people import access

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from yinuo.duties.models import Duty
    from yinuo.outbox.models import Message
    from yinuo.people.models import Branch, User

MOST_DUTIES = 150
MOST_WAITING = 8
MOST_MESSAGES = 6


@dataclass(slots=True)
class Waiting:
    """What waits for the person's word: calls to approve, signatures to confirm, problems to solve."""

    approvals: list[Call] = field(default_factory=list)
    unsigned: list[Signature] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.approvals) + len(self.unsigned) + len(self.escalations)


@dataclass(frozen=True, slots=True)
class Figures:
    """A day of some branches: calls, waiting for dispatch, arrived, of these late, people on jobs."""

    calls: int
    waiting: int
    arrived: int
    late: int
    out: int


def owed(user: User) -> tuple[list[Duty], int]:
    """Return what `user` owes, due first, and how many more there are than are shown."""
    duties = owed_by(user).select_related("branch__calendar", "owner")
    shown = list(duties[: MOST_DUTIES + 1])
    more = duties.count() - MOST_DUTIES if len(shown) > MOST_DUTIES else 0
    return shown[:MOST_DUTIES], more


def calls_of(duties: list[Duty]) -> dict[str, Call]:
    """Return the calls that duties are about, by number."""
    numbers = {duty.subject_key for duty in duties if duty.subject_kind == Call.SUBJECT}
    if not numbers:
        return {}
    return {call.number: call for call in whole(Call.objects.filter(number__in=numbers))}


def waiting(user: User) -> Waiting:
    """Return what waits for the word of `user`, within the reach of each right."""
    found = Waiting()
    if access.may_somewhere(user, "call.approve"):
        calls = Call.objects.filter(
            branch__in=access.branches(user, "call.approve"), state=State.AWAITING_APPROVAL
        )
        found.approvals = list(calls.select_related("customer").order_by("id")[:MOST_WAITING])
    if access.may_somewhere(user, "signature.confirm"):
        unsigned = Signature.objects.filter(
            voucher__call__branch__in=access.branches(user, "signature.confirm"),
            kind=SignatureKind.NONE,
            superseded=False,
            confirmed_at=None,
        )
        found.unsigned = list(unsigned.select_related("voucher__call__customer")[:MOST_WAITING])
    if access.may_somewhere(user, "escalation.solve"):
        open_ones = Escalation.objects.filter(
            voucher__call__branch__in=access.branches(user, "escalation.solve"),
            department__in=sorted(user.roles),
            solved_at=None,
        )
        found.escalations = list(
            open_ones.select_related("voucher__call__customer", "told_by").order_by("id")[:MOST_WAITING]
        )
    return found


def messages(user: User) -> QuerySet[Message]:
    """Return the unread messages to `user`, newest first."""
    return unread(person=user.pk, roles=user.roles, branch=user.branch.code if user.branch else "")


def figures(branches: list[Branch], day: date) -> Figures:
    """Return how the day of `branches` stands; three queries."""
    of_branches = Call.objects.filter(branch__in=branches)
    arrived = Q(arrived_at__isnull=False)
    late = arrived & Q(arrived_at__gt=F("arrival_due_at"))
    today = of_branches.filter(day=day).aggregate(
        calls=Count("pk"), arrived=Count("pk", filter=arrived), late=Count("pk", filter=late)
    )
    waits = of_branches.filter(state__in=WAITING_STATES).count()
    out_states = [State.UNDER_WAY, State.ON_SITE]
    visits = Visit.objects.filter(current=True, voucher__state__in=out_states, lead__branch__in=branches)
    out = visits.values("lead").distinct().count()
    return Figures(today["calls"], waits, today["arrived"], today["late"], out)
