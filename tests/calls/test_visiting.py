"""On the way and back: accepting, setting out, arriving, leaving, filing, sending back; each by its own clock."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.world import MORNING, World, at
from yinuo.calls import commands as calls
from yinuo.calls.commands.escalating import Feedback
from yinuo.calls.commands.visiting import Position
from yinuo.calls.models import Call, Escalation, Visit
from yinuo.calls.states import Outcome
from yinuo.duties.models import Duty
from yinuo.journal.queries import timeline
from yinuo.lib.refusal import Invalid, Refused

if TYPE_CHECKING:
    from datetime import datetime

pytestmark = pytest.mark.django_db


def later(minutes: int) -> datetime:
    return MORNING + timedelta(minutes=minutes)


@pytest.fixture
def call(world: World) -> Call:
    """A call that is dispatched to the technician."""
    call = world.register()
    world.dispatch(call, planned_start=later(60))
    return call


def step(world: World, call: Call, verb: str, minutes: int = 5, who: str = "technician", **rest: Any) -> Any:
    command = getattr(calls, verb)
    return command(number=f"{call.number}-1", version=None, deed=world.deed(who, later(minutes)), **rest)


class TestAccepting:
    def test_receipt_numbers_run_per_branch_and_year(self, world: World) -> None:
        found = []
        for when in (at("2026-12-31 09:00"), at("2026-12-31 10:00"), at("2027-01-04 09:00")):
            call = world.register(when=when)
            world.to_site(call, when=when)
            found.append(world.voucher(call).visits.get().receipt_number)
        assert found == ["HZ-SH-2026-000001", "HZ-SH-2026-000002", "HZ-SH-2027-000001"]

    def test_the_format_of_both_numbers_is_a_setting(self, world: World, settings: Any) -> None:
        settings.CALL_NUMBER_FORMAT = "{branch}{day:%y%m%d}-{count:02d}"
        settings.RECEIPT_NUMBER_FORMAT = "R{count:05d}"
        call = world.register()
        world.to_site(call)
        assert call.number == "SH261124-01"
        assert world.voucher(call).visits.get().receipt_number == "R00001"

    def test_the_promise_of_arrival_passes_to_who_accepted(self, world: World, call: Call) -> None:
        step(world, call, "accept")
        duty = Duty.objects.get(clause="G14")
        assert (duty.owner, duty.owner_role) == (world.people["technician"], "technician")

    def test_nobody_accepts_twice(self, world: World, call: Call) -> None:
        step(world, call, "accept")
        with pytest.raises(Refused, match="move_not_allowed"):
            step(world, call, "accept")
        assert Visit.objects.get().receipt_number.endswith("000001")

    def test_a_start_that_is_past_already_promises_nothing_more(self, world: World, call: Call) -> None:
        step(world, call, "accept", 61)
        assert Duty.objects.filter(clause="S2.2").count() == 1


class TestSettingOut:
    def test_before_the_planned_start_is_kept(self, world: World, call: Call) -> None:
        step(world, call, "accept")
        step(world, call, "set_out", 60, tools_confirmed=True)
        assert list(Duty.objects.filter(clause="S2.2").values_list("state", flat=True)) == ["met", "met"]

    def test_the_tools_are_named_when_they_are_not_confirmed(self, world: World, call: Call) -> None:
        step(world, call, "accept")
        with pytest.raises(Refused) as refusal:
            step(world, call, "set_out")
        assert "万用表" in str(refusal.value)
        assert not Visit.objects.get().tools_confirmed


class TestArriving:
    @pytest.fixture
    def under_way(self, world: World, call: Call) -> Call:
        step(world, call, "accept")
        step(world, call, "set_out", 20, tools_confirmed=True)
        return call

    def test_without_a_position_nothing_is_missing(self, world: World, under_way: Call) -> None:
        step(world, under_way, "arrive", 50)
        visit = Visit.objects.get()
        assert (visit.arrived_at, visit.latitude, visit.metres_away, visit.far) == (
            later(50),
            None,
            None,
            False,
        )

    def test_a_position_without_the_sites_own_is_kept_and_not_judged(
        self, world: World, under_way: Call
    ) -> None:
        step(world, under_way, "arrive", 50, position=Position(Decimal("31.2"), Decimal("121.4")))
        visit = Visit.objects.get()
        assert (visit.latitude, visit.metres_away) == (Decimal("31.200000"), None)

    def test_the_first_arrival_keeps_the_promise_for_all_devices(self, world: World) -> None:
        call = world.register(devices=(world.device, world.second))
        world.dispatch(call)
        for position, minutes in ((1, 30), (2, 600)):
            number, deed = f"{call.number}-{position}", world.deed("technician", later(minutes))
            calls.accept(number=number, version=None, deed=deed)
            calls.set_out(number=number, version=None, deed=deed, tools_confirmed=True)
            calls.arrive(number=number, version=None, deed=deed)
        call.refresh_from_db()
        assert call.arrived_at == later(30)
        assert Duty.objects.get(clause="G14").state == "met"

    def test_nobody_arrives_who_has_not_set_out(self, world: World, call: Call) -> None:
        step(world, call, "accept")
        with pytest.raises(Refused):
            step(world, call, "arrive")


class TestEscalating:
    def tell(self, world: World, call: Call, **changed: Any) -> Escalation:
        values = {"problem": "查不到", "department": "supervisor", "found_at": MORNING, **changed}
        technician = world.people["technician"]
        return step(world, call, "escalate", 10, feedback=Feedback(**values), by=technician)

    @pytest.fixture
    def on_site(self, world: World) -> Call:
        call = world.register()
        world.to_site(call)
        return call

    def test_the_department_owes_a_solution_in_two_working_hours(self, world: World, on_site: Call) -> None:
        self.tell(world, on_site)
        duty = Duty.objects.get(clause="S1.6")
        assert (duty.owner_role, duty.due_at) == ("supervisor", later(130))

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"problem": " "}, "problem"),
            ({"department": "kitchen"}, "department"),
            ({"concerned": ("kitchen",)}, "department"),
            ({"found_at": later(11)}, "found_at"),
            ({"found_at": MORNING - timedelta(minutes=1)}, "found_at"),
        ],
    )
    def test_bad_input_is_named_and_tells_nobody(
        self, world: World, on_site: Call, changed: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            self.tell(world, on_site, **changed)
        assert field in refusal.value.fields
        assert not Escalation.objects.exists()

    def test_two_problems_are_solved_in_their_order(self, world: World, on_site: Call) -> None:
        self.tell(world, on_site, problem="第一个")
        self.tell(world, on_site, problem="第二个")
        for solution in ("办法一", "办法二"):
            step(world, on_site, "solve", 20, "supervisor", solution=solution)
        found = Escalation.objects.order_by("id").values_list("problem", "solution")
        assert list(found) == [("第一个", "办法一"), ("第二个", "办法二")]
        assert set(Duty.objects.filter(clause="S1.6").values_list("state", flat=True)) == {"met"}

    def test_who_asked_is_told_the_solution(self, world: World, on_site: Call) -> None:
        from yinuo.outbox.models import Message

        self.tell(world, on_site)
        step(world, on_site, "solve", 20, "supervisor", solution="从仓库调板")
        message = Message.objects.get(kind="solved")
        assert message.to_person == world.people["technician"].pk
        assert "从仓库调板" in message.text_zh

    def test_nothing_escalated_needs_no_solution(self, world: World, on_site: Call) -> None:
        with pytest.raises(Refused, match="nothing_escalated"):
            step(world, on_site, "solve", 20, "supervisor", solution="办法")

    def test_a_solution_has_words(self, world: World, on_site: Call) -> None:
        self.tell(world, on_site)
        with pytest.raises(Invalid):
            step(world, on_site, "solve", 20, "supervisor", solution="")


class TestLeaving:
    @pytest.mark.parametrize(
        ("outcome", "state", "queue"),
        [
            (Outcome.CONTINUED, "registered", True),
            (Outcome.NOBODY_THERE, "registered", True),
            (Outcome.REFUSED, "registered", True),
            (Outcome.NOT_NEEDED, "done", False),
        ],
    )
    def test_what_each_outcome_leaves_open(
        self, world: World, outcome: Outcome, state: str, queue: bool
    ) -> None:
        call = world.register()
        world.to_site(call)
        step(world, call, "leave", 30, outcome=outcome, note="说明")
        call.refresh_from_db()
        assert (call.state, call.back_in_queue) == (state, queue)
        assert Visit.objects.get().outcome == outcome

    def test_not_needed_is_filed_without_a_signature(self, world: World) -> None:
        call = world.register()
        world.to_site(call)
        step(world, call, "leave", 30, outcome=Outcome.NOT_NEEDED, note="客户自己修好")
        assert world.file(call).state == "filed"

    def test_a_photo_stands_for_words_when_nobody_is_there(self, world: World) -> None:
        from yinuo.calls.commands.files import Upload

        call = world.register()
        world.to_site(call)
        upload = Upload("photo", "门.jpg", "image/jpeg", b"closed door")
        calls.add_file(number=f"{call.number}-1", upload=upload, deed=world.deed("technician"))
        step(world, call, "leave", 30, outcome=Outcome.NOBODY_THERE)
        assert Duty.objects.get(clause="G14").state == "met"

    def test_a_call_stays_open_until_its_last_device_is_done(self, world: World) -> None:
        call = world.register(devices=(world.device, world.second))
        world.finish(call)
        call.refresh_from_db()
        assert call.state == "dispatched"
        with pytest.raises(Refused):
            world.file(call)


class TestFiling:
    def test_receiving_is_told_and_done_once(self, world: World) -> None:
        call = world.register()
        world.finish(call)
        step(world, call, "receive", 60, "clerk")
        voucher = world.voucher(call)
        assert (voucher.received_at, voucher.received_by) == (later(60), world.clerk.name)

    def test_filing_receives_what_nobody_had_received(self, world: World) -> None:
        call = world.register()
        world.finish(call)
        world.file(call, when=later(90))
        voucher = world.voucher(call)
        assert (voucher.received_at, voucher.filed_at) == (later(90), later(90))

    def test_the_line_is_struck_off_by_whom_and_when(self, world: World) -> None:
        call = world.register()
        world.finish(call)
        filed = world.file(call, when=later(90))
        assert (filed.struck_off_at, filed.struck_off_by) == (later(90), world.clerk.name)

    def test_filed_is_filed(self, world: World) -> None:
        call = world.register()
        world.finish(call)
        world.file(call)
        for verb, rest in (("send_back", {"reason": "x"}), ("receive", {})):
            with pytest.raises(Refused, match="move_not_allowed"):
                step(world, call, verb, 90, "clerk", **rest)

    def test_sending_back_needs_a_reason_and_keeps_it(self, world: World) -> None:
        call = world.register()
        world.finish(call)
        with pytest.raises(Invalid):
            step(world, call, "send_back", 60, "clerk", reason="")
        step(world, call, "send_back", 60, "clerk", reason="缺读数")
        line = timeline("call", call.number).last()
        assert line is not None
        assert (line.verb, line.note) == ("sent_back", "缺读数")

    def test_what_was_sent_back_goes_the_whole_way_again(self, world: World) -> None:
        call = world.register()
        world.finish(call)
        step(world, call, "send_back", 60, "clerk", reason="缺读数")
        world.finish(call, when=later(120))
        assert world.file(call, when=later(180)).state == "filed"
        assert Visit.objects.filter(voucher__call=call).count() == 2

    def test_solved_by_telephone_and_sent_back_owes_the_arrival_again(self, world: World) -> None:
        call = world.register()
        calls.solve_remotely(
            number=call.number, version=None, customers_word="好", solution="重启", deed=world.deed()
        )
        step(world, call, "send_back", 30, "clerk", reason="又坏了")
        duty = Duty.objects.get(clause="G14", state="open")
        assert (duty.due_at, duty.opened_at) == (call.arrival_due_at, call.reported_at)
