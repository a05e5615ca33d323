"""Every operation of the programming interface, with a request that somebody who may gets through with."""

from __future__ import annotations

from typing import Any

from tests.matrix.route import NOWHERE, PUBLIC, SIGNED_IN, Route

LATER = "2026-11-25T15:00:00+08:00"
WHY = {"reason": "试"}
NEW_CALL = {
    "branch": "SH",
    "customer_name": "方壶医院",
    "phone": "020-0000 1999",
    "product_model": "KL-64",
    "serial": "X-1",
    "fault": "停机",
}


def get(path: str, need: str, **rest: Any) -> Route:
    """A reading operation."""
    return Route("GET", f"/api/v1{path}", need, **rest)


def post(path: str, need: str, content: Any = None, **rest: Any) -> Route:
    """A writing operation."""
    return Route("POST", f"/api/v1{path}", need, content or {}, **rest)


def patch(path: str, need: str, content: Any) -> Route:
    """A changing operation."""
    return Route("PATCH", f"/api/v1{path}", need, content)


READING = (
    get("/", NOWHERE),
    get("/openapi.json", PUBLIC),
    get("/docs", PUBLIC),
    get("/me", SIGNED_IN),
    get("/branches", SIGNED_IN),
    get("/policy", "policy.see"),
    get("/ledger", "ledger.see"),
    get("/ledger", "ledger.see", query={"branch": "SH"}),
    get("/ledger.xlsx", "export & ledger.see"),
    get("/ledger.csv", "export & ledger.see"),
    get("/ledger.pdf", "ledger.see"),
    get("/calls.pdf", "call.see", query={"branch": "SH", "day": "2026-11-24"}, about="book"),
    get("/calls.xlsx", "export & call.see"),
    get("/calls.csv", "export & call.see"),
    get("/calls", "call.see"),
    get("/calls", "call.see", query={"branch": "SH"}),
    get("/calls", "call.see", query={"q": "{done.call}"}),
    get("/calls/{done.call}", "call.see"),
    get("/calls/{registered.call}", "call.see"),
    get("/vouchers/{done.voucher}", "call.see"),
    get("/vouchers/{done.voucher}.pdf", "call.see"),
    get("/vouchers/{done.voucher}/signed.pdf", "call.see"),
    get("/files/{done.file}", "call.see"),
    get("/branches/{today.branch}/days/{today.day}", "call.see"),
    get("/lookup", "customer.see", query={"phone": "{customer.phone}"}),
    get("/devices", "device.see"),
    get("/devices", "device.see", query={"customer": "{customer.number}"}),
    get("/devices/{device.number}", "device.see"),
    get("/journal", "journal.see", query={"subject": "call:{done.call}"}, about="done"),
    get("/journal", "journal.see", query={"subject": "customer:{customer.number}"}, about="customer"),
    get("/journal", "journal.see", query={"subject": "device:{device.number}"}, about="device"),
    get("/journal", "journal.see & duty.see", query={"subject": "duty:{excused.pk}"}, about="excused"),
    get("/journal", "journal.see", query={"subject": "day:SH-20261123"}, about="closed"),
    get("/technicians", "people.see"),
    get("/technicians", "people.see", query={"call": "{registered.call}"}, about="registered"),
    get("/duties", "duty.see"),
    get("/duties", "duty.see", query={"subject": "call:{dispatched.call}"}, also="duty"),
    get("/customers", "customer.see"),
    get("/customers", "customer.see", query={"q": "{customer.number}"}),
    get("/customers/{customer.number}", "customer.see"),
    get("/handbook", "handbook.see"),
    get("/handbook/suggestions", "handbook.see", query={"fault": "停机"}),
)

AT_THE_OFFICE = (
    post("/calls", "call.register", NEW_CALL, about="today"),
    post(
        "/calls",
        "call.register & customer.see",
        {"branch": "SH", "customer": "{customer.number}", "fault": "停机"},
        about="customer",
    ),
    post("/calls/judge", "call.register", NEW_CALL, about="today"),
    post(
        "/calls/judge",
        "call.register & customer.see",
        {"branch": "SH", "customer": "{customer.number}", "fault": "停机"},
        about="customer",
    ),
    post("/calls/{awaiting.call}/approve", "call.approve"),
    post("/calls/{registered.call}/agree-time", "call.change", {"due_at": LATER, "asked_by": "试"}),
    post(
        "/calls/{registered.call}/solve-remotely", "call.change", {"solution": "重启", "customers_word": "好"}
    ),
    post("/calls/{second.call}/duplicate", "call.change", {"of": "{registered.call}"}),
    post("/calls/{registered.call}/cancel", "call.change", WHY),
    post("/calls/{registered.call}/confirm-zone", "call.change", {"zone": "suburban"}),
    post("/calls/{received.call}/file", "call.file"),
    post("/calls/{hurt.call}/assess-injury", "injury.assess", {"assessment": "无碍"}),
    post(
        "/calls/{registered.call}/dispatch",
        "call.dispatch",
        {"technician": "technician", "tools": ["表"], "order_reason": "急"},
    ),
    post("/vouchers/{done.voucher}/receive", "call.file"),
    post("/vouchers/{done.voucher}/send-back", "call.file", WHY),
    post("/vouchers/{unsigned.voucher}/confirm-unsigned", "signature.confirm"),
    post("/vouchers/{escalated.voucher}/solve", "escalation.solve", {"solution": "换整机"}),
    post("/vouchers/{registered.voucher}/category", "call.dispatch", {"category": "paid", **WHY}),
    post("/vouchers/{done.voucher}/to-handbook", "handbook.write", {"symptom": "停机", "solution": "换滤网"}),
    post("/vouchers/{done.voucher}/amend", "voucher.amend", {"work": "换滤网两个", **WHY}),
    post(
        "/branches/{today.branch}/days/{today.day}/close",
        "day.close",
        {"explained": {"{done.voucher}": "试", "{unsigned.voucher}": "试"}},
    ),
    post("/prints", "call.see", {"paper": "voucher", "numbers": ["{done.voucher}"]}, about="done"),
    post("/prints", "call.see", {"paper": "signed", "numbers": ["{done.voucher}"]}, about="done"),
    post("/prints", "call.see", {"paper": "receipt", "numbers": ["{done.receipt}"]}, about="done"),
    post("/prints", "call.see", {"paper": "register", "branch": "SH", "day": "2026-11-24"}, about="book"),
    post("/duties/{duty.pk}/excuse", "duty.see & duty.excuse", WHY),
    post("/customers", "customer.edit", {"name": "方壶医院", "branch": "SH"}, about="today"),
    patch("/customers/{customer.number}", "customer.edit", {"note": "试"}),
    post("/customers/{customer.number}/sites", "customer.edit", {"name": "西院"}),
    post("/customers/{customer.number}/contacts", "customer.edit", {"phone": "020-0000 1555"}),
    post(
        "/devices",
        "device.edit & customer.see",
        {"customer": "{customer.number}", "product_model": "KL-64"},
        about="customer",
    ),
    patch("/devices/{device.number}", "device.edit", {"department": "试"}),
)

LEAD = "voucher.work!"
ON_SITE = (
    post(
        "/vouchers/{on_site.voucher}/hand-over",
        f"call.dispatch | {LEAD}",
        {"technician": "second_technician", "tools": ["表"], **WHY},
    ),
    post("/vouchers/{on_site.voucher}/files", "call.file | voucher.work", {"kind": "photo"}, files=("file",)),
    post("/vouchers/{dispatched.voucher}/accept", LEAD),
    post("/vouchers/{dispatched.voucher}/decline", LEAD, WHY),
    post("/vouchers/{accepted.voucher}/set-out", LEAD, {"tools_confirmed": True}),
    post("/vouchers/{under_way.voucher}/arrive", LEAD),
    post("/vouchers/{on_site.voucher}/record", LEAD, {"work": "试"}),
    post("/vouchers/{on_site.voucher}/escalate", LEAD, {"problem": "试", "department": "supervisor"}),
    post("/vouchers/{recorded.voucher}/code", LEAD, {"phone": "02000001286"}),
    post("/vouchers/{recorded.voucher}/sign", LEAD, {"kind": "none", "unsigned_reason": "refused"}),
    post("/vouchers/{signed.voucher}/leave", LEAD, {"outcome": "done"}),
)

API = READING + AT_THE_OFFICE + ON_SITE
