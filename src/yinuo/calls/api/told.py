"""What a machine is told about calls and vouchers: the shapes of the answers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel


class Ref(BaseModel):
    """A thing by its number and name. 编号与名称"""

    number: str
    name: str


class SiteTold(BaseModel):
    """Where devices stand. 地点"""

    name: str
    address: str
    district: str
    zone: str


class DeviceTold(BaseModel):
    """A device in short. 设备"""

    number: str
    product_model: str
    serial: str
    department: str


class VoucherLine(BaseModel):
    """A voucher in a call. 凭证"""

    number: str
    position: int
    device: DeviceTold | None
    category: str
    category_reason: str
    category_override: str
    state: str
    outcome: str


class CallTold(BaseModel):
    """A call with its vouchers. 叫修"""

    number: str
    branch: str
    day: date
    state: str
    kind: str
    channel: str
    fault: str
    customer: Ref
    site: SiteTold | None
    contact_name: str
    phone: str
    zone: str
    zone_why: str
    zone_to_confirm: bool
    injury: str
    injury_assessment: str
    reported_at: datetime
    registered_at: datetime
    registered_by: str
    category: str
    category_reason: str
    category_override: str
    arrival_due_at: datetime | None
    arrival_due_why: str
    agreed_with: str
    arrived_at: datetime | None
    approval_why: str
    approved_by: str
    handed_over_on: date | None
    back_in_queue: bool
    repeat_of: str | None
    duplicate_of: str | None
    ended_reason: str
    struck_off_at: datetime | None
    struck_off_by: str
    policy_version: int
    vouchers: list[VoucherLine]
    version: int


class CallsTold(BaseModel):
    """A page of calls. 一页叫修"""

    items: list[CallTold]
    next: str | None


class CallMoved(BaseModel):
    """What a move made of a call. 叫修的新进度"""

    number: str
    state: str
    arrival_due_at: datetime | None
    arrived_at: datetime | None
    version: int


class VoucherMoved(BaseModel):
    """What a move made of a voucher; `version` is the call's. 凭证的新进度"""

    number: str
    call: str
    state: str
    outcome: str
    call_state: str
    version: int


class SignatureMoved(VoucherMoved):
    """A signature that was taken. 签字"""

    signature: int
    document_hash: str
    fingerprint: str


class CodeSent(BaseModel):
    """A signing code that is on its way. 已发出的验证码"""

    sent_to: str
    ends_at: datetime
    call: str
    version: int


class FileTold(BaseModel):
    """A file of a voucher. 附件"""

    id: int
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str
    added_at: datetime
    added_by: str
    url: str


class FileAdded(FileTold):
    """A file just added, with the call's version. 刚加的附件"""

    voucher: str
    version: int


class VisitTold(BaseModel):
    """A visit with the clock of each step. 上门"""

    position: int
    lead: str
    lead_name: str
    helpers: list[str]
    current: bool
    dispatched_at: datetime
    dispatched_by: str
    fit: list[str]
    misfit_reason: str
    order_reason: str
    planned_start: datetime | None
    tools: list[str]
    tools_confirmed: bool
    receipt_number: str
    accepted_at: datetime | None
    set_out_at: datetime | None
    arrived_at: datetime | None
    metres_away: int | None
    far: bool
    left_at: datetime | None
    outcome: str
    ended_reason: str


class RecordTold(BaseModel):
    """One version of a section of the service record. 服务记录"""

    section: int
    version: int
    latest: bool
    frozen: bool
    spoken_with: str
    learned: str
    proposed: str
    found: str
    cause: str
    work: str
    points: list[str]
    checklist_version: int
    checklist_items: list[dict[str, Any]]
    answers: dict[str, Any]
    readings: list[dict[str, Any]]
    parts: list[dict[str, Any]]
    minutes: int | None
    fee: Decimal
    amend_reason: str
    written_at: datetime
    written_by: str


class SignatureTold(BaseModel):
    """A signature, or why there is none. 签字"""

    id: int
    section: int
    purpose: str
    kind: str
    signer: str
    post: str
    unsigned_reason: str
    unsigned_note: str
    confirmed_by: str
    confirmed_at: datetime | None
    image: int | None
    document_hash: str
    fingerprint: str
    signed_at: datetime
    taken_by: str
    superseded: bool


class EscalationTold(BaseModel):
    """A problem that was fed back. 上报"""

    problem: str
    department: str
    concerned: list[str]
    found_at: datetime
    told_at: datetime
    solution: str
    solved_at: datetime | None
    solved_by: str


class ServiceTold(BaseModel):
    """One service of a device, as its file keeps it (S1.8). 一次服务"""

    voucher: str
    call: str
    reported_at: datetime
    done_at: datetime | None
    outcome: str
    category: str
    fault: str
    cause: str
    work: str
    parts: list[dict[str, Any]]
    minutes: int | None
    technician: str


class VoucherTold(BaseModel):
    """A voucher with everything on it; `version` is the call's. 凭证全文"""

    number: str
    call: str
    call_state: str
    branch: str
    customer: Ref
    site: SiteTold | None
    contact_name: str
    phone: str
    kind: str
    fault: str
    reported_at: datetime
    arrival_due_at: datetime | None
    device: DeviceTold | None
    category: str
    category_reason: str
    category_override: str
    contract: str
    state: str
    outcome: str
    customers_word: str
    done_at: datetime | None
    received_at: datetime | None
    received_by: str
    filed_at: datetime | None
    filed_by: str
    missing: list[str]
    visits: list[VisitTold]
    records: list[RecordTold]
    signatures: list[SignatureTold]
    files: list[FileTold]
    escalations: list[EscalationTold]
    last_services: list[ServiceTold]
    version: int


class Judgement(BaseModel):
    """What would become of a request that is still being typed. 预判"""

    customer: Ref | None
    devices: list[DeviceJudged]
    zone: str
    zone_why: str
    zone_to_confirm: bool
    category: str
    category_reason: str
    arrival_due_at: datetime | None
    arrival_due_why: str


class DeviceJudged(BaseModel):
    """The category of one device, on record (with its number) or new. 设备的类别"""

    number: str | None
    category: str
    category_reason: str


Judgement.model_rebuild()
