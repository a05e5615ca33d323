"""The Django application of the page shell."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The page shell: templates, tags, static files; no models."""

    name = "yinuo.web"
    label = "web"
