"""A service call: one line of the call register, and the aggregate everything of the job belongs to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yinuo.calls.states import OPEN, WAITING, State
from yinuo.customers.models import Customer, Site
from yinuo.journal.models import Chronicled, Sealed
from yinuo.people.models import Branch

OPEN_STATES = [str(state) for state in OPEN]
WAITING_STATES = [str(state) for state in WAITING]


class Call(Chronicled):
    """One line of the register. Its version and journal chain cover its vouchers and their parts too."""

    SUBJECT = "call"

    number = models.CharField(max_length=40, unique=True)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="calls")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+")
    contact_name = models.CharField(max_length=80, default="")
    phone = models.CharField(max_length=24, default="")
    channel = models.CharField(max_length=12)
    kind = models.CharField(max_length=16)
    fault = models.TextField()
    zone = models.CharField(max_length=10)
    zone_why = models.JSONField()
    zone_to_confirm = models.BooleanField(default=False)
    injury = models.CharField(max_length=8)
    injury_learned_at = models.DateTimeField(null=True)
    injury_assessment = models.CharField(max_length=1000, default="")
    reported_at = models.DateTimeField()
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=80)
    policy_version = models.PositiveIntegerField()
    state = models.CharField(max_length=20, default=State.REGISTERED)
    arrival_due_at = models.DateTimeField(null=True)
    arrival_due_why = models.JSONField(default=dict)
    agreed_with = models.CharField(max_length=80, default="")
    arrived_at = models.DateTimeField(null=True)
    handed_over_on = models.DateField(null=True)
    back_in_queue = models.BooleanField(default=False)
    approval_why = models.JSONField(null=True)
    approved_by = models.CharField(max_length=80, default="")
    repeat_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="repeats")
    duplicate_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="duplicates")
    ended_reason = models.CharField(max_length=400, default="")
    struck_off_at = models.DateTimeField(null=True)
    struck_off_by = models.CharField(max_length=80, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["branch", "arrival_due_at", "id"],
                name="calls_open_by_due",
                condition=models.Q(state__in=OPEN_STATES),
            ),
            models.Index(fields=["branch", "state", "arrival_due_at", "id"], name="calls_by_state"),
            models.Index(fields=["branch", "day", "id"], name="calls_register"),
        ]

    def __str__(self) -> str:
        return self.number


class DayClose(Sealed):
    """A closed day of a branch's register: by whom, what was compared, what was handed over (G13)."""

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=80)
    compared = models.JSONField()
    handed_over = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["branch", "day"], name="calls_day_closed_once")
        ]
