"""The customer's file: customers found by name, pinyin or telephone; one page of everything known of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yinuo.calendars.queries import working_calendar
from yinuo.calls import access as calls_access
from yinuo.customers import access as customers_access
from yinuo.customers import commands
from yinuo.desk import exporting, lines
from yinuo.desk.changing import Panel, as_shown
from yinuo.desk.chips import Chips
from yinuo.desk.doing import deed, once_only
from yinuo.desk.forms.customers import ContactForm, CustomerForm, NewCustomer, NewDevice, SiteForm
from yinuo.desk.queries import customers as queries
from yinuo.desk.where import asked, branches_of, today_at
from yinuo.devices.commands import add_device, model_named
from yinuo.lib.words import w
from yinuo.people import access
from yinuo.people.access import Signed, signed_in
from yinuo.web import clock, partial
from yinuo.web.forms import version_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpResponse

    from yinuo.customers.models import Customer, Site
    from yinuo.lib.words import Words
    from yinuo.web.forms import Form

EXPORTED_MOST = 20_000
HEADS = (
    w("号码", "Number"),
    w("客户", "Customer"),
    w("分公司", "Branch"),
    w("地址", "Address"),
    w("联系人", "Contact"),
    w("电话", "Telephone"),
    w("设备", "Devices"),
)


@require_safe
@signed_in
def customers(request: Signed) -> HttpResponse:
    """Show a page of customers; an htmx request gets the rows only."""
    text = asked(request, "q")
    seen = customers_access.visible(request.user)
    page = queries.customers(seen, text, asked(request, "after"))
    values = {
        "page": page,
        "q": text,
        "may_add": access.may_somewhere(request.user, "customer.edit"),
        "exports": exporting.tables(request, *_addresses("desk:customers-export")),
        "here": "customers",
    }
    return partial.render(request, "desk/customers.html", values, part="rows")


@require_safe
@signed_in
def exported(request: Signed, ending: str) -> HttpResponse:
    """Give the customers that are looked at as a table."""
    seen = customers_access.visible(request.user)
    found = queries.matching(seen, asked(request, "q")).select_related("branch")
    rows = found.prefetch_related("sites", "contacts", "devices")[:EXPORTED_MOST]
    return exporting.table(request, "customers", ending, HEADS, (_cells(each) for each in rows))


@require_safe
@signed_in
def customer(request: Signed, number: str) -> HttpResponse:
    """Show one customer's file."""
    return _page(request, customers_access.customer_for(request.user, number), None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: Signed) -> HttpResponse:
    """Add a customer with the first site and contact."""
    known = branches_of(request.user, "customer.edit")
    form = NewCustomer(request.POST or None)
    form.offer("branch", [(each.code, each.words) for each in known])
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            return partial.go(request, once_only(request, lambda: _added(request, form)))
    back = reverse("desk:customers")
    panel = Panel(
        w("新客户", "New customer"),
        form,
        reverse("desk:customer-new"),
        back,
        w("建客户资料", "Add the customer"),
    )
    seen = customers_access.visible(request.user)
    values = {
        "page": queries.customers(seen, "", ""),
        "may_add": True,
        "panel": panel,
        "here": "customers",
        "exports": exporting.tables(request, *_addresses("desk:customers-export")),
    }
    return partial.render(request, "desk/customers.html", values, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: Signed, number: str) -> HttpResponse:
    """Change a customer's own data, unless somebody else did in the meantime."""
    row = _to_edit(request, number, "customer.edit")
    start = {name: getattr(row, name) for name in CustomerForm.base_fields}
    form = CustomerForm(request.POST or None, initial=start)

    def work() -> str:
        as_shown(row, version_of(request), form.cleaned_data)
        by = deed(request)
        commands.edit_customer(customer=row, **form.cleaned_data, by=by.by, at=by.at)
        return _address(row)

    return _answer(request, row, form, work, (w("改客户资料", "Edit the customer"), w("保存资料", "Save")))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_site(request: Signed, number: str) -> HttpResponse:
    """Add a site to a customer."""
    row = _to_edit(request, number, "customer.edit")
    form = SiteForm(request.POST or None)

    def work() -> str:
        by = deed(request)
        commands.add_site(customer=row, site=form.given, by=by.by, at=by.at)
        return _address(row)

    return _answer(request, row, form, work, (w("新地点", "New site"), w("加地点", "Add the site")))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_contact(request: Signed, number: str) -> HttpResponse:
    """Add a contact to a customer."""
    row = _to_edit(request, number, "customer.edit")
    form = ContactForm(request.POST or None)
    form.take(row.sites.all())

    def work() -> str:
        by = deed(request)
        site = _site(row, form.cleaned_data["site"])
        commands.add_contact(customer=row, site=site, contact=form.given, by=by.by, at=by.at)
        return _address(row)

    return _answer(request, row, form, work, (w("新联系人", "New contact"), w("加联系人", "Add the contact")))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_device(request: Signed, number: str) -> HttpResponse:
    """Add a device to a customer, and go on to its page."""
    row = _to_edit(request, number, "device.edit")
    form = NewDevice(request.POST or None)
    form.take(row.sites.all())

    def work() -> str:
        by, told = deed(request), form.cleaned_data
        device = add_device(
            product_model=model_named(told["product_model"]),
            customer=row,
            site=_site(row, told["site"]),
            given=form.given,
            by=by.by,
            at=by.at,
        )
        return reverse("desk:device", args=[device.number])

    return _answer(request, row, form, work, (w("新设备", "New device"), w("加设备", "Add the device")))


def _to_edit(request: Signed, number: str, deed_name: str) -> Customer:
    row = customers_access.customer_for(request.user, number)
    access.require(request.user, deed_name, branch_id=row.branch_id)
    return row


def _answer(
    request: Signed, row: Customer, form: Form, work: Callable[[], str], said: tuple[Words, Words]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            return partial.go(request, once_only(request, work))
        row.refresh_from_db()
    panel = Panel(said[0], form, request.path, _address(row), said[1], version=row.version)
    return _page(request, row, panel)


def _page(request: Signed, row: Customer, panel: Panel | None) -> HttpResponse:
    today, now = today_at(row.branch), clock.now()
    sees_calls = access.may_somewhere(request.user, "call.see")
    calls = queries.calls_of(calls_access.visible(request.user), row) if sees_calls else []
    sees_devices = access.may_somewhere(request.user, "device.see")
    values = {
        "customer": row,
        "sites": list(row.sites.order_by("pk")),
        "contacts": list(row.contacts.select_related("site").order_by("pk")),
        "sees_devices": sees_devices,
        "devices": queries.devices_of(row, today, now) if sees_devices else [],
        "contracts": queries.contracts_of(row, today),
        "sees_calls": sees_calls,
        "calls": lines.rows(calls, Chips(now)),
        "branch_zone": working_calendar(row.branch.calendar_id).zone,
        "may_edit": access.may(request.user, "customer.edit", branch_id=row.branch_id),
        "may_add_device": access.may(request.user, "device.edit", branch_id=row.branch_id),
        "may_register": access.may(request.user, "call.register", branch_id=row.branch_id),
        "may_see_journal": access.may(request.user, "journal.see", branch_id=row.branch_id),
        "panel": panel,
        "here": "customers",
    }
    status = panel.form.status if panel else 200
    return partial.render(request, "desk/customer.html", values, status=status)


def _added(request: Signed, form: NewCustomer) -> str:
    told, by = form.cleaned_data, deed(request)
    branches = {each.code: each for each in branches_of(request.user, "customer.edit")}
    added = commands.add_customer(
        name=told["name"],
        branch=branches[told["branch"]],
        by=by.by,
        at=by.at,
        site=form.site,
        contact=form.contact,
        credit_code=told["credit_code"],
    )
    return _address(added)


def _site(row: Customer, key: str) -> Site | None:
    return row.sites.filter(pk=int(key)).first() if key else None


def _address(row: Customer) -> str:
    return reverse("desk:customer", args=[row.number])


def _addresses(name: str) -> Iterator[str]:
    return (reverse(name, args=[kind]) for kind in ("xlsx", "csv"))


def _cells(row: Customer) -> list[object]:
    sites, contacts = list(row.sites.all()), list(row.contacts.all())
    return [
        row.number,
        row.name,
        row.branch.words,
        sites[0].address if sites else "",
        contacts[0].name if contacts else "",
        "、".join(dict.fromkeys(each.phone for each in contacts)),
        len(row.devices.all()),
    ]
