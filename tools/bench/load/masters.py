"""The masters: a customer with devices and one call in each state, made by the commands for one branch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tools.bench.lives import RECORD, SIGNATURE
from yinuo.calls import commands as calls
from yinuo.calls.commands.gate import Deed
from yinuo.calls.commands.recording import Findings
from yinuo.calls.commands.registering import Request
from yinuo.calls.commands.signing import Signing
from yinuo.calls.states import Outcome, Purpose, SignatureKind
from yinuo.customers.commands import ContactGiven, SiteGiven, add_customer
from yinuo.devices.commands import DeviceGiven, add_device
from yinuo.dispatch.commands import Plan, dispatch
from yinuo.people.models import User

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from yinuo.calls.models import Call
    from yinuo.customers.models import Customer
    from yinuo.devices.models import Device, ProductModel
    from yinuo.people.models import Branch

FAULT = "HOLEFAULT"
NAME = "HOLENAME"
OPEN = ("registered", "dispatched", "accepted", "under_way", "on_site", "done")
STEP = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Crew:
    """Who works at a branch."""

    branch: Branch
    clerk: User
    supervisor: User
    technicians: tuple[User, ...]


def crew(branch: Branch) -> Crew:
    """Return who works there."""
    people = list(User.objects.filter(branch=branch).order_by("id"))
    of = {
        role: [each for each in people if each.username.startswith(role)]
        for role in ("clerk", "super", "tech")
    }
    return Crew(branch, of["clerk"][0], of["super"][0], tuple(of["tech"]))


def customer(who: Crew, at: datetime) -> Customer:
    """Add the customer to be copied: its name is a hole, so is its telephone."""
    site = SiteGiven(name="本部", address="东街 1 号", district="东区", zone="urban")
    contact = ContactGiven(phone=f"020-9999 {who.branch.pk:04d}", name="鲁护士长", department="放射科")
    return add_customer(name=NAME, branch=who.branch, by=who.clerk, at=at, site=site, contact=contact)


def device(who: Crew, owner: Customer, model: ProductModel, place: int, at: datetime) -> Device:
    """Add a device of the customer."""
    given = DeviceGiven(serial=f"HOLESERIAL{who.branch.pk}X{place}", department="放射科")
    site = owner.sites.get()
    return add_device(product_model=model, customer=owner, site=site, given=given, by=who.clerk, at=at)


class Making:
    """Makes one call of a customer, step by step, each step some minutes after the one before."""

    def __init__(self, who: Crew, technician: User, started: datetime) -> None:
        self.who, self.technician, self.at = who, technician, started

    def deed(self, by: User) -> Deed:
        """Return the next deed of a person."""
        self.at += STEP
        return Deed(by, self.at)

    def call(self, owner: Customer, about: Device, state: str) -> Call:
        """Make a call in `state`; "filed" has lived whole, "by_telephone" was filed without a visit."""
        made = self._register(owner, about)
        if state == "by_telephone":
            self._solve(made.number)
        else:
            for step in self._steps(state):
                step(made.number)
        if state in ("filed", "by_telephone"):
            calls.file_call(number=made.number, version=None, deed=self.deed(self.who.clerk))
        return made

    def _register(self, owner: Customer, about: Device) -> Call:
        deed = self.deed(self.who.clerk)
        request = Request(
            customer=owner,
            site=owner.sites.get(),
            devices=(about,),
            fault=FAULT,
            reported_at=deed.at,
            contact_name="鲁护士长",
            phone=owner.contacts.get().phone,
        )
        return calls.register(request, branch=self.who.branch, deed=deed)

    def _steps(self, state: str) -> Sequence[Callable[[str], None]]:
        steps = [self._dispatch, self._accept, self._set_out, self._arrive, self._finish]
        return steps if state == "filed" else steps[: OPEN.index(state)]

    def _solve(self, number: str) -> None:
        told = {"solution": "换滤网后恢复", "customers_word": "可以了"}
        calls.solve_remotely(number=number, version=None, **told, deed=self.deed(self.who.clerk))

    def _dispatch(self, number: str) -> None:
        plan = Plan(technician=self.technician.username, tools=("万用表", "滤网"))
        dispatch(number=number, version=None, plan=plan, deed=self.deed(self.who.supervisor))

    def _accept(self, number: str) -> None:
        calls.accept(number=f"{number}-1", version=None, deed=self.deed(self.technician))

    def _set_out(self, number: str) -> None:
        deed = self.deed(self.technician)
        calls.set_out(number=f"{number}-1", version=None, deed=deed, tools_confirmed=True)

    def _arrive(self, number: str) -> None:
        calls.arrive(number=f"{number}-1", version=None, deed=self.deed(self.technician))

    def _finish(self, number: str) -> None:
        name = f"{number}-1"
        calls.record(number=name, version=None, findings=Findings(RECORD), deed=self.deed(self.technician))
        signing = Signing(
            kind=SignatureKind.DRAWN,
            purpose=Purpose.COMPLETED,
            signer=str(SIGNATURE["signer"]),
            strokes=str(SIGNATURE["strokes"]),
        )
        calls.sign(number=name, version=None, signing=signing, deed=self.deed(self.technician))
        calls.leave(number=name, version=None, outcome=Outcome.DONE, deed=self.deed(self.technician))
