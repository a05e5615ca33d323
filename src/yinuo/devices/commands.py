"""Devices changed: models and devices added, checklists put in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yinuo.devices.models import Checklist, Device, ProductModel
from yinuo.devices.rules import check_items
from yinuo.journal.commands import begin, change, put
from yinuo.journal.counters import next_count
from yinuo.journal.steps import one_step
from yinuo.lib.refusal import invalid
from yinuo.lib.words import w

if TYPE_CHECKING:
    from datetime import date, datetime

    from yinuo.customers.models import Customer, Site
    from yinuo.lib.actor import Acting


@dataclass(frozen=True, slots=True)
class DeviceGiven:
    """What is known of a device when it is added."""

    serial: str
    department: str = ""
    udi: str = ""
    software_version: str = ""
    installed_on: date | None = None
    warranty_until: date | None = None


def model_named(code: str) -> ProductModel:
    """Return the product model `code`, made on the spot when the company meets it for the first time."""
    wanted = code.strip()
    found = ProductModel.objects.filter(code__iexact=wanted).select_related("skill").first()
    return found or ProductModel.objects.create(code=wanted, name="", name_en="")


@one_step
def add_device(
    *,
    product_model: ProductModel,
    customer: Customer,
    site: Site | None,
    given: DeviceGiven,
    by: Acting,
    at: datetime,
) -> Device:
    """Add a device with its own number (`D000123`). Invalid `serial` when model and serial exist."""
    if given.serial and Device.objects.filter(product_model=product_model, serial=given.serial).exists():
        words = w("这个机型已经有序号 {serial}。", "This model already has a device with serial {serial}.")
        raise invalid("serial", words.format(serial=given.serial), "serial_taken")
    device = Device(
        number=f"D{next_count('device'):06d}",
        product_model=product_model,
        customer=customer,
        site=site,
        serial=given.serial,
        department=given.department,
        udi=given.udi,
        software_version=given.software_version,
        installed_on=given.installed_on,
        warranty_until=given.warranty_until,
    )
    return begin(device, "added", by=by, at=at)


@one_step
def edit_device(*, device: Device, by: Acting, at: datetime, **changed: Any) -> Device:
    """Change a device's department, UDI, version or dates. Conflict when it was changed in the meantime."""
    change(device, "edited", by=by, at=at, **changed)
    return device


@one_step
def put_checklist(*, product_model: ProductModel, items: list[dict[str, object]], at: datetime) -> Checklist:
    """Put a new version of the model's checklist in force. Invalid `items` when one is not well formed."""
    check_items(items)
    last = product_model.checklists.order_by("-version").first()
    version = last.version + 1 if last else 1
    return put(Checklist(product_model=product_model, version=version, items=items, in_force_from=at))
