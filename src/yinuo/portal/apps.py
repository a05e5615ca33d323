"""The portal package as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Names the package to Django."""

    name = "yinuo.portal"
    label = "portal"
