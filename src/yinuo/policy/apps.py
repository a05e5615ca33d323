"""The policy package as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """Names the package to Django."""

    name = "yinuo.policy"
    label = "policy"
