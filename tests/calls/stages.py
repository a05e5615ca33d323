"""A call in every state, and every verb that can be tried on it: what the tables of moves are tested with."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.world import MORNING, World
from yinuo.calls import commands as calls
from yinuo.calls.commands.escalating import Feedback
from yinuo.calls.commands.files import Upload
from yinuo.calls.commands.recording import Findings
from yinuo.calls.commands.signing import Signing
from yinuo.calls.states import Outcome, Purpose, SignatureKind
from yinuo.dispatch.commands import Plan, dispatch, hand_over
from yinuo.policy import commands as policy_commands
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from collections.abc import Callable

    from yinuo.calls.models import Call

SOON = MORNING + timedelta(minutes=30)
LATER = MORNING + timedelta(days=3)
STAGES = (
    "awaiting_approval",
    "registered",
    "dispatched",
    "accepted",
    "under_way",
    "on_site",
    "done",
    "filed",
    "cancelled",
    "duplicate",
)


def stage(world: World, state: str) -> Call:
    """Return a call that stands in `state`, taken there by the commands."""
    if state == "awaiting_approval":
        return _awaiting(world)
    call = world.register()
    number, deed = f"{call.number}-1", world.deed("technician")
    if state in ("cancelled", "duplicate"):
        _end(world, call, state)
    elif state in ("on_site", "done", "filed"):
        _visit(world, call, state)
    elif state != "registered":
        world.dispatch(call)
        if state in ("accepted", "under_way"):
            calls.accept(number=number, version=None, deed=deed)
        if state == "under_way":
            calls.set_out(number=number, version=None, deed=deed, tools_confirmed=True)
    call.refresh_from_db()
    assert call.state == state
    return call


def _awaiting(world: World) -> Call:
    note = "咨询也要先批准"
    policy_commands.publish(
        values={"S1.2.kinds": ["advice"]},
        by=world.people["committee"],
        at=MORNING - timedelta(days=1),
        note=note,
    )
    policies.forget()
    return world.register(kind="advice")


def _end(world: World, call: Call, state: str) -> None:
    if state == "cancelled":
        calls.cancel(number=call.number, version=None, reason="不用了", deed=world.deed())
    else:
        other = world.register()
        calls.mark_duplicate(number=call.number, version=None, of=other.number, deed=world.deed())


def _visit(world: World, call: Call, state: str) -> None:
    if state == "on_site":
        world.to_site(call)
        return
    world.finish(call)
    if state == "filed":
        world.file(call)


def verbs(world: World, call: Call) -> dict[str, Callable[[], Any]]:
    """Return every verb as it would be done well on the call: what is refused is refused for its state."""
    here: dict[str, Any] = {"number": f"{call.number}-1", "version": None}
    whole: dict[str, Any] = {"number": call.number, "version": None}
    clerk, supervisor, technician = (
        {"deed": world.deed(who, SOON)} for who in ("clerk", "supervisor", "technician")
    )
    plan = Plan(technician="technician", tools=("表",), reason="近", order_reason="急")
    feedback = Feedback(problem="查不到", department="supervisor", found_at=SOON)
    unsigned = Signing(SignatureKind.NONE, Purpose.TAKEN_AWAY, unsigned_reason="refused")
    upload = Upload("photo", "a.jpg", "image/jpeg", b"a photo")
    entry = {"symptom": "停机", "cause": "滤网", "solution": "换滤网"}
    return {
        "approve": lambda: calls.approve(**whole, **supervisor),
        "dispatch": lambda: dispatch(**whole, plan=plan, **supervisor),
        "hand_over": lambda: hand_over(voucher=here["number"], version=None, plan=plan, **supervisor),
        "accept": lambda: calls.accept(**here, **technician),
        "decline": lambda: calls.decline(**here, reason="忙", **technician),
        "set_out": lambda: calls.set_out(**here, tools_confirmed=True, **technician),
        "arrive": lambda: calls.arrive(**here, **technician),
        "record": lambda: calls.record(**here, findings=Findings({"work": "试"}), **technician),
        "escalate": lambda: calls.escalate(
            **here, feedback=feedback, by=world.people["technician"], **technician
        ),
        "sign": lambda: calls.sign(**here, signing=unsigned, **technician),
        "leave": lambda: calls.leave(**here, outcome=Outcome.NOT_NEEDED, note="不用", **technician),
        "leave_open": lambda: calls.leave(**here, outcome=Outcome.CONTINUED, note="等零件", **technician),
        "amend": lambda: calls.amend(**here, findings=Findings({"minutes": 1}), reason="记错", **technician),
        "receive": lambda: calls.receive(**here, **clerk),
        "send_back": lambda: calls.send_back(**here, reason="不全", **clerk),
        "file": lambda: calls.file_call(**whole, **clerk),
        "agree_time": lambda: calls.agree_time(**whole, due_at=LATER, asked_by="鲁护士长", **clerk),
        "solve_remotely": lambda: calls.solve_remotely(
            **whole, customers_word="好", solution="重启", **clerk
        ),
        "cancel": lambda: calls.cancel(**whole, reason="不用", confirmed=True, **clerk),
        "duplicate": lambda: calls.mark_duplicate(**whole, of=world.register().number, **clerk),
        "confirm_zone": lambda: calls.confirm_zone(**whole, zone="suburban", **clerk),
        "change_category": lambda: calls.change_category(
            **here, category="warranty", reason="试", **supervisor
        ),
        "to_handbook": lambda: calls.to_handbook(**here, **entry, **technician),
        "add_file": lambda: calls.add_file(number=here["number"], upload=upload, **technician),
    }
