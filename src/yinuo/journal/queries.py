"""The journal read: the timeline of a subject, and the newest lines of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.journal.models import Entry

if TYPE_CHECKING:
    from django.db.models import QuerySet


def timeline(kind: str, key: str) -> QuerySet[Entry]:
    """Return the lines of one subject, oldest first."""
    return Entry.objects.filter(subject_kind=kind, subject_key=key).order_by("sequence")


def lines(*, before: int | None = None) -> QuerySet[Entry]:
    """Return all lines, newest first, those before line `before` when given."""
    newest = Entry.objects.order_by("-id")
    return newest.filter(id__lt=before) if before else newest
