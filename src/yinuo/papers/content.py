"""What stands on each paper: values from the rows, words in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yinuo.agreements.states import CATEGORY_WORDS, Category
from yinuo.calls.rules.documents import short_hash
from yinuo.calls.states import KIND_WORDS, OUTCOME_WORDS, UNSIGNED_WORDS, Kind, Outcome, SignatureKind
from yinuo.lib.words import Words, w
from yinuo.papers.amounts import capital
from yinuo.web.forms import phones

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from yinuo.calls.models import Record, Signature, Visit, Voucher

PAGE = w("第 {page} 页，共 {pages} 页", "Page {page} of {pages}")
EARLIER = w("以前的服务", "Earlier services")
SIGN = w("客户签字", "Customer's signature")
CHOP = w("公章", "Chop")
CHOP_DATE = w("年　　月　　日", "Date:")
UNSIGNED = w("未签字：{why}", "Not signed: {why}")
PRINTED = w("{name} 打印", "Printed by {name}")
PRINTED_AT = w("{name} {at} 打印", "Printed by {name} on {at}")
TIMES = w("第 {n} 次打印", "print no. {n}")
NOT_COUNTED = w("副本，未计次", "Uncounted copy")


@dataclass(frozen=True, slots=True)
class Mark:
    """Who prints a paper, when, and for the how manieth time; `times` 0 for a copy that is not counted."""

    by: str = ""
    at: datetime | None = None
    times: int = 0


UNCOUNTED = Mark()
SUMMARY = 90


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
        [_t("联系人", "Contact"), call.contact_name, _t("电话", "Telephone"), phones.shown(call.phone)],
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
        *_capital(record),
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
        lines.append([done, voucher.number, shortened(what), visit.lead.name if visit else ""])
    return lines


def shortened(text: str) -> str:
    """Return a summary of `text`: its first characters, with … where it goes on."""
    return text if len(text) <= SUMMARY else f"{text[: SUMMARY - 1]}…"


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


def printed(mark: Mark, zone: tzinfo) -> str:
    """Return the foot's words: who printed it, when, for the how manieth time or that it isn't counted."""
    at = moment(mark.at, zone)
    who = (PRINTED_AT if at else PRINTED).format(name=mark.by, at=at) if mark.by else Words("", "")
    times = TIMES.format(n=mark.times) if mark.times else NOT_COUNTED
    return _t("，", ", ").join(part for part in (str(who), str(times)) if part)


def common(words: Words, language: str, *, foot: str) -> dict[str, Any]:
    """Return what every paper needs besides its own content."""
    title = str(words)
    return {
        "lang": language,
        "title": title[:1].upper() + title[1:],
        "page_words": str(PAGE),
        "foot": foot,
        "copy": "",
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
    return _t(f"{record.fee:,.2f} 元", f"¥{record.fee:,.2f}") if record else ""


def _capital(record: Record | None) -> list[list[str]]:
    if record is None or not record.fee:
        return []
    return [[_t("金额大写", "In capitals"), capital(record.fee)]]
