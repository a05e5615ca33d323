"""The devices package as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class DevicesConfig(AppConfig):
    """Names the package to Django."""

    name = "yinuo.devices"
    label = "devices"
