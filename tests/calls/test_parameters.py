"""Every number of the main job is a parameter: a company changes it, and the product does otherwise from then on."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.calls.stages import stage, verbs
from tests.world import COMPLETE, MORNING, World, at
from yinuo.calls import commands as calls
from yinuo.calls import jobs
from yinuo.calls.commands.visiting import Position
from yinuo.calls.models import Call, Visit
from yinuo.calls.states import Injury, Outcome
from yinuo.duties.models import Duty
from yinuo.journal.commands import put
from yinuo.lib.refusal import Invalid
from yinuo.outbox.models import Message
from yinuo.policy import commands as policy_commands
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(world: World) -> Callable[[dict[str, Any]], None]:
    """Put changed parameters in force a day before the morning of the tests."""

    def put_in_force(values: dict[str, Any]) -> None:
        day_before = MORNING - timedelta(days=1)
        policy_commands.publish(values=values, by=world.people["committee"], at=day_before, note="试行")
        policies.forget()

    return put_in_force


def due(clause: str) -> datetime:
    return Duty.objects.filter(clause=clause).order_by("-id")[0].due_at


@pytest.mark.parametrize(
    ("parameter", "value", "clause", "before", "after"),
    [
        ("G3.register_within", 30, "G3", "2026-11-24 09:10", "2026-11-24 09:30"),
        ("G14.urban", 240, "G14", "2026-11-24 16:30", "2026-11-24 14:30"),
        ("G14.urban", 420, "G14", "2026-11-24 16:30", "2026-11-24 17:30"),
        ("S2.4.dispatch_within", 15, "S2.4", "2026-11-24 09:30", "2026-11-24 09:15"),
        ("D10.assess", 1, "D10", "2026-11-24 17:30", "2026-11-25 17:30"),
    ],
)
def test_what_registering_makes_due(
    world: World,
    publish: Callable[[dict[str, Any]], None],
    parameter: str,
    value: int,
    clause: str,
    before: str,
    after: str,
) -> None:
    world.register(injury=Injury.YES)
    assert due(clause) == at(before)
    publish({parameter: value})
    world.register(injury=Injury.YES)
    assert due(clause) == at(after)


@pytest.mark.parametrize(
    ("parameter", "value", "state", "verb", "clause", "after"),
    [
        ("S2.2.accept_within", 20, "registered", "dispatch", "S2.2", "2026-11-24 09:50"),
        ("S1.6.solution_within", 60, "on_site", "escalate", "S1.6", "2026-11-24 10:30"),
        ("S2.5.feedback_within", 5, "on_site", "escalate", "S2.5", "2026-11-24 09:35"),
        ("G4.file_by", 2, "on_site", "leave", "G4", "2026-11-26 17:30"),
        ("S1.8.record_by", 1, "on_site", "leave", "S1.8", "2026-11-25 17:30"),
    ],
)
def test_what_each_step_makes_due(
    world: World,
    publish: Callable[[dict[str, Any]], None],
    parameter: str,
    value: int,
    state: str,
    verb: str,
    clause: str,
    after: str,
) -> None:
    publish({parameter: value})
    call = stage(world, state)
    verbs(world, call)[verb]()
    assert due(clause) == at(after)


def test_a_call_keeps_the_numbers_it_began_under(
    world: World, publish: Callable[[dict[str, Any]], None]
) -> None:
    call = world.register(when=MORNING - timedelta(days=4))
    publish({"S2.2.accept_within": 25, "G4.file_by": 3})
    world.finish(call, when=MORNING)
    assert due("G4") == at("2026-11-25 17:30")
    assert Duty.objects.get(clause="S2.2").due_at == at("2026-11-24 09:15")


def test_minutes_after_closing_until_the_day_must_be_closed(
    world: World, publish: Callable[[dict[str, Any]], None]
) -> None:
    publish({"G13.close_after": 90})
    world.register()
    assert jobs.run_due(at("2026-11-24 18:59")) == 0
    assert jobs.run_due(at("2026-11-24 19:00")) == 1


def test_minutes_of_the_next_day_for_what_was_left_over(
    world: World, publish: Callable[[dict[str, Any]], None]
) -> None:
    publish({"G13.first_hour": 30})
    call = world.register()
    calls.close_day(branch=world.branch, day=call.day, deed=world.deed("clerk", at("2026-11-24 17:40")))
    assert Duty.objects.get(clause="G13", subject_kind="call").due_at == at("2026-11-25 09:00")


@pytest.mark.parametrize(("days", "repeat"), [(5, True), (4, False)])
def test_days_within_which_a_call_is_a_repeat(
    world: World, publish: Callable[[dict[str, Any]], None], days: int, repeat: bool
) -> None:
    publish({"calls.repeat_days": days})
    first = world.register(when=MORNING)
    world.finish(first, when=MORNING)
    again = world.register(when=MORNING + timedelta(days=5))
    assert (again.repeat_of_id is not None) is repeat


@pytest.mark.parametrize(("count", "told"), [(1, 1), (2, 0), (3, 0)])
def test_empty_arrivals_until_the_supervisor_is_told(
    world: World, publish: Callable[[dict[str, Any]], None], count: int, told: int
) -> None:
    if count != 2:
        publish({"calls.empty_arrivals": count})
    call = world.register()
    world.to_site(call)
    deed = world.deed("technician")
    calls.leave(number=f"{call.number}-1", version=None, outcome=Outcome.NOBODY_THERE, note="门锁", deed=deed)
    assert Message.objects.filter(kind="empty_arrival").count() == told


@pytest.mark.parametrize(("fence", "far"), [(1500, False), (400, True)])
def test_metres_from_which_an_arrival_is_marked(
    world: World, publish: Callable[[dict[str, Any]], None], fence: int, far: bool
) -> None:
    publish({"visits.fence": fence})
    site = world.customer.sites.get()
    site.latitude, site.longitude = Decimal("31.2304"), Decimal("121.4737")
    put(site)
    call = stage(world, "under_way")
    there = Position(Decimal("31.2404"), Decimal("121.4737"))
    calls.arrive(number=f"{call.number}-1", version=None, deed=world.deed("technician"), position=there)
    visit = Visit.objects.get()
    assert visit.metres_away is not None
    assert 1000 < visit.metres_away < 1200
    assert visit.far is far


@pytest.mark.parametrize(
    ("parameter", "value", "changed", "field"),
    [
        ("S2.1.points", ["introduced", "tidy"], {"points": ["introduced", "tidy"]}, None),
        ("S2.1.points", ["introduced", "safety_kept"], {"points": ["introduced"]}, "points"),
    ],
)
def test_the_points_of_conduct_a_company_asks_for(
    world: World,
    publish: Callable[[dict[str, Any]], None],
    parameter: str,
    value: list[str],
    changed: dict[str, Any],
    field: str | None,
) -> None:
    publish({parameter: value})
    call = world.register()
    world.to_site(call)
    world.work(call, **{**COMPLETE, **changed})
    if field is None:
        world.sign(call)
        return
    with pytest.raises(Invalid) as refusal:
        world.sign(call)
    assert field in refusal.value.fields


@pytest.mark.parametrize(("kinds", "may"), [(["drawn", "none"], False), (["drawn", "scan", "none"], True)])
def test_the_kinds_of_signature_a_company_takes(
    world: World, publish: Callable[[dict[str, Any]], None], kinds: list[str], may: bool
) -> None:
    from yinuo.calls.commands.files import Upload

    if not may:
        publish({"S1.7.kinds": kinds})
    call = world.register()
    world.to_site(call)
    world.work(call)
    paper = {"kind": "scan", "strokes": "", "image": Upload("scan", "a.png", "image/png", b"paper")}
    if may:
        world.sign(call, **paper)
        return
    with pytest.raises(Invalid) as refusal:
        world.sign(call, **paper)
    assert "kind" in refusal.value.fields


@pytest.mark.parametrize(
    ("order", "category"), [(["contract", "warranty", "paid"], "contract"), (None, "warranty")]
)
def test_the_order_in_which_the_category_is_found(
    world: World, publish: Callable[[dict[str, Any]], None], order: list[str] | None, category: str
) -> None:
    from datetime import date

    from tests.world import LONG_AGO
    from yinuo.agreements.commands import add_contract

    if order:
        publish({"G1.order": order})
    add_contract(
        number="BY-9",
        customer=world.customer,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        devices=[world.second],
        by=world.clerk,
        at=LONG_AGO,
    )
    assert world.register(devices=(world.second,)).vouchers.get().category == category


@pytest.mark.parametrize("left_out", ["skill", "certificate"])
def test_what_a_company_does_not_consider_speaks_against_nobody(
    world: World, publish: Callable[[dict[str, Any]], None], left_out: str
) -> None:
    considered = [each for each in ("skill", "certificate", "distance", "load") if each != left_out]
    publish({"S1.3.consider": considered})
    world.dispatch(world.register(), to="second_technician", reason="近")
    codes = {point["code"] for point in Visit.objects.get().fit}
    assert left_out not in codes


def test_nothing_changes_for_calls_reported_before(
    world: World, publish: Callable[[dict[str, Any]], None]
) -> None:
    publish({"G14.urban": 60})
    early = world.register(reported_at=MORNING - timedelta(days=2))
    assert early.policy_version == 1
    assert Call.objects.get().arrival_due_at == at("2026-11-23 16:00")
