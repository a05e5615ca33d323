"""Where a call stands, from its vouchers: the least advanced of those that still count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.calls.states import PROGRESS, State

if TYPE_CHECKING:
    from collections.abc import Iterable


def call_state(vouchers: Iterable[str]) -> State:
    """Return the state of a call whose vouchers stand in `vouchers`; cancelled when none counts any more."""
    counting = [State(state) for state in vouchers if state in PROGRESS]
    return min(counting, key=PROGRESS.index, default=State.CANCELLED)
