"""Every verb of the main job: one function each, atomic, with its journal line and its duties inside."""

from __future__ import annotations

from yinuo.calls.commands.approving import approve
from yinuo.calls.commands.closing import close_day
from yinuo.calls.commands.codes import prove_code, send_code
from yinuo.calls.commands.dispatching import assign, hand_over
from yinuo.calls.commands.ending import agree_time, cancel, mark_duplicate, solve_remotely
from yinuo.calls.commands.escalating import assess_injury, escalate, solve
from yinuo.calls.commands.files import add_file
from yinuo.calls.commands.filing import file_call, receive, send_back
from yinuo.calls.commands.leaving import leave
from yinuo.calls.commands.recomputing import recompute_arrivals
from yinuo.calls.commands.recording import amend, record, to_handbook
from yinuo.calls.commands.registering import change_category, confirm_zone, register
from yinuo.calls.commands.signing import confirm_unsigned, sign
from yinuo.calls.commands.visiting import accept, arrive, decline, set_out

__all__ = [
    "accept",
    "add_file",
    "agree_time",
    "amend",
    "approve",
    "arrive",
    "assess_injury",
    "assign",
    "cancel",
    "change_category",
    "close_day",
    "confirm_unsigned",
    "confirm_zone",
    "decline",
    "escalate",
    "file_call",
    "hand_over",
    "leave",
    "mark_duplicate",
    "prove_code",
    "receive",
    "recompute_arrivals",
    "record",
    "register",
    "send_back",
    "send_code",
    "set_out",
    "sign",
    "solve",
    "solve_remotely",
    "to_handbook",
]
