"""The history package as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    """Names the package to Django."""

    name = "yinuo.history"
    label = "history"
