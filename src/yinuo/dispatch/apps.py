"""The dispatch package as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Names the package to Django."""

    name = "yinuo.dispatch"
    label = "dispatch"
