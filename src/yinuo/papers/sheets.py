"""Sheets: everything that stands on one paper, ready to be set. Words in the language being spoken."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from yinuo.calendars.queries import working_calendar
from yinuo.calls.queries.register import last_services
from yinuo.calls.states import PURPOSE_WORDS, SIGNATURE_WORDS, Purpose, SignatureKind
from yinuo.lib.words import language, w
from yinuo.papers import content, document, qr
from yinuo.papers.states import COPIES, PAPER_WORDS, Paper

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from yinuo.calls.models import Call, Signature, Visit, Voucher
    from yinuo.papers.content import Mark

Sheet = dict[str, Any]

OPENS = w("扫码查看", "Scan to open")
CHECKS = w("扫码核对", "Scan to check")
HASH = w("文件指纹", "Document hash")
HASH_WORDS = w("SHA-256。核对真伪：{where}", "SHA-256. Check it at {where}")
SIGNED_AS = w("签字目的", "Signed for")
SIGNED_HOW = w("签字方式", "How it was signed")
GROUP = 4
SHORT = 18


def voucher(row: Voucher, mark: Mark, *, copy: str = "", address: str = "") -> Sheet:
    """Return the sheet of a voucher; `copy` names whose copy it is, `address` becomes its code."""
    signature = content.standing(row)
    foot = [content.fingerprint(signature), content.printed(mark, zone_of(row.call))]
    head = _head(Paper.VOUCHER, "  ".join(part for part in foot if part), copy)
    return {**head, **_form(row, content.last_visit(row), signature, address), "number": row.number}


def receipt(visit: Visit, mark: Mark, *, copy: str = "customer", address: str = "") -> Sheet:
    """Return the sheet of a visit's numbered receipt form, the copy that the customer signs (S1.7)."""
    row = visit.voucher
    head = _head(Paper.RECEIPT, content.printed(mark, zone_of(row.call)), copy)
    return {**head, **_form(row, visit, content.standing(row), address), "number": visit.receipt_number}


def signed(row: Voucher, signature: Signature, mark: Mark, *, copy: str = "", address: str = "") -> Sheet:
    """Return the sheet of a signed copy: the document as it was signed, and its whole hash."""
    zone = zone_of(row.call)
    told = document.lines(signature.document, checklists=document.checklists(row.records.all()), zone=zone)
    pairs = [(str(line.words), "；".join(str(value) for value in line.values)) for line in told]
    pairs.append((str(SIGNED_AS), str(PURPOSE_WORDS[Purpose(signature.purpose)])))
    pairs.append((str(SIGNED_HOW), str(SIGNATURE_WORDS[SignatureKind(signature.kind)])))
    return {
        **_head(Paper.SIGNED, content.printed(mark, zone), copy),
        **_place(row),
        "number": row.number,
        "rows": packed(pairs),
        "earlier": [],
        "earlier_title": "",
        **_signing(signature, zone, address, checks=True),
        "hash": groups(signature.document_hash),
        "hash_title": str(HASH),
        "hash_words": str(HASH_WORDS.format(where=address.rpartition("/")[0] or reverse("portal:check"))),
    }


def packed(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return rows of cells: a long value on a row of its own, short ones that follow each other together."""
    rows: list[list[str]] = []
    for short, together in groupby(pairs, key=lambda pair: len(pair[1]) <= SHORT):
        if short:
            rows.append([cell for pair in together for cell in pair])
        else:
            rows.extend(list(pair) for pair in together)
    return rows


def groups(digits: str) -> list[str]:
    """Return a hash in groups of four, as people compare it."""
    return [digits[at : at + GROUP] for at in range(0, len(digits), GROUP)]


def zone_of(call: Call) -> tzinfo:
    """Return the time zone of the branch that took the call."""
    return working_calendar(call.branch.calendar_id).zone


def _head(paper: Paper, foot: str, copy: str) -> Sheet:
    head = content.common(PAPER_WORDS[paper], language.get(), foot=foot)
    return {**head, "copy": str(COPIES[copy])}


def _place(row: Voucher) -> Sheet:
    return {"branch": str(row.call.branch.words), "date": f"{row.call.day:%Y-%m-%d}"}


def _form(row: Voucher, visit: Visit | None, signature: Signature | None, address: str) -> Sheet:
    zone = zone_of(row.call)
    services = last_services(row.device_id, before=row.pk) if row.device_id else []
    return {
        **_place(row),
        "rows": content.rows(row, visit, zone),
        "earlier": content.earlier(services, zone),
        "earlier_title": str(content.EARLIER),
        **_signing(signature, zone, address, checks=False),
        "hash": [],
    }


def _signing(signature: Signature | None, zone: tzinfo, address: str, *, checks: bool) -> Sheet:
    return {
        "sign_title": str(content.SIGN),
        "chop_title": str(content.CHOP),
        "chop_date": str(content.CHOP_DATE),
        "signed": content.signed(signature, zone),
        "strokes": content.strokes(signature),
        "qr": qr.svg(address) if address else None,
        "qr_words": str(CHECKS if checks else OPENS),
    }
