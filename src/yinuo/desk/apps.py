"""The desk package as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Names the package to Django."""

    name = "yinuo.desk"
    label = "desk"
