"""Customers for machines: found, read, added, changed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from yinuo.customers.access import customer_for, visible
from yinuo.customers.commands import (
    ContactGiven,
    SiteGiven,
    add_contact,
    add_customer,
    add_site,
    edit_customer,
)
from yinuo.customers.models import Customer
from yinuo.customers.queries import matching
from yinuo.customers.states import Zone
from yinuo.journal.commands import check_version
from yinuo.lib.refusal import invalid
from yinuo.lib.words import w
from yinuo.people import access as rights
from yinuo.people import http
from yinuo.people.http import Writing
from yinuo.people.queries import branch as branch_named
from yinuo.web.machine import answers
from yinuo.web.machine.given import (
    Code,
    Cursor,
    Given,
    Latitude,
    Limit,
    Longitude,
    Needed120,
    Number,
    Search,
    Text24,
    Text40,
    Text80,
    Text200,
    Text2000,
)
from yinuo.web.machine.paging import Page, cut
from yinuo.web.machine.room import Room

router = Room("customers 客户")


class SiteGivenIn(Given):
    """A place where devices stand. 地点"""

    name: Text80 = ""
    address: Text200 = ""
    district: Text40 = ""
    zone: Zone | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None

    def site(self) -> SiteGiven:
        """Return the site as the command takes it."""
        values = self.model_dump(exclude={"zone"})
        return SiteGiven(**values, zone=str(self.zone or ""))


class ContactGivenIn(Given):
    """Somebody one reaches there. 联系人"""

    phone: Text24 = ""
    name: Text80 = ""
    department: Text80 = ""
    post: Text40 = ""

    def contact(self) -> ContactGiven:
        """Return the contact as the command takes it. Invalid `phone` without digits."""
        if not any(char.isdigit() for char in self.phone):
            raise invalid("phone", w("请写电话号码。", "A telephone number is needed."), "phone_needed")
        return ContactGiven(**self.model_dump())


class CustomerGiven(Given):
    """A customer with its first site and contact. 新客户"""

    name: Needed120
    branch: Text24 = ""
    credit_code: Text24 = ""
    site: SiteGivenIn = SiteGivenIn()
    contact: ContactGivenIn | None = None


class CustomerEdited(Given):
    """What is changed of a customer; only what is given. 改客户"""

    name: Needed120 | None = None
    credit_code: Text24 | None = None
    note: Text2000 | None = None


class CustomerSite(BaseModel):
    """A site. 地点"""

    name: str
    address: str
    district: str
    zone: str


class CustomerContact(BaseModel):
    """A contact. 联系人"""

    name: str
    department: str
    post: str
    phone: str


class CustomerTold(BaseModel):
    """A customer with sites and contacts. 客户"""

    number: str
    name: str
    branch: str
    credit_code: str
    note: str
    sites: list[CustomerSite]
    contacts: list[CustomerContact]
    version: int


class CustomersTold(BaseModel):
    """A page of customers. 一页客户"""

    items: list[CustomerTold]
    next: str | None


@router.reads("/customers", CustomersTold, "List customers", "客户：按名称、拼音、编号、电话查找。")
def list_customers(
    request: HttpRequest, q: Search = "", branch: Code = "", limit: Limit = 50, cursor: Cursor = ""
) -> HttpResponse:
    """Answer a page of the customers one may see."""
    customers = visible(http.asking(request)).filter(matching(q))
    if branch:
        customers = customers.filter(branch__code=branch)
    whole = customers.select_related("branch").prefetch_related("sites", "contacts")
    rows, following = cut(whole, ("name_key", "id"), Page(limit, cursor))
    return answers.said(CustomersTold(items=[_told(row) for row in rows], next=following))


@router.creates("/customers", CustomerTold, "Add a customer", "新客户，连同第一个地点和联系人。")
def add(request: HttpRequest, given: CustomerGiven) -> HttpResponse:
    """Add a customer."""

    def work(writing: Writing) -> CustomerTold:
        rights.require_somewhere(writing.by, "customer.edit")
        branch = branch_named(given.branch) if given.branch else writing.by.branch
        if branch is None:
            raise invalid("branch", w("请写分公司代码。", "The branch's code is needed."), "branch_needed")
        rights.require(writing.by, "customer.edit", branch_id=branch.pk)
        added = add_customer(
            name=given.name,
            branch=branch,
            by=writing.by,
            at=writing.at,
            site=given.site.site(),
            contact=given.contact.contact() if given.contact else None,
            credit_code=_credit_code(given.credit_code),
        )
        return _told(added)

    return http.create(request, work)


@router.reads("/customers/{number}", CustomerTold, "Read a customer", "一个客户。")
def read(request: HttpRequest, number: Number) -> HttpResponse:
    """Answer one customer; its version is the ETag."""
    customer = customer_for(http.asking(request), number)
    return answers.said(_told(customer), version=customer.version)


@router.changes(
    "/customers/{number}",
    CustomerTold,
    "Change a customer",
    "改名称、信用代码、备注，只改给出的几项。",
    method="PATCH",
)
def edit(request: HttpRequest, number: Number, given: CustomerEdited) -> HttpResponse:
    """Change what is given of a customer."""

    def work(writing: Writing) -> CustomerTold:
        customer = _mine(writing, number)
        code = customer.credit_code if given.credit_code is None else _credit_code(given.credit_code)
        edited = edit_customer(
            customer=customer,
            name=given.name or customer.name,
            credit_code=code,
            note=customer.note if given.note is None else given.note,
            by=writing.by,
            at=writing.at,
        )
        return _told(edited)

    return http.change(request, work)


@router.changes("/customers/{number}/sites", CustomerTold, "Add a site", "给客户加一个地点。")
def add_a_site(request: HttpRequest, number: Number, given: SiteGivenIn) -> HttpResponse:
    """Add a site to a customer."""

    def work(writing: Writing) -> CustomerTold:
        customer = _mine(writing, number)
        add_site(customer=customer, site=given.site(), by=writing.by, at=writing.at)
        return _told(customer_for(writing.by, number))

    return http.change(request, work)


@router.changes("/customers/{number}/contacts", CustomerTold, "Add a contact", "给客户加一个联系人。")
def add_a_contact(request: HttpRequest, number: Number, given: ContactGivenIn) -> HttpResponse:
    """Add a contact to a customer."""

    def work(writing: Writing) -> CustomerTold:
        customer = _mine(writing, number)
        add_contact(customer=customer, site=None, contact=given.contact(), by=writing.by, at=writing.at)
        return _told(customer_for(writing.by, number))

    return http.change(request, work)


def _mine(writing: Writing, number: str) -> Customer:
    customer = customer_for(writing.by, number)
    rights.require(writing.by, "customer.edit", branch_id=customer.branch_id)
    check_version(customer, writing.version)
    return customer


def _credit_code(text: str) -> str:
    if len(text) not in (0, 18):
        raise invalid("credit_code", w("统一社会信用代码是 18 位。", "A credit code has 18 characters."))
    return text


def _told(row: Customer) -> CustomerTold:
    return CustomerTold(
        number=row.number,
        name=row.name,
        branch=row.branch.code,
        credit_code=row.credit_code,
        note=row.note,
        sites=[CustomerSite.model_validate(site, from_attributes=True) for site in row.sites.all()],
        contacts=[CustomerContact.model_validate(each, from_attributes=True) for each in row.contacts.all()],
        version=row.version,
    )
