"""The outbox package as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Names the package to Django."""

    name = "yinuo.outbox"
    label = "outbox"
