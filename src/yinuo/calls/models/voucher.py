"""A service voucher, one per device of a call, and its visits."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yinuo.calls.models.call import OPEN_STATES, Call
from yinuo.calls.states import State
from yinuo.devices.models import Device
from yinuo.journal.models import Sealed
from yinuo.people.models import User


class Voucher(Sealed):
    """The paper of one device of a call (服务凭证)."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="vouchers")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=44, unique=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="vouchers")
    category = models.CharField(max_length=12)
    category_reason = models.JSONField()
    category_override = models.CharField(max_length=400, default="")
    contract = models.CharField(max_length=40, default="")
    state = models.CharField(max_length=20, default=State.REGISTERED)
    outcome = models.CharField(max_length=16, default="")
    customers_word = models.CharField(max_length=400, default="")
    done_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=80, default="")
    filed_at = models.DateTimeField(null=True)
    filed_by = models.CharField(max_length=80, default="")

    class Meta:
        ordering: ClassVar = ["call_id", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "position"], name="calls_voucher_position")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["state", "id"], name="calls_open_vouchers", condition=models.Q(state__in=OPEN_STATES)
            ),
            models.Index(fields=["device", "-id"], name="calls_device_history"),
        ]

    def __str__(self) -> str:
        return self.number


class Visit(Sealed):
    """One visit for a voucher: the lead, and the clock of each step. One line of the service ledger."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="visits")
    position = models.PositiveSmallIntegerField()
    lead = models.ForeignKey(User, on_delete=models.PROTECT, related_name="visits")
    current = models.BooleanField(default=True)
    dispatched_at = models.DateTimeField()
    dispatched_by = models.CharField(max_length=80)
    fit = models.JSONField(default=list)
    misfit_reason = models.CharField(max_length=400, default="")
    order_reason = models.CharField(max_length=400, default="")
    planned_start = models.DateTimeField(null=True)
    tools = models.JSONField(default=list)
    tools_confirmed = models.BooleanField(default=False)
    accepted_at = models.DateTimeField(null=True)
    receipt_number = models.CharField(max_length=40, default="", db_index=True)
    set_out_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    metres_away = models.PositiveIntegerField(null=True)
    far = models.BooleanField(default=False)
    left_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, default="")
    ended_reason = models.CharField(max_length=400, default="")

    class Meta:
        ordering: ClassVar = ["voucher_id", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["voucher", "position"], name="calls_visit_position"),
            models.UniqueConstraint(
                fields=["voucher"], condition=models.Q(current=True), name="calls_one_current_visit"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["lead", "dispatched_at"], name="calls_ledger"),
            models.Index(fields=["lead"], name="calls_current_visits", condition=models.Q(current=True)),
        ]


class Helper(models.Model):
    """A helper on a visit; helpers book time, the lead is answerable (decision 8)."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="helpers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="helped")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["visit", "user"], name="calls_helper_once")]
