"""The code by telephone: sent for what stands now, proved by telling it, good for one signature (decision 3).

A code is for the customer alone: it goes out as a short message, or to the clerks, who ring up and read it.
The technician who asks for it never sees it; only a digest bound to voucher and content is kept.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.crypto import constant_time_compare, salted_hmac

from yinuo.calls.commands import gate
from yinuo.calls.models import SigningCode
from yinuo.calls.rules import documents
from yinuo.calls.states import MOVES, CodeWay, Purpose, State
from yinuo.journal.commands import put
from yinuo.journal.steps import one_step
from yinuo.lib.refusal import Refused, invalid
from yinuo.lib.words import Words, w
from yinuo.outbox import commands as outbox

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.calls.commands.gate import Deed, Job

DIGITS = 6
PHONE = re.compile(r"\+?[0-9]{5,15}")
HOUR = timedelta(hours=1)
SHORT_MESSAGE = w(
    "服务凭证 {number} 的确认码 {code}，{minutes} 分钟内有效。把它告诉技术员，就是在凭证上签字。",
    "Code {code} for service voucher {number}, good for {minutes} minutes. "
    "Telling it to the technician signs the voucher.",
)
TO_THE_CLERKS = w(
    "请拨 {phone}，向客户读出确认码 {code}：凭证 {number}，{minutes} 分钟内有效。"
    "客户把它告诉技术员，就是签字。",
    "Ring {phone} and read code {code} to the customer: voucher {number}, good for {minutes} minutes. "
    "The customer signs by telling it to the technician.",
)


@one_step
def send_code(
    *,
    number: str,
    version: int | None,
    phone: str,
    deed: Deed,
    way: CodeWay,
    purpose: Purpose = Purpose.COMPLETED,
) -> SigningCode:
    """Send a code for what stands now to `phone` (digits); an earlier one no longer counts.

    Invalid for no telephone number; Refused `too_many_codes` within an hour, or when the voucher's state
    doesn't allow a signature.
    """
    job = gate.open_job(number, version, deed)
    MOVES.after(State(job.voucher.state), "sign")
    if not PHONE.fullmatch(phone):
        raise invalid(
            "phone", w("请写客户的电话。", "The customer's telephone number is needed."), "phone_needed"
        )
    policy = gate.policy_of(job.call)
    sent = SigningCode.objects.filter(voucher=job.voucher, sent_at__gt=deed.at - HOUR).count()
    if sent >= policy.count("S1.7.codes_an_hour"):
        words = w(
            "一小时内已发了 {n} 个验证码，请稍后再发，或用别的方式签字。",
            "{n} codes went out within an hour; wait, or sign another way.",
        )
        raise Refused("too_many_codes", words.format(n=sent))
    lasts = policy.minutes("S1.7.code_lasts")
    code, content = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}", _content(job, purpose)
    row = put(
        SigningCode(
            voucher=job.voucher,
            purpose=purpose,
            document_hash=content,
            digest=_digest(number, content, code),
            phone=phone,
            way=way,
            sent_at=deed.at,
            sent_by=deed.by.name,
            ends_at=deed.at + lasts,
        )
    )
    _tell(job, row, code, lasts)
    gate.write(job.call, "code_sent", deed, details={"voucher": number, "phone": phone, "way": str(way)})
    return row


@one_step
def prove_code(*, number: str, purpose: Purpose, code: str, deed: Deed) -> bool:
    """Note a try of a voucher's newest code; whether it is right, in time and not tried too often.

    A step of its own before the signature, so that the try counts even when the signature is refused.
    """
    job, at = gate.open_job(number, None, deed), deed.at
    row = _newest(job, purpose)
    if row is None or row.used_at or at > row.ends_at or row.tries >= _tries(job):
        return False
    row.tries += 1
    if constant_time_compare(row.digest, _digest(number, row.document_hash, code.strip())):
        row.proved_at = at
    put(row)
    return row.proved_at == at


def use_code(job: Job, purpose: Purpose, document_hash: str, at: datetime) -> SigningCode:
    """Take the proved code of what is being signed; it is good for this one signature.

    Invalid `code_needed`, `code_wrong`, `code_ended`, `code_tried_out` or `code_outdated`, at `code`.
    """
    row = _newest(job, purpose)
    if row is None or row.used_at:
        raise _no("code_needed", w("先发验证码。", "Send a code first."))
    if row.proved_at is None:
        raise _unproved(row, tried_out=row.tries >= _tries(job), at=at)
    if row.document_hash != document_hash:
        words = w(
            "发码以后内容改过了，请再发一个。",
            "The content has changed since the code went out; send another.",
        )
        raise _no("code_outdated", words)
    row.used_at = at
    return put(row)


def _unproved(row: SigningCode, *, tried_out: bool, at: datetime) -> Exception:
    if at > row.ends_at:
        return _no("code_ended", w("验证码过期了，请再发一个。", "The code has ended; send another."))
    if tried_out:
        return _no(
            "code_tried_out", w("试得太多了，请再发一个验证码。", "Tried too often; send another code.")
        )
    return _no("code_wrong", w("验证码不对。", "That is not the code."))


def _no(code: str, words: Words) -> Exception:
    return invalid("code", words, code)


def _newest(job: Job, purpose: Purpose) -> SigningCode | None:
    return SigningCode.objects.filter(voucher=job.voucher, purpose=purpose).order_by("-id").first()


def _tries(job: Job) -> int:
    return gate.policy_of(job.call).count("S1.7.code_tries")


def _content(job: Job, purpose: Purpose) -> str:
    records = list(job.voucher.records.filter(latest=True).order_by("section"))
    visits = list(job.voucher.visits.all())
    text = documents.document(job.voucher, visits=visits, records=records, purpose=purpose)
    return documents.document_hash(text)


def _digest(number: str, content: str, code: str) -> str:
    return salted_hmac(f"signing-code:{number}:{content}", code, algorithm="sha256").hexdigest()


def _tell(job: Job, row: SigningCode, code: str, lasts: timedelta) -> None:
    told = {"number": job.voucher.number, "code": code, "minutes": int(lasts.total_seconds() // 60)}
    about, once_key = outbox.About(job.call.SUBJECT, job.call.number), f"signing-code:{row.pk}"
    if row.way == CodeWay.MESSAGE:
        text = SHORT_MESSAGE.format(**told).zh
        outbox.put_outside(
            channel="sms",
            kind="signing_code",
            address=row.phone,
            text=text,
            about=about,
            at=row.sent_at,
            once_key=once_key,
        )
        return
    outbox.put(
        kind="signing_code",
        to=outbox.Address(role="clerk", branch=job.call.branch.code),
        text=TO_THE_CLERKS.format(**told, phone=row.phone),
        about=about,
        at=row.sent_at,
        once_key=once_key,
    )
