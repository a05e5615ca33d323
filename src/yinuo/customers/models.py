"""Customers, their sites and the people one reaches there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yinuo.journal.models import Chronicled, Sealed
from yinuo.people.models import Branch


class Customer(Chronicled):
    """A customer; the head of the customer's file (客户资料袋)."""

    SUBJECT = "customer"

    number = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=200, db_index=True)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    credit_code = models.CharField(max_length=18, default="")
    note = models.TextField(default="", max_length=2000)

    class Meta:
        ordering: ClassVar = ["name_key", "id"]

    def __str__(self) -> str:
        return self.name


class Site(Sealed):
    """A place of a customer where devices stand: a campus (院区) with its address, zone and position."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=80, default="")
    address = models.CharField(max_length=200, default="")
    district = models.CharField(max_length=40, default="")
    zone = models.CharField(max_length=10, default="")
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)


class Contact(Sealed):
    """A person or a department one reaches by telephone; many may share one number."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="contacts")
    name = models.CharField(max_length=80, default="")
    department = models.CharField(max_length=80, default="")
    post = models.CharField(max_length=40, default="")
    phone = models.CharField(max_length=24, db_index=True)
