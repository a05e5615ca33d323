"""Each paper as a PDF: voucher, receipt form, signed copy, the register of a day, the service ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.agreements.states import CATEGORY_WORDS, Category
from yinuo.calendars.queries import working_calendar
from yinuo.calls.states import STATE_WORDS, State
from yinuo.lib.words import speaking, w
from yinuo.papers import content, sheets
from yinuo.papers.content import UNCOUNTED, Mark
from yinuo.papers.render import pdf
from yinuo.papers.states import COPIES, PAPER_WORDS
from yinuo.web.forms import phones

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, tzinfo

    from yinuo.calls.models import Call, Signature, Visit, Voucher
    from yinuo.devices.models import Device
    from yinuo.people.models import Branch

LEDGER = w("服务台帐", "Service ledger")
NOTHING = w("这一天没有记录", "Nothing on this day")


def voucher(
    row: Voucher,
    *,
    size: str = "a4",
    language: str = "zh",
    copy: str = "",
    address: str = "",
    mark: Mark = UNCOUNTED,
) -> bytes:
    """Return the voucher's PDF. `copy` is stub, customer or finance; `address` becomes the QR code."""
    with speaking(language):
        return pdf("form", [sheets.voucher(row, mark, copy=copy, address=address)], size=size)


def receipt(
    visit: Visit, *, size: str = "a5", language: str = "zh", address: str = "", mark: Mark = UNCOUNTED
) -> bytes:
    """Return the PDF of a visit's numbered receipt form, the copy that the customer signs (S1.7)."""
    with speaking(language):
        return pdf("form", [sheets.receipt(visit, mark, address=address)], size=size)


def signed(
    row: Voucher,
    signature: Signature,
    *,
    size: str = "a4",
    language: str = "zh",
    address: str = "",
    mark: Mark = UNCOUNTED,
) -> bytes:
    """Return the signed copy as PDF/A-2b; `address` is where its hash is checked."""
    with speaking(language):
        sheet = sheets.signed(row, signature, mark, address=address)
        return pdf("form", [sheet], size=size, archival=True)


def register(
    calls: Iterable[Call],
    *,
    branch: Branch,
    day: date,
    size: str = "a4",
    language: str = "zh",
    copies: tuple[str, ...] = ("",),
    marks: tuple[Mark, ...] = (UNCOUNTED,),
) -> bytes:
    """Return the PDF of a day's register, one line a call in the order of the numbers; once for each copy."""
    zone = working_calendar(branch.calendar_id).zone
    with speaking(language):
        lines = [_line(call, zone) for call in calls]
        made = [
            {
                **content.common(PAPER_WORDS["register"], language, foot=content.printed(mark, zone)),
                "copy": str(COPIES[copy]),
                "branch": str(branch.words),
                "date": f"{day:%Y-%m-%d}",
                "number": f"{day:%Y-%m-%d}",
                **_table(REGISTER_COLUMNS, lines),
            }
            for copy, mark in zip(copies, marks, strict=True)
        ]
        return pdf("register", made, size=size)


def _table(columns: tuple[tuple[object, int], ...], rows: list[list[str]]) -> dict[str, object]:
    return {
        "head": [str(words) for words, _width in columns],
        "widths": [width for _words, width in columns],
        "rows": rows,
        "nothing": str(NOTHING),
    }


REGISTER_COLUMNS = (
    (w("号", "No."), 0),
    (w("来电", "Reported"), 0),
    (w("客户", "Customer"), 4),
    (w("电话", "Telephone"), 0),
    (w("机型与序号", "Model and serial"), 4),
    (w("故障", "Fault"), 5),
    (w("类别", "Category"), 0),
    (w("应到\n到达", "Due\nArrived"), 0),
    (w("技术员", "Technician"), 3),
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
        phones.shown(call.phone),
        _models(devices),
        call.fault,
        str(CATEGORY_WORDS[Category(first.category)]) if first else "",
        "\n".join(content.moment(each, zone)[5:] for each in (call.arrival_due_at, call.arrived_at)),
        "、".join(dict.fromkeys(leads)),
        str(STATE_WORDS[State(call.state)]),
    ]


def _models(devices: Iterable[Device]) -> str:
    """Each model once, with its serials behind it."""
    serials: dict[str, list[str]] = {}
    for device in devices:
        serials.setdefault(str(device.product_model.words), []).append(device.serial)
    return "；".join(f"{model} {'、'.join(named)}".strip() for model, named in serials.items())


LEDGER_COLUMNS = (
    (w("日期", "Date"), 0),
    (w("回执单", "Receipt form"), 0),
    (w("凭证", "Voucher"), 0),
    (w("客户", "Customer"), 4),
    (w("机型与序号", "Model and serial"), 4),
    (w("技术员", "Technician"), 2),
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
        sheet = {
            **content.common(LEDGER, language, foot=content.printed(Mark(printed_by), zone)),
            "branch": branch,
            "date": period,
            "number": period,
            **_table(LEDGER_COLUMNS, [ledger_line(visit, zone) for visit in visits]),
        }
        return pdf("register", [sheet], size=size)


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
