"""A branch with something in every state, and one person for every role, here and at another branch."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from PIL import Image

from tests.matrix.things import Names, Thing
from tests.world import COMPLETE, LONG_AGO, MORNING, World, at, build
from yinuo.agreements.commands import add_contract
from yinuo.calls import commands as calls
from yinuo.calls.commands.escalating import Feedback
from yinuo.calls.commands.files import Upload
from yinuo.calls.commands.gate import Deed
from yinuo.calls.models import Attachment, Call
from yinuo.calls.states import Injury, Kind, Outcome, SignatureKind
from yinuo.customers.commands import ContactGiven, SiteGiven, add_customer
from yinuo.devices.commands import DeviceGiven, add_device
from yinuo.duties.commands import excuse
from yinuo.duties.models import Duty
from yinuo.handbook.commands import write_problem
from yinuo.journal.requests import Reply, once
from yinuo.lib.actor import SYSTEM
from yinuo.outbox.queries import unread
from yinuo.papers import access as papers
from yinuo.papers.commands import count
from yinuo.papers.orders import Look
from yinuo.people.models import Branch, Holding, User
from yinuo.policy.commands import publish
from yinuo.policy.queries import forget

if TYPE_CHECKING:
    from yinuo.customers.models import Customer

NOW = MORNING + timedelta(minutes=30)
YESTERDAY = at("2026-11-23 09:00")
PHONE = "020-0000 1777"
CUSTOMER, DEVICE, OPEN, SERVICE = "zqcustomer", "zqdevice", "zqopen", "zqservice"
CANARIES = (CUSTOMER, DEVICE, OPEN, SERVICE)
"""Words that nobody else writes: of customers, devices, faults of open calls, and the records of services."""

ELSEWHERE = {
    "other_supervisor": "supervisor",
    "other_manager": "branch_manager",
    "other_accountant": "accountant",
}


def picture() -> bytes:
    """A small PNG."""
    out = BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return out.getvalue()


@dataclass
class Place:
    """The world with everything in place; `names` is what addresses may name."""

    world: World
    names: Names
    people: dict[str, User]
    customer: Customer = field(init=False)

    @property
    def branch(self) -> Branch:
        """The branch where everything is."""
        return self.world.branch


def furnish() -> Place:
    """Build the world and put everything in place."""
    world = build()
    publish(values={"S1.2.kinds": ["installation"]}, by=SYSTEM, at=YESTERDAY, note="安装先批准")
    forget()
    people = world.people
    for username, role in ELSEWHERE.items():
        people[username] = _person(username, role, world.other)
    people["newcomer"] = _person("newcomer", "", world.branch)
    place = Place(world, Names(), people)
    _furnish_files(place)
    _furnish_calls(place)
    _furnish_rest(place)
    return place


def _person(username: str, role: str, branch: Branch) -> User:
    user = User.objects.create(username=username, name=f"{username} 试", branch=branch)
    if role:
        Holding.objects.create(user=user, role=role)
    return user


def _furnish_files(place: Place) -> None:
    world = place.world
    by = {"by": world.clerk, "at": LONG_AGO}
    customer = place.customer = add_customer(
        name=f"海岳 {CUSTOMER} 医院",
        branch=world.branch,
        site=SiteGiven(name=f"{CUSTOMER} 院区", address=f"蓬莱市 {CUSTOMER} 街 2 号", zone="urban"),
        contact=ContactGiven(phone=PHONE, name=f"{CUSTOMER} 大夫", department="放射科"),
        **by,
    )
    given = DeviceGiven(serial=f"{DEVICE}-1", department=f"{DEVICE} 科")
    device = add_device(
        product_model=world.model, customer=customer, site=customer.sites.get(), given=given, **by
    )
    add_contract(
        number=f"HT-{CUSTOMER}",
        customer=customer,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        devices=[device],
        **by,
    )
    things = place.names.things
    things["customer"] = Thing(
        "customer", {"number": customer.number, "phone": PHONE, "name": customer.name}, customer.version
    )
    things["device"] = Thing("device", {"number": device.number, "serial": device.serial}, device.version)

    for name in ("阿房诊所", "卓越诊所"):
        theirs = add_customer(
            name=name, branch=world.other, site=SiteGiven(address="方丈路 1 号"), contact=None, **by
        )
        given = DeviceGiven(serial=f"GZ-{theirs.number}")
        add_device(product_model=world.model, customer=theirs, site=None, given=given, **by)


def _furnish_calls(place: Place) -> None:
    made = Maker(place)
    made.register("yesterday", when=YESTERDAY, fault=f"昨天的事 {SERVICE}")
    made.to_site("yesterday", when=YESTERDAY)
    made.complete("yesterday", when=YESTERDAY)
    place.world.file(made.calls["yesterday"], when=YESTERDAY)
    made.register("awaiting", kind=Kind.INSTALLATION)
    made.register("registered")
    made.register("second")
    made.register("hurt", injury=Injury.YES)
    for name in ("dispatched", "accepted", "under_way", "on_site", "escalated", "recorded", "signed"):
        made.register(name)
    for name in ("done", "unsigned", "received", "filed"):
        made.register(name, fault=f"停机 {SERVICE}")
    made.go_on()
    made.tell()


@dataclass
class Maker:
    """Makes calls with a name and takes them as far as their name says."""

    place: Place
    calls: dict[str, Call] = field(default_factory=dict)

    def register(self, name: str, *, when: Any = MORNING, **changed: Any) -> None:
        world, customer = self.place.world, self.place.customer
        values = {
            "customer": customer,
            "site": customer.sites.get(),
            "devices": (customer.devices.get(),),
            "fault": f"停机 {OPEN}",
            "contact_name": f"{CUSTOMER} 大夫",
            "phone": PHONE,
            **changed,
        }
        self.calls[name] = world.register(when=when, **values)

    def dispatch(self, name: str, *, when: Any = MORNING) -> None:
        self.place.world.dispatch(
            self.calls[name], when=when, helpers=("after_sales_staff",), order_reason="急"
        )

    def step(self, name: str, command: Any, *, when: Any = MORNING, **values: Any) -> None:
        deed = self.place.world.deed("technician", when)
        command(number=f"{self.calls[name].number}-1", version=None, deed=deed, **values)

    def to_site(self, name: str, *, when: Any = MORNING) -> None:
        self.dispatch(name, when=when)
        self.step(name, calls.accept, when=when)
        self.step(name, calls.set_out, when=when, tools_confirmed=True)
        self.step(name, calls.arrive, when=when)

    def complete(self, name: str, *, when: Any = MORNING, signed: bool = True) -> None:
        world, call = self.place.world, self.calls[name]
        record = {
            each: f"{COMPLETE[each]} {SERVICE}"
            for each in ("spoken_with", "learned", "proposed", "found", "cause", "work")
        }
        world.work(call, when=when, **record)
        drawing = Upload("signature", "signature.png", "image/png", picture())
        signing = {"image": drawing} if signed else {"kind": SignatureKind.NONE, "unsigned_reason": "refused"}
        world.sign(call, when=when, signer=f"{CUSTOMER} 大夫", **signing)
        self.step(name, calls.leave, when=when, outcome=Outcome.DONE)

    def go_on(self) -> None:
        """Take every call as far as its name says."""
        world = self.place.world
        for name in ("dispatched", "accepted", "under_way"):
            self.dispatch(name)
        for name in ("accepted", "under_way"):
            self.step(name, calls.accept)
        self.step("under_way", calls.set_out, tools_confirmed=True)
        for name in ("on_site", "escalated", "recorded", "signed", "done", "unsigned", "received", "filed"):
            self.to_site(name)
        feedback = Feedback(f"换了板还是停 {OPEN}", "service_department", MORNING)
        self.step("escalated", calls.escalate, feedback=feedback, by=world.people["technician"])
        world.work(self.calls["recorded"])
        world.work(self.calls["signed"])
        world.sign(self.calls["signed"])
        for name in ("done", "received", "filed"):
            self.complete(name)
        self.complete("unsigned", signed=False)
        for name in ("received", "filed"):
            calls.receive(number=f"{self.calls[name].number}-1", version=None, deed=world.deed("clerk"))
        world.file(self.calls["filed"])
        photo = Upload("photo", "photo.png", "image/png", picture())
        calls.add_file(number=f"{self.calls['done'].number}-1", upload=photo, deed=world.deed("technician"))

    def tell(self) -> None:
        """Name every call for the table."""
        for name, call in self.calls.items():
            self.place.names.things[name] = _call(Call.objects.get(pk=call.pk))


def _call(call: Call) -> Thing:
    voucher = call.vouchers.get()
    visit = voucher.visits.order_by("-position").first()
    signature = voucher.signatures.first()
    file = Attachment.objects.filter(voucher=voucher).order_by("-pk").first()
    names = {
        "call": call.number,
        "voucher": voucher.number,
        "receipt": visit.receipt_number if visit else "",
        "token": signature.token if signature else "",
        "fingerprint": signature.document_hash if signature else "",
        "file": str(file.pk) if file else "",
    }
    hands = {visit.lead.username, *(each.user.username for each in visit.helpers.all())} if visit else set()
    lead = visit.lead.username if visit and visit.current else ""
    return Thing("call", names, call.version, frozenset(hands), lead)


def _furnish_print(place: Place) -> None:
    owner, key = place.people["administrator"], "print-00000001"
    pieces = papers.vouchers(owner, [place.names.things["done"].voucher])
    once(
        key=key,
        by_id=owner.pk,
        digest="",
        at=NOW,
        work=lambda: Reply(201, count(pieces, Look(), Deed(owner, NOW)).text),
    )
    place.names.things["print"] = Thing("print", {"key": key}, hands=frozenset({"administrator"}))


def _furnish_rest(place: Place) -> None:
    _furnish_print(place)
    world, things = place.world, place.names.things
    calls.close_day(branch=world.branch, day=YESTERDAY.date(), deed=world.deed("clerk"), explained={})
    entry = write_problem(
        product_model=world.model, symptom="停机", cause="散热", solution="换滤网", by=world.clerk, at=MORNING
    )
    things["entry"] = Thing("handbook", {"number": entry.number, "pk": str(entry.pk)}, entry.version)
    here = frozenset(name for name, user in place.people.items() if user.branch_id == world.branch.pk)
    things["book"] = Thing("book", {"branch": "SH"}, hands=here)
    things["calendar"] = Thing("calendar", {"code": world.branch.calendar.code})
    things["today"] = Thing("day", {"branch": "SH", "day": "2026-11-24"})
    things["closed"] = Thing("day", {"branch": "SH", "day": "2026-11-23"})
    number = things["dispatched"].call
    for name, duty in (
        ("duty", Duty.objects.filter(subject_key=number, owner=None, state="open").first()),
        ("excused", _excused(place)),
        ("task", Duty.objects.filter(owner=world.people["technician"], state="open").first()),
    ):
        assert duty is not None
        things[name] = _duty(place, duty)
    message = unread(person=None, roles=frozenset({"supervisor"}), branch="SH").first()
    things["message"] = Thing("message", {"pk": str(message.pk)})


def _excused(place: Place) -> Duty:
    duty = Duty.objects.filter(subject_key=place.names.things["second"].call, state="open").earliest("pk")
    by = place.people["service_department"]
    return excuse(duty_id=duty.pk, version=duty.version, reason="停电", by=by, at=MORNING)


def _duty(place: Place, duty: Duty) -> Thing:
    if duty.owner:
        hands = {duty.owner.username}
    else:
        hands = {
            name
            for name, user in place.people.items()
            if duty.owner_role in user.roles and user.branch_id in (None, duty.branch_id)
        }
    return Thing("duty", {"pk": str(duty.pk)}, duty.version, frozenset(hands))


def upload(name: str = "photo.png") -> ContentFile:
    """A file as a browser sends it."""
    return ContentFile(picture(), name)
