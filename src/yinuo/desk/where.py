"""Which branch and which day a page of the desk is about."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from yinuo.calendars.queries import working_calendar
from yinuo.journal.commands import not_found
from yinuo.people import access
from yinuo.web import clock, typed

if TYPE_CHECKING:
    from yinuo.people.access import Signed
    from yinuo.people.models import Branch, User


def branches_of(user: User, deed: str) -> list[Branch]:
    """Return the branches to which `deed` reaches for the person. NotAllowed when none."""
    access.require_somewhere(user, deed)
    return list(access.branches(user, deed).select_related("calendar"))


def chosen(known: list[Branch], wanted: str, user: User) -> Branch:
    """Return the branch asked for, else the own one, else the first. NotFound for one not among `known`."""
    code = wanted or (user.branch.code if user.branch else "")
    found = next((each for each in known if each.code == code), None if code else next(iter(known), None))
    if found is None:
        raise not_found("branch")
    return found


def branch_of(user: User, deed: str, wanted: str) -> Branch:
    """Return the branch asked for. NotFound where `deed` does not reach, NotAllowed without the right."""
    return chosen(branches_of(user, deed), wanted, user)


def today_at(branch: Branch) -> date:
    """Return the day it is at the branch."""
    return clock.now().astimezone(working_calendar(branch.calendar_id).zone).date()


def asked(request: Signed, name: str, most: int = 80) -> str:
    """Return a word of the address: stripped, at most `most` characters."""
    return typed.text(request.GET, name, most)


def day_of(text: str) -> date:
    """Return the day of an address such as `2026-11-24`. NotFound for anything else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise not_found("day") from None
    if text != found.isoformat():
        raise not_found("day")
    return found
