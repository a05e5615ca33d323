"""Dispatch, redirecting, declining and handing over: who holds the job, what is kept, which duties follow."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.world import MORNING, World, at
from yinuo.calls import commands as calls
from yinuo.calls.models import Call, Visit
from yinuo.dispatch.commands import Plan, dispatch, hand_over
from yinuo.duties.models import Duty
from yinuo.journal.queries import timeline
from yinuo.lib.refusal import Conflict, Invalid, NotFound, Refused

if TYPE_CHECKING:
    from datetime import datetime

pytestmark = pytest.mark.django_db


def later(minutes: int) -> datetime:
    return MORNING + timedelta(minutes=minutes)


def lead(world: World, call: Call) -> str:
    return Visit.objects.get(voucher__call=call, current=True).lead.username


def duty(clause: str) -> Duty:
    return Duty.objects.filter(clause=clause).order_by("-id")[0]


class TestDispatch:
    def test_the_visit_keeps_who_when_with_what_and_why(self, world: World) -> None:
        call = world.register()
        world.dispatch(call, when=later(5), planned_start=later(60), tools=("万用表", " 滤网 ", ""))
        visit = Visit.objects.get()
        assert (visit.lead.username, visit.dispatched_at, visit.planned_start) == (
            "technician",
            later(5),
            later(60),
        )
        assert visit.tools == ["万用表", "滤网"]
        assert visit.dispatched_by == world.people["supervisor"].name

    def test_the_line_in_the_journal_tells_the_reasons(self, world: World) -> None:
        call = world.register()
        world.dispatch(call, to="second_technician", reason="离得近")
        line = timeline("call", call.number).last()
        assert line is not None
        assert (line.verb, line.note) == ("dispatched", "离得近")
        assert {point["code"] for point in line.details["fit"]} == {"skill", "certificate", "load"}

    def test_all_waiting_vouchers_go_together(self, world: World) -> None:
        call = world.register(devices=(world.device, world.second))
        world.dispatch(call)
        assert Visit.objects.filter(current=True).count() == 2

    def test_or_only_those_named(self, world: World) -> None:
        call = world.register(devices=(world.device, world.second))
        plan = Plan(technician="technician", tools=("表",))
        named = [f"{call.number}-2"]
        dispatch(number=call.number, version=None, plan=plan, deed=world.deed("supervisor"), vouchers=named)
        assert [voucher.state for voucher in call.vouchers.order_by("position")] == [
            "registered",
            "dispatched",
        ]
        call.refresh_from_db()
        assert call.state == "registered"

    def test_two_devices_may_go_to_two_people(self, world: World) -> None:
        call = world.register(devices=(world.device, world.second))
        for position, who in ((1, "technician"), (2, "second_technician")):
            plan = Plan(technician=who, tools=("表",), reason="分头做")
            deed = world.deed("supervisor")
            dispatch(
                number=call.number, version=None, plan=plan, deed=deed, vouchers=[f"{call.number}-{position}"]
            )
        leads = Visit.objects.order_by("voucher__position").values_list("lead__username", flat=True)
        assert list(leads) == ["technician", "second_technician"]

    @pytest.mark.parametrize("kind", ["maintenance", "installation", "advice", "other"])
    def test_only_a_breakdown_needs_its_tools_listed(self, world: World, kind: str) -> None:
        call = world.register(kind=kind)
        world.dispatch(call, tools=())
        assert Visit.objects.get().tools == []

    @pytest.mark.parametrize("state", ["on_site", "done", "filed", "cancelled"])
    def test_what_is_past_dispatching_is_refused(self, world: World, state: str) -> None:
        call = world.register()
        steps = {
            "on_site": lambda: world.to_site(call),
            "done": lambda: world.finish(call),
            "filed": lambda: (world.finish(call), world.file(call)),
            "cancelled": lambda: calls.cancel(
                number=call.number, version=None, reason="不用", deed=world.deed()
            ),
        }
        steps[state]()
        with pytest.raises(Refused, match="move_not_allowed"):
            world.dispatch(call)

    def test_a_stale_version_is_a_conflict(self, world: World) -> None:
        call = world.register()
        world.dispatch(call)
        plan = Plan(technician="second_technician", tools=("表",), reason="近")
        with pytest.raises(Conflict) as refusal:
            dispatch(number=call.number, version=1, plan=plan, deed=world.deed("supervisor"))
        assert refusal.value.difference["state"]["by"] == world.people["supervisor"].name
        assert lead(world, call) == "technician"

    @pytest.mark.parametrize("named", [["SH-20261124-0099-1"], ["", "x"]])
    def test_vouchers_of_another_call_are_not_taken(self, world: World, named: list[str]) -> None:
        call = world.register()
        plan = Plan(technician="technician", tools=("表",))
        with pytest.raises(Refused):
            dispatch(
                number=call.number, version=None, plan=plan, deed=world.deed("supervisor"), vouchers=named
            )


class TestRedirecting:
    def test_the_first_visit_ends_and_its_duty_is_called_off(self, world: World) -> None:
        call = world.register()
        world.dispatch(call)
        world.dispatch(call, when=later(10), to="second_technician", reason="他更近")
        first, second = Visit.objects.order_by("position")
        assert (first.current, first.left_at, second.current) == (False, None, True)
        states = list(Duty.objects.filter(clause="S2.2").order_by("id").values_list("state", flat=True))
        assert states == ["cancelled", "open"]

    def test_the_second_one_owes_the_acceptance_from_now(self, world: World) -> None:
        call = world.register()
        world.dispatch(call)
        world.dispatch(call, when=later(10), to="second_technician", reason="他更近")
        assert duty("S2.2").due_at == later(25)
        assert duty("S2.2").owner == world.people["second_technician"]


class TestDeclining:
    def decline(self, world: World, call: Call, reason: str = "车坏了", who: str = "technician") -> None:
        calls.decline(number=f"{call.number}-1", version=None, reason=reason, deed=world.deed(who, later(3)))

    @pytest.mark.parametrize("accepted", [False, True])
    def test_before_and_after_accepting(self, world: World, accepted: bool) -> None:
        call = world.register()
        world.dispatch(call)
        if accepted:
            calls.accept(number=f"{call.number}-1", version=None, deed=world.deed("technician", later(1)))
        self.decline(world, call)
        call.refresh_from_db()
        assert (call.state, call.back_in_queue) == ("registered", True)
        assert not Visit.objects.filter(current=True).exists()
        assert duty("G14").owner_role == "supervisor"

    def test_the_reason_stays_with_the_visit(self, world: World) -> None:
        call = world.register()
        world.dispatch(call)
        self.decline(world, call)
        assert Visit.objects.get().ended_reason == "车坏了"

    def test_under_way_one_hands_over_instead(self, world: World) -> None:
        call = world.register()
        world.dispatch(call)
        number, deed = f"{call.number}-1", world.deed("technician", later(1))
        calls.accept(number=number, version=None, deed=deed)
        calls.set_out(number=number, version=None, deed=deed, tools_confirmed=True)
        with pytest.raises(Refused, match="move_not_allowed"):
            self.decline(world, call)

    def test_nobody_declines_twice(self, world: World) -> None:
        call = world.register()
        world.dispatch(call)
        self.decline(world, call)
        with pytest.raises(Refused):
            self.decline(world, call)


class TestHandingOver:
    def hand(self, world: World, call: Call, **changed: Any) -> None:
        values = {"technician": "second_technician", "tools": ("表",), "reason": "家中急事", **changed}
        deed = world.deed("supervisor", later(90))
        hand_over(voucher=f"{call.number}-1", version=None, plan=Plan(**values), deed=deed)

    def test_on_site_the_first_ones_time_is_kept(self, world: World) -> None:
        call = world.register()
        world.to_site(call)
        self.hand(world, call)
        first = Visit.objects.get(position=1)
        assert (first.arrived_at, first.left_at) == (MORNING, later(90))
        assert lead(world, call) == "second_technician"

    def test_both_stand_in_the_ledger(self, world: World) -> None:
        from yinuo.calls.queries.jobs import ledger

        call = world.register()
        world.to_site(call)
        self.hand(world, call)
        deed = world.deed("second_technician", later(95))
        calls.accept(number=f"{call.number}-1", version=None, deed=deed)
        lines = ledger(since=at("2026-11-24 00:00"), until=at("2026-11-25 00:00"))
        assert [line.lead.username for line in lines] == ["technician", "second_technician"]
        assert len({line.receipt_number for line in lines}) == 2

    def test_a_kept_arrival_stays_kept(self, world: World) -> None:
        call = world.register()
        world.to_site(call)
        self.hand(world, call)
        assert duty("G14").state == "met"

    def test_without_a_reason_nothing_changes(self, world: World) -> None:
        call = world.register()
        world.to_site(call)
        with pytest.raises(Invalid) as refusal:
            self.hand(world, call, reason=" ")
        assert "reason" in refusal.value.fields
        assert lead(world, call) == "technician"

    def test_what_nobody_accepted_is_redirected_not_handed_over(self, world: World) -> None:
        call = world.register()
        world.dispatch(call)
        with pytest.raises(Refused):
            self.hand(world, call)

    def test_an_unknown_call_is_not_found(self, world: World) -> None:
        plan = Plan(technician="technician", reason="x")
        with pytest.raises(NotFound):
            hand_over(voucher="SH-20261124-0099-1", version=None, plan=plan, deed=world.deed("supervisor"))
