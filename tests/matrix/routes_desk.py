"""Every page and form of the desk."""

from __future__ import annotations

from typing import Any

from tests.matrix.route import SIGNED_IN, Route

WHY = {"reason": "试"}
ENTRY = "call.see & call.register"


def get(path: str, need: str, **rest: Any) -> Route:
    """A page."""
    return Route("GET", path, need, **rest)


def post(path: str, need: str, content: Any = None, **rest: Any) -> Route:
    """A form sent."""
    return Route("POST", path, need, content or {}, **rest)


def move(thing: str, verb: str, need: str, content: Any = None, **rest: Any) -> Route:
    """A move made on the page of a call."""
    return post(f"/calls/{{{thing}.call}}/{verb}", need, content, **rest)


CALLER = {"phone": "{customer.phone}", "branch": "SH"}
TYPED = {
    "phone": "020-0000 1999",
    "customer_name": "方壶医院",
    "fault": "停机",
    "injury": "no",
    "kind": "breakdown",
    "channel": "telephone",
}
PAGES = (
    get("/", SIGNED_IN),
    post("/messages/read", SIGNED_IN),
    post("/messages/{message.pk}/read", SIGNED_IN),
    get("/duties/{duty.pk}/why", "duty.see | own"),
    get("/duties/{task.pk}/why", "duty.see | own"),
    get("/calls/", "call.see"),
    get("/calls/", "call.see", query={"q": "{done.call}"}),
    get("/calls/", "call.see", query={"branch": "SH", "tab": "all"}, about="book"),
    get("/calls/export.xlsx", "export & call.see", query={"tab": "all"}),
    get("/calls/export.csv", "export & call.see", query={"tab": "all"}),
    get("/calls/new", ENTRY),
    get("/calls/new", ENTRY, query={"branch": "SH"}, about="today"),
    post("/calls/new", ENTRY, TYPED),
    get("/calls/new/caller", ENTRY, query={"phone": "{customer.phone}"}),
    get("/calls/new/caller", ENTRY, query={"customer": "{customer.number}"}),
    get("/calls/new/names", ENTRY, query={"customer_name": "{customer.name}"}),
    get(
        "/calls/new/judge",
        ENTRY,
        query={"fault": "停机", "customer": "{customer.number}", "devices": "{device.number}"},
    ),
    get("/calls/new/why/due", ENTRY, query={"customer": "{customer.number}"}),
    get(
        "/calls/new/why/category",
        ENTRY,
        query={"customer": "{customer.number}", "devices": "{device.number}"},
    ),
    get(
        "/calls/new/tips", "handbook.see & device.see", query={"fault": "停机", "devices": "{device.number}"}
    ),
    get("/calls/{done.call}", "call.see"),
    get("/calls/{registered.call}", "call.see"),
    get("/calls/{done.call}/why/due", "call.see"),
    get("/calls/{done.call}/why/category", "call.see"),
    get("/calls/{done.call}/files/{done.file}", "call.see"),
    get("/dispatch/", "call.dispatch"),
    get("/dispatch/", "call.dispatch", query={"branch": "SH"}, about="today"),
    get("/dispatch/{registered.call}", "call.dispatch"),
    post(
        "/dispatch/{registered.call}",
        "call.dispatch",
        {"technician": "technician", "tools": "表", "order_reason": "急"},
    ),
    post("/dispatch/{awaiting.call}/approve", "call.approve"),
    get("/lists/undispatched", "call.see"),
    get("/lists/unsigned", "call.see"),
    get("/lists/unfiled", "call.see"),
    post(
        "/lists/unfiled",
        "call.file & call.see",
        {"move": "receive", "picked": "{done.voucher}"},
        about="done",
    ),
    post(
        "/lists/unfiled",
        "call.file & call.see",
        {"move": "file", "picked": "{received.voucher}"},
        about="received",
    ),
    post(
        "/lists/unsigned",
        "signature.confirm & call.see",
        {"move": "confirm", "picked": "{unsigned.voucher}"},
        about="unsigned",
    ),
    get("/lists/undispatched/export.xlsx", "export & call.see"),
    get("/lists/unfiled/export.xlsx", "export & call.see"),
    get("/lists/unfiled/export.csv", "export & call.see"),
    get("/days/", "call.see", query={"branch": "SH"}, about="today"),
    get("/days/{today.branch}/{today.day}", "call.see"),
    get("/days/{closed.branch}/{closed.day}", "call.see"),
    post(
        "/days/{today.branch}/{today.day}",
        "day.close & call.see",
        {"explained-{done.voucher}": "试", "explained-{unsigned.voucher}": "试"},
    ),
    get("/days/{today.branch}/{today.day}/register.pdf", "call.see"),
    get("/vouchers/{done.voucher}.pdf", "call.see"),
    get("/vouchers/{done.voucher}/signed.pdf", "call.see"),
    get("/receipts/{done.receipt}.pdf", "call.see", about="done"),
    get("/prints/", "call.see", query={"voucher": "{done.voucher}"}, about="done"),
    get("/prints/", "call.see", query={"branch": "SH", "day": "{today.day}"}, about="book"),
    post(
        "/prints/",
        "call.see",
        {"papers": "voucher:{done.voucher}", "size": "a4"},
        query={"voucher": "{done.voucher}"},
        about="done",
    ),
    get("/prints/{print.key}", "own"),
    post("/prints/{print.key}/step", "own"),
    get("/prints/{print.key}/papers.pdf", "own"),
)

RECORD = {
    "found": "滤网积灰",
    "cause": "散热不良",
    "work": "换滤网",
    "spoken_with": "鲁护士长",
    "learned": "停机",
    "proposed": "换滤网",
    "minutes": "45",
    "fee": "0",
}
MOVES = (
    get("/calls/{registered.call}/cancel", "call.change"),
    get("/calls/{done.call}/amend", "voucher.amend"),
    move("awaiting", "approve", "call.approve"),
    move("hurt", "assess", "injury.assess", {"assessment": "无碍"}),
    move("escalated", "solve", "escalation.solve", {"solution": "换整机"}),
    move("unsigned", "confirm-unsigned", "signature.confirm"),
    move("received", "file", "call.file"),
    move("done", "receive", "call.file"),
    move("registered", "agree-time", "call.change", {"due_at": "2026-11-25T15:00", "asked_by": "试"}),
    move("registered", "solve-remotely", "call.change", {"solution": "重启", "customers_word": "好"}),
    move("unsigned", "paper", "call.file", {"signer": "鲁护士长"}, files=("scan",)),
    move("done", "to-handbook", "handbook.write", {"symptom": "停机", "solution": "换滤网"}),
    move("done", "add-file", "call.file", files=("added",)),
    move("registered", "change-category", "call.dispatch", {"category": "paid", **WHY}),
    move("registered", "confirm-zone", "call.change", {"zone": "suburban"}),
    move("done", "amend", "voucher.amend", {**RECORD, **WHY}),
    move("done", "send-back", "call.file", WHY),
    move("second", "duplicate", "call.change", {"of": "{registered.call}"}),
    move("registered", "cancel", "call.change", WHY),
)

DESK = PAGES + MOVES
