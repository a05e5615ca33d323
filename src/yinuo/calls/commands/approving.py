"""The named yes that some requests need before dispatch (S1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.calls.commands import gate
from yinuo.calls.states import MOVES, State
from yinuo.journal.steps import one_step

if TYPE_CHECKING:
    from yinuo.calls.commands.gate import Deed
    from yinuo.calls.models import Call


@one_step
def approve(*, number: str, version: int | None, deed: Deed, note: str = "") -> Call:
    """Approve a call that waits for a named yes. Refused when it doesn't wait for one."""
    call = gate.open_call(number, version, deed)
    state = MOVES.after(State(call.state), "approve")
    gate.write(call, "approved", deed, note=note, state=str(state), approved_by=deed.by.name)
    return call
