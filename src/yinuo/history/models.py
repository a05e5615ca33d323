"""Which row of a file became which call, so that a second run changes nothing."""

from __future__ import annotations

from django.db import models

from yinuo.journal.models import Sealed


class ImportedRow(Sealed):
    """A row that was imported: `key` is branch, content and how often it stood before."""

    source = models.CharField(max_length=24)
    key = models.CharField(max_length=80, unique=True)
    row = models.PositiveIntegerField()
    cells = models.JSONField()
    call_number = models.CharField(max_length=40, db_index=True)
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.source} {self.row} → {self.call_number}"
