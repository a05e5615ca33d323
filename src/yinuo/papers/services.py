"""The service records of a device as a paper, and as the rows of a table (S1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.calls.states import OUTCOME_WORDS, Outcome
from yinuo.lib.words import speaking, w
from yinuo.papers import content
from yinuo.papers.content import Mark
from yinuo.papers.render import pdf

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from yinuo.calls.models import Voucher
    from yinuo.devices.models import Device

TITLE = w("服务记录", "Service records")
NOTHING = w("还没有做过服务", "No services yet")
COLUMNS = (
    (w("日期", "Date"), 0),
    (w("凭证", "Voucher"), 0),
    (w("报修", "Reported"), 4),
    (w("现场", "Found"), 4),
    (w("原因", "Cause"), 3),
    (w("处理", "Done"), 4),
    (w("零件", "Parts"), 3),
    (w("工时（分）", "Minutes"), 0),
    (w("技术员", "Technician"), 2),
    (w("结果", "Outcome"), 0),
)


def services(
    device: Device,
    vouchers: Iterable[Voucher],
    *,
    zone: tzinfo,
    size: str = "a4",
    language: str = "zh",
    printed_by: str = "",
) -> bytes:
    """Return the PDF of a device's services, one line each."""
    with speaking(language):
        sheet = {
            **content.common(TITLE, language, foot=content.printed(Mark(printed_by), zone)),
            "branch": f"{device.customer.name} {device.product_model.words} {device.serial}",
            "date": device.number,
            "number": device.number,
            "head": [str(words) for words, _width in COLUMNS],
            "widths": [width for _words, width in COLUMNS],
            "rows": [[str(cell) for cell in line(voucher, zone)] for voucher in vouchers],
            "nothing": str(NOTHING),
        }
        return pdf("register", [sheet], size=size)


def line(voucher: Voucher, zone: tzinfo) -> list[object]:
    """Return the cells of one service, for print and export alike."""
    record, visit = content.latest(voucher), content.last_visit(voucher)
    return [
        content.moment(voucher.done_at, zone)[:10],
        voucher.number,
        voucher.call.fault,
        record.found if record else "",
        record.cause if record else "",
        record.work if record else "",
        content.parts_of(record),
        record.minutes if record and record.minutes is not None else "",
        visit.lead.name if visit else "",
        OUTCOME_WORDS[Outcome(voucher.outcome)] if voucher.outcome else "",
    ]
