"""Signatures (S1.7, decision 3): the customer's word on exactly what stands, which freezes it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yinuo.calls.commands import codes, gate
from yinuo.calls.commands.files import Upload, keep
from yinuo.calls.models import Signature
from yinuo.calls.rules import completeness, documents
from yinuo.calls.states import MOVES, Purpose, SignatureKind, State
from yinuo.journal.commands import put
from yinuo.journal.steps import one_step
from yinuo.lib.refusal import Invalid, Refused, invalid
from yinuo.lib.words import w

if TYPE_CHECKING:
    from yinuo.calls.commands.gate import Deed, Job
    from yinuo.calls.models import Attachment, Record, Voucher


@dataclass(frozen=True, slots=True)
class Signing:
    """A signature as it is given: kind, purpose, who signed; or why nobody did."""

    kind: SignatureKind
    purpose: Purpose = Purpose.COMPLETED
    signer: str = ""
    post: str = ""
    strokes: str = ""
    image: Upload | None = None
    unsigned_reason: str = ""
    unsigned_note: str = ""


@one_step
def sign(*, number: str, version: int | None, signing: Signing, deed: Deed) -> Signature:
    """Take a signature over the canonical document and freeze the record.

    Refused `incomplete` when the record lacks what S2.3, S2.1 or the checklist asks for. Invalid when the
    signer's name, the drawing or scan, or the reason for none is missing; as `codes.use_code` for a code.
    """
    job = gate.open_job(number, version, deed)
    MOVES.after(State(job.voucher.state), "sign")
    _check(signing, job)
    by_code = signing.kind == SignatureKind.CODE
    records = gate.latest_records(job.voucher)
    _check_complete(records[-1] if records else None, signing, job)
    image = keep(job.voucher, signing.image, deed) if signing.image else None
    for record in records:
        if not record.frozen:
            record.frozen = True
            put(record)
    signature = _signature(job, signing, records, image, deed)
    _supersede(job, signature)
    told_by = codes.use_code(job, signing.purpose, signature.document_hash, deed.at) if by_code else None
    details = {
        "voucher": number,
        "purpose": str(signing.purpose),
        "kind": str(signing.kind),
        "signer": signing.signer,
        "document_hash": signature.document_hash,
        "image_hash": image.sha256 if image else "",
        "unsigned_reason": signing.unsigned_reason,
        **({"code_to": told_by.phone} if told_by else {}),
    }
    gate.write(
        job.call, "signed" if signing.kind != SignatureKind.NONE else "left_unsigned", deed, details=details
    )
    return signature


def _check(signing: Signing, job: Job) -> None:
    policy = gate.policy_of(job.call)
    if signing.kind not in policy.listed("S1.7.kinds"):
        raise invalid("kind", w("规章没有这种签字方式。", "The policy has no such kind of signature."))
    if signing.kind == SignatureKind.NONE:
        _check_unsigned(signing, policy.listed("S1.7.unsigned_reasons"))
        return
    gate.needs("signer", signing.signer, w("请写签字人的姓名。", "The signer's name is needed."))
    if signing.kind == SignatureKind.CODE:
        return
    if signing.image is None and not (signing.kind == SignatureKind.DRAWN and signing.strokes):
        raise invalid("image", w("还没有签字。", "There is no signature yet."), "image_needed")


def _check_unsigned(signing: Signing, reasons: tuple[str, ...]) -> None:
    if signing.unsigned_reason not in reasons:
        raise invalid(
            "unsigned_reason", w("没有签字要选原因。", "Choose why nobody signed."), "reason_needed"
        )
    if signing.unsigned_reason == "other" and not signing.unsigned_note.strip():
        raise invalid("unsigned_note", w("请写明原因。", "Write down the reason."), "reason_needed")


def _check_complete(record: Record | None, signing: Signing, job: Job) -> None:
    if signing.purpose != Purpose.COMPLETED:
        return
    lacking = completeness.before_signing(record, points=gate.policy_of(job.call).listed("S2.1.points"))
    if lacking:
        raise Invalid("incomplete", completeness.told(lacking.values()), fields=lacking)


def _signature(
    job: Job, signing: Signing, records: list[Record], image: Attachment | None, deed: Deed
) -> Signature:
    visits = list(job.voucher.visits.all())
    text = documents.document(job.voucher, visits=visits, records=records, purpose=signing.purpose)
    signature = Signature(
        voucher=job.voucher,
        section=records[-1].section if records else 1,
        purpose=signing.purpose,
        kind=signing.kind,
        signer=signing.signer.strip(),
        post=signing.post.strip(),
        unsigned_reason=signing.unsigned_reason,
        unsigned_note=signing.unsigned_note.strip(),
        strokes=signing.strokes,
        image=image,
        document=text,
        document_hash=documents.document_hash(text),
        token=secrets.token_urlsafe(18),
        signed_at=deed.at,
        taken_by=deed.by.name,
    )
    return put(signature)


def _supersede(job: Job, signature: Signature) -> None:
    for each in gate.SIGNATURES.rows(job.voucher.pk):
        if each.purpose == signature.purpose and not each.superseded and each.pk != signature.pk:
            each.superseded = True
            put(each)


@one_step
def confirm_unsigned(*, number: str, version: int | None, deed: Deed) -> Voucher:
    """Confirm, as supervisor, that a voucher stays without the customer's signature for the reason given."""
    job = gate.open_job(number, version, deed)
    unsigned = job.voucher.signatures.filter(kind=SignatureKind.NONE, superseded=False).first()
    if unsigned is None or unsigned.confirmed_at:
        raise Refused(
            "nothing_to_confirm", w("没有要确认的未签字。", "No missing signature waits to be confirmed.")
        )
    unsigned.confirmed_by, unsigned.confirmed_at = deed.by.name, deed.at
    put(unsigned)
    gate.write(
        job.call, "unsigned_confirmed", deed, details={"voucher": number, "reason": unsigned.unsigned_reason}
    )
    return job.voucher
