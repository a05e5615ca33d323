"""Devices for machines: found and added; a device with its history is told by calls."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from yinuo.customers.access import customer_for
from yinuo.devices.access import visible
from yinuo.devices.commands import DeviceGiven, add_device, model_named
from yinuo.devices.models import Device
from yinuo.devices.queries import matching
from yinuo.people import access as rights
from yinuo.people import http
from yinuo.people.http import Writing
from yinuo.web.machine import answers
from yinuo.web.machine.given import (
    Code,
    Cursor,
    Day,
    Given,
    Limit,
    Needed40,
    Search,
    Text24,
    Text40,
    Text60,
    Text80,
    Text120,
)
from yinuo.web.machine.paging import Page, cut
from yinuo.web.machine.room import Room

router = Room("devices 设备")


class NewDevice(Given):
    """A device to add. 新设备"""

    customer: Text24
    product_model: Needed40
    serial: Text60 = ""
    department: Text80 = ""
    udi: Text120 = ""
    software_version: Text40 = ""
    installed_on: Day | None = None
    warranty_until: Day | None = None


class DeviceRow(BaseModel):
    """A device in a list. 设备"""

    number: str
    product_model: str
    model_name: str
    serial: str
    udi: str
    software_version: str
    department: str
    customer: str
    customer_name: str
    installed_on: date | None
    warranty_until: date | None
    version: int


class DevicesTold(BaseModel):
    """A page of devices. 一页设备"""

    items: list[DeviceRow]
    next: str | None


@router.reads("/devices", DevicesTold, "List devices", "设备：按序号、编号、UDI、机型、客户查找。")
def list_devices(
    request: HttpRequest, q: Search = "", customer: Code = "", limit: Limit = 50, cursor: Cursor = ""
) -> HttpResponse:
    """Answer a page of the devices one may see, newest first."""
    devices = visible(http.asking(request)).filter(matching(q))
    if customer:
        devices = devices.filter(customer__number=customer)
    rows, following = cut(devices, ("-id",), Page(limit, cursor))
    return answers.said(DevicesTold(items=[_told(row) for row in rows], next=following))


@router.creates("/devices", DeviceRow, "Add a device", "给客户加一台设备；新机型当场建立。")
def add(request: HttpRequest, given: NewDevice) -> HttpResponse:
    """Add a device to a customer one may see."""

    def work(writing: Writing) -> DeviceRow:
        customer = customer_for(writing.by, given.customer)
        rights.require(writing.by, "device.edit", branch_id=customer.branch_id)
        told = given.model_dump(exclude={"customer", "product_model"})
        added = add_device(
            product_model=model_named(given.product_model),
            customer=customer,
            site=customer.sites.order_by("id").first(),
            given=DeviceGiven(**told),
            by=writing.by,
            at=writing.at,
        )
        return _told(added)

    return http.create(request, work)


def _told(row: Device) -> DeviceRow:
    same = "number serial udi software_version department installed_on warranty_until version".split()
    return DeviceRow(
        **{name: getattr(row, name) for name in same},
        product_model=row.product_model.code,
        model_name=str(row.product_model.words),
        customer=row.customer.number,
        customer_name=row.customer.name,
    )
