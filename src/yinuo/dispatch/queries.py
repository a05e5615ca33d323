"""The list of technicians for a call, each with the reasons for and against (S1.3)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from yinuo.calendars.queries import working_calendar
from yinuo.calls.models import Visit
from yinuo.dispatch.rules import Known, Need, misfit, points, rank
from yinuo.journal.questions import Question
from yinuo.lib import geo
from yinuo.lib.words import w
from yinuo.people.queries import roster
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from yinuo.calls.models import Call
    from yinuo.customers.models import Site
    from yinuo.dispatch.rules import Point
    from yinuo.people.models import User

SEEN_WITHIN = timedelta(hours=12)
"""How old the last place of a person may be to say how far they are."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A technician with what speaks for and against, and the jobs in hand."""

    user: User
    points: tuple[Point, ...]
    misfit: bool
    jobs: tuple[Visit, ...]


def candidates(call: Call, *, at: datetime) -> list[Candidate]:
    """Return the branch's technicians for `call`, those who fit first; four queries however many people."""
    people = roster(call.branch_id, at)
    in_hand = IN_HAND.rows(call.branch_id)
    load = Counter(visit.lead_id for visit in in_hand)
    need = needed(call, at=at)
    consider = policies.at(call.reported_at).listed("S1.3.consider")
    goal = position(call.site)
    places = last_places(people, at=at) if goal and "distance" in consider else {}
    ranked = []
    for person in people:
        known = _known(person, at=at, jobs=load[person.pk], metres=_metres(places.get(person.pk), goal))
        told = points(need, known, consider=consider)
        mine = tuple(visit for visit in in_hand if visit.lead_id == person.pk)
        ranked.append((rank(told, known), Candidate(person, tuple(told), misfit(told), mine)))
    return [candidate for _key, candidate in sorted(ranked, key=lambda pair: pair[0])]


def needed(call: Call, *, at: datetime) -> Need | None:
    """Return the skill that the call's first known device asks for; None when it asks for none."""
    devices = [voucher.device for voucher in call.vouchers.all() if voucher.device]
    skilled = [device.product_model for device in devices if device.product_model.skill_id]
    if not skilled:
        return None
    model = skilled[0]
    skill = model.skill
    assert skill is not None
    day = at.astimezone(working_calendar(call.branch.calendar_id).zone).date()
    return Need(skill.code, skill.words, model.needs_certificate, day)


def current_visits(people: Iterable[User]) -> list[Visit]:
    """Return the visits that people lead now, by planned start."""
    return list(_in_hand().filter(lead__in=list(people)))


def _in_hand() -> QuerySet[Visit]:
    open_states = ["dispatched", "accepted", "under_way", "on_site"]
    visits = Visit.objects.filter(current=True, voucher__state__in=open_states)
    related = ("voucher__call__customer", "voucher__device__product_model", "lead")
    return visits.select_related(*related).order_by("planned_start", "id")


IN_HAND = Question[Visit](lambda branch_id: _in_hand().filter(lead__branch_id=branch_id), int)
"""The visits that people of a branch lead now."""


def last_places(people: Iterable[User], *, at: datetime) -> dict[int, geo.Point]:
    """Return where each of `people` last arrived within `SEEN_WITHIN`: their position, else the site's."""
    visits = Visit.objects.filter(lead__in=list(people), arrived_at__gt=at - SEEN_WITHIN, arrived_at__lte=at)
    found: dict[int, geo.Point] = {}
    for visit in visits.select_related("voucher__call__site").order_by("arrived_at", "id"):
        place = position(visit) or position(visit.voucher.call.site)
        if place:
            found[visit.lead_id] = place
    return found


def position(of: Site | Visit | None) -> geo.Point | None:
    """Return the position of a site, or of an arrival; None when it is not known."""
    if of is None or of.latitude is None or of.longitude is None:
        return None
    return geo.Point(float(of.latitude), float(of.longitude))


def _metres(here: geo.Point | None, there: geo.Point | None) -> int | None:
    return round(geo.metres(here, there)) if here and there else None


def _known(person: User, *, at: datetime, jobs: int, metres: int | None) -> Known:
    skills = {each.skill.code: (each.certificate, each.certificate_until) for each in person.skills.all()}
    away = [each for each in person.absences.all() if each.starts_at <= at < each.ends_at]
    reason = (away[0].reason or str(w("请假", "leave"))) if away else None
    return Known(skills, reason, jobs, metres)
