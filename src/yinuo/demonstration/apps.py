"""The demonstration package as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    """Names the package to Django."""

    name = "yinuo.demonstration"
    label = "demonstration"
