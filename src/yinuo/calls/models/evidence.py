"""What proves the work: service records, signatures, escalations and files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yinuo.calls.models.voucher import Visit, Voucher
from yinuo.journal.models import Sealed
from yinuo.people.models import User


class Record(Sealed):
    """One section of a voucher's service record; a signature freezes it, amending adds a version."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="records")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="records")
    section = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveSmallIntegerField(default=1)
    latest = models.BooleanField(default=True)
    frozen = models.BooleanField(default=False)
    spoken_with = models.CharField(max_length=80, default="")
    learned = models.TextField(default="")
    proposed = models.TextField(default="")
    found = models.TextField(default="")
    cause = models.TextField(default="")
    work = models.TextField(default="")
    points = models.JSONField(default=list)
    checklist_version = models.PositiveSmallIntegerField(default=0)
    checklist_items = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    readings = models.JSONField(default=list)
    parts = models.JSONField(default=list)
    minutes = models.PositiveIntegerField(null=True)
    fee = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    new_knowledge = models.BooleanField(default=False)
    handbook_entry = models.CharField(max_length=16, default="")
    amend_reason = models.CharField(max_length=400, default="")
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["voucher_id", "section", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["voucher", "section", "version"], name="calls_record_version")
        ]


class Attachment(Sealed):
    """A file of a voucher: photo, scan of signed paper, drawn signature. `sha256` is of the stored bytes."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)


class Signature(Sealed):
    """A signature over a canonical document: the exact text, its hash, the image and who signed."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="signatures")
    section = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=12)
    kind = models.CharField(max_length=8)
    signer = models.CharField(max_length=80, default="")
    post = models.CharField(max_length=80, default="")
    unsigned_reason = models.CharField(max_length=24, default="")
    unsigned_note = models.CharField(max_length=400, default="")
    confirmed_by = models.CharField(max_length=80, default="")
    confirmed_at = models.DateTimeField(null=True)
    strokes = models.TextField(default="")
    image = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, related_name="+")
    document = models.TextField()
    document_hash = models.CharField(max_length=64, db_index=True)
    token = models.CharField(max_length=32, unique=True)
    signed_at = models.DateTimeField()
    taken_by = models.CharField(max_length=80)
    superseded = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["voucher_id", "id"]


class Escalation(Sealed):
    """What the technician could not solve: told to whom, and the solution they fixed (S2.5, S1.6)."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="escalations")
    problem = models.TextField()
    department = models.CharField(max_length=40)
    concerned = models.JSONField(default=list)
    found_at = models.DateTimeField()
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    solution = models.TextField(default="")
    solved_at = models.DateTimeField(null=True)
    solved_by = models.CharField(max_length=80, default="")
