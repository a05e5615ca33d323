"""The duties package as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """Names the package to Django."""

    name = "yinuo.duties"
    label = "duties"
