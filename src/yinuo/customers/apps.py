"""The customers package as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Names the package to Django."""

    name = "yinuo.customers"
    label = "customers"
