"""Random walks: whatever people try in whatever order, the register stays true."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.world import COMPLETE, MORNING, World, build
from yinuo.calls import commands as calls
from yinuo.calls import jobs as call_jobs
from yinuo.calls.commands.escalating import Feedback
from yinuo.calls.commands.filing import missing
from yinuo.calls.commands.recording import Findings
from yinuo.calls.models import Call, Visit
from yinuo.calls.rules.progress import call_state
from yinuo.calls.states import Outcome, State
from yinuo.duties import jobs as duty_jobs
from yinuo.duties.models import Duty
from yinuo.journal import audit
from yinuo.lib.refusal import Refusal
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

Try = tuple[str, int]
VERBS = (
    "dispatch",
    "redirect",
    "accept",
    "decline",
    "set_out",
    "arrive",
    "record",
    "record_partly",
    "escalate",
    "solve",
    "sign",
    "sign_none",
    "leave",
    "leave_open",
    "receive",
    "file",
    "send_back",
    "confirm_unsigned",
    "amend",
    "agree_time",
    "solve_remotely",
    "cancel",
    "zone",
    "close_day",
    "tick",
)


class Walker:
    """Tries verbs one after another; a refusal changes nothing, all else moves on."""

    def __init__(self) -> None:
        policies.forget()
        self.world: World = build()
        self.call = self.world.register()
        self.now: datetime = MORNING

    def step(self, verb: str, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        before = Call.objects.values_list("version", "head").get()
        try:
            self.tries()[verb]()
        except Refusal:
            assert Call.objects.values_list("version", "head").get() == before

    def tries(self) -> dict[str, Callable[[], Any]]:
        world, call, now = self.world, self.call, self.now
        here: dict[str, Any] = {"number": f"{call.number}-1", "version": None}
        whole: dict[str, Any] = {"number": call.number, "version": None}
        by = {who: {"deed": world.deed(who, now)} for who in ("clerk", "supervisor", "technician")}
        feedback = Feedback(problem="查不到", department="supervisor", found_at=now)
        return {
            "dispatch": lambda: world.dispatch(call, when=now, order_reason="急"),
            "redirect": lambda: world.dispatch(
                call, when=now, to="second_technician", reason="近", order_reason="急"
            ),
            "accept": lambda: calls.accept(**here, **by["technician"]),
            "decline": lambda: calls.decline(**here, reason="忙", **by["technician"]),
            "set_out": lambda: calls.set_out(**here, tools_confirmed=True, **by["technician"]),
            "arrive": lambda: calls.arrive(**here, **by["technician"]),
            "record": lambda: world.work(call, when=now),
            "record_partly": lambda: calls.record(
                **here, findings=Findings({"work": COMPLETE["work"]}), **by["technician"]
            ),
            "escalate": lambda: calls.escalate(
                **here, feedback=feedback, by=world.people["technician"], **by["technician"]
            ),
            "solve": lambda: calls.solve(**here, solution="调板", **by["supervisor"]),
            "sign": lambda: world.sign(call, when=now),
            "sign_none": lambda: world.sign(
                call, when=now, kind="none", strokes="", signer="", unsigned_reason="customer_left"
            ),
            "leave": lambda: calls.leave(**here, outcome=Outcome.DONE, **by["technician"]),
            "leave_open": lambda: calls.leave(
                **here, outcome=Outcome.CONTINUED, note="等零件", **by["technician"]
            ),
            "receive": lambda: calls.receive(**here, **by["clerk"]),
            "file": lambda: calls.file_call(**whole, **by["clerk"]),
            "send_back": lambda: calls.send_back(**here, reason="不全", **by["clerk"]),
            "confirm_unsigned": lambda: calls.confirm_unsigned(**here, **by["supervisor"]),
            "amend": lambda: calls.amend(
                **here, findings=Findings({"minutes": 50}), reason="记错", **by["technician"]
            ),
            "agree_time": lambda: calls.agree_time(
                **whole, due_at=now + timedelta(days=2), asked_by="客户", **by["clerk"]
            ),
            "solve_remotely": lambda: calls.solve_remotely(
                **whole, customers_word="好了", solution="重启", **by["clerk"]
            ),
            "cancel": lambda: calls.cancel(**whole, reason="不用", confirmed=True, **by["clerk"]),
            "zone": lambda: calls.confirm_zone(**whole, zone="suburban", **by["clerk"]),
            "close_day": lambda: calls.close_day(branch=world.branch, day=call.day, **by["clerk"]),
            "tick": lambda: (duty_jobs.run_due(now), call_jobs.run_due(now)),
        }

    def check(self) -> None:
        assert list(audit.verify()) == []
        call = Call.objects.get()
        vouchers = list(call.vouchers.prefetch_related("signatures", "records"))
        if call.state != State.CANCELLED:
            assert call.state == call_state([voucher.state for voucher in vouchers])
        assert Visit.objects.filter(current=True).count() <= 1
        open_arrival = Duty.objects.filter(clause="G14", state="open").exists()
        assert open_arrival is (call.arrived_at is None and call.state in OPEN_ARRIVAL)
        for voucher in vouchers:
            if voucher.state == State.FILED:
                assert call.struck_off_at
                assert voucher.outcome
                assert voucher.received_at
        if call.state in (State.FILED, State.CANCELLED):
            assert not Duty.objects.filter(state="open", subject_kind="call").exclude(clause="S1.6").exists()


OPEN_ARRIVAL = (State.REGISTERED, State.DISPATCHED, State.ACCEPTED, State.UNDER_WAY)


class TestWalks(TestCase):
    """Hypothesis chooses what people try, and how much time passes."""

    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 400)), min_size=4, max_size=24))
    def test_the_register_stays_true(self, tries: list[Try]) -> None:
        walker = Walker()
        for verb, minutes in tries:
            walker.step(verb, minutes)
        walker.check()

    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.sampled_from(VERBS), max_size=8))
    def test_after_the_usual_way_too(self, tries: list[str]) -> None:
        walker = Walker()
        for verb in ("dispatch", "accept", "set_out", "arrive", "record", "sign", "leave"):
            walker.step(verb, 3)
        for verb in tries:
            walker.step(verb, 30)
        walker.check()


@pytest.mark.django_db
def test_the_harness_sees_a_filing_that_skips_its_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: a gate that lets an unsigned voucher be filed is seen by what is missing."""
    walker = Walker()
    for verb in ("dispatch", "accept", "set_out", "arrive", "record", "sign_none", "leave"):
        walker.step(verb, 3)
    monkeypatch.setattr("yinuo.calls.commands.filing.missing", lambda _voucher: [])
    walker.step("file", 3)
    assert [str(each) for each in missing(walker.world.voucher(walker.call))] == ["主管确认未签字"]
