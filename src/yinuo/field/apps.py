"""The field package as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class FieldConfig(AppConfig):
    """Names the package to Django."""

    name = "yinuo.field"
    label = "field"
