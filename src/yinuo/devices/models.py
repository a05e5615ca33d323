"""Product models with the checklist of each, and the devices installed at customers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yinuo.customers.models import Customer, Site
from yinuo.journal.models import Chronicled, Sealed
from yinuo.lib.words import Words
from yinuo.people.models import Skill


class ProductModel(models.Model):
    """A model of device or software that the company sells and services."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, default="")
    maker = models.CharField(max_length=80, default="")
    kind = models.CharField(max_length=12, default="hardware")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, null=True, related_name="+")
    needs_certificate = models.BooleanField(default=False)
    registration_number = models.CharField(max_length=60, default="")
    warranty_months = models.PositiveSmallIntegerField(default=12)

    class Meta:
        ordering: ClassVar = ["code"]

    @property
    def words(self) -> Words:
        """The model's name in both languages."""
        return Words(f"{self.code} {self.name}".strip(), f"{self.code} {self.name_en or self.name}".strip())


class Checklist(Sealed):
    """One version of what is checked on a model on site: conduct, safety, readings (S2.1)."""

    product_model = models.ForeignKey(ProductModel, on_delete=models.PROTECT, related_name="checklists")
    version = models.PositiveSmallIntegerField(default=1)
    items = models.JSONField(default=list)
    in_force_from = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product_model", "version"], name="devices_checklist_version")
        ]


class Device(Chronicled):
    """An installed device, hardware or software, with everything that identifies it."""

    SUBJECT = "device"

    number = models.CharField(max_length=24, unique=True)
    product_model = models.ForeignKey(ProductModel, on_delete=models.PROTECT, related_name="devices")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="devices")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="devices")
    department = models.CharField(max_length=80, default="")
    serial = models.CharField(max_length=60, db_index=True)
    udi = models.CharField(max_length=120, default="")
    software_version = models.CharField(max_length=40, default="")
    installed_on = models.DateField(null=True)
    warranty_until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["product_model", "serial"],
                condition=~models.Q(serial=""),
                name="devices_serial_once_per_model",
            )
        ]
