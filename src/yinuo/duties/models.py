"""Duties: who owes what by when under which clause."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from yinuo.duties.states import DutyState
from yinuo.journal.models import Sealed
from yinuo.lib.words import Words, from_json
from yinuo.people.models import Branch, User

if TYPE_CHECKING:
    from datetime import datetime


class Duty(Sealed):
    """One promise owed: by a person, or by whoever holds a role at a branch, until an instant."""

    clause = models.CharField(max_length=12)
    policy_version = models.PositiveIntegerField()
    subject_kind = models.CharField(max_length=24)
    subject_key = models.CharField(max_length=64)
    part = models.CharField(max_length=64, default="")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="duties")
    owner_role = models.CharField(max_length=40)
    what = models.JSONField()
    why = models.JSONField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, default=DutyState.OPEN)
    settled_at = models.DateTimeField(null=True)
    evidence = models.CharField(max_length=64, default="")
    reason = models.CharField(max_length=400, default="")
    settled_by = models.CharField(max_length=80, default="")
    steps_taken = models.PositiveSmallIntegerField(default=0)
    next_step_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clause", "subject_kind", "subject_key", "part"],
                condition=models.Q(state="open"),
                name="duties_one_open_per_promise",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_step_at"], name="duties_next_step", condition=models.Q(state="open")),
            models.Index(
                fields=["branch", "due_at"], name="duties_open_by_due", condition=models.Q(state="open")
            ),
            models.Index(fields=["subject_kind", "subject_key"], name="duties_by_subject"),
            models.Index(fields=["clause", "due_at"], name="duties_by_clause"),
        ]

    @property
    def words(self) -> Words:
        """What is owed, as a sentence in both languages."""
        return from_json(self.what)

    def overdue(self, now: datetime) -> bool:
        """Whether the duty is still open after its due instant."""
        return self.state == DutyState.OPEN and now > self.due_at
