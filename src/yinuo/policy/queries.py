"""Which policy judges an instant, and the versions there are; kept in memory for a few seconds."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from django.db.models import Count, Max

from yinuo.lib.refusal import NotFound
from yinuo.lib.words import w
from yinuo.policy.models import Version
from yinuo.policy.rules import Clause, Issue, Policy, composed, judge
from yinuo.policy.shipped import IN_FORCE_FROM

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Clause", "Policy", "at", "clause", "forget", "issues", "numbered", "versions"]

LOOK_AGAIN_SECONDS = 5.0
UNPUBLISHED = Issue(1, IN_FORCE_FROM, {})


@dataclass(frozen=True, slots=True)
class Shelf:
    """The policies as last read, with the revision they were read at and when that was looked at."""

    policies: tuple[Policy, ...]
    revision: tuple[int, int]
    looked_at: float


_shelves: dict[str, Shelf] = {}


def at(instant: datetime) -> Policy:
    """Return the policy in force at `instant` (P5.5); a call asks with its reported-at until its end.

    No query most of the time; one every five seconds, two when a version came. Without any version
    published it is the policy that ships.
    """
    return judge(_policies(), instant)


def numbered(number: int) -> Policy:
    """Return version `number` of the policy. NotFound `unknown_version` when there is none."""
    found = next((policy for policy in _policies() if policy.number == number), None)
    if found is None:
        raise NotFound("unknown_version", w("没有这一版规章。", "There is no such version of the policy."))
    return found


def clause(policy: Policy, key: str) -> Clause:
    """Return a clause by an id that came from outside. NotFound `unknown_clause` when there is none."""
    try:
        return policy.clause(key)
    except KeyError:
        raise NotFound("unknown_clause", w("没有这一条。", "There is no such clause.")) from None


def versions() -> list[Version]:
    """Return the published versions, newest first; one query."""
    return list(Version.objects.order_by("-number"))


def issues() -> list[Issue]:
    """Return what each published version changed; what ships when none is published; one query."""
    rows = Version.objects.values_list("number", "in_force_from", "values")
    return [Issue(*row) for row in rows] or [UNPUBLISHED]


def newest() -> int:
    """Return the highest number published; 0 when none is; one query."""
    found: int | None = Version.objects.aggregate(last=Max("number"))["last"]
    return found or 0


def forget() -> None:
    """Drop what is kept in memory; the next question reads the database."""
    _shelves.clear()


def _policies() -> tuple[Policy, ...]:
    shelf, now = _shelves.get("policies"), monotonic()
    if shelf is not None and now - shelf.looked_at < LOOK_AGAIN_SECONDS:
        return shelf.policies
    revision = _revision() if shelf is not None else None
    if shelf is None or revision != shelf.revision:
        read = issues()
        revision = (max(issue.number for issue in read), len(read))
        shelf = Shelf(composed(read), revision, now)
    _shelves["policies"] = Shelf(shelf.policies, shelf.revision, now)
    return shelf.policies


def _revision() -> tuple[int, int]:
    found = Version.objects.aggregate(last=Max("number"), rows=Count("pk"))
    return found["last"] or 1, found["rows"] or 1
