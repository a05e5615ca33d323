"""Pages of the desk around the job: customers, devices, ledger, handbook, promises, people, calendars, journal."""

from __future__ import annotations

from tests.matrix.route import SIGNED_IN
from tests.matrix.routes_desk import get, post

EDIT = "customer.edit"
NEW_SITE = {"name": "西院", "address": "蓬莱市南街 3 号"}
NEW_CUSTOMER = {"name": "方壶医院", "branch": "SH", "address": "蓬莱市南街 4 号"}
NEW_DEVICE = {"product_model": "KL-64", "serial": "X-2", "department": "影像科"}
ENTRY = {"symptom": "停机", "solution": "换滤网"}
PERSON = {
    "name": "瀛洲客",
    "username": "yingzhou",
    "password": "蓬莱山上一棵松树下的三块石头边",
    "branch": "SH",
    "roles": "clerk",
}
AWAY = {"starts_at": "2026-11-26T08:00", "ends_at": "2026-11-27T18:00", "reason": "年假"}
OWN_BRANCH = {"branch": "SH"}

CUSTOMERS = (
    get("/customers/", "customer.see"),
    get("/customers/", "customer.see", query={"q": "{customer.number}"}),
    get("/customers/", "customer.see", query={"q": "{customer.phone}"}),
    get("/customers/", "customer.see", query={"after": "{customer.number}"}),
    get("/customers/export.xlsx", "customer.see & export"),
    get("/customers/export.csv", "customer.see & export"),
    get("/customers/new", EDIT),
    post("/customers/new", EDIT, NEW_CUSTOMER),
    get("/customers/{customer.number}", "customer.see"),
    get("/customers/{customer.number}/edit", EDIT),
    post("/customers/{customer.number}/edit", EDIT, {"name": "海岳医院"}),
    get("/customers/{customer.number}/sites/new", EDIT),
    post("/customers/{customer.number}/sites/new", EDIT, NEW_SITE),
    get("/customers/{customer.number}/contacts/new", EDIT),
    post("/customers/{customer.number}/contacts/new", EDIT, {"phone": "020-0000 1555"}),
    get("/customers/{customer.number}/devices/new", "device.edit"),
    post("/customers/{customer.number}/devices/new", "device.edit", NEW_DEVICE),
    get("/devices/", "device.see"),
    get("/devices/", "device.see", query={"q": "{device.number}"}),
    get("/devices/", "device.see", query={"after": "{device.number}"}),
    get("/devices/export.xlsx", "device.see & export"),
    get("/devices/export.csv", "device.see & export"),
    get("/devices/{device.number}", "device.see"),
    get("/devices/{device.number}/edit", "device.edit"),
    post("/devices/{device.number}/edit", "device.edit", {"department": "影像科"}),
    get("/devices/{device.number}/label", "device.see"),
    get("/devices/{device.number}/services.pdf", "device.see & export"),
    get("/devices/{device.number}/services.xlsx", "device.see & export"),
    get("/devices/{device.number}/services.csv", "device.see & export"),
)

BOOKS = (
    get("/lists/", SIGNED_IN),
    get("/ledger/", "ledger.see"),
    get("/ledger/", "ledger.see", query=OWN_BRANCH, about="book"),
    get("/ledger/ledger.pdf", "ledger.see"),
    get("/ledger/export.xlsx", "ledger.see & export"),
    get("/ledger/export.csv", "ledger.see & export"),
    get("/handbook/", "handbook.see"),
    get("/handbook/export.csv", "handbook.see & export"),
    get("/handbook/new", "handbook.write"),
    post("/handbook/new", "handbook.write", ENTRY),
    get("/handbook/{entry.number}", "handbook.see"),
    get("/journal/", "journal.see", query={"subject": "call:{done.call}"}, about="done"),
    get("/journal/", "journal.see", query={"subject": "customer:{customer.number}"}, about="customer"),
    get("/journal/", "journal.see", query={"subject": "device:{device.number}"}, about="device"),
    get("/journal/", "journal.see & duty.see", query={"subject": "duty:{excused.pk}"}, about="excused"),
    get("/journal/", "journal.see", query={"subject": "day:SH-20261123"}, about="closed"),
    get("/promises/", "duty.see"),
    get("/promises/", "duty.see", query={"clause": "G14", "tab": "G"}),
    get("/promises/", "duty.see", query=OWN_BRANCH, about="book"),
    get("/promises/list", "duty.see"),
    get("/promises/list", "duty.see", query=OWN_BRANCH, about="book"),
    get("/promises/list/export.xlsx", "duty.see & export"),
    get("/promises/list/export.csv", "duty.see & export"),
    get("/palette", SIGNED_IN),
    get("/palette", SIGNED_IN, query={"q": "{done.call}"}),
    get("/palette", SIGNED_IN, query={"q": "{customer.number}"}),
    get("/palette", SIGNED_IN, query={"q": "{customer.phone}"}),
    get("/palette", SIGNED_IN, query={"q": "12"}),
)

SETTINGS = (
    get("/settings/", SIGNED_IN),
    get("/people/", "people.see"),
    get("/people/export.xlsx", "people.see & export"),
    get("/people/new", "people.edit"),
    post("/people/new", "people.edit", PERSON),
    get("/people/rights", "people.see"),
    get("/people/technician/edit", "people.edit"),
    post("/people/technician/edit", "people.edit", {"roles": "technician", "branch": "SH", "active": "on"}),
    get("/people/technician/factors", "people.edit"),
    post("/people/technician/factors", "people.edit", {"sure": "on"}),
    get("/people/technician/absences/new", "people.edit"),
    post("/people/technician/absences/new", "people.edit", AWAY),
    get("/calendars/", "policy.see"),
    get("/calendars/{calendar.code}", "policy.see"),
    get("/calendars/{calendar.code}/days", "calendar.edit"),
    post("/calendars/{calendar.code}/days", "calendar.edit", {"pasted": "2027-01-01,节假日,元旦,New Year,"}),
)

OFFICE = CUSTOMERS + BOOKS + SETTINGS
