"""A small world for tests: one branch with people, customers and devices, made by the commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import transaction

from yinuo.calendars.commands import ship_china
from yinuo.calls import commands as calls
from yinuo.calls.commands.gate import Deed
from yinuo.calls.commands.recording import Findings
from yinuo.calls.commands.registering import Request
from yinuo.calls.commands.signing import Signing
from yinuo.calls.queries import jobs
from yinuo.calls.states import Outcome, SignatureKind
from yinuo.customers.commands import ContactGiven, SiteGiven, add_customer
from yinuo.devices.commands import DeviceGiven, add_device, put_checklist
from yinuo.devices.models import Device, ProductModel
from yinuo.dispatch.commands import Plan, dispatch
from yinuo.journal.writers import declared
from yinuo.lib.actor import SYSTEM
from yinuo.people.commands import add_user
from yinuo.people.models import Branch, Holding, PersonSkill, Skill, User
from yinuo.policy.commands import ship

if TYPE_CHECKING:
    from yinuo.calls.models import Call, Voucher
    from yinuo.customers.models import Customer

LONG_AGO = datetime(2024, 1, 2, 1, 0, tzinfo=UTC)


def at(text: str) -> datetime:
    """Return an instant written in Shanghai's time: `at("2026-11-24 10:35")`."""
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


MORNING = at("2026-11-24 09:00")
CHECKLIST = [
    {"code": "power", "kind": "check", "required": True, "words": {"zh": "电源正常", "en": "power is fine"}},
    {
        "code": "temperature",
        "kind": "number",
        "required": False,
        "unit": "℃",
        "low": "18",
        "high": "24",
        "words": {"zh": "机房温度", "en": "room temperature"},
    },
]
COMPLETE: dict[str, Any] = {
    "spoken_with": "鲁护士长",
    "learned": "开机后十分钟停机",
    "proposed": "先换滤网再试",
    "found": "滤网积灰，过热保护",
    "cause": "散热不良",
    "work": "换滤网，清风道",
    "points": ["introduced", "tidy", "site_clean", "data_kept", "safety_kept"],
    "answers": {"power": True},
    "minutes": 45,
}


@dataclass
class World:
    """A branch in Shanghai with one person per role, one customer with two devices."""

    branch: Branch
    other: Branch
    people: dict[str, User]
    customer: Customer
    model: ProductModel
    device: Device
    second: Device

    @cached_property
    def clerk(self) -> User:
        """The branch's clerk."""
        return self.people["clerk"]

    def deed(self, who: str = "clerk", when: datetime = MORNING) -> Deed:
        """Return a deed of one of the people."""
        return Deed(self.people[who], when)

    def request(self, **changed: Any) -> Request:
        """Return an ordinary request of the customer about the first device."""
        values: dict[str, Any] = {
            "customer": self.customer,
            "site": self.customer.sites.get(),
            "devices": (self.device,),
            "fault": "开机十分钟后停机，报 E-2107",
            "reported_at": MORNING,
            "contact_name": "鲁护士长",
            "phone": "020-0000 1286",
        }
        return Request(**{**values, **changed})

    def register(self, *, when: datetime = MORNING, **changed: Any) -> Call:
        """Register a call; `when` is also its reported instant unless given."""
        changed.setdefault("reported_at", when)
        return calls.register(self.request(**changed), branch=self.branch, deed=self.deed(when=when))

    def dispatch(self, call: Call, *, when: datetime = MORNING, to: str = "technician", **plan: Any) -> Call:
        """Dispatch a call to a technician."""
        plan = {"technician": self.people[to].username, "tools": ("万用表",), **plan}
        return dispatch(
            number=call.number, version=None, plan=Plan(**plan), deed=self.deed("supervisor", when)
        )

    def voucher(self, call: Call, position: int = 1) -> Voucher:
        """Return a voucher of the call, fresh from the database."""
        return jobs.voucher(f"{call.number}-{position}")

    def to_site(self, call: Call, *, when: datetime = MORNING) -> Voucher:
        """Take a registered call to the site: dispatched, accepted, set out, arrived."""
        self.dispatch(call, when=when)
        number, deed = f"{call.number}-1", self.deed("technician", when)
        calls.accept(number=number, version=None, deed=deed)
        calls.set_out(number=number, version=None, deed=deed, tools_confirmed=True)
        calls.arrive(number=number, version=None, deed=deed)
        return self.voucher(call)

    def work(self, call: Call, *, when: datetime = MORNING, **changed: Any) -> None:
        """Write a complete service record."""
        values = {**COMPLETE, **changed}
        deed = self.deed("technician", when)
        calls.record(number=f"{call.number}-1", version=None, findings=Findings(values), deed=deed)

    def sign(self, call: Call, *, when: datetime = MORNING, **changed: Any) -> None:
        """Let the customer sign on the phone."""
        values = {
            "kind": SignatureKind.DRAWN,
            "signer": "鲁护士长",
            "post": "护士长",
            "strokes": "M1 1L9 9",
            **changed,
        }
        deed = self.deed("technician", when)
        calls.sign(number=f"{call.number}-1", version=None, signing=Signing(**values), deed=deed)

    def finish(self, call: Call, *, when: datetime = MORNING) -> Voucher:
        """Take a registered call to done: on site, recorded, signed, left."""
        self.to_site(call, when=when)
        self.work(call, when=when)
        self.sign(call, when=when)
        deed = self.deed("technician", when)
        calls.leave(number=f"{call.number}-1", version=None, outcome=Outcome.DONE, deed=deed)
        return self.voucher(call)

    def file(self, call: Call, *, when: datetime = MORNING) -> Call:
        """File a finished call."""
        return calls.file_call(number=call.number, version=None, deed=self.deed("clerk", when))


ROLES_AT_BRANCH = ("clerk", "supervisor", "technician", "branch_manager", "accountant", "after_sales_staff")
ROLES_AT_HEAD_OFFICE = (
    "service_department",
    "vice_president",
    "sales_director",
    "sales_manager",
    "salesperson",
    "committee",
    "team_leader",
    "administrator",
    "auditor",
)


@declared("tests", "a small world")
@transaction.atomic
def build() -> World:
    """Make the small world, as an installation's first day would."""
    ship(at=LONG_AGO)
    calendar = ship_china(by=SYSTEM, at=LONG_AGO)
    branch = Branch.objects.create(code="SH", name="蓬莱分公司", name_en="Penglai branch", calendar=calendar)
    other = Branch.objects.create(
        code="GZ", name="方丈服务中心", name_en="Fangzhang centre", calendar=calendar
    )
    people = _people(branch, other)
    skill = Skill.objects.create(code="ct", name="CT", name_en="CT")
    PersonSkill.objects.create(user=people["technician"], skill=skill, certificate="CT-0001")
    model = ProductModel.objects.create(
        code="KL-64", name="CT", name_en="CT", maker="昆仑仪器", skill=skill, needs_certificate=True
    )
    put_checklist(product_model=model, items=CHECKLIST, at=LONG_AGO)
    clerk = people["clerk"]
    customer = add_customer(
        name="昆仑体检中心",
        branch=branch,
        by=clerk,
        at=LONG_AGO,
        site=SiteGiven(name="市区本部", address="蓬莱市东街 1 号", district="东区", zone="urban"),
        contact=ContactGiven(phone="020-0000 1286", name="鲁护士长", department="放射科"),
    )
    site = customer.sites.get()
    given = DeviceGiven(serial="2309-0052", department="放射科", warranty_until=date(2025, 9, 1))
    device = add_device(product_model=model, customer=customer, site=site, given=given, by=clerk, at=LONG_AGO)
    given = DeviceGiven(serial="2309-0053", department="放射科", warranty_until=date(2027, 9, 1))
    second = add_device(product_model=model, customer=customer, site=site, given=given, by=clerk, at=LONG_AGO)
    return World(branch, other, people, customer, model, device, second)


def _people(branch: Branch, other: Branch) -> dict[str, User]:
    people = {role: _person(role, role, branch) for role in ROLES_AT_BRANCH}
    people |= {role: _person(role, role, None) for role in ROLES_AT_HEAD_OFFICE}
    people["second_technician"] = _person("second_technician", "technician", branch)
    people["other_clerk"] = _person("other_clerk", "clerk", other)
    people["other_technician"] = _person("other_technician", "technician", other)
    return people


def _person(username: str, role: str, branch: Branch | None) -> User:
    user = User(username=username, name=f"{username} 试", branch=branch)
    user.set_unusable_password()
    user.save()
    Holding.objects.create(user=user, role=role)
    return user


__all__ = ["COMPLETE", "LONG_AGO", "MORNING", "World", "add_user", "at", "build"]
