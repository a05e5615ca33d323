"""The course of one replayed row: from the telephone to the filed voucher, a step at each of its instants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from yinuo.calls import commands as calls
from yinuo.calls.commands.gate import Deed
from yinuo.calls.commands.recording import Findings
from yinuo.calls.commands.registering import Request
from yinuo.calls.commands.signing import Signing
from yinuo.calls.queries.register import left_over
from yinuo.calls.states import POINT_WORDS, Channel, Kind, Outcome, SignatureKind
from yinuo.dispatch.commands import Plan, dispatch
from yinuo.lib import worktime

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from yinuo.history.orders import Order
    from yinuo.history.stage import Stage
    from yinuo.people.models import User

KINDS = {"PM01": Kind.BREAKDOWN, "PM02": Kind.MAINTENANCE}
FIRST_MINUTE, LAST_MINUTE = 7 * 60 + 40, 16 * 60 + 30
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
ORDER_REASON = "同时派出，就近先到"


@dataclass(slots=True)
class Course:
    """One row on its way: `number` is known once it is registered, `filed` at the end."""

    order: Order
    stage: Stage
    dice: Random
    number: str = ""
    filed: bool = False
    at: datetime = LONG_AGO

    @property
    def voucher(self) -> str:
        """The number of the call's only voucher."""
        return f"{self.number}-1"

    def steps(self) -> Iterator[datetime]:
        """Yield each instant at which something happens; it happens when the next one is asked for."""
        reported = self._reported()
        self.at = reported + timedelta(minutes=self.dice.randint(1, 6))
        yield self.at
        self._register(reported)
        yield self._later(3, 20)
        technician = self._dispatch()
        yield self._later(1, 10)
        calls.accept(number=self.voucher, version=None, deed=self._by(technician))
        yield self._later(2, 15)
        calls.set_out(number=self.voucher, version=None, deed=self._by(technician), tools_confirmed=True)
        yield self._later(10, 90)
        calls.arrive(number=self.voucher, version=None, deed=self._by(technician))
        yield self._later(15, 200)
        self._record(technician)
        yield self._later(1, 5)
        self._sign(technician)
        calls.leave(number=self.voucher, version=None, outcome=Outcome.DONE, deed=self._by(technician))
        yield self._later(10, 300)
        calls.receive(number=self.voucher, version=None, deed=self._by(self.stage.clerk))
        yield self._later(1, 60)
        calls.file_call(number=self.number, version=None, deed=self._by(self.stage.clerk))
        self.filed = True

    def _reported(self) -> datetime:
        minute = self.dice.randint(FIRST_MINUTE, LAST_MINUTE)
        clock = time(minute // 60, minute % 60, self.dice.randint(0, 59))
        return datetime.combine(self.order.day, clock, self.stage.calendar.zone).astimezone(UTC)

    def _later(self, least: int, most: int) -> datetime:
        """Let some working minutes pass, now and then five times as many."""
        minutes = self.dice.randint(least, most) * (5 if self.dice.random() < 0.01 else 1)
        self.at = worktime.add(self.stage.calendar, self.at, timedelta(minutes=minutes)).at
        return self.at

    def _by(self, who: User) -> Deed:
        return Deed(who, self.at)

    def _register(self, reported: datetime) -> None:
        device = self.stage.devices[self.order.asset]
        request = Request(
            customer=device.customer,
            site=device.site,
            devices=(device,),
            fault=self.order.text,
            reported_at=reported,
            channel=Channel.TELEPHONE,
            kind=KINDS.get(self.order.type, Kind.OTHER),
        )
        call = calls.register(request, branch=self.stage.branch, deed=self._by(self.stage.clerk))
        self.number = call.number

    def _dispatch(self) -> User:
        technician = self.dice.choice(self.stage.technicians)
        others = left_over(self.stage.branch.pk).exclude(number=self.number).exists()
        plan = Plan(
            technician=technician.username,
            planned_start=self.at + timedelta(minutes=30),
            tools=("维修工具箱",),
            order_reason=ORDER_REASON if others else "",
        )
        dispatch(number=self.number, version=None, plan=plan, deed=self._by(self.stage.supervisor))
        return technician

    def _record(self, technician: User) -> None:
        values = {
            "spoken_with": "机长",
            "learned": self.order.text,
            "proposed": "停机检修",
            "found": self.order.text,
            "cause": "使用磨损",
            "work": self.order.text,
            "points": list(POINT_WORDS),
            "minutes": self.dice.randint(15, 240),
            **self.order.money,
        }
        calls.record(number=self.voucher, version=None, findings=Findings(values), deed=self._by(technician))

    def _sign(self, technician: User) -> None:
        signing = Signing(
            kind=SignatureKind.DRAWN, signer="机长", post="值班", strokes="M20 60L60 30L110 70L180 40"
        )
        calls.sign(number=self.voucher, version=None, signing=signing, deed=self._by(technician))
