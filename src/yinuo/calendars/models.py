"""Calendars with their special days and the years whose special days are complete."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yinuo.journal.models import Chronicled, Sealed
from yinuo.lib.words import Words


class Calendar(Chronicled):
    """A calendar that branches work by; its version and head change with every change of its days too.

    `week` is `{"mon": ["08:30-12:00", …], …}`. A calendar without `special_days_expected` (a hotline staffed
    every day) needs no holidays and never warns.
    """

    SUBJECT = "calendar"
    KEY = "code"

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    zone = models.CharField(max_length=64)
    week = models.JSONField()
    special_days_expected = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> Words:
        """The calendar's name in both languages."""
        return Words(self.name, self.name_en)


class SpecialDay(Sealed):
    """A day that differs from its weekday; `windows` None: none on a holiday, normal on a make-up day."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="special_days")
    day = models.DateField()
    kind = models.CharField(max_length=8)
    windows = models.JSONField(null=True)
    label = models.CharField(max_length=40, default="")
    label_en = models.CharField(max_length=60, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["calendar", "day"], name="calendars_one_special_day")
        ]
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.kind}"

    @property
    def words(self) -> Words:
        """The day's own label; empty when it has none."""
        return Words(self.label, self.label_en or self.label)


class KnownYear(Sealed):
    """A year whose special days in a calendar are complete."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="known_years")
    year = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["calendar", "year"], name="calendars_one_known_year")
        ]
        ordering: ClassVar = ["year"]

    def __str__(self) -> str:
        return str(self.year)
