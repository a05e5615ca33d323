"""The shapes of what ships: a clause as written and a parameter as defined."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from yinuo.lib.words import Words
    from yinuo.policy.states import Carried, Kind

MARK = "°"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number, list or word of the policy. `least` and `most` bound a value, or the length of a text.

    `default` is the mark °: the written policy does not give it, the product had to settle it.
    `shipped` is the value as JSON holds it; None only where the parameter is `optional`. `whole` says a list
    that holds all its choices.
    """

    id: str
    kind: Kind
    name: Words
    shipped: object
    default: bool
    optional: bool
    ordered: bool
    least: Decimal | None
    most: Decimal | None
    unit: Words | None
    whole: Words | None
    choices: dict[str, Words] = field(default_factory=dict)

    @property
    def clause(self) -> str:
        """The clause it belongs to, or the room of the house ("calls", "due", …)."""
        return self.id.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Written:
    """A clause as it ships: `{id}` stands where a parameter's value is shown."""

    id: str
    text: Words
    who: Words
    by_when: Words
    evidence: Words
    consequence: Words
    now: Words
    roles: tuple[str, ...]
    carried: Carried
