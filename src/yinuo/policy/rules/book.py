"""The policy of an instant: what shipped, with every change whose day has come (clause P5.5)."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from yinuo.lib.words import Words
from yinuo.policy.rules.saying import describe, spaced
from yinuo.policy.rules.steps import Step, settle
from yinuo.policy.rules.values import Value, typed
from yinuo.policy.shipped import CLAUSES, MARK, PARAMETERS, Parameter, Written
from yinuo.policy.states import PART_WORDS, Carried, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PLACE = re.compile(r"\{([A-Za-z0-9_.]+)\}")
SHIPPED: dict[str, Value] = {key: typed(each, each.shipped) for key, each in PARAMETERS.items()}
Asked = TypeVar("Asked")

# Pairs whose first may not exceed the second, wherever a company sets them.
ASCENDING = (
    ("due.urgent", "due.soon"),
    ("G14.urban", "G14.suburban"),
    ("G20.grave_answer", "G20.ordinary_answer"),
    ("P2.1.next_day_after", "P2.1.day_ends"),
    ("P2.9.from", "P2.9.until"),
    ("S2.2.accept_within", "S2.2.tell_supervisor"),
)


@dataclass(frozen=True, slots=True)
class Issue:
    """One published version: what it changed, as JSON, and from when."""

    number: int
    in_force_from: datetime
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with the values of one version in its sentences; `defaults` names the parts marked °."""

    id: str
    text: Words
    who: Words
    by_when: Words
    evidence: Words
    consequence: Words
    now: Words
    roles: tuple[str, ...]
    carried: Carried
    parameters: tuple[Parameter, ...]
    version: int

    @property
    def implemented(self) -> bool:
        """Whether the product carries it out now, wholly or in part."""
        return self.carried is not Carried.NO

    @property
    def defaults(self) -> tuple[str, ...]:
        """The parts the written policy does not give, so that the product had to settle them."""
        return tuple(part for part in PART_WORDS if MARK in getattr(self, part).zh)


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that holds from `in_force_from` until the next version does.

    `values` has every parameter, typed; `changed` says which version last set a parameter that a company
    changed. An unknown id is a KeyError, a parameter of another kind a TypeError: both are mistakes in
    the caller, not input.
    """

    number: int
    in_force_from: datetime
    values: Mapping[str, Value]
    changed: Mapping[str, int]

    def value(self, key: str) -> Value:
        """Return the typed value (see `values.typed`)."""
        return self.values[key]

    def minutes(self, key: str) -> timedelta:
        """Return a length of time: working or clock time, as the parameter's kind says."""
        return self._as(key, timedelta)

    def clock(self, key: str) -> timedelta:
        """Return a time of day as the time since local midnight; 24:00 is one day."""
        return self._as(key, timedelta)

    def count(self, key: str) -> int:
        """Return a whole number: a count, or months."""
        return self._as(key, int)

    def days(self, key: str) -> int:
        """Return a number of days; 0 means by the end of the same (working) day."""
        return self._as(key, int)

    def ratio(self, key: str) -> Decimal:
        """Return a share (0 to 1) or a factor."""
        return self._as(key, Decimal)

    def money(self, key: str) -> Decimal | None:
        """Return an amount in yuan; None where none is set."""
        return None if self.values[key] is None else self._as(key, Decimal)

    def chosen(self, key: str) -> str:
        """Return a choice, a period or a text; "" where none is set."""
        return "" if self.values[key] is None else self._as(key, str)

    def listed(self, key: str) -> tuple[str, ...]:
        """Return the codes of a list, in its order."""
        return tuple(str(each) for each in self._as(key, tuple))

    def parameter(self, key: str) -> Parameter:
        """Return the definition of a parameter."""
        return PARAMETERS[key]

    def described(self, key: str) -> Words:
        """Return a parameter's value in words, with the mark ° while it is the product's own."""
        parameter = PARAMETERS[key]
        steps = parameter.kind is Kind.STEPS
        words = describe(parameter, self.steps(parameter.clause) if steps else self.values[key])
        return Words(words.zh + MARK, words.en + MARK) if self.marked(key) else words

    def marked(self, key: str) -> bool:
        """Whether the value is a default of the product that no version has replaced."""
        return PARAMETERS[key].default and key not in self.changed

    def steps(self, clause: str) -> tuple[Step, ...]:
        """Return the reminders and escalations of a clause's duties; none for a clause without."""
        found = self.values.get(f"{clause}.steps") or ()
        assert isinstance(found, tuple)
        return tuple(settle(step, self.minutes) for step in found if isinstance(step, Step))

    def clause(self, key: str) -> Clause:
        """Return a clause as this version says it."""
        return _filled(self, CLAUSES[key])

    def clauses(self) -> tuple[Clause, ...]:
        """Return every clause, in the order of the policy."""
        return tuple(self.clause(key) for key in CLAUSES)

    def _as(self, key: str, kind: type[Asked]) -> Asked:
        value = self.values[key]
        if not isinstance(value, kind):
            raise TypeError(f"{key} is {PARAMETERS[key].kind}")
        return value


def composed(issues: Iterable[Issue]) -> tuple[Policy, ...]:
    """Return the policies in the order they take force, each with all changes up to its own.

    Changes add up by day, then by number, so that a change scheduled for later stays in place when
    another one is published before its day. A value this release no longer knows is left out.
    """
    values, changed, policies = dict(SHIPPED), dict[str, int](), []
    for issue in sorted(issues, key=lambda each: (each.in_force_from, each.number)):
        known = {key: typed(PARAMETERS[key], raw) for key, raw in issue.values.items() if key in PARAMETERS}
        values, changed = {**values, **known}, {**changed, **dict.fromkeys(known, issue.number)}
        policies.append(Policy(issue.number, issue.in_force_from, values, changed))
    return tuple(policies)


def judge(policies: Sequence[Policy], instant: datetime) -> Policy:
    """Return the policy in force at `instant`; what is older than the first has the first for its judge."""
    place = bisect_right(policies, instant, key=lambda policy: policy.in_force_from)
    return policies[max(place - 1, 0)]


def contradictions(policy: Policy) -> list[tuple[str, str]]:
    """Return the pairs of parameters (smaller, larger) that stand the wrong way round."""
    values: Mapping[str, Any] = policy.values
    return [(low, high) for low, high in ASCENDING if values[low] > values[high]]


def _filled(policy: Policy, written: Written) -> Clause:
    def fill(words: Words) -> Words:
        return Words(
            spaced(PLACE.sub(lambda place: policy.described(place[1]).zh, words.zh)),
            PLACE.sub(lambda place: policy.described(place[1]).en, words.en),
        )

    return Clause(
        id=written.id,
        text=fill(written.text),
        who=fill(written.who),
        by_when=fill(written.by_when),
        evidence=fill(written.evidence),
        consequence=fill(written.consequence),
        now=fill(written.now),
        roles=written.roles,
        carried=written.carried,
        parameters=tuple(each for each in PARAMETERS.values() if each.clause == written.id),
        version=policy.number,
    )
