"""Which policy judges an instant, and the versions there are; kept in memory for a few seconds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from django.db.models import Count, Max

from yinuo.lib.refusal import NotFound
from yinuo.lib.words import Words, w
from yinuo.policy.models import Version
from yinuo.policy.rules import Clause, Issue, Policy, brief, composed, describe, judge, told, typed
from yinuo.policy.shipped import CLAUSES, IN_FORCE_FROM, PARAMETERS
from yinuo.policy.states import CARRIED_WORDS, REST_WORDS, TAB_WORDS, Carried, Kind

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.policy.shipped import Parameter

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


@dataclass(frozen=True, slots=True)
class Chip:
    """A parameter as the page shows it; `changed` is the version that set it, 0 while it is as shipped."""

    key: str
    name: Words
    value: Words
    whole: Words
    default: bool
    changed: int


@dataclass(frozen=True, slots=True)
class Row:
    """A clause on the page, its parameters and steps in words; `own_steps` once a version set the steps."""

    clause: Clause
    carried: Words
    chips: tuple[Chip, ...]
    steps: tuple[Words, ...]
    own_steps: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the policies on the page, with how many clauses it has."""

    code: str
    words: Words
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """What the policy page shows of one version. `rest` are the parameters that belong to no clause."""

    policy: Policy
    tab: str
    tabs: tuple[Tab, ...]
    rows: tuple[Row, ...]
    rest: tuple[tuple[Words, tuple[Chip, ...]], ...]
    total: int
    carried: dict[str, int]


@dataclass(frozen=True, slots=True)
class Published:
    """A version in the list: what it changed, and whether it is past, in force or still to come."""

    version: Version
    changes: tuple[tuple[Words, Words], ...]
    state: str


def page(policy: Policy, tab: str) -> Page:
    """Return the clauses of one tab ("P", "G", "S" or "D") as `policy` says them; no query."""
    clauses = [policy.clause(key) for key in CLAUSES if key.startswith(tab)]
    states = [written.carried for written in CLAUSES.values()]
    return Page(
        policy=policy,
        tab=tab,
        tabs=tuple(
            Tab(code, words, sum(key.startswith(code) for key in CLAUSES))
            for code, words in TAB_WORDS.items()
        ),
        rows=tuple(row(policy, clause) for clause in clauses),
        rest=_rest(policy) if tab == "D" else (),
        total=len(CLAUSES),
        carried={str(state): states.count(state) for state in Carried},
    )


def row(policy: Policy, clause: Clause) -> Row:
    """Return a clause with its parameters and steps in words; no query."""
    single = [parameter for parameter in clause.parameters if parameter.kind is not Kind.STEPS]
    return Row(
        clause=clause,
        carried=CARRIED_WORDS[clause.carried],
        chips=tuple(map(partial(_chip, policy), single)),
        steps=tuple(told(step) for step in policy.steps(clause.id)),
        own_steps=f"{clause.id}.steps" in policy.changed,
    )


def published(now: datetime) -> tuple[Published, ...]:
    """Return the published versions, newest first, each with what it changed in words; one query."""
    rows = versions()
    past = [version for version in rows if version.in_force_from <= now]
    current = max(past, key=lambda version: (version.in_force_from, version.number), default=None)
    return tuple(Published(version, _changes(version), _state(version, current, now)) for version in rows)


def _state(version: Version, current: Version | None, now: datetime) -> str:
    if version is current:
        return "in_force"
    return "past" if version.in_force_from <= now else "scheduled"


def _changes(version: Version) -> tuple[tuple[Words, Words], ...]:
    known = [(PARAMETERS[key], raw) for key, raw in version.values.items() if key in PARAMETERS]
    return tuple(
        (_full_name(parameter), describe(parameter, typed(parameter, raw))) for parameter, raw in known
    )


def _full_name(parameter: Parameter) -> Words:
    place = REST_WORDS.get(parameter.clause, Words(parameter.clause, parameter.clause))
    return w("{place} {name}", "{place} {name}").format(place=place, name=parameter.name)


def _chip(policy: Policy, parameter: Parameter) -> Chip:
    return Chip(
        key=parameter.id,
        name=parameter.name,
        value=brief(parameter, policy.value(parameter.id)),
        whole=policy.described(parameter.id),
        default=policy.marked(parameter.id),
        changed=policy.changed.get(parameter.id, 0),
    )


def _rest(policy: Policy) -> tuple[tuple[Words, tuple[Chip, ...]], ...]:
    return tuple(
        (words, tuple(_chip(policy, each) for each in PARAMETERS.values() if each.clause == place))
        for place, words in REST_WORDS.items()
    )
