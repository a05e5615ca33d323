"""The technician's steps with a voucher: accept, decline, set out, arrive, record, escalate, sign, leave."""

from __future__ import annotations

import base64
import binascii
import re

from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse

from yinuo.calls import commands
from yinuo.calls.access import may_work
from yinuo.calls.api import telling
from yinuo.calls.api.doing import deed_of, voucher_move
from yinuo.calls.api.given import (
    ArriveGiven,
    CodeGiven,
    DeclineGiven,
    EscalateGiven,
    LeaveGiven,
    RecordGiven,
    SetOutGiven,
    SignGiven,
    StepGiven,
)
from yinuo.calls.api.told import CodeSent, SignatureMoved, VoucherMoved
from yinuo.calls.commands.escalating import Feedback
from yinuo.calls.commands.files import Upload
from yinuo.calls.commands.recording import Findings
from yinuo.calls.commands.signing import Signing
from yinuo.calls.commands.visiting import Position
from yinuo.calls.rules.documents import short_hash
from yinuo.calls.states import SignatureKind
from yinuo.lib.refusal import invalid
from yinuo.lib.words import w
from yinuo.people import http
from yinuo.people.http import Writing
from yinuo.web import clock, uploads
from yinuo.web.machine.given import Number
from yinuo.web.machine.room import Room

router = Room("on site 现场")
STEP = StepGiven.model_validate({})
SETTING_OUT = SetOutGiven.model_validate({})
ARRIVING = ArriveGiven.model_validate({})
DATA_URL = re.compile(r"data:[a-z]+/[a-z.+-]{1,40};base64,")


@router.changes(
    "/vouchers/{number}/accept",
    VoucherMoved,
    "Accept a job",
    "接单：登入服务台帐，取得回执单号（S1.4、S2.2）。",
)
def accept(request: HttpRequest, number: Number, given: StepGiven = STEP) -> HttpResponse:
    """Accept a job; it enters the ledger and draws its receipt form."""
    return voucher_move(request, number, may_work, commands.accept, claimed_at=given.claimed_at)


@router.changes("/vouchers/{number}/decline", VoucherMoved, "Decline a job", "退单，写明原因（决定 8）。")
def decline(request: HttpRequest, number: Number, given: DeclineGiven) -> HttpResponse:
    """Decline a job; it goes back to the queue."""
    return voucher_move(
        request, number, may_work, commands.decline, claimed_at=given.claimed_at, reason=given.reason
    )


@router.changes(
    "/vouchers/{number}/set-out", VoucherMoved, "Set out", "出发；要先接单，并确认带齐工具（S1.4、S2.4）。"
)
def set_out(request: HttpRequest, number: Number, given: SetOutGiven = SETTING_OUT) -> HttpResponse:
    """Set out for the site."""
    values = {"claimed_at": given.claimed_at, "tools_confirmed": given.tools_confirmed}
    return voucher_move(request, number, may_work, commands.set_out, **values)


@router.changes(
    "/vouchers/{number}/arrive", VoucherMoved, "Arrive", "到达（G14）；位置可给可不给，只存一点。"
)
def arrive(request: HttpRequest, number: Number, given: ArriveGiven = ARRIVING) -> HttpResponse:
    """Arrive at the site; the promise of arrival is met by the first who does."""
    point = given.position
    position = Position(point.latitude, point.longitude) if point else None
    return voucher_move(
        request, number, may_work, commands.arrive, claimed_at=given.claimed_at, position=position
    )


@router.changes(
    "/vouchers/{number}/record",
    VoucherMoved,
    "Write the service record",
    "写服务记录，只改给出的几项（S1.5、S1.8、S2.1、S2.3）。",
)
def record(request: HttpRequest, number: Number, given: RecordGiven) -> HttpResponse:
    """Write into the open section of the service record."""
    findings = Findings(given.values())
    return voucher_move(
        request, number, may_work, commands.record, claimed_at=given.claimed_at, findings=findings
    )


@router.changes(
    "/vouchers/{number}/escalate",
    VoucherMoved,
    "Feed back what can't be solved",
    "上报解决不了的问题给负责部门（S2.5）。",
)
def escalate(request: HttpRequest, number: Number, given: EscalateGiven) -> HttpResponse:
    """Feed a problem back to the department in charge and to those concerned."""

    def work(writing: Writing) -> VoucherMoved:
        found_at = given.found_at or writing.at
        feedback = Feedback(given.problem, given.department, found_at, tuple(given.concerned))
        deed = deed_of(writing, given.claimed_at, check=may_work)
        told = commands.escalate(
            number=number, version=writing.version, feedback=feedback, by=writing.by, deed=deed
        )
        return telling.moved(told.voucher)

    return http.change(request, work)


@router.changes(
    "/vouchers/{number}/sign",
    SignatureMoved,
    "Take a signature",
    "签字：手写、扫描或未签的原因；冻结现有内容（S1.7、决定 3）。",
)
def sign(request: HttpRequest, number: Number, given: SignGiven) -> HttpResponse:
    """Take the customer's signature over exactly what stands, or the reason for none."""
    if given.kind is SignatureKind.CODE:
        _prove(request, number, given)

    def work(writing: Writing) -> SignatureMoved:
        deed = deed_of(writing, given.claimed_at, check=may_work)
        signature = commands.sign(number=number, version=writing.version, signing=_signing(given), deed=deed)
        return SignatureMoved(
            **telling.moved_values(signature.voucher),
            signature=signature.pk,
            document_hash=signature.document_hash,
            fingerprint=short_hash(signature.document_hash),
        )

    return http.change(request, work)


@router.changes(
    "/vouchers/{number}/code",
    CodeSent,
    "Send a signing code",
    "发签字验证码：短信，或交业务员打电话读出（决定 3）。",
)
def send_code(request: HttpRequest, number: Number, given: CodeGiven) -> HttpResponse:
    """Send the customer a code for what stands now; telling it to the technician signs it."""

    def work(writing: Writing) -> CodeSent:
        deed = deed_of(writing, given.claimed_at, check=may_work)
        row = commands.send_code(
            number=number,
            version=writing.version,
            phone=given.phone,
            way=given.way,
            purpose=given.purpose,
            deed=deed,
        )
        call = row.voucher.call
        return CodeSent(sent_to=row.phone, ends_at=row.ends_at, call=call.number, version=call.version)

    return http.change(request, work)


@router.changes("/vouchers/{number}/leave", VoucherMoved, "Leave the site", "离开，写明结果（决定 2）。")
def leave(request: HttpRequest, number: Number, given: LeaveGiven) -> HttpResponse:
    """Leave with an outcome; done and not needed close the job, the others keep it open."""
    values = {"outcome": given.outcome, "note": given.note, "claimed_at": given.claimed_at}
    return voucher_move(request, number, may_work, commands.leave, **values)


def _prove(request: HttpRequest, number: str, given: SignGiven) -> None:
    deed = deed_of(Writing(http.asking(request), clock.now()), check=may_work)
    commands.prove_code(number=number, purpose=given.purpose, code=given.code, deed=deed)


def _signing(given: SignGiven) -> Signing:
    return Signing(
        kind=given.kind,
        purpose=given.purpose,
        signer=given.signer,
        post=given.post,
        strokes=uploads.strokes(given.strokes, "strokes") if given.strokes else "",
        image=_image(given),
        unsigned_reason=given.unsigned_reason,
        unsigned_note=given.unsigned_note,
    )


def _image(given: SignGiven) -> Upload | None:
    if not given.image:
        return None
    try:
        content = base64.b64decode(DATA_URL.sub("", given.image, count=1), validate=True)
    except (binascii.Error, ValueError):
        words = w("图像要写成 base64。", "An image is written in base64.")
        raise invalid("image", words, "not_base64") from None
    scanned = given.kind == SignatureKind.SCAN
    kept = (uploads.paper if scanned else uploads.picture)(ContentFile(content, "image"), "image")
    kind = "scan" if scanned else "signature"
    return Upload(kind, f"{kind}.{kept.extension}", kept.kind, kept.content)
