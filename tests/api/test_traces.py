"""What each move leaves behind: one line of the journal with old and new, and the duties it opens, meets or ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.conftest import CALL, RECORD
from tests.api.test_states import brought
from tests.api.writes import PLAN
from yinuo.duties.models import Duty
from yinuo.journal.models import Entry

if TYPE_CHECKING:
    from tests.api.conftest import Machine, Machines
    from tests.world import World

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Trace:
    """A move from a state, the verb and the changes of its line, and the duties afterwards that it touched."""

    state: str
    who: str
    path: str
    content: Any
    verb: str
    changes: dict[str, list[Any]]
    duties: dict[str, str] = field(default_factory=dict)
    note: str = ""


TRACES = [
    Trace(
        "registered",
        "supervisor",
        "/calls/{number}/dispatch",
        PLAN,
        "dispatched",
        {"state": ["registered", "dispatched"]},
        {"S2.4": "met", "S2.2": "open", "G14": "open"},
    ),
    Trace(
        "registered",
        "clerk",
        "/calls/{number}/cancel",
        {"reason": "不修了"},
        "cancelled",
        {"state": ["registered", "cancelled"], "ended_reason": ["", "不修了"]},
        {"G14": "cancelled", "S2.4": "cancelled", "G3": "met"},
        "不修了",
    ),
    Trace(
        "registered",
        "clerk",
        "/calls/{number}/agree-time",
        {"due_at": "2026-11-26T10:00:00+08:00", "asked_by": "鲁护士长"},
        "time_agreed",
        {
            "agreed_with": ["", "鲁护士长"],
            "arrival_due_at": ["2026-11-24T08:30:00+00:00", "2026-11-26T02:00:00+00:00"],
        },
        {"G14": "open"},
        "鲁护士长",
    ),
    Trace(
        "registered",
        "clerk",
        "/calls/{number}/solve-remotely",
        {"solution": "重启", "customers_word": "好了"},
        "solved_remotely",
        {"state": ["registered", "done"]},
        {"G14": "cancelled", "S2.4": "cancelled", "G4": "open"},
        "重启",
    ),
    Trace(
        "registered",
        "clerk",
        "/calls/{number}/confirm-zone",
        {"zone": "suburban"},
        "zone_confirmed",
        {
            "zone": ["urban", "suburban"],
            "arrival_due_at": ["2026-11-24T08:30:00+00:00", "2026-11-24T09:30:00+00:00"],
        },
        {"G14": "open"},
    ),
    Trace(
        "dispatched",
        "technician",
        "/vouchers/{number}-1/accept",
        None,
        "accepted",
        {"state": ["dispatched", "accepted"]},
        {"S2.2": "met", "G14": "open"},
    ),
    Trace(
        "dispatched",
        "technician",
        "/vouchers/{number}-1/decline",
        {"reason": "车坏了"},
        "declined",
        {"state": ["dispatched", "registered"], "back_in_queue": [False, True]},
        {"S2.2": "cancelled", "G14": "open"},
        "车坏了",
    ),
    Trace(
        "accepted",
        "technician",
        "/vouchers/{number}-1/set-out",
        {"tools_confirmed": True},
        "set_out",
        {"state": ["accepted", "under_way"]},
        {"S2.2": "met"},
    ),
    Trace(
        "under_way",
        "technician",
        "/vouchers/{number}-1/arrive",
        None,
        "arrived",
        {"state": ["under_way", "on_site"], "arrived_at": [None, "2026-11-24T01:00:00+00:00"]},
        {"G14": "met"},
    ),
    Trace("on_site", "technician", "/vouchers/{number}-1/record", RECORD, "recorded", {}),
    Trace(
        "on_site",
        "technician",
        "/vouchers/{number}-1/escalate",
        {"problem": "主板坏", "department": "service_department"},
        "escalated",
        {},
        {"S2.5": "met", "S1.6": "open"},
        "主板坏",
    ),
    Trace(
        "on_site",
        "technician",
        "/vouchers/{number}-1/leave",
        {"outcome": "continued", "note": "等配件"},
        "left",
        {"state": ["on_site", "registered"], "back_in_queue": [False, True]},
        {"G14": "met"},
        "等配件",
    ),
    Trace(
        "on_site",
        "supervisor",
        "/vouchers/{number}-1/hand-over",
        {**PLAN, "technician": "second_technician", "reason": "换人"},
        "handed_over",
        {"state": ["on_site", "dispatched"]},
        {"S2.2": "open", "G14": "met"},
        "换人",
    ),
    Trace("done", "clerk", "/vouchers/{number}-1/receive", None, "received", {}, {"G4": "open"}),
    Trace(
        "done",
        "clerk",
        "/vouchers/{number}-1/send-back",
        {"reason": "缺读数"},
        "sent_back",
        {"state": ["done", "registered"], "back_in_queue": [False, True]},
        {"G4": "cancelled"},
        "缺读数",
    ),
    Trace(
        "done",
        "technician",
        "/vouchers/{number}-1/amend",
        {"reason": "写错", "work": "换两个"},
        "amended",
        {},
        {"S1.8": "met"},
        "写错",
    ),
    Trace(
        "done",
        "clerk",
        "/calls/{number}/file",
        None,
        "filed",
        {"state": ["done", "filed"], "struck_off_at": [None, "2026-11-24T01:00:00+00:00"]},
        {"G4": "met", "S1.8": "met"},
    ),
    Trace(
        "filed",
        "technician",
        "/vouchers/{number}-1/to-handbook",
        {"symptom": "停机", "solution": "换滤网"},
        "to_handbook",
        {},
    ),
    Trace(
        "registered",
        "supervisor",
        "/vouchers/{number}-1/category",
        {"category": "warranty", "reason": "厂家同意"},
        "category_changed",
        {},
        {},
        "厂家同意",
    ),
]


@pytest.mark.parametrize("trace", TRACES, ids=lambda trace: f"{trace.state} {trace.verb}")
def test_a_move_leaves_one_line_and_its_duties(machine: Machines, world: World, trace: Trace) -> None:
    number = brought(world, trace.state)
    client = machine(trace.who)
    version = machine("administrator").version(number)
    answer = client.send(trace.path.format(number=number), trace.content, version=version)
    assert answer.status_code == 200, answer.content.decode()
    lines = Entry.objects.filter(subject_kind="call", subject_key=number, sequence__gt=version)
    (line,) = lines
    assert (line.verb, line.note, line.by_id) == (
        trace.verb,
        trace.note,
        client.user.pk if client.user else None,
    )
    assert {name: line.changes[name] for name in trace.changes} == trace.changes
    last = {duty.clause: duty.state for duty in Duty.objects.order_by("id")}
    assert {clause: last.get(clause) for clause in trace.duties} == trace.duties
    assert machine("administrator").version(number) == version + 1


def test_registering_leaves_a_line_for_each_thing_it_made(machine: Machines) -> None:
    machine("clerk").send("/calls", CALL)
    auditor = machine("auditor")
    for subject, verb in (
        ("call:SH-20261124-0001", "registered"),
        ("customer:C000002", "added"),
        ("device:D000003", "added"),
    ):
        (line,) = auditor.get("/journal", subject=subject).json()["items"]
        assert (line["verb"], line["by"]) == (verb, "clerk 试")
    duties = {each["clause"]: each["state"] for each in auditor.get("/duties").json()["items"]}
    assert duties == {"G3": "met", "G14": "open", "S2.4": "open"}


def test_the_chain_of_a_whole_job_holds_together(machine: Machines, world: World) -> None:
    number = brought(world, "filed")
    auditor: Machine = machine("auditor")
    lines = auditor.get("/journal", subject=f"call:{number}", limit=200).json()["items"][::-1]
    assert [line["sequence"] for line in lines] == list(range(1, len(lines) + 1))
    assert [line["previous"] for line in lines] == ["", *(line["hash"] for line in lines[:-1])]
    states = [line["changes"]["state"] for line in lines if "state" in line["changes"]]
    assert states == [
        [None, "registered"],
        ["registered", "dispatched"],
        ["dispatched", "accepted"],
        ["accepted", "under_way"],
        ["under_way", "on_site"],
        ["on_site", "done"],
        ["done", "filed"],
    ]
