"""The people package as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Names the package to Django."""

    name = "yinuo.people"
    label = "people"
