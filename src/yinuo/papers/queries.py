"""Each paper as a PDF: voucher, receipt form, the register of a day, the service ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.agreements.states import CATEGORY_WORDS, Category
from yinuo.calendars.queries import working_calendar
from yinuo.calls.queries.register import last_services
from yinuo.calls.states import STATE_WORDS, State
from yinuo.lib.words import speaking, w
from yinuo.papers import content, qr
from yinuo.papers.render import pdf

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, tzinfo

    from yinuo.calls.models import Call, Visit, Voucher
    from yinuo.people.models import Branch

REGISTER = w("叫修登记簿", "Call register")
LEDGER = w("服务台帐", "Service ledger")
NOTHING = w("这一天没有记录", "Nothing on this day")


def voucher(
    row: Voucher,
    *,
    size: str = "a4",
    language: str = "zh",
    copy: str = "",
    address: str = "",
    printed_by: str = "",
) -> bytes:
    """Return the voucher's PDF. `copy` is stub, customer or finance; `address` becomes the QR code."""
    with speaking(language):
        filled = _form(row, content.last_visit(row), copy=copy, address=address)
        head = content.common(content.VOUCHER, language, printed_by=printed_by)
        foot = "  ".join(part for part in (content.fingerprint(content.standing(row)), head["foot"]) if part)
        return pdf("form", {**head, **filled, "number": row.number, "foot": foot}, size=size)


def receipt(
    visit: Visit, *, size: str = "a5", language: str = "zh", address: str = "", printed_by: str = ""
) -> bytes:
    """Return the PDF of a visit's numbered receipt form, the copy that the customer signs (S1.7)."""
    with speaking(language):
        filled = _form(visit.voucher, visit, copy="customer", address=address)
        head = content.common(content.RECEIPT, language, printed_by=printed_by)
        return pdf("form", {**head, **filled, "number": visit.receipt_number}, size=size)


def _form(row: Voucher, visit: Visit | None, *, copy: str, address: str) -> dict[str, object]:
    zone = working_calendar(row.call.branch.calendar_id).zone
    services = last_services(row.device_id, before=row.pk) if row.device_id else []
    signature = content.standing(row)
    return {
        "branch": str(row.call.branch.words),
        "date": f"{row.call.day:%Y-%m-%d}",
        "copy": str(content.COPIES[copy]),
        "rows": content.rows(row, visit, zone),
        "earlier": content.earlier(services, zone),
        "earlier_title": str(content.EARLIER),
        "sign_title": str(content.SIGN),
        "chop_title": str(content.CHOP),
        "signed": content.signed(signature, zone),
        "strokes": content.strokes(signature),
        "qr": qr.svg(address) if address else None,
    }


def register(
    calls: Iterable[Call],
    *,
    branch: Branch,
    day: date,
    size: str = "a4",
    language: str = "zh",
    printed_by: str = "",
) -> bytes:
    """Return the PDF of a day's register, one line a call in the order of the numbers."""
    zone = working_calendar(branch.calendar_id).zone
    with speaking(language):
        head = content.common(REGISTER, language, printed_by=printed_by)
        lines = [_line(call, zone) for call in calls]
        columns = REGISTER_COLUMNS
        filled = {
            "branch": str(branch.words),
            "date": f"{day:%Y-%m-%d}",
            "head": [str(words) for words, _width in columns],
            "widths": [width for _words, width in columns],
            "rows": lines,
            "nothing": str(NOTHING),
        }
        return pdf("register", {**head, **filled}, size=size)


REGISTER_COLUMNS = (
    (w("号", "No."), 0),
    (w("来电", "Reported"), 0),
    (w("客户", "Customer"), 4),
    (w("电话", "Telephone"), 0),
    (w("机型与序号", "Model and serial"), 4),
    (w("故障", "Fault"), 5),
    (w("类别", "Category"), 0),
    (w("应到", "Due"), 0),
    (w("到达", "Arrived"), 0),
    (w("技术员", "Technician"), 0),
    (w("进度", "State"), 0),
)


def _line(call: Call, zone: tzinfo) -> list[str]:
    vouchers = list(call.vouchers.all())
    devices = [each.device for each in vouchers if each.device]
    leads = [
        visit.lead.name for each in vouchers for visit in each.visits.all() if visit.current or visit.left_at
    ]
    first = vouchers[0] if vouchers else None
    return [
        call.number.rpartition("-")[2],
        content.clock(call.reported_at, zone),
        call.customer.name,
        call.phone,
        "；".join(f"{device.product_model.words} {device.serial}" for device in devices),
        call.fault,
        str(CATEGORY_WORDS[Category(first.category)]) if first else "",
        content.moment(call.arrival_due_at, zone)[5:],
        content.moment(call.arrived_at, zone)[5:],
        "、".join(dict.fromkeys(leads)),
        str(STATE_WORDS[State(call.state)]),
    ]


LEDGER_COLUMNS = (
    (w("日期", "Date"), 0),
    (w("回执单", "Receipt form"), 0),
    (w("凭证", "Voucher"), 0),
    (w("客户", "Customer"), 4),
    (w("机型与序号", "Model and serial"), 4),
    (w("技术员", "Technician"), 0),
    (w("接单", "Accepted"), 0),
    (w("出发", "Set out"), 0),
    (w("到达", "Arrived"), 0),
    (w("离开", "Left"), 0),
)


def ledger(
    visits: Iterable[Visit],
    *,
    branch: str,
    period: str,
    zone: tzinfo,
    size: str = "a4",
    language: str = "zh",
    printed_by: str = "",
) -> bytes:
    """Return the PDF of service ledger lines, of one person or one branch."""
    with speaking(language):
        head = content.common(LEDGER, language, printed_by=printed_by)
        filled = {
            "branch": branch,
            "date": period,
            "head": [str(words) for words, _width in LEDGER_COLUMNS],
            "widths": [width for _words, width in LEDGER_COLUMNS],
            "rows": [ledger_line(visit, zone) for visit in visits],
            "nothing": str(NOTHING),
        }
        return pdf("register", {**head, **filled}, size=size)


def ledger_line(visit: Visit, zone: tzinfo) -> list[str]:
    """Return the cells of one ledger line, for print and export alike."""
    row = visit.voucher
    device = row.device
    return [
        content.moment(visit.accepted_at, zone)[:10],
        visit.receipt_number,
        row.number,
        row.call.customer.name,
        f"{device.product_model.words} {device.serial}" if device else "",
        visit.lead.name,
        content.clock(visit.accepted_at, zone),
        content.clock(visit.set_out_at, zone),
        content.clock(visit.arrived_at, zone),
        content.clock(visit.left_at, zone),
    ]
