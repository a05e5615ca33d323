"""Entries of the service handbook: a problem, its cause and its solution."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yinuo.devices.models import ProductModel
from yinuo.journal.models import Chronicled


class Problem(Chronicled):
    """A problem and its solution (服务手册), with the job it was learned on."""

    SUBJECT = "handbook"

    number = models.CharField(max_length=16, unique=True)
    product_model = models.ForeignKey(
        ProductModel, on_delete=models.PROTECT, null=True, related_name="problems"
    )
    symptom = models.CharField(max_length=400)
    cause = models.CharField(max_length=1000, default="")
    solution = models.TextField(max_length=4000)
    learned_on = models.CharField(max_length=40, default="")
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["-id"]
