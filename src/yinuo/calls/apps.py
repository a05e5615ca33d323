"""The calls package as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class CallsConfig(AppConfig):
    """Names the package to Django."""

    name = "yinuo.calls"
    label = "calls"
