"""Tables of allowed moves and the gate that reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from yinuo.lib.refusal import Refused
from yinuo.lib.words import w

if TYPE_CHECKING:
    from collections.abc import Mapping

State = TypeVar("State", bound=str)


class Moves(Generic[State]):
    """What may be done in which state, and where it leads."""

    def __init__(self, table: Mapping[tuple[State, str], State]) -> None:
        self.table = dict(table)

    def after(self, state: State, verb: str) -> State:
        """Return the state after `verb`. Refused `move_not_allowed` when the table has no such move."""
        try:
            return self.table[state, verb]
        except KeyError:
            allowed = "、".join(self.allowed(state)) or "-"
            words = w(
                "现在的进度「{state}」不能做「{verb}」，可以做：{allowed}",
                "In state {state} the move {verb} is not allowed; allowed: {allowed}",
            )
            told = words.format(state=str(state), verb=verb, allowed=allowed)
            raise Refused("move_not_allowed", told) from None

    def allowed(self, state: State) -> tuple[str, ...]:
        """Return the verbs allowed in `state`, in the order of the table."""
        return tuple(verb for (before, verb) in self.table if before == state)
