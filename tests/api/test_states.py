"""Every move in every state: what the table allows is done, everything else is refused and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.conftest import RECORD
from tests.api.writes import PLAN
from tests.world import MORNING
from yinuo.calls import commands
from yinuo.calls.states import MOVES, State
from yinuo.journal import audit
from yinuo.journal.models import Entry

if TYPE_CHECKING:
    from tests.api.conftest import Machines
    from tests.world import World

pytestmark = pytest.mark.django_db
SIGNATURE = {"kind": "none", "unsigned_reason": "customer_left", "purpose": "taken_away"}
ESCALATED = {"problem": "主板坏", "department": "service_department"}
VOUCHER_MOVES: dict[str, tuple[str, str, Any, set[int]]] = {
    "accept": ("accept", "technician", None, {200}),
    "decline": ("decline", "technician", {"reason": "车坏了"}, {200}),
    "set-out": ("set_out", "technician", {"tools_confirmed": True}, {200}),
    "arrive": ("arrive", "technician", None, {200}),
    "record": ("record", "technician", RECORD, {200}),
    "escalate": ("escalate", "technician", ESCALATED, {200}),
    "sign": ("sign", "technician", SIGNATURE, {200}),
    "leave": ("leave_open", "technician", {"outcome": "continued", "note": "改日"}, {200}),
    "amend": ("amend", "technician", {"reason": "写错", "work": "换两个"}, {200}),
    "receive": ("receive", "clerk", None, {200}),
    "send-back": ("send_back", "clerk", {"reason": "缺读数"}, {200}),
    "hand-over": ("hand_over", "supervisor", {**PLAN, "reason": "换人"}, {200}),
}
CALL_MOVES: dict[str, tuple[str, str, Any]] = {
    "approve": ("approve", "supervisor", None),
    "dispatch": ("dispatch", "supervisor", PLAN),
    "solve-remotely": ("solve_remotely", "clerk", {"solution": "重启", "customers_word": "好了"}),
    "cancel": ("cancel", "clerk", {"reason": "不修了", "confirmed": True}),
    "file": ("file", "clerk", None),
}
REACHED = ["registered", "dispatched", "accepted", "under_way", "on_site", "done", "filed", "cancelled"]


def brought(world: World, state: str) -> str:
    """Bring a call to `state` by the commands and return its number."""
    call = world.register()
    number, deed = f"{call.number}-1", world.deed("technician")
    if state == "cancelled":
        commands.cancel(number=call.number, version=None, reason="误报", deed=world.deed())
    elif state in ("done", "filed"):
        world.finish(call)
        if state == "filed":
            world.file(call)
    elif state == "on_site":
        world.to_site(call)
    elif state != "registered":
        world.dispatch(call)
        if state in ("accepted", "under_way"):
            commands.accept(number=number, version=None, deed=deed)
        if state == "under_way":
            commands.set_out(number=number, version=None, deed=deed, tools_confirmed=True)
    return call.number


def settled(
    machine: Machines, world: World, state: str, path: str, who: str, content: Any
) -> tuple[int, str]:
    """Try a move on a call in `state`: the status of the answer, and its code or the state it made."""
    number = brought(world, state)
    before = Entry.objects.filter(subject_key=number).count()
    client = machine(who)
    version = machine("administrator").version(number)
    answer = client.send(path.format(number=number), content, version=version)
    told = answer.json()
    after = Entry.objects.filter(subject_key=number).count()
    assert after == before + (answer.status_code == 200), (state, path, told)
    return answer.status_code, str(told.get("code", told.get("state")))


@pytest.mark.parametrize("state", REACHED)
def test_every_move_of_a_voucher_in_every_state(machine: Machines, world: World, state: str) -> None:
    for name, (verb, who, content, good) in VOUCHER_MOVES.items():
        status, told = settled(machine, world, state, f"/vouchers/{{number}}-1/{name}", who, content)
        after = MOVES.table.get((State(state), verb))
        if after is not None:
            assert status in good, (state, name, told)
            if name not in ("sign", "escalate"):
                assert told == str(after), (state, name)
        else:
            assert status in (403, 404, 409, 400), (state, name, told)
    assert list(audit.verify()) == []


@pytest.mark.parametrize("state", REACHED)
def test_every_move_of_a_call_in_every_state(machine: Machines, world: World, state: str) -> None:
    for name, (verb, who, content) in CALL_MOVES.items():
        status, told = settled(machine, world, state, f"/calls/{{number}}/{name}", who, content)
        after = MOVES.table.get((State(state), verb))
        if after is not None:
            assert (status, told) == (200, str(after)), (state, name)
        else:
            assert status == 409, (state, name, told)
            assert told in ("move_not_allowed", "already_arrived", "confirmation_needed"), (state, name)
    assert list(audit.verify()) == []


@pytest.mark.parametrize("state", REACHED)
def test_a_call_in_every_state_can_be_read(machine: Machines, world: World, state: str) -> None:
    number = brought(world, state)
    auditor = machine("auditor")
    assert auditor.get(f"/calls/{number}").json()["state"] == state
    voucher = auditor.get(f"/vouchers/{number}-1").json()
    assert voucher["state"] == state
    assert [call["number"] for call in auditor.get("/calls", status=state).json()["items"]] == [number]
    assert (
        auditor.get("/lookup", phone="020-0000 1286").json()["items"][0]["devices"][0]["number"] == "D000001"
    )
    assert auditor.get("/branches/SH/days/2026-11-24").json()["calls"] == [number]
    assert MORNING.isoformat() == "2026-11-24T01:00:00+00:00"
