"""The agreements package as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """Names the package to Django."""

    name = "yinuo.agreements"
    label = "agreements"
