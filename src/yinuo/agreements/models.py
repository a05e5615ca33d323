"""Maintenance contracts and the devices they cover."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yinuo.customers.models import Customer
from yinuo.devices.models import Device
from yinuo.journal.models import Chronicled


class Contract(Chronicled):
    """A maintenance contract: period, visits and hours included and used up."""

    SUBJECT = "contract"

    number = models.CharField(max_length=40, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contracts")
    starts_on = models.DateField()
    ends_on = models.DateField()
    visits_included = models.PositiveSmallIntegerField(null=True)
    minutes_included = models.PositiveIntegerField(null=True)
    visits_used = models.PositiveSmallIntegerField(default=0)
    minutes_used = models.PositiveIntegerField(default=0)


class Covered(models.Model):
    """A device that a contract covers."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="covered")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="covers")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "device"], name="agreements_device_covered_once")
        ]
