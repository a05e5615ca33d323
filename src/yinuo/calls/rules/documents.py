"""The canonical document of a voucher: the exact text that a signature freezes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from yinuo.journal.rules import canonical, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yinuo.calls.models import Record, Visit, Voucher

RECORD_FIELDS = (
    "section",
    "version",
    "spoken_with",
    "learned",
    "proposed",
    "found",
    "cause",
    "work",
    "points",
    "checklist_version",
    "answers",
    "readings",
    "parts",
    "minutes",
    "fee",
    "written_at",
    "written_by",
)
VISIT_FIELDS = ("position", "receipt_number", "accepted_at", "set_out_at", "arrived_at", "left_at", "outcome")
CALL_FIELDS = ("number", "contact_name", "phone", "kind", "fault", "reported_at", "registered_at")


def document(voucher: Voucher, *, visits: Sequence[Visit], records: Sequence[Record], purpose: str) -> str:
    """Return the canonical JSON text of what stands on the voucher now, for a signature of `purpose`."""
    call, device = voucher.call, voucher.device
    content = {
        "voucher": voucher.number,
        "purpose": purpose,
        "call": {name: plain(getattr(call, name)) for name in CALL_FIELDS},
        "customer": {"number": call.customer.number, "name": call.customer.name},
        "branch": call.branch.code,
        "device": {
            "model": device.product_model.code,
            "serial": device.serial,
            "udi": device.udi,
            "department": device.department,
        }
        if device
        else None,
        "category": voucher.category,
        "visits": [_visit(visit) for visit in visits],
        "records": [{name: plain(getattr(record, name)) for name in RECORD_FIELDS} for record in records],
    }
    return canonical(content)


def document_hash(text: str) -> str:
    """Return the SHA-256 of a canonical document, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def short_hash(full: str) -> str:
    """Return the fingerprint as people read it aloud: `9F2C-71A0`."""
    return f"{full[:4]}-{full[4:8]}".upper()


def _visit(visit: Visit) -> dict[str, object]:
    return {"lead": visit.lead.name, **{name: plain(getattr(visit, name)) for name in VISIT_FIELDS}}
