"""One test for each clause of the main job that breaks it on purpose and sees the late duty or the refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.world import COMPLETE, World, at
from yinuo.calls import commands as calls
from yinuo.calls import jobs as call_jobs
from yinuo.calls.commands.escalating import Feedback
from yinuo.calls.commands.gate import Deed
from yinuo.calls.commands.recording import Findings
from yinuo.calls.models import Call, Visit
from yinuo.calls.states import Channel, Injury, Kind, Outcome
from yinuo.duties import jobs as duty_jobs
from yinuo.duties.models import Duty
from yinuo.lib.refusal import Invalid, NotAllowed, Refused
from yinuo.outbox.models import Message
from yinuo.people import access
from yinuo.people.models import Branch
from yinuo.policy import commands as policy_commands
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yinuo.calls.models import Voucher

pytestmark = pytest.mark.django_db
NINE = at("2026-11-24 09:00")


@pytest.fixture(autouse=True)
def _fresh_policy() -> Iterator[None]:
    policies.forget()
    yield
    policies.forget()


def later(minutes: int, since: Any = NINE) -> Any:
    return since + timedelta(minutes=minutes)


def states(clause: str) -> list[str]:
    return list(Duty.objects.filter(clause=clause).order_by("id").values_list("state", flat=True))


def on_site(world: World) -> Voucher:
    return world.to_site(world.register())


def number(call: Call) -> str:
    return f"{call.number}-1"


class TestG1Category:
    def test_a_category_changed_without_a_reason_is_refused(self, world: World) -> None:
        call = world.register()
        with pytest.raises(Invalid) as refusal:
            calls.change_category(
                number=number(call),
                version=None,
                category="contract",
                reason=" ",
                deed=world.deed("supervisor"),
            )
        assert refusal.value.code == "reason_needed"

    def test_warranty_comes_before_contract_before_paid(self, world: World) -> None:
        call = world.register(devices=(world.device, world.second))
        found = {voucher.device_id: voucher.category for voucher in call.vouchers.all()}
        assert found == {world.device.pk: "paid", world.second.pk: "warranty"}

    def test_an_override_while_registering_needs_its_reason_too(self, world: World) -> None:
        with pytest.raises(Invalid) as refusal:
            world.register(category="warranty")
        assert "category_override" in refusal.value.fields


class TestG3Registered:
    def test_a_call_written_down_an_hour_after_it_came_is_a_late_duty(self, world: World) -> None:
        world.register(when=later(60), reported_at=NINE)
        duty = Duty.objects.get(clause="G3")
        assert (duty.state, duty.due_at) == ("met_late", later(10))

    def test_a_call_at_night_is_registered_at_once_and_its_clock_starts_at_the_opening(
        self, world: World
    ) -> None:
        night = at("2026-11-24 22:30")
        call = world.register(when=night)
        assert states("G3") == ["met"]
        assert call.arrival_due_at == at("2026-11-25 16:00")

    def test_a_report_from_the_future_is_refused(self, world: World) -> None:
        with pytest.raises(Invalid) as refusal:
            world.register(reported_at=later(1))
        assert refusal.value.code == "in_the_future"


class TestG4Filed:
    def test_a_voucher_not_filed_by_the_next_working_day_is_late(self, world: World) -> None:
        call = world.register()
        world.finish(call)
        duty = Duty.objects.get(clause="G4")
        assert duty.due_at == at("2026-11-25 17:30")
        assert duty.overdue(at("2026-11-25 17:31"))
        world.file(call, when=at("2026-11-26 09:00"))
        assert states("G4") == ["met_late"]

    def test_filing_without_signature_or_record_is_refused_and_says_what_is_missing(
        self, world: World
    ) -> None:
        call = world.register()
        world.finish(call)
        voucher = world.voucher(call)
        voucher.signatures.all().delete()
        voucher.records.update(cause="")
        with pytest.raises(Refused) as refusal:
            world.file(call)
        assert refusal.value.code == "not_complete"
        assert "客户签字" in str(refusal.value)
        assert "原因" in str(refusal.value)

    def test_nothing_is_filed_before_it_is_done(self, world: World) -> None:
        with pytest.raises(Refused):
            world.file(world.register())


class TestG13DayClosed:
    def test_a_day_nobody_closed_is_a_late_duty_stamped_with_its_deadline(self, world: World) -> None:
        left = world.register()
        assert call_jobs.run_due(at("2026-11-24 17:59")) == 0
        assert call_jobs.run_due(at("2026-11-25 03:00")) == 1
        closing = Duty.objects.get(clause="G13", subject_kind="day")
        assert (closing.owner_role, closing.due_at) == ("clerk", at("2026-11-24 18:00"))
        left.refresh_from_db()
        assert left.handed_over_on == left.day
        assert call_jobs.run_due(at("2026-11-25 04:00")) == 0

    def test_what_was_left_over_is_owed_in_the_first_working_hour(self, world: World) -> None:
        call = world.register()
        calls.close_day(branch=world.branch, day=call.day, deed=world.deed("clerk", at("2026-11-24 17:40")))
        duty = Duty.objects.get(clause="G13", subject_kind="call")
        assert (duty.owner_role, duty.due_at) == ("supervisor", at("2026-11-25 09:30"))
        world.dispatch(call, when=at("2026-11-25 10:00"))
        duty.refresh_from_db()
        assert duty.state == "met_late"

    def test_nothing_is_dispatched_before_the_left_over_without_a_reason(self, world: World) -> None:
        left = world.register()
        calls.close_day(branch=world.branch, day=left.day, deed=world.deed("clerk", at("2026-11-24 17:40")))
        fresh = world.register(when=at("2026-11-25 08:40"))
        with pytest.raises(Invalid) as refusal:
            world.dispatch(fresh, when=at("2026-11-25 08:45"))
        assert refusal.value.code == "left_over_first"
        assert left.number in str(refusal.value)
        world.dispatch(fresh, when=at("2026-11-25 08:45"), order_reason="手术室停机")

    def test_a_day_with_an_unexplained_voucher_can_not_be_closed(self, world: World) -> None:
        call = world.register()
        world.finish(call)
        deed = world.deed("clerk", at("2026-11-24 17:40"))
        with pytest.raises(Refused) as refusal:
            calls.close_day(branch=world.branch, day=call.day, deed=deed)
        assert refusal.value.code == "unexplained"
        closed = calls.close_day(
            branch=world.branch, day=call.day, deed=deed, explained={number(call): "技术员明早交"}
        )
        assert closed.compared[0]["vouchers"][0]["explained"] == "技术员明早交"

    def test_a_day_is_closed_once(self, world: World) -> None:
        deed = world.deed("clerk", at("2026-11-24 17:40"))
        calls.close_day(branch=world.branch, day=world.register().day, deed=deed)
        with pytest.raises(Refused) as refusal:
            calls.close_day(branch=world.branch, day=Call.objects.get().day, deed=deed)
        assert refusal.value.code == "already_closed"


class TestG14Arrival:
    @pytest.mark.parametrize(
        ("zone", "due"),
        [("urban", "2026-11-24 16:30"), ("suburban", "2026-11-24 17:30"), ("", "2026-11-24 16:30")],
    )
    def test_six_working_hours_in_town_seven_in_the_suburbs(self, world: World, zone: str, due: str) -> None:
        assert world.register(zone=zone).arrival_due_at == at(due)

    def test_an_arrival_one_second_late_is_late_and_one_in_time_is_kept(self, world: World) -> None:
        for seconds, expected in ((0, "met"), (1, "met_late")):
            call = world.register()
            world.to_site(call, when=at("2026-11-24 16:30") + timedelta(seconds=seconds))
            assert Duty.objects.get(clause="G14", subject_key=call.number).state == expected

    def test_it_is_escalated_before_it_happens(self, world: World) -> None:
        world.register()
        duty_jobs.run_due(at("2026-11-24 16:29"))
        told = Message.objects.filter(kind="remind", text_zh__contains="G14")
        assert told.exists()
        assert all(message.put_at < at("2026-11-24 16:30") for message in told)

    def test_nobody_is_told_the_same_thing_twice(self, world: World) -> None:
        world.register()
        duty_jobs.run_due(at("2026-11-25 12:00"))
        first = Message.objects.count()
        assert first > 2
        assert duty_jobs.run_due(at("2026-11-25 12:00")) == 0
        assert Message.objects.count() == first

    def test_a_walk_in_promises_no_arrival(self, world: World) -> None:
        call = world.register(channel=Channel.WALK_IN)
        assert call.arrival_due_at is None
        assert states("G14") == []

    def test_confirming_the_zone_moves_the_due_time(self, world: World) -> None:
        call = world.register()
        calls.confirm_zone(number=call.number, version=None, zone="suburban", deed=world.deed())
        assert Duty.objects.get(clause="G14").due_at == at("2026-11-24 17:30")


class TestS1TheProcess:
    def test_s11_a_request_without_a_fault_is_refused_with_its_field(self, world: World) -> None:
        with pytest.raises(Invalid) as refusal:
            world.register(fault="   ")
        assert "fault" in refusal.value.fields

    def test_s12_a_kind_that_needs_a_yes_waits_and_can_not_be_dispatched(self, world: World) -> None:
        policy_commands.publish(
            values={"S1.2.kinds": ["installation"]},
            by=world.people["committee"],
            at=at("2026-11-20 09:00"),
            note="安装要先批准",
        )
        policies.forget()
        call = world.register(kind=Kind.INSTALLATION)
        assert call.state == "awaiting_approval"
        with pytest.raises(Refused) as refusal:
            world.dispatch(call)
        assert refusal.value.code == "not_approved"
        calls.approve(number=call.number, version=None, deed=world.deed("supervisor"))
        assert world.dispatch(call).state == "dispatched"

    def test_s13_a_misfit_needs_a_reason_and_the_reasons_can_be_read(self, world: World) -> None:
        call = world.register()
        with pytest.raises(Invalid) as refusal:
            world.dispatch(call, to="second_technician")
        assert refusal.value.code == "misfit_reason_needed"
        world.dispatch(call, to="second_technician", reason="只有他离得近")
        visit = Visit.objects.get()
        assert {point["code"] for point in visit.fit if not point["fits"]} == {"skill", "certificate"}

    def test_s14_nobody_sets_out_without_ledger_line_and_receipt_form(self, world: World) -> None:
        call = world.register()
        world.dispatch(call)
        with pytest.raises(Refused) as refusal:
            calls.set_out(
                number=number(call), version=None, deed=world.deed("technician"), tools_confirmed=True
            )
        assert refusal.value.code == "not_in_ledger"

    def test_s15_request_and_finding_stand_side_by_side(self, world: World) -> None:
        call = world.register()
        world.to_site(call)
        world.work(call, found="")
        with pytest.raises(Invalid) as refusal:
            world.sign(call)
        assert "found" in refusal.value.fields

    def test_s16_a_solution_later_than_two_hours_is_late(self, world: World) -> None:
        voucher = on_site(world)
        feedback = Feedback(problem="高压板坏，没有备件", department="supervisor", found_at=NINE)
        technician = world.people["technician"]
        calls.escalate(
            number=voucher.number,
            version=None,
            feedback=feedback,
            by=technician,
            deed=world.deed("technician"),
        )
        calls.solve(
            number=voucher.number,
            version=None,
            solution="从仓库调板",
            deed=world.deed("supervisor", later(121)),
        )
        assert states("S1.6") == ["met_late"]

    def test_s17_nobody_leaves_a_finished_job_without_a_signature_or_its_reason(self, world: World) -> None:
        call = world.register()
        world.to_site(call)
        world.work(call)
        with pytest.raises(Refused) as refusal:
            calls.leave(
                number=number(call), version=None, outcome=Outcome.DONE, deed=world.deed("technician")
            )
        assert refusal.value.code == "unsigned"

    def test_s17_a_missing_signature_must_be_confirmed_before_filing(self, world: World) -> None:
        call = world.register()
        world.to_site(call)
        world.work(call)
        world.sign(call, kind="none", signer="", strokes="", unsigned_reason="customer_left")
        calls.leave(number=number(call), version=None, outcome=Outcome.DONE, deed=world.deed("technician"))
        with pytest.raises(Refused, match="not_complete"):
            world.file(call)
        calls.confirm_unsigned(number=number(call), version=None, deed=world.deed("supervisor"))
        assert world.file(call).state == "filed"

    def test_s18_a_record_completed_a_day_later_is_late(self, world: World) -> None:
        call = world.register()
        world.to_site(call)
        world.work(call, cause="")
        world.sign(call)
        calls.leave(number=number(call), version=None, outcome=Outcome.DONE, deed=world.deed("technician"))
        assert states("S1.8") == ["open"]
        calls.amend(
            number=number(call),
            version=None,
            findings=Findings({"cause": "滤网堵塞"}),
            reason="补写原因",
            deed=world.deed("technician", at("2026-11-25 09:00")),
        )
        assert states("S1.8") == ["met_late"]


class TestS2OnTheWay:
    def test_s21_unconfirmed_conduct_keeps_the_customer_from_signing(self, world: World) -> None:
        call = world.register()
        world.to_site(call)
        world.work(call, points=["introduced", "tidy"])
        with pytest.raises(Invalid) as refusal:
            world.sign(call)
        assert "现场已清理" in str(refusal.value.fields["points"])

    def test_s22_accepting_after_a_quarter_of_an_hour_is_late_and_the_supervisor_is_told(
        self, world: World
    ) -> None:
        call = world.register()
        world.dispatch(call)
        duty_jobs.run_due(later(31))
        assert Message.objects.filter(to_role="supervisor", text_zh__contains="S2.2").exists()
        calls.accept(number=number(call), version=None, deed=world.deed("technician", later(32)))
        assert Duty.objects.get(clause="S2.2").state == "met_late"

    def test_s22_setting_out_after_the_planned_start_is_late(self, world: World) -> None:
        call = world.register()
        world.dispatch(call, planned_start=later(60))
        calls.accept(number=number(call), version=None, deed=world.deed("technician", later(5)))
        deed = world.deed("technician", later(61))
        calls.set_out(number=number(call), version=None, deed=deed, tools_confirmed=True)
        assert states("S2.2") == ["met", "met_late"]

    def test_s23_signing_without_the_person_in_charge_is_refused(self, world: World) -> None:
        call = world.register()
        world.to_site(call)
        world.work(call, spoken_with="", learned="", proposed="")
        with pytest.raises(Invalid) as refusal:
            world.sign(call)
        assert {"spoken_with", "learned", "proposed"} <= set(refusal.value.fields)

    def test_s24_a_breakdown_dispatched_after_half_an_hour_is_late(self, world: World) -> None:
        call = world.register()
        world.dispatch(call, when=later(31))
        assert states("S2.4") == ["met_late"]

    def test_s24_a_breakdown_without_tools_is_refused(self, world: World) -> None:
        with pytest.raises(Invalid) as refusal:
            world.dispatch(world.register(), tools=())
        assert "tools" in refusal.value.fields

    def test_s24_tools_are_confirmed_before_setting_out(self, world: World) -> None:
        call = world.register()
        world.dispatch(call)
        calls.accept(number=number(call), version=None, deed=world.deed("technician"))
        with pytest.raises(Refused, match="tools_not_confirmed"):
            calls.set_out(number=number(call), version=None, deed=world.deed("technician"))

    def test_s25_feeding_back_after_a_quarter_of_an_hour_is_late(self, world: World) -> None:
        voucher = on_site(world)
        feedback = Feedback(
            problem="报错查不到", department="team_leader", found_at=NINE, concerned=("supervisor",)
        )
        calls.escalate(
            number=voucher.number,
            version=None,
            feedback=feedback,
            by=world.people["technician"],
            deed=world.deed("technician", later(16)),
        )
        assert states("S2.5") == ["met_late"]
        told = set(Message.objects.filter(kind="escalated").values_list("to_role", flat=True))
        assert told == {"team_leader", "supervisor"}


class TestInjury:
    def test_a_yes_that_is_not_assessed_the_same_working_day_is_late(self, world: World) -> None:
        call = world.register(injury=Injury.YES)
        duty = Duty.objects.get(clause="D10")
        assert (duty.owner_role, duty.due_at) == ("service_department", at("2026-11-24 17:30"))
        deed = world.deed("service_department", at("2026-11-25 09:00"))
        calls.assess_injury(number=call.number, version=None, assessment="烫伤可能，已停用", deed=deed)
        assert states("D10") == ["met_late"]

    def test_learned_earlier_than_registered_counts_from_then(self, world: World) -> None:
        world.register(injury=Injury.YES, injury_learned_at=at("2026-11-23 15:00"))
        assert Duty.objects.get(clause="D10").due_at == at("2026-11-23 17:30")

    def test_no_owes_nothing(self, world: World) -> None:
        world.register(injury=Injury.UNCLEAR)
        assert states("D10") == []


class TestP55Versions:
    def test_a_call_is_judged_by_the_version_in_force_when_it_was_reported(self, world: World) -> None:
        before = world.register(when=at("2026-11-24 09:00"))
        policy_commands.publish(
            values={"G14.urban": 120},
            by=world.people["committee"],
            at=at("2026-11-24 10:00"),
            note="两小时到达",
        )
        policies.forget()
        after = world.register(when=at("2026-11-24 10:30"))
        late = world.register(when=at("2026-11-24 10:31"), reported_at=at("2026-11-24 09:59"))
        assert before.arrival_due_at == at("2026-11-24 16:30")
        assert after.arrival_due_at == at("2026-11-24 14:00")
        assert late.policy_version == before.policy_version
        assert late.arrival_due_at == at("2026-11-24 17:29")


class TestEndings:
    def test_solved_by_telephone_calls_the_arrival_off_and_counts_apart(self, world: World) -> None:
        call = world.register()
        calls.solve_remotely(
            number=call.number,
            version=None,
            customers_word="好了，谢谢",
            solution="重启网关",
            deed=world.deed(),
        )
        assert states("G14") == ["cancelled"]
        assert world.voucher(call).outcome == "by_telephone"
        assert world.file(call).state == "filed"

    def test_a_later_time_the_customer_wants_replaces_the_due_time(self, world: World) -> None:
        call = world.register()
        wanted = at("2026-11-26 10:00")
        calls.agree_time(
            number=call.number, version=None, due_at=wanted, asked_by="鲁护士长", deed=world.deed()
        )
        world.to_site(call, when=at("2026-11-26 09:50"))
        duty = Duty.objects.get(clause="G14")
        assert (duty.state, duty.reason, duty.due_at) == ("met", "kept by agreement", wanted)

    def test_an_earlier_time_is_refused(self, world: World) -> None:
        call = world.register()
        with pytest.raises(Invalid, match="not_later"):
            calls.agree_time(
                number=call.number, version=None, due_at=later(30), asked_by="鲁护士长", deed=world.deed()
            )

    def test_a_cancelled_call_owes_nothing_and_keeps_its_number(self, world: World) -> None:
        call = world.register()
        calls.cancel(number=call.number, version=None, reason="客户自己修好", deed=world.deed())
        assert not Duty.objects.filter(state="open").exists()
        assert world.register().number.endswith("0002")

    def test_cancelling_while_the_technician_is_under_way_needs_his_word(self, world: World) -> None:
        call = world.register()
        world.dispatch(call)
        calls.accept(number=number(call), version=None, deed=world.deed("technician"))
        calls.set_out(number=number(call), version=None, deed=world.deed("technician"), tools_confirmed=True)
        with pytest.raises(Refused, match="confirmation_needed"):
            calls.cancel(number=call.number, version=None, reason="不用了", deed=world.deed())
        deed = world.deed()
        assert (
            calls.cancel(number=call.number, version=None, reason="不用了", deed=deed, confirmed=True).state
            == "cancelled"
        )

    def test_nothing_is_cancelled_after_the_first_arrival(self, world: World) -> None:
        call = world.register()
        world.to_site(call)
        with pytest.raises(Refused, match="already_arrived"):
            calls.cancel(number=call.number, version=None, reason="不用了", deed=world.deed())

    def test_a_duplicate_points_to_the_other_and_owes_nothing(self, world: World) -> None:
        first, second = world.register(), world.register()
        marked = calls.mark_duplicate(number=second.number, version=None, of=first.number, deed=world.deed())
        assert (marked.state, marked.duplicate_of_id) == ("duplicate", first.pk)
        assert not Duty.objects.filter(subject_key=second.number, state="open").exists()

    @pytest.mark.parametrize("of", ["", "SH-20990101-0001", "itself"])
    def test_a_duplicate_of_nothing_is_refused(self, world: World, of: str) -> None:
        call = world.register()
        of = call.number if of == "itself" else of
        with pytest.raises(Invalid, match="unknown_call"):
            calls.mark_duplicate(number=call.number, version=None, of=of, deed=world.deed())

    def test_a_job_sent_back_is_open_again_and_owes_no_filing(self, world: World) -> None:
        call = world.register()
        world.finish(call)
        calls.send_back(number=number(call), version=None, reason="读数没写", deed=world.deed())
        call.refresh_from_db()
        assert (call.state, call.back_in_queue) == ("registered", True)
        assert states("G4") == ["cancelled"]


class TestDecliningAndHandingOver:
    def test_declining_needs_a_reason_and_goes_back_to_the_queue(self, world: World) -> None:
        call = world.register()
        world.dispatch(call)
        with pytest.raises(Invalid):
            calls.decline(number=number(call), version=None, reason="", deed=world.deed("technician"))
        calls.decline(number=number(call), version=None, reason="车坏了", deed=world.deed("technician"))
        call.refresh_from_db()
        assert (call.state, call.back_in_queue) == ("registered", True)
        assert Duty.objects.get(clause="G14").owner_role == "supervisor"
        assert states("S2.2") == ["cancelled"]

    def test_handing_over_midway_keeps_the_first_ones_time_and_moves_the_duty(self, world: World) -> None:
        from yinuo.dispatch.commands import Plan, hand_over

        call = world.register()
        world.dispatch(call)
        calls.accept(number=number(call), version=None, deed=world.deed("technician"))
        plan = Plan(technician="second_technician", tools=("万用表",), reason="家中急事")
        hand_over(voucher=number(call), version=None, plan=plan, deed=world.deed("supervisor", later(20)))
        first, second = Visit.objects.order_by("position")
        assert (first.current, first.ended_reason, second.current) == (False, "家中急事", True)
        assert Duty.objects.get(clause="G14").owner == world.people["second_technician"]

    def test_a_second_empty_arrival_goes_to_the_supervisor(self, world: World) -> None:
        call = world.register()
        for _ in range(2):
            world.to_site(call)
            calls.leave(
                number=number(call),
                version=None,
                outcome=Outcome.NOBODY_THERE,
                note="门锁着",
                deed=world.deed("technician"),
            )
        assert Message.objects.filter(kind="empty_arrival", to_role="supervisor").count() == 1
        assert states("G14") == ["met"]

    @pytest.mark.parametrize(
        "outcome", [Outcome.CONTINUED, Outcome.NOBODY_THERE, Outcome.REFUSED, Outcome.NOT_NEEDED]
    )
    def test_every_other_outcome_needs_a_word(self, world: World, outcome: Outcome) -> None:
        voucher = on_site(world)
        with pytest.raises(Invalid, match="note_needed"):
            calls.leave(number=voucher.number, version=None, outcome=outcome, deed=world.deed("technician"))


class TestAbsence:
    def test_who_is_absent_can_not_own_a_new_duty_the_substitute_does(self, world: World) -> None:
        from yinuo.people.commands import add_absence

        technician, substitute = world.people["technician"], world.people["second_technician"]
        add_absence(
            user=technician, starts_at=later(-60), ends_at=later(600), reason="病假", substitute=substitute
        )
        world.dispatch(world.register(), reason="他在家可远程")
        assert Duty.objects.get(clause="S2.2").owner == substitute

    def test_without_a_substitute_the_supervisor_owns_it(self, world: World) -> None:
        from yinuo.people.commands import add_absence

        add_absence(user=world.people["technician"], starts_at=later(-60), ends_at=later(600), reason="病假")
        world.dispatch(world.register(), reason="他在家可远程")
        duty = Duty.objects.get(clause="S2.2")
        assert (duty.owner, duty.owner_role) == (None, "supervisor")


class TestRecordsAndSignatures:
    def test_a_signature_freezes_what_stands_and_work_goes_on_in_a_new_section(self, world: World) -> None:
        call = world.register()
        world.to_site(call)
        world.work(call)
        world.sign(call)
        world.work(call, work="又换了风扇")
        sections = list(world.voucher(call).records.all())
        assert [(each.section, each.frozen) for each in sections] == [(1, True), (2, False)]
        assert sections[0].work == COMPLETE["work"]

    def test_amending_keeps_both_versions_and_marks_the_signature(self, world: World) -> None:
        call = world.register()
        world.finish(call)
        calls.amend(
            number=number(call),
            version=None,
            findings=Findings({"minutes": 60}),
            reason="工时记错",
            deed=world.deed("technician"),
        )
        voucher = world.voucher(call)
        assert [(each.version, each.minutes, each.latest) for each in voucher.records.all()] == [
            (1, 45, False),
            (2, 60, True),
        ]
        assert voucher.signatures.get().superseded

    def test_the_signed_document_holds_the_record_and_its_hash_follows_every_character(
        self, world: World
    ) -> None:
        from yinuo.calls.rules.documents import document_hash

        call = world.register()
        world.finish(call)
        signature = world.voucher(call).signatures.get()
        assert "换滤网" in signature.document
        assert signature.document_hash == document_hash(signature.document)
        assert document_hash(signature.document + " ") != signature.document_hash

    def test_an_unknown_checklist_item_is_refused(self, world: World) -> None:
        call = world.register()
        world.to_site(call)
        with pytest.raises(Invalid, match="unknown_item"):
            world.work(call, answers={"nonsense": True})

    def test_a_position_far_from_the_site_is_flagged_never_required(self, world: World) -> None:
        from decimal import Decimal

        from yinuo.calls.commands.visiting import Position
        from yinuo.journal.commands import put

        site = world.customer.sites.get()
        site.latitude, site.longitude = Decimal("31.2304"), Decimal("121.4737")
        put(site)
        for north, far in ((Decimal("31.2310"), False), (Decimal("31.2404"), True)):
            call = world.register()
            world.dispatch(call)
            calls.accept(number=number(call), version=None, deed=world.deed("technician"))
            deed = world.deed("technician")
            calls.set_out(number=number(call), version=None, deed=deed, tools_confirmed=True)
            position = Position(north, Decimal("121.4737"))
            calls.arrive(number=number(call), version=None, deed=deed, position=position)
            assert Visit.objects.get(voucher__call=call).far is far

    def test_something_new_goes_on_to_the_handbook_in_one_step(self, world: World) -> None:
        from yinuo.handbook.queries import suggestions

        call = world.register()
        world.finish(call)
        calls.to_handbook(
            number=number(call),
            version=None,
            symptom="开机十分钟停机报 E-2107",
            cause="滤网堵",
            solution="换滤网",
            deed=world.deed("technician"),
        )
        found = suggestions(fault="报 E-2107 停机", product_model_id=world.model.pk)
        assert [entry.learned_on for entry in found] == [number(call)]


class TestRepeats:
    @pytest.mark.parametrize(("days", "repeat"), [(1, True), (30, True), (31, False)])
    def test_the_same_device_within_thirty_days_is_marked(
        self, world: World, days: int, repeat: bool
    ) -> None:
        first = world.register(when=NINE)
        world.finish(first, when=NINE)
        again = world.register(when=NINE + timedelta(days=days))
        assert (again.repeat_of_id == first.pk) is repeat


class TestTelling:
    def test_the_supervisor_is_told_of_each_request_and_alarmed_at_night(self, world: World) -> None:
        world.register()
        world.register(when=at("2026-11-24 23:00"))
        world.register(when=at("2026-11-24 23:01"), kind=Kind.ADVICE)
        told = Message.objects.filter(to_role="supervisor", to_branch="SH").order_by("id")
        assert [message.kind for message in told] == ["registered", "alarm", "registered"]


class TestCalendarChanged:
    def test_open_arrivals_move_with_an_imported_holiday_the_others_stay(self, world: World) -> None:
        from yinuo.calendars.commands import import_days

        waiting = world.register(when=at("2026-11-24 15:00"))
        arrived = world.register(when=at("2026-11-24 15:00"))
        world.to_site(arrived, when=at("2026-11-24 15:30"))
        agreed = world.register(when=at("2026-11-24 15:00"))
        wanted = at("2026-11-26 15:00")
        calls.agree_time(number=agreed.number, version=None, due_at=wanted, asked_by="鲁", deed=world.deed())
        rows = [["2026-11-25", "holiday", "停电", "", ""]]
        import_days(
            world.branch.calendar, rows=rows, by=world.people["administrator"], at=at("2026-11-24 16:00")
        )
        deed = world.deed("administrator", at("2026-11-24 16:01"))
        assert calls.recompute_arrivals(calendar_id=world.branch.calendar_id, deed=deed) == [waiting.number]
        waiting.refresh_from_db()
        assert waiting.arrival_due_at == at("2026-11-26 12:00")
        assert Duty.objects.get(clause="G14", subject_key=waiting.number).due_at == waiting.arrival_due_at
        assert calls.recompute_arrivals(calendar_id=world.branch.calendar_id, deed=deed) == []


class TestStaleVersions:
    def test_a_stale_version_is_refused_with_the_difference(self, world: World) -> None:
        from yinuo.lib.refusal import Conflict

        call = world.register()
        world.dispatch(call)
        with pytest.raises(Conflict) as refusal:
            calls.cancel(number=call.number, version=1, reason="不用了", deed=world.deed())
        assert refusal.value.difference["state"]["now"] == "dispatched"
        call.refresh_from_db()
        assert call.state == "dispatched"


class TestExcusing:
    def test_an_excuse_keeps_who_and_why(self, world: World) -> None:
        from yinuo.duties.commands import excuse

        world.register(when=later(60), reported_at=NINE)
        duty = Duty.objects.get(clause="G3")
        manager = world.people["branch_manager"]
        excused = excuse(
            duty_id=duty.pk, version=duty.version, reason="电话线路故障", by=manager, at=later(90)
        )
        assert (excused.state, excused.settled_by, excused.reason) == (
            "excused",
            manager.name,
            "电话线路故障",
        )

    def test_without_a_reason_nothing_is_excused(self, world: World) -> None:
        from yinuo.duties.commands import excuse

        world.register(when=later(60), reported_at=NINE)
        duty = Duty.objects.get(clause="G3")
        with pytest.raises(Invalid):
            excuse(duty_id=duty.pk, version=None, reason=" ", by=world.clerk, at=later(90))

    def test_a_clerk_may_not_excuse(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            access.require(world.clerk, "duty.excuse", branch_id=world.branch.pk)


def test_a_deed_remembers_the_claimed_instant_beside_the_servers(world: World) -> None:
    from yinuo.journal.queries import timeline

    call = world.register()
    world.dispatch(call)
    deed = replace(world.deed("technician", later(30)), claimed_at=later(5))
    assert isinstance(deed, Deed)
    calls.accept(number=number(call), version=None, deed=deed)
    line = timeline("call", call.number).last()
    assert line is not None
    assert (line.at, line.claimed_at) == (later(30), later(5))


def test_branches_are_found_with_their_calendar(world: World) -> None:
    assert Branch.objects.get(code="SH").calendar.code
