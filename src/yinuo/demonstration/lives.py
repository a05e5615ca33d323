"""The life of a call, step by step through the commands of the main job, as its story goes."""

from __future__ import annotations

from datetime import timedelta

from yinuo.calls import commands as calls
from yinuo.calls.commands.recording import Findings
from yinuo.calls.commands.registering import Request
from yinuo.calls.models import Call
from yinuo.calls.states import Purpose
from yinuo.demonstration import papers
from yinuo.demonstration.stories import saying
from yinuo.demonstration.visits import Visiting
from yinuo.lib import worktime

AGAIN = ("continued", "nobody", "taken_away")
ASSESSED = ("报警与读数已复核，未造成伤害，按可疑事件跟踪", "待设备检测后再定")


class Life(Visiting):
    """A call from its registration to the end of its story."""

    def register(self) -> None:
        """Take the call down some minutes after the report."""
        self.at += timedelta(minutes=self.story.pace.register * (self.story.squeeze or 1.0))
        self.at = self.at.replace(microsecond=0)
        self.number = calls.register(self._request(), branch=self.cast.branch, deed=self.by("clerk")).number

    def _request(self) -> Request:
        story = self.story
        return Request(
            customer=story.device.customer,
            site=story.device.site,
            devices=(story.device,),
            fault=story.fault.says
            if story.turn != "injury"
            else f"{story.fault.says}；{saying(self.dice, 'injured')}",
            reported_at=story.reported_at,
            channel=story.channel,
            kind=story.kind,
            contact_name=story.contact.name,
            phone=story.contact.phone,
            injury=story.injury,
            **papers.added(story, self.dice),
        )

    def go(self, *, of: str = "") -> None:
        """Live on after the registration until the story ends; `of` is the call that a duplicate repeats."""
        self.stay("registered")
        self.stay("awaiting_approval")
        early = {"cancelled": self._cancel, "duplicate": self._duplicate, "telephone": self._by_telephone}
        if self.story.turn in early:
            early[self.story.turn](of)
            return
        self._before_dispatch()
        self.first_visit()
        if self.story.turn in AGAIN:
            self.wait(self.dice.randint(60, 300))
            self.visit()
        self._back_at_the_branch()

    def _cancel(self, _of: str) -> None:
        self.wait(self.dice.randint(8, 90))
        reason = saying(self.dice, "cancel")
        calls.cancel(number=self.number, version=None, reason=reason, deed=self.by("clerk"))

    def _duplicate(self, of: str) -> None:
        self.wait(4)
        calls.mark_duplicate(number=self.number, version=None, of=of, deed=self.by("clerk"))

    def _by_telephone(self, _of: str) -> None:
        self.wait(self.dice.randint(4, 25))
        calls.solve_remotely(
            number=self.number,
            version=None,
            customers_word=saying(self.dice, "word"),
            solution=self.story.fault.work,
            deed=self.by("supervisor"),
        )
        self.stay("done")
        self._file()

    def _before_dispatch(self) -> None:
        turn = self.story.turn
        if turn == "approval":
            self.wait(self.dice.randint(10, 60))
            calls.approve(number=self.number, version=None, deed=self.by("branch_manager"))
        if turn == "injury":
            self.wait(self.dice.randint(10, 40))
            told = self.dice.choice(ASSESSED)
            calls.assess_injury(
                number=self.number, version=None, assessment=told, deed=self.deed(self.cast.department)
            )
        call = Call.objects.get(number=self.number)
        if call.zone_to_confirm and self.dice.random() < 0.6:
            self.wait(1)
            calls.confirm_zone(number=self.number, version=None, zone=call.zone, deed=self.by("clerk"))
        if turn == "agreed" and call.arrival_due_at:
            self.wait(self.dice.randint(3, 10))
            later = worktime.add(self.cast.calendar, call.arrival_due_at, timedelta(minutes=240)).at
            calls.agree_time(
                number=self.number,
                version=None,
                due_at=max(later, self.at + timedelta(hours=1)),
                asked_by=self.story.contact.name,
                deed=self.by("supervisor"),
            )

    def _back_at_the_branch(self) -> None:
        self.stay("done")
        if self.story.turn == "unsigned":
            self.wait(self.dice.randint(20, 120))
            calls.confirm_unsigned(number=self.voucher, version=None, deed=self.by("supervisor"))
        if self.story.turn == "sent_back":
            self._once_more()
        if self.story.turn == "amended":
            self._amend()
        self._file()

    def _once_more(self) -> None:
        self.wait(self.dice.randint(20, 60))
        reason = saying(self.dice, "send_back")
        calls.send_back(number=self.voucher, version=None, reason=reason, deed=self.by("clerk"))
        self.visit()

    def _amend(self) -> None:
        self.wait(self.dice.randint(10, 60))
        calls.amend(
            number=self.voucher,
            version=None,
            findings=Findings({"minutes": self.story.fault.minutes + 20}),
            reason=saying(self.dice, "amend"),
            deed=self.deed(self.lead),
        )
        self.sign(Purpose.COMPLETED)

    def _file(self) -> None:
        today = self.at.astimezone(self.cast.calendar.zone).date()
        tomorrow = worktime.working_day_after(self.cast.calendar, today, 1)
        if self.dice.random() < 0.45 and not self.story.squeeze:
            self.wait_for(worktime.opening(self.cast.calendar, tomorrow))
        else:
            self.wait(self.dice.randint(5, 50))
        calls.receive(number=self.voucher, version=None, deed=self.by("clerk"))
        self.stay("received")
        self.wait(self.story.pace.file)
        calls.file_call(number=self.number, version=None, deed=self.by("clerk"))
