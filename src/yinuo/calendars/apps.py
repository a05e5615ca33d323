"""The calendars package as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    """Names the package to Django."""

    name = "yinuo.calendars"
    label = "calendars"
