"""Messages waiting to reach a person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Message(models.Model):
    """One message to a person, or to everybody who holds a role at a branch; plain values, both languages."""

    kind = models.CharField(max_length=40)
    to_person = models.BigIntegerField(null=True)
    to_role = models.CharField(max_length=40, default="")
    to_branch = models.CharField(max_length=16, default="")
    text_zh = models.TextField()
    text_en = models.TextField()
    subject_kind = models.CharField(max_length=24, default="")
    subject_key = models.CharField(max_length=64, default="")
    channel = models.CharField(max_length=24, default="in_app")
    address = models.CharField(max_length=254, default="")
    send_at = models.DateTimeField(null=True)
    """When a channel outside is to try (again); empty for what stays inside, has left or was given up."""
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    put_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    once_key = models.CharField(max_length=160, unique=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["send_at"], name="outbox_to_send", condition=models.Q(send_at__isnull=False)
            ),
            models.Index(
                fields=["to_person", "put_at"], name="outbox_unread_person", condition=models.Q(read_at=None)
            ),
            models.Index(
                fields=["to_branch", "to_role", "put_at"],
                name="outbox_unread_role",
                condition=models.Q(read_at=None),
            ),
        ]
