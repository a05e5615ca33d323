"""What each command tells the journal: the verb, what changed, whose words, which part; the timeline people read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.calls.stages import LATER, SOON, stage, verbs
from yinuo.journal.queries import timeline

if TYPE_CHECKING:
    from tests.world import World
    from yinuo.journal.models import Entry

pytestmark = pytest.mark.django_db

# verb tried → (state it is tried in, verb told, fields that change, who did it, words kept)
TOLD: dict[str, tuple[str, str, set[str], str, str]] = {
    "approve": ("awaiting_approval", "approved", {"state", "approved_by"}, "supervisor", ""),
    "dispatch": ("registered", "dispatched", {"state"}, "supervisor", "近"),
    "hand_over": ("accepted", "handed_over", {"state"}, "supervisor", "近"),
    "accept": ("dispatched", "accepted", {"state"}, "technician", ""),
    "decline": ("dispatched", "declined", {"state", "back_in_queue"}, "technician", "忙"),
    "set_out": ("accepted", "set_out", {"state"}, "technician", ""),
    "arrive": ("under_way", "arrived", {"state", "arrived_at"}, "technician", ""),
    "record": ("on_site", "recorded", set(), "technician", ""),
    "escalate": ("on_site", "escalated", set(), "technician", "查不到"),
    "sign": ("on_site", "left_unsigned", set(), "technician", ""),
    "leave": ("on_site", "left", {"state"}, "technician", "不用"),
    "leave_open": ("on_site", "left", {"state", "back_in_queue"}, "technician", "等零件"),
    "amend": ("done", "amended", set(), "technician", "记错"),
    "receive": ("done", "received", set(), "clerk", ""),
    "send_back": ("done", "sent_back", {"state", "back_in_queue"}, "clerk", "不全"),
    "file": ("done", "filed", {"state", "struck_off_at", "struck_off_by"}, "clerk", ""),
    "agree_time": (
        "registered",
        "time_agreed",
        {"arrival_due_at", "arrival_due_why", "agreed_with"},
        "clerk",
        "鲁护士长",
    ),
    "solve_remotely": ("registered", "solved_remotely", {"state"}, "clerk", "重启"),
    "cancel": (
        "registered",
        "cancelled",
        {"state", "struck_off_at", "struck_off_by", "ended_reason"},
        "clerk",
        "不用",
    ),
    "duplicate": (
        "registered",
        "duplicate",
        {"state", "struck_off_at", "struck_off_by", "duplicate_of_id"},
        "clerk",
        "",
    ),
    "confirm_zone": (
        "registered",
        "zone_confirmed",
        {"zone", "zone_why", "arrival_due_at", "arrival_due_why"},
        "clerk",
        "",
    ),
    "change_category": ("registered", "category_changed", set(), "supervisor", "试"),
    "to_handbook": ("done", "to_handbook", set(), "technician", ""),
    "add_file": ("on_site", "file_added", set(), "technician", ""),
}

DETAILS: dict[str, tuple[str, dict[str, Any]]] = {
    "accept": ("dispatched", {"receipt": "HZ-SH-2026-000001", "visit": 1}),
    "set_out": ("accepted", {"tools": ["万用表"]}),
    "arrive": ("under_way", {"far": False, "metres_away": None}),
    "escalate": ("on_site", {"department": "supervisor", "concerned": []}),
    "sign": ("on_site", {"purpose": "taken_away", "kind": "none", "unsigned_reason": "refused"}),
    "leave": ("on_site", {"outcome": "not_needed", "visit": 1}),
    "leave_open": ("on_site", {"outcome": "continued", "visit": 1}),
    "amend": ("done", {"section": 1, "record_version": 2}),
    "change_category": ("registered", {"category": ["paid", "warranty"]}),
    "to_handbook": ("done", {"entry": "H-1"}),
    "add_file": ("on_site", {"kind": "photo", "name": "a.jpg"}),
}


def tried(world: World, state: str, verb: str) -> Entry:
    """Do a verb and return the line it told."""
    call = stage(world, state)
    verbs(world, call)[verb]()
    line = timeline("call", call.number).last()
    assert line is not None
    return line


@pytest.mark.parametrize("verb", TOLD)
def test_the_line_says_what_was_done_by_whom_and_when(world: World, verb: str) -> None:
    state, told, changed, who, words = TOLD[verb]
    line = tried(world, state, verb)
    assert line.verb == told
    assert set(line.changes) == changed
    assert (line.by_id, line.by_name) == (world.people[who].pk, world.people[who].name)
    assert (line.at, line.note) == (SOON, words)


@pytest.mark.parametrize("verb", DETAILS)
def test_the_line_says_what_happened_to_which_part(world: World, verb: str) -> None:
    state, expected = DETAILS[verb]
    details = tried(world, state, verb).details
    assert details["voucher"] == "SH-20261124-0001-1"
    assert {name: details[name] for name in expected} == expected


@pytest.mark.parametrize("verb", ["approve", "accept", "file", "cancel", "agree_time"])
def test_old_and_new_stand_side_by_side(world: World, verb: str) -> None:
    state, _told, changed, _who, _words = TOLD[verb]
    line = tried(world, state, verb)
    for name in changed:
        old, new = line.changes[name]
        assert old != new, f"{name} did not change"
    if "state" in changed:
        assert line.changes["state"][0] == state


def test_the_first_line_holds_the_whole_row(world: World) -> None:
    call = world.register()
    line = timeline("call", call.number).get()
    assert line.verb == "registered"
    assert line.changes["number"] == [None, call.number]
    assert line.changes["fault"] == [None, call.fault]
    assert {"branch_id", "customer_id", "reported_at", "policy_version"} <= set(line.changes)


def test_a_time_agreed_keeps_the_time_before(world: World) -> None:
    call = stage(world, "registered")
    due = call.arrival_due_at
    assert due is not None
    verbs(world, call)["agree_time"]()
    call.refresh_from_db()
    assert call.arrival_due_at == LATER
    assert call.arrival_due_why["before"] == due.isoformat()
    assert call.arrival_due_why["agreed_with"] == "鲁护士长"


def test_a_recorded_text_is_told_old_and_new(world: World) -> None:
    from yinuo.calls import commands as calls
    from yinuo.calls.commands.recording import Findings

    call = stage(world, "on_site")
    for work in ("换滤网", "换滤网，清风道"):
        calls.record(
            number=f"{call.number}-1",
            version=None,
            findings=Findings({"work": work}),
            deed=world.deed("technician", SOON),
        )
    line = timeline("call", call.number).last()
    assert line is not None
    assert line.details["changed"] == {"work": ["换滤网", "换滤网，清风道"]}


@pytest.mark.parametrize("verb", ["accept", "arrive", "record", "leave"])
def test_the_phones_own_time_is_kept_beside_the_servers(world: World, verb: str) -> None:
    from dataclasses import replace
    from unittest.mock import patch

    state = TOLD[verb][0]
    call = stage(world, state)
    real = type(world).deed

    def claimed(self: World, who: str = "clerk", when: Any = SOON) -> Any:
        return replace(real(self, who, when), claimed_at=LATER)

    with patch.object(type(world), "deed", claimed):
        verbs(world, call)[verb]()
    line = timeline("call", call.number).last()
    assert line is not None
    assert (line.at, line.claimed_at) == (SOON, LATER)
