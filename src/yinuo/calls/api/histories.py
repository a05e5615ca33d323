"""The file of a device, the file of a customer, and the journal of anything (S1.8)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel, Field

from yinuo.calls import access
from yinuo.calls.api import telling
from yinuo.calls.api.told import Ref, ServiceTold, SiteTold
from yinuo.calls.queries.register import last_services
from yinuo.customers.access import customer_for
from yinuo.devices.access import device_for
from yinuo.devices.commands import edit_device
from yinuo.devices.models import Device
from yinuo.duties.access import visible as visible_duties
from yinuo.journal.commands import check_version, not_found
from yinuo.journal.models import Entry
from yinuo.journal.queries import lines, timeline
from yinuo.people import access as rights
from yinuo.people import http
from yinuo.people.http import Writing
from yinuo.people.models import User
from yinuo.people.queries import zone_of
from yinuo.people.rights import Scope
from yinuo.web.machine import answers
from yinuo.web.machine.given import Cursor, Day, Given, Limit, Number, Text40, Text80, Text120
from yinuo.web.machine.paging import Page, cut
from yinuo.web.machine.room import Room

router = Room("files 档案")
MOST_SERVICES = 50


class DeviceFile(BaseModel):
    """A device with the services its file keeps. 设备档案"""

    number: str
    product_model: str
    model_name: str
    serial: str
    udi: str
    software_version: str
    department: str
    customer: Ref
    site: SiteTold | None
    installed_on: date | None
    warranty_until: date | None
    services: list[ServiceTold]
    version: int


class DeviceEdited(Given):
    """What is changed of a device; only what is given. 改设备"""

    department: Text80 | None = None
    udi: Text120 | None = None
    software_version: Text40 | None = None
    installed_on: Day | None = None
    warranty_until: Day | None = None


class EntryTold(BaseModel):
    """A line of the journal. 一行流水"""

    id: int
    subject: str
    sequence: int
    at: datetime
    claimed_at: datetime | None
    by: str
    verb: str
    changes: dict[str, Any]
    details: dict[str, Any]
    note: str
    hash: str
    previous: str


class JournalTold(BaseModel):
    """A page of the journal. 一页流水"""

    items: list[EntryTold]
    next: str | None


Subject = Annotated[str, Field(max_length=90, description="kind:key, such as call:SH-20261124-0007")]


@router.reads(
    "/devices/{number}",
    DeviceFile,
    "Read a device with its services",
    "设备档案与历次服务：原因、做法、配件、工时。",
)
def read_device(request: HttpRequest, number: Number) -> HttpResponse:
    """Answer one device and its last services, newest first."""
    device = device_for(http.asking(request), number)
    return answers.said(_device(device, http.asking(request)), version=device.version)


@router.changes(
    "/devices/{number}",
    DeviceFile,
    "Change a device",
    "改设备的科室、UDI、软件版本、安装日、保修期，只改给出的几项。",
    method="PATCH",
)
def edit(request: HttpRequest, number: Number, given: DeviceEdited) -> HttpResponse:
    """Change what is given of a device."""

    def work(writing: Writing) -> DeviceFile:
        device = device_for(writing.by, number)
        rights.require(writing.by, "device.edit", branch_id=device.customer.branch_id)
        check_version(device, writing.version)
        changed = given.model_dump(exclude_unset=True)
        texts = {
            name: "" for name in ("department", "udi", "software_version") if changed.get(name, "") is None
        }
        edited = edit_device(device=device, by=writing.by, at=writing.at, **{**changed, **texts})
        return _device(edited, writing.by)

    return http.change(request, work)


def _device(device: Device, user: User) -> DeviceFile:
    names = [
        "number",
        "serial",
        "udi",
        "software_version",
        "department",
        "installed_on",
        "warranty_until",
        "version",
    ]
    services = last_services(device.pk, most=MOST_SERVICES)
    return DeviceFile(
        **telling.same(device, names),
        product_model=device.product_model.code,
        model_name=str(device.product_model.words),
        customer=telling.customer(device.customer),
        site=telling.site(device.site),
        services=[telling.service(each, zone_of(user)) for each in services],
    )


@router.reads(
    "/journal",
    JournalTold,
    "Read the journal",
    "流水：一个对象的时间线（subject=种类:编号），或全部，新的在前。",
)
def read_journal(
    request: HttpRequest, subject: Subject = "", limit: Limit = 50, cursor: Cursor = ""
) -> HttpResponse:
    """Answer the lines of a subject, or of everything for who may read all of it; newest first."""
    user = http.asking(request)
    kind, _, key = subject.partition(":")
    _check(user, kind, key)
    wanted = timeline(kind, key) if subject else lines()
    rows, following = cut(wanted, ("-id",), Page(limit, cursor))
    if subject and not rows and not cursor:
        raise not_found("subject")
    return answers.said(JournalTold(items=[_entry(row, user) for row in rows], next=following))


def _check(user: User, kind: str, key: str) -> None:
    if rights.require_somewhere(user, "journal.see") is Scope.ALL:
        return
    match kind:
        case "call":
            access.check_call(user, key, "journal.see")
        case "customer":
            rights.require(user, "journal.see", branch_id=customer_for(user, key).branch_id)
        case "device":
            rights.require(user, "journal.see", branch_id=device_for(user, key).customer.branch_id)
        case "duty":
            duty = visible_duties(user).filter(pk=int(key[:18])).first() if key.isdecimal() else None
            if duty is None:
                raise not_found("duty")
            rights.require(user, "journal.see", branch_id=duty.branch_id)
        case "day":
            if user.branch is None or key.rpartition("-")[0] != user.branch.code:
                raise not_found("day")
        case "handbook":
            rights.require_somewhere(user, "handbook.see")
        case _:
            raise rights.refused("journal.see") if not kind else not_found("subject")


def _entry(row: Entry, user: User) -> EntryTold:
    zone = zone_of(user)
    return EntryTold(
        **telling.same(row, ["id", "sequence", "verb", "changes", "details", "note", "hash", "previous"]),
        **telling.instants(row, ["at", "claimed_at"], zone),
        subject=f"{row.subject_kind}:{row.subject_key}",
        by=row.by_name,
    )
