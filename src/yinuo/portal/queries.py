"""What a customer may read: one signed document by its token, and whether a fingerprint is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yinuo.calls.models import Record, Signature
from yinuo.calls.queries import jobs
from yinuo.calls.rules.documents import document_hash, short_hash
from yinuo.journal.commands import not_found
from yinuo.lib.words import Words, w
from yinuo.papers import document as paper
from yinuo.people.queries import HEAD_OFFICE

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from yinuo.calls.models import Voucher

TOKEN = re.compile(r"[A-Za-z0-9_-]{8,32}")
SHORT = re.compile(r"[0-9a-f]{8}")
WHOLE = re.compile(r"[0-9a-f]{64}")
SHORT_DIGITS = 8
RELATED = ("voucher__call__customer", "voucher__call__branch__calendar", "image")
CHANGEABLE = (*paper.TEXTS, "minutes", "fee")
CHANGED_WORDS = {**paper.TEXTS, "minutes": w("工时", "Time"), "fee": w("收费", "Fee")}


@dataclass(frozen=True, slots=True)
class Change:
    """One later version of the record: when, by whom, why, and what differs: name, before, now."""

    at: datetime
    by: str
    reason: str
    differences: tuple[tuple[Words, object, object], ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """The customer's copy: the document as it was signed, and what happened to it since."""

    signature: Signature
    lines: list[paper.Line]
    fingerprint: str
    intact: bool
    changes: list[Change]
    newer: Signature | None
    zone: tzinfo


def signed(token: str) -> Signature:
    """Return the signature with `token`. NotFound for any other text."""
    if not TOKEN.fullmatch(token):
        raise not_found("copy")
    found = Signature.objects.select_related(*RELATED).filter(token=token).first()
    if found is None:
        raise not_found("copy")
    return found


def signed_voucher(token: str) -> tuple[Voucher, Signature]:
    """Return the signature with `token` and its voucher with everything. NotFound for any other text."""
    signature = signed(token)
    return jobs.voucher(signature.voucher.number), signature


def copy(token: str) -> Copy:
    """Return the customer's copy behind `token`; a handful of queries. NotFound when there is none."""
    signature = signed(token)
    zone = HEAD_OFFICE
    records = list(signature.voucher.records.all())
    return Copy(
        signature=signature,
        lines=paper.lines(signature.document, checklists=paper.checklists(records), zone=zone),
        fingerprint=short_hash(signature.document_hash),
        intact=document_hash(signature.document) == signature.document_hash,
        changes=_changes(records, signature),
        newer=_newer(signature),
        zone=zone,
    )


def _newer(signature: Signature) -> Signature | None:
    if not signature.superseded:
        return None
    later = Signature.objects.filter(voucher_id=signature.voucher_id, purpose=signature.purpose)
    return later.filter(superseded=False, pk__gt=signature.pk).order_by("-pk").first()


def _changes(records: list[Record], signature: Signature) -> list[Change]:
    amended = [each for each in records if each.version > 1 and each.written_at > signature.signed_at]
    before = {(each.section, each.version): each for each in records}
    return [_change(before[(each.section, each.version - 1)], each) for each in amended]


def _change(before: Record, after: Record) -> Change:
    differences = tuple(
        (CHANGED_WORDS[name], getattr(before, name), getattr(after, name))
        for name in CHANGEABLE
        if getattr(before, name) != getattr(after, name)
    )
    return Change(after.written_at, after.written_by, after.amend_reason, differences)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a hash is the hash of: whether it still fits, and whether a later version took its place.

    `signature` is told only to who has the whole hash, and so the paper it stands on.
    """

    known: bool
    altered: bool = False
    superseded: bool = False
    signature: Signature | None = None
    zone: tzinfo = HEAD_OFFICE


def verdict(fingerprint: str) -> Verdict:
    """Return what is known of a fingerprint, short or whole; never more than one query."""
    found = known(fingerprint)
    if not found:
        return Verdict(known=False)
    whole = len(digits_of(fingerprint)) > SHORT_DIGITS
    standing = next((each for each in found if not each.superseded), found[0])
    return Verdict(
        known=True,
        altered=any(altered(each) for each in found),
        superseded=standing.superseded,
        signature=standing if whole else None,
    )


def altered(signature: Signature) -> bool:
    """Whether what is kept of a signature differs from what was sealed when it was signed."""
    return (
        document_hash(signature.document) != signature.document_hash or signature.own_seal() != signature.seal
    )


def digits_of(fingerprint: str) -> str:
    """Return the digits of a fingerprint as people type it: without gaps and hyphens, in small letters."""
    return re.sub(r"[\s-]", "", fingerprint).lower()


def known(fingerprint: str) -> list[Signature]:
    """Return the signatures whose document has this hash, or begins with these eight digits; at most two."""
    digits = digits_of(fingerprint)
    signatures = Signature.objects.select_related("voucher")
    if WHOLE.fullmatch(digits):
        return list(signatures.filter(document_hash=digits)[:2])
    if SHORT.fullmatch(digits):
        fitting = signatures.filter(document_hash__gte=digits, document_hash__lt=digits + "g")
        return list(fitting[:2])
    return []
