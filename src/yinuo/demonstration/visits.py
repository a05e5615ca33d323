"""The visits of a call in the demonstration: dispatched, on the way, on site, left."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from yinuo.calls import commands as calls
from yinuo.calls.commands.recording import Findings
from yinuo.calls.models import Call
from yinuo.calls.queries.register import left_over
from yinuo.calls.states import Kind, Outcome, Purpose
from yinuo.demonstration import papers
from yinuo.demonstration.clock import Clock
from yinuo.demonstration.data import said
from yinuo.demonstration.stories import saying
from yinuo.dispatch.commands import Plan, dispatch, hand_over
from yinuo.lib import worktime

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.people.models import User


BEFORE_DUE = timedelta(minutes=40)


class Visiting(Clock):
    """A call whose visits are lived."""

    def first_visit(self) -> None:
        turn = self.story.turn
        self.dispatch(self.story.pace.dispatch)
        if turn in ("declined", "redirected"):
            self.wait(self.dice.randint(3, 12))
            if turn == "declined":
                reason = saying(self.dice, "decline")
                calls.decline(number=self.voucher, version=None, reason=reason, deed=self.deed(self.lead))
            self.dispatch(self.dice.randint(4, 15), but=self.lead)
        self.travel()
        self.work()

    def visit(self) -> None:
        """Send somebody once more to finish what is open."""
        self.dispatch(self.dice.randint(5, 20))
        self.travel()
        if self.story.turn != "continued":
            self._look()
        self._finish()

    def dispatch(self, minutes: float, *, but: User | None = None) -> None:
        """Send somebody after `minutes`: the first free of those who fit."""
        self.wait(minutes)
        plan = self._plan(but)
        dispatch(number=self.number, version=None, plan=plan, deed=self.by("supervisor"))
        self.stay("dispatched")

    def _plan(self, but: User | None = None) -> Plan:
        skill = self.story.device.product_model.skill
        code = skill.code if skill else ""
        self.hand, reason = self.cast.pick(code, at=self.at, dice=self.dice, but=but)
        ready = timedelta(minutes=self.story.pace.set_out + self.dice.randint(12, 30))
        start = worktime.add(self.cast.calendar, max(self.at, self.hand.free_at), ready).at
        if self.story.kind == Kind.MAINTENANCE and self.story.stop:
            start = max(start, self._due_at() - BEFORE_DUE)
        start = start.replace(minute=start.minute // 5 * 5, second=0, microsecond=0)
        tools = self.dice.sample(said("tools"), 2) if self.story.kind == Kind.BREAKDOWN else []
        helpers: tuple[str, ...] = ()
        if self.dice.random() < 0.06:
            other = self.dice.choice(self.cast.hands).user
            helpers = (other.username,) if other != self.hand.user else ()
        return Plan(
            technician=self.hand.user.username,
            helpers=helpers,
            planned_start=max(start, self.at + timedelta(minutes=1)),
            tools=tuple(tools),
            reason=reason,
            order_reason=saying(self.dice, "order") if self._passes_others() else "",
        )

    def _passes_others(self) -> bool:
        return left_over(self.cast.branch.pk).exclude(number=self.number).exists()

    def _due_at(self) -> datetime:
        return Call.objects.get(number=self.number).arrival_due_at or self.at

    def travel(self) -> None:
        """Accept, perhaps hand over, set out and arrive."""
        story, pace = self.story, self.story.pace
        self.wait(pace.accept)
        calls.accept(number=self.voucher, version=None, deed=self.deed(self.lead))
        self.stay("accepted")
        if story.turn == "handed_over" and self.dice.random() < 0.9:
            self._hand_over()
        if not story.squeeze and self.hand:
            self.wait_for(self.hand.free_at)
        self.wait(pace.set_out)
        calls.set_out(number=self.voucher, version=None, deed=self.deed(self.lead), tools_confirmed=True)
        self.stay("under_way")
        self.wait(pace.travel)
        position = papers.position(story.device.site, self.dice)
        calls.arrive(number=self.voucher, version=None, deed=self.deed(self.lead), position=position)
        self.stay("on_site")

    def _hand_over(self) -> None:
        self.wait(self.dice.randint(5, 20))
        first = self.lead
        plan = self._plan(first)
        reason = saying(self.dice, "hand_over")
        changed = replace(plan, reason=reason)
        hand_over(
            voucher=self.voucher, version=None, plan=changed, deed=self.deed(self.cast.one("supervisor"))
        )
        self.wait(self.story.pace.accept)
        calls.accept(number=self.voucher, version=None, deed=self.deed(self.lead))

    def work(self) -> None:
        """Work on site until the visit ends: with the job done, or left open by the story's turn."""
        if self.story.turn == "nobody":
            self.wait(10)
            self._leave(Outcome.NOBODY_THERE, saying(self.dice, "nobody"))
            return
        self._look()
        self.stay("working")
        if self.story.turn == "escalated":
            self._escalate()
        if self.story.turn == "continued":
            self._write(papers.work(self.story, self.dice, share=0.5))
            self._leave(Outcome.CONTINUED, saying(self.dice, "continued"))
            self.stay("left_open")
        elif self.story.turn == "taken_away":
            self.sign(Purpose.TAKEN_AWAY)
            self._leave(Outcome.TAKEN_AWAY)
        else:
            self._finish()

    def _look(self) -> None:
        self.wait(self.story.pace.look)
        self._write(papers.meeting(self.story, self.dice))

    def _write(self, values: dict[str, object]) -> None:
        findings = Findings(values)
        calls.record(number=self.voucher, version=None, findings=findings, deed=self.deed(self.lead))

    def _escalate(self) -> None:
        self.wait(self.dice.randint(5, 20))
        found_at = self.at - min(timedelta(minutes=2), (self.at - self._arrived()) / 2)
        feedback = papers.feedback(self.dice, found_at=found_at)
        calls.escalate(
            number=self.voucher, version=None, feedback=feedback, by=self.lead, deed=self.deed(self.lead)
        )
        self.stay("escalated")
        self.wait(self.dice.choice([25, 45, 70, 110, 150]))
        solver = self.cast.leader if feedback.department == "team_leader" else self.cast.department
        calls.solve(
            number=self.voucher, version=None, solution=saying(self.dice, "solve"), deed=self.deed(solver)
        )

    def _arrived(self) -> datetime:
        return Call.objects.get(number=self.number).arrived_at or self.at

    def _finish(self) -> None:
        self.wait(self.story.pace.work)
        self._write(papers.work(self.story, self.dice))
        self.wait(self.dice.randint(2, 6))
        self.sign(Purpose.COMPLETED)
        self.stay("signed")
        if self.story.turn == "handbook":
            self._to_handbook()
        self._leave(Outcome.DONE)

    def sign(self, purpose: Purpose) -> None:
        """Let the customer sign, or write down why nobody does."""
        unsigned = self.story.turn == "unsigned" and purpose == Purpose.COMPLETED
        signing = papers.signing(self.story, self.dice, purpose, unsigned=unsigned)
        calls.sign(number=self.voucher, version=None, signing=signing, deed=self.deed(self.lead))

    def _to_handbook(self) -> None:
        fault = self.story.fault
        calls.to_handbook(
            number=self.voucher,
            version=None,
            symptom=fault.says,
            cause=fault.cause,
            solution=fault.work,
            deed=self.deed(self.lead),
        )

    def _leave(self, outcome: Outcome, note: str = "") -> None:
        if self.hand:
            self.hand.free_at = self.at
        calls.leave(number=self.voucher, version=None, outcome=outcome, deed=self.deed(self.lead), note=note)
