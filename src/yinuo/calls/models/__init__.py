"""The rows of the main job: calls, their vouchers and visits, and what proves the work."""

from __future__ import annotations

from yinuo.calls.models.call import Call, DayClose
from yinuo.calls.models.code import SigningCode
from yinuo.calls.models.evidence import Attachment, Escalation, Record, Signature
from yinuo.calls.models.voucher import Helper, Visit, Voucher
from yinuo.calls.models.words import CallWords

__all__ = [
    "Attachment",
    "Call",
    "CallWords",
    "DayClose",
    "Escalation",
    "Helper",
    "Record",
    "Signature",
    "SigningCode",
    "Visit",
    "Voucher",
]
