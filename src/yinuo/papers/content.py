"""What stands on each paper: values from the rows, words in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yinuo.agreements.states import CATEGORY_WORDS, Category
from yinuo.calls.rules.documents import short_hash
from yinuo.calls.states import KIND_WORDS, OUTCOME_WORDS, UNSIGNED_WORDS, Kind, Outcome, SignatureKind
from yinuo.lib.words import Words, w

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from yinuo.calls.models import Record, Signature, Visit, Voucher

VOUCHER = w("服务凭证", "Service voucher")
RECEIPT = w("服务回执单", "Receipt form")
COPIES = {
    "stub": w("第一联 存根", "Copy 1: file"),
    "customer": w("第二联 客户", "Copy 2: customer"),
    "finance": w("第三联 财务", "Copy 3: accounts"),
    "": w("", ""),
}
PAGE = w("第 {page} 页，共 {pages} 页", "Page {page} of {pages}")
EARLIER = w("以前的服务", "Earlier services")
SIGN = w("客户签字", "Customer's signature")
CHOP = w("盖章处", "Chop")
UNSIGNED = w("未签字：{why}", "Not signed: {why}")
PRINTED = w("{name} 打印", "Printed by {name}")


def _t(zh: str, en: str) -> str:
    return str(w(zh, en))


def moment(value: datetime | None, zone: tzinfo) -> str:
    """Return an instant as papers show it: `2026-11-24 09:05`; empty when there is none."""
    return f"{value.astimezone(zone):%Y-%m-%d %H:%M}" if value else ""


def clock(value: datetime | None, zone: tzinfo) -> str:
    """Return the time of day as papers show it: `09:05`."""
    return f"{value.astimezone(zone):%H:%M}" if value else ""


def rows(voucher: Voucher, visit: Visit | None, zone: tzinfo) -> list[list[str]]:
    """Return the cells of a voucher, two or four to a row: the same as on screen."""
    call, record = voucher.call, latest(voucher)
    return [
        [_t("客户", "Customer"), _customer(voucher)],
        [_t("联系人", "Contact"), call.contact_name, _t("电话", "Telephone"), call.phone],
        [
            _t("机型", "Model"),
            _model(voucher),
            _t("序号", "Serial"),
            voucher.device.serial if voucher.device else "",
        ],
        [
            _t("类别", "Category"),
            _boxes(voucher.category),
            _t("种类", "Kind"),
            str(KIND_WORDS[Kind(call.kind)]),
        ],
        [_t("报修", "Reported"), call.fault],
        [_t("现场", "Found"), record.found if record else ""],
        [_t("原因", "Cause"), record.cause if record else ""],
        [_t("处理", "Done"), record.work if record else ""],
        [_t("零件", "Parts"), parts_of(record)],
        [
            _t("来电", "Reported at"),
            moment(call.reported_at, zone),
            _t("应到", "Due"),
            moment(call.arrival_due_at, zone),
        ],
        [
            _t("到达", "Arrived"),
            moment(visit.arrived_at if visit else None, zone),
            _t("离开", "Left"),
            clock(visit.left_at if visit else None, zone),
        ],
        [_t("工时", "Time"), _minutes(record), _t("收费", "Fee"), _fee(record)],
        [
            _t("技术员", "Technician"),
            visit.lead.name if visit else "",
            _t("面谈人", "Spoken with"),
            record.spoken_with if record else "",
        ],
        [
            _t("结果", "Outcome"),
            str(OUTCOME_WORDS[Outcome(voucher.outcome)]) if voucher.outcome else "",
            _t("回执单", "Receipt form"),
            visit.receipt_number if visit else "",
        ],
    ]


def latest(voucher: Voucher) -> Record | None:
    """Return the record that stands now."""
    return next((record for record in reversed(list(voucher.records.all())) if record.latest), None)


def last_visit(voucher: Voucher) -> Visit | None:
    """Return the newest visit that counts on the paper."""
    return next(iter(reversed(list(voucher.visits.all()))), None)


def standing(voucher: Voucher) -> Signature | None:
    """Return the newest signature that stands, if any: completed comes after taken away."""
    newest_first = reversed(list(voucher.signatures.all()))
    return next((each for each in newest_first if not each.superseded), None)


def earlier(services: Sequence[Voucher], zone: tzinfo) -> list[list[str]]:
    """Return one line for each earlier service of the device."""
    lines = []
    for voucher in services:
        record = latest(voucher)
        done = f"{voucher.done_at.astimezone(zone):%Y-%m-%d}" if voucher.done_at else ""
        what = "；".join(part for part in (voucher.call.fault, record.work if record else "") if part)
        visit = last_visit(voucher)
        lines.append([done, voucher.number, what[:90], visit.lead.name if visit else ""])
    return lines


def signed(signature: Signature | None, zone: tzinfo) -> str:
    """Return who signed and when, or why nobody did; empty while nobody was asked."""
    if signature is None:
        return ""
    if signature.kind == SignatureKind.NONE:
        return str(UNSIGNED.format(why=UNSIGNED_WORDS.get(signature.unsigned_reason, Words("", ""))))
    who = " ".join(part for part in (signature.signer, signature.post) if part)
    return f"{who}  {moment(signature.signed_at, zone)}"


def fingerprint(signature: Signature | None) -> str:
    """Return the foot's fingerprint of the signed document."""
    return _t("指纹 ", "Fingerprint ") + short_hash(signature.document_hash) if signature else ""


def strokes(signature: Signature | None) -> str | None:
    """Return the drawn signature as an SVG picture; None when it was not drawn."""
    if signature is None or not signature.strokes:
        return None
    path = signature.strokes.replace('"', "").replace("<", "").replace(">", "")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 326 112">'
        f'<path d="{path}" fill="none" stroke="#123f52" stroke-width="2.4" stroke-linecap="round"/></svg>'
    )


def common(words: Words, language: str, *, printed_by: str) -> dict[str, Any]:
    """Return what every paper needs besides its own content."""
    return {
        "lang": language,
        "title": str(words),
        "page_words": str(PAGE),
        "foot": str(PRINTED.format(name=printed_by)) if printed_by else "",
    }


def _customer(voucher: Voucher) -> str:
    call = voucher.call
    parts = [
        call.customer.name,
        call.site.name if call.site else "",
        voucher.device.department if voucher.device else "",
    ]
    return " ".join(part for part in parts if part)


def _model(voucher: Voucher) -> str:
    return str(voucher.device.product_model.words) if voucher.device else ""


def _boxes(category: str) -> str:
    marks = [f"{'■' if each == category else '□'}\u00a0{CATEGORY_WORDS[each]}" for each in Category]
    return "  ".join(marks)


def parts_of(record: Record | None) -> str:
    """Return the parts used, as one phrase."""
    if record is None:
        return ""
    named = [
        f"{part.get('name', '')} {part.get('serial', '')} × {part.get('quantity', 1)}"
        for part in record.parts
    ]
    return "；".join(" ".join(each.split()) for each in named)


def _minutes(record: Record | None) -> str:
    if record is None or record.minutes is None:
        return ""
    return _t(f"{record.minutes} 分", f"{record.minutes} min")


def _fee(record: Record | None) -> str:
    return _t(f"{record.fee} 元", f"¥{record.fee}") if record else ""
