"""Versions of the policy: what each changed and from when it is in force."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yinuo.journal.models import Chronicled


class Version(Chronicled):
    """One published version. `values` holds only what it changed, by parameter id; never changed itself."""

    SUBJECT = "policy"

    number = models.PositiveIntegerField(unique=True)
    in_force_from = models.DateTimeField(db_index=True)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)
    values = models.JSONField(default=dict)
    note = models.CharField(max_length=400, default="")

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"policy {self.number}"
