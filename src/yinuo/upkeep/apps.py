"""The upkeep package as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    """Names the package to Django."""

    name = "yinuo.upkeep"
    label = "upkeep"
