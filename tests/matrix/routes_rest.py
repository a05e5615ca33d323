"""Every page of the field, the policy, the portal, the people and the shell."""

from __future__ import annotations

from typing import Any

from tests.matrix.route import NOWHERE, PUBLIC, SIGNED_IN, Route
from tests.matrix.routes_desk import RECORD, WHY, get, post
from tests.matrix.routes_sign_in import SIGNING_IN
from tests.world import COMPLETE

LEAD = "voucher.work!"


def job(thing: str, step: str, need: str = LEAD, content: Any = None, **rest: Any) -> Route:
    """A step sent from a technician's phone."""
    return post(f"/field/jobs/{{{thing}.voucher}}/{step}", need, content, **rest)


def form(thing: str, step: str, need: str = LEAD) -> Route:
    """The page of a step."""
    return get(f"/field/jobs/{{{thing}.voucher}}/{step}", need)


UNSIGNED = {"kind": "none", "purpose": "completed", "unsigned_reason": "refused"}
TOLD = {"problem": "试", "department": "supervisor", "found_at": "2026-11-24T09:10"}
FIELD = (
    get("/field/", "voucher.work"),
    get("/field/ledger", "ledger.see"),
    post("/field/messages/{message.pk}/read", SIGNED_IN),
    get("/field/jobs/{on_site.voucher}", "call.see"),
    *(
        form("on_site", step, "call.see")
        for step in ("accept", "set-out", "arrive", "meeting", "record", "finish")
    ),
    job("dispatched", "accept"),
    job("accepted", "set-out", content={"tools": "on"}),
    job("under_way", "arrive"),
    form("dispatched", "decline"),
    job("dispatched", "decline", content=WHY),
    form("on_site", "hand-over"),
    job("on_site", "hand-over", content={"technician": "second_technician", **WHY}),
    form("on_site", "escalate"),
    job("on_site", "escalate", content=TOLD),
    job(
        "on_site",
        "meeting",
        content={name: COMPLETE[name] for name in ("spoken_with", "learned", "proposed")},
    ),
    job("on_site", "record", content=RECORD),
    form("recorded", "sign"),
    job("recorded", "sign", content=UNSIGNED),
    form("on_site", "leave"),
    job("on_site", "leave", content={"outcome": "continued", "note": "试"}),
    job("signed", "finish"),
    form("done", "amend", "voucher.amend"),
    job("done", "amend", "voucher.amend", content={**RECORD, **WHY}),
    form("done", "handbook", "handbook.write"),
    job("done", "handbook", "handbook.write", content={"symptom": "停机", "solution": "换滤网"}),
)

OPEN_TO_ALL = (
    get("/policy/", "policy.see"),
    get("/policy/clauses/G13", "policy.see"),
    get("/policy/why/G13", "policy.see"),
    get("/c/{done.token}", PUBLIC),
    get("/c/{done.token}/qr.svg", PUBLIC),
    get("/c/{done.token}/signature", PUBLIC),
    get("/c/{done.token}/signed.pdf", PUBLIC),
    get("/c/{done.token}/document.json", PUBLIC),
    get("/check", PUBLIC),
    get("/check", PUBLIC, query={"fingerprint": "{done.fingerprint}"}),
    get("/check/{done.fingerprint}", PUBLIC),
    post("/language/en", PUBLIC),
    post("/theme/dark", PUBLIC),
    get("/manifest.webmanifest", PUBLIC),
    get("/favicon.ico", PUBLIC),
    get("/offline", PUBLIC),
    get("/health/live", PUBLIC),
    get("/health/ready", PUBLIC),
    get("/metrics", PUBLIC),
    get("/gallery", NOWHERE),
    get("/gallery/why", NOWHERE),
)

REST = FIELD + OPEN_TO_ALL + SIGNING_IN
