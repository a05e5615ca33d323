"""The journal package as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Names the package to Django."""

    name = "yinuo.journal"
    label = "journal"
