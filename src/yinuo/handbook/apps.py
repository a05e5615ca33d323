"""The handbook package as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class HandbookConfig(AppConfig):
    """Names the package to Django."""

    name = "yinuo.handbook"
    label = "handbook"
