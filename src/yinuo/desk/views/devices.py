"""Devices: found by serial, model or customer; one page with identity, cover today, every service (S1.8)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from yinuo.calendars.queries import working_calendar
from yinuo.calls.queries.register import last_services
from yinuo.desk import exporting
from yinuo.desk.changing import Panel, as_shown
from yinuo.desk.doing import deed, once_only
from yinuo.desk.forms.customers import DeviceForm
from yinuo.desk.lines import technicians
from yinuo.desk.queries import customers as queries
from yinuo.desk.views.papers import shown, size_of
from yinuo.desk.where import asked, today_at
from yinuo.devices import access as devices_access
from yinuo.devices.commands import edit_device
from yinuo.devices.queries import checklist
from yinuo.lib.words import language, w
from yinuo.papers import qr, services
from yinuo.people import access
from yinuo.people.access import Signed, signed_in
from yinuo.people.queries import zone_of
from yinuo.people.rights import Scope
from yinuo.web import clock, partial
from yinuo.web.forms import version_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from yinuo.devices.models import Device

SERVICES_SHOWN = 50
SERVICES_PRINTED = 1_000
EXPORTED_MOST = 20_000
SIZES = re.compile(r'width="(\d+)" height="(\d+)"')
HEADS = (
    w("号码", "Number"),
    w("机型", "Model"),
    w("序号", "Serial"),
    w("UDI", "UDI"),
    w("客户", "Customer"),
    w("科室", "Department"),
    w("安装", "Installed"),
    w("保修到", "Warranty until"),
)


@require_safe
@signed_in
def devices(request: Signed) -> HttpResponse:
    """Show a page of devices; an htmx request gets the rows only."""
    text = asked(request, "q")
    page = queries.devices(devices_access.visible(request.user), text, asked(request, "after"))
    today = clock.now().astimezone(zone_of(request.user)).date()
    values = {
        "rows": queries.with_cover(page.rows, today, clock.now()),
        "after": page.after,
        "q": text,
        "exports": exporting.tables(
            request, *(reverse("desk:devices-export", args=[kind]) for kind in ("xlsx", "csv"))
        ),
        "here": "customers",
    }
    return partial.render(request, "desk/devices.html", values, part="rows")


@require_safe
@signed_in
def exported(request: Signed, ending: str) -> HttpResponse:
    """Give the devices that are looked at as a table."""
    text = asked(request, "q")
    found = queries.matching_devices(devices_access.visible(request.user), text)[:EXPORTED_MOST]
    return exporting.table(request, "devices", ending, HEADS, (_cells(each) for each in found))


@require_safe
@signed_in
def device(request: Signed, number: str) -> HttpResponse:
    """Show one device."""
    return _page(request, devices_access.device_for(request.user, number), None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: Signed, number: str) -> HttpResponse:
    """Change a device's own data, unless somebody else did in the meantime."""
    row = devices_access.device_for(request.user, number)
    access.require(request.user, "device.edit", branch_id=row.customer.branch_id)
    start = {name: getattr(row, name) for name in DeviceForm.base_fields}
    form = DeviceForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            return partial.go(request, once_only(request, lambda: _edited(request, row, form)))
        row = devices_access.device_for(request.user, number)
    panel = Panel(
        w("改设备资料", "Edit the device"),
        form,
        request.path,
        reverse("desk:device", args=[number]),
        w("保存资料", "Save"),
        version=row.version,
    )
    return _page(request, row, panel)


@require_safe
@signed_in
def label(request: Signed, number: str) -> HttpResponse:
    """Show the label of a device for the printer."""
    row = devices_access.device_for(request.user, number)
    values = {"device": row, "qr": _code(request, row), "branch": row.customer.branch}
    return partial.render(request, "desk/device_label.html", values)


@require_safe
@signed_in
def records_paper(request: Signed, number: str) -> HttpResponse:
    """Give the device's service records as PDF."""
    row = devices_access.device_for(request.user, number)
    access.require_somewhere(request.user, "export")
    paper = services.services(
        row,
        last_services(row.pk, most=SERVICES_PRINTED),
        zone=working_calendar(row.customer.branch.calendar_id).zone,
        size=size_of(request, "a4"),
        language=language.get(),
        printed_by=request.user.name,
    )
    return shown(paper, f"{row.number}.pdf")


@require_safe
@signed_in
def records_table(request: Signed, number: str, ending: str) -> HttpResponse:
    """Give the device's service records as a table."""
    row = devices_access.device_for(request.user, number)
    zone = working_calendar(row.customer.branch.calendar_id).zone
    headers = [words for words, _width in services.COLUMNS]
    lines = (services.line(each, zone) for each in last_services(row.pk, most=EXPORTED_MOST))
    return exporting.table(request, row.number, ending, headers, lines)


def _edited(request: Signed, row: Device, form: DeviceForm) -> str:
    as_shown(row, version_of(request), form.cleaned_data)
    by = deed(request)
    edit_device(device=row, by=by.by, at=by.at, **form.cleaned_data)
    return reverse("desk:device", args=[row.number])


def _page(request: Signed, row: Device, panel: Panel | None) -> HttpResponse:
    branch = row.customer.branch
    today, now = today_at(branch), clock.now()
    values = {
        "device": row,
        "cover": queries.with_cover([row], today, now)[0],
        "services": [
            (each, "、".join(technicians([each]))) for each in last_services(row.pk, most=SERVICES_SHOWN)
        ],
        "checklist": checklist(row.product_model_id, now),
        "branch_zone": working_calendar(branch.calendar_id).zone,
        "qr": _code(request, row),
        "sees_calls": access.scope(request.user, "call.see") not in (None, Scope.OWN),
        "may_edit": access.may(request.user, "device.edit", branch_id=branch.pk),
        "may_see_journal": access.may(request.user, "journal.see", branch_id=branch.pk),
        "exports": _exports(request, row),
        "panel": panel,
        "here": "customers",
    }
    status = panel.form.status if panel else 200
    return partial.render(request, "desk/device.html", values, status=status)


def _exports(request: Signed, row: Device) -> list[exporting.Export]:
    tables = exporting.tables(
        request, *(reverse("desk:device-records", args=[row.number, kind]) for kind in ("xlsx", "csv"))
    )
    paper = reverse("desk:device-records-paper", args=[row.number])
    return [*exporting.prints(paper), *tables] if tables else []


def _code(request: Signed, row: Device) -> SafeString:
    """Return the QR code of the device's own page, to be drawn in the page at any size."""
    address = request.build_absolute_uri(reverse("desk:device", args=[row.number]))
    drawn = SIZES.sub(r'viewBox="0 0 \1 \2"', qr.svg(address), count=1)
    return SafeString(drawn)  # safe: squares alone, the address is not in it


def _cells(row: Device) -> list[object]:
    return [
        row.number,
        row.product_model.words,
        row.serial,
        row.udi,
        row.customer.name,
        row.department,
        row.installed_on,
        row.warranty_until,
    ]
