"""The code by telephone: a customer who is not on site signs by telling it to the technician (decision 3)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yinuo.calls.models.voucher import Voucher
from yinuo.journal.models import Sealed


class SigningCode(Sealed):
    """One code sent for one content of one voucher; only its digest is kept."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="codes")
    purpose = models.CharField(max_length=12)
    document_hash = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    phone = models.CharField(max_length=24)
    way = models.CharField(max_length=8)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=80)
    ends_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    proved_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["voucher_id", "id"]
