"""The moves on the page of a call: which there are, which are open to whom, what still lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.calls import access as calls_access
from yinuo.calls.commands.filing import missing
from yinuo.calls.rules.completeness import told
from yinuo.calls.states import State
from yinuo.desk.moves.shape import Doing, Move
from yinuo.desk.moves.table import BY_VERB, TABLE
from yinuo.people import access

if TYPE_CHECKING:
    from yinuo.calls.models import Call, Voucher
    from yinuo.lib.words import Words
    from yinuo.people.models import User

__all__ = ["BY_VERB", "TABLE", "Doing", "Move", "lacking", "open_moves"]


def open_moves(user: User, voucher: Voucher) -> list[Move]:
    """Return the moves that `user` may make on the voucher, or its call, as they stand."""
    own = calls_access.owns(user, voucher)
    return [
        move
        for move in TABLE
        if access.may(user, move.deed, branch_id=voucher.call.branch_id, own=own) and move.is_open(voucher)
    ]


def lacking(call: Call) -> Words | None:
    """Return what the call still lacks before it can be filed; None when nothing does."""
    words = [
        each for voucher in call.vouchers.all() if voucher.state == State.DONE for each in missing(voucher)
    ]
    return told(dict.fromkeys(words)) if words else None
