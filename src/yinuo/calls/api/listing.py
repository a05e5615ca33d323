"""Calls in a list: the same content as `telling.call`, told from plain values, many times as fast."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from yinuo.calendars.queries import working_calendar
from yinuo.calls.api.telling import CALL_INSTANTS, CALL_SAME, local
from yinuo.calls.models import Voucher
from yinuo.calls.rules.whys import arrival_words, said
from yinuo.lib.words import language

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, tzinfo

SITE = ("name", "address", "district", "zone")
READ = (
    *CALL_SAME,
    *CALL_INSTANTS,
    *(f"site__{name}" for name in SITE),
    *"id site_id branch__code branch__calendar_id customer__number customer__name".split(),
    *"zone_why arrival_due_why approval_why repeat_of__number duplicate_of__number".split(),
)
VOUCHER = tuple("number position category category_reason category_override state outcome".split())
DEVICE = {
    "number": "device__number",
    "product_model": "device__product_model__code",
    "serial": "device__serial",
    "department": "device__department",
}
REASONS_KEPT = 4096

Values = dict[str, Any]
ENCODER = msgspec.json.Encoder()


def body(rows: Sequence[Values], following: str | None) -> str:
    """Return a page of calls as JSON; `rows` are values of `READ`. One query: the vouchers of all."""
    vouchers = _vouchers([row["id"] for row in rows])
    items = [_call(row, vouchers[row["id"]]) for row in rows]
    return ENCODER.encode({"items": items, "next": following}).decode()


def _vouchers(calls: Iterable[int]) -> defaultdict[int, list[Values]]:
    found: defaultdict[int, list[Values]] = defaultdict(list)
    rows = Voucher.objects.filter(call__in=list(calls)).order_by("call_id", "position")
    for row in rows.values("call_id", "device_id", *VOUCHER, *DEVICE.values()):
        found[row["call_id"]].append(_voucher(row))
    return found


def _voucher(row: Values) -> Values:
    device = {name: row[path] for name, path in DEVICE.items()} if row["device_id"] else None
    return {
        "number": row["number"],
        "position": row["position"],
        "device": device,
        "category": row["category"],
        "category_reason": said(row["category_reason"]),
        "category_override": row["category_override"],
        "state": row["state"],
        "outcome": row["outcome"],
    }


def _call(row: Values, vouchers: list[Values]) -> Values:
    zone, first = working_calendar(row["branch__calendar_id"]).zone, vouchers[0]
    told = {name: row[name] for name in CALL_SAME} | _instants(row, zone)
    return told | {
        "branch": row["branch__code"],
        "customer": {"number": row["customer__number"], "name": row["customer__name"]},
        "site": {name: row[f"site__{name}"] for name in SITE} if row["site_id"] else None,
        "zone_why": said(row["zone_why"]),
        "category": first["category"],
        "category_reason": first["category_reason"],
        "category_override": first["category_override"],
        "arrival_due_why": _why(row["arrival_due_at"], row["arrival_due_why"]),
        "approval_why": said(row["approval_why"]),
        "repeat_of": row["repeat_of__number"],
        "duplicate_of": row["duplicate_of__number"],
        "vouchers": vouchers,
    }


def _instants(row: Values, zone: tzinfo) -> Values:
    return {name: local(row[name], zone) for name in CALL_INSTANTS}


def _why(due_at: datetime | None, why: Values) -> str:
    return _reason(due_at, ENCODER.encode(why), language.get())


@lru_cache(maxsize=REASONS_KEPT)
def _reason(due_at: datetime | None, why: bytes, _language: str) -> str:
    return str(arrival_words(due_at, msgspec.json.decode(why)))
