"""Every writing address with a body that is well formed: what the tests of bad input and of rights go through."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.api.conftest import CALL, RECORD

CALL_NUMBER = "SH-20261124-0001"
VOUCHER = f"{CALL_NUMBER}-1"
PLAN = {"technician": "technician", "tools": ["万用表"]}


@dataclass(frozen=True)
class Write:
    """An address, who writes there, a good body, and whether it is a change (If-Match) or a creation."""

    path: str
    who: str
    body: dict[str, Any] = field(default_factory=dict)
    changes: bool = True
    method: str = "POST"


def _call(verb: str, who: str, **body: Any) -> Write:
    return Write(f"/calls/{CALL_NUMBER}/{verb}", who, body)


def _voucher(verb: str, who: str, **body: Any) -> Write:
    return Write(f"/vouchers/{VOUCHER}/{verb}", who, body)


WRITES = [
    Write("/calls", "clerk", CALL, changes=False),
    _call("approve", "supervisor", note="同意"),
    _call("dispatch", "supervisor", **PLAN),
    _call("agree-time", "clerk", due_at="2026-11-26T10:00:00+08:00", asked_by="鲁护士长"),
    _call("solve-remotely", "clerk", solution="重启后正常", customers_word="好了"),
    _call("duplicate", "clerk", of="SH-20261124-0002"),
    _call("cancel", "clerk", reason="客户不修了"),
    _call("file", "clerk"),
    _call("assess-injury", "service_department", assessment="没有人受伤"),
    _call("confirm-zone", "clerk", zone="suburban"),
    _voucher("accept", "technician"),
    _voucher("decline", "technician", reason="车坏了"),
    _voucher("set-out", "technician", tools_confirmed=True),
    _voucher("arrive", "technician", position={"latitude": 31.2, "longitude": 121.4}),
    _voucher("record", "technician", **RECORD),
    _voucher("escalate", "technician", problem="主板坏", department="service_department"),
    _voucher("sign", "technician", kind="drawn", signer="鲁护士长", strokes="M1 1L9 9"),
    _voucher("leave", "technician", outcome="done"),
    _voucher("amend", "technician", reason="写错了", work="换了两个滤网"),
    _voucher("hand-over", "technician", **PLAN, reason="身体不适"),
    _voucher("receive", "clerk"),
    _voucher("send-back", "clerk", reason="缺读数"),
    _voucher("confirm-unsigned", "supervisor"),
    _voucher("solve", "service_department", solution="换主板"),
    _voucher("category", "supervisor", category="warranty", reason="厂家同意"),
    _voucher("to-handbook", "technician", symptom="停机", solution="换滤网"),
    Write("/branches/SH/days/2026-11-24/close", "clerk", {"explained": {}}, changes=False),
    Write("/duties/1/excuse", "branch_manager", {"reason": "大雪封路"}),
    Write("/customers", "clerk", {"name": "岱舆医院", "site": {"address": "北街 2 号"}}, changes=False),
    Write("/customers/C000001", "clerk", {"note": "周五不接待"}, method="PATCH"),
    Write("/customers/C000001/sites", "clerk", {"name": "分院", "address": "南街 3 号"}),
    Write("/customers/C000001/contacts", "clerk", {"phone": "020-0000 3399", "name": "白工"}),
    Write(
        "/devices",
        "clerk",
        {"customer": "C000001", "product_model": "KL-64", "serial": "9"},
        changes=False,
    ),
    Write("/devices/D000001", "clerk", {"department": "急诊"}, method="PATCH"),
]
NAMED = {f"{write.method} {write.path.replace(CALL_NUMBER, 'N')}": write for write in WRITES}
CHANGES = {name: write for name, write in NAMED.items() if write.changes}
