"""Every route and method that the product's resolver answers, found by asking it."""

from __future__ import annotations

import re
from types import ModuleType
from typing import TYPE_CHECKING, Any

from django.test import Client, override_settings
from django.urls import URLPattern

from yinuo.config import urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
NOT_ALLOWED = 405


def patterns(entries: Iterable[Any], before: str = "") -> Iterator[str]:
    """Every pattern of a resolver, with those of what it includes."""
    for entry in entries:
        if isinstance(entry, URLPattern):
            yield before + str(entry.pattern)
        else:
            yield from patterns(entry.url_patterns, before + str(entry.pattern))


def answered(entries: list[Any]) -> set[tuple[str, str]]:
    """(method, pattern) of everything that is not refused as a method not allowed."""
    module = ModuleType("planted_urls")
    module.urlpatterns = entries
    client, found = Client(raise_request_exception=False), set()
    with override_settings(ROOT_URLCONF=module):
        for pattern in set(patterns(entries)):
            path = "/" + re.sub(r"<[^>]+>", "1", pattern)
            for method in METHODS:
                if client.generic(method, path).status_code != NOT_ALLOWED:
                    found.add((method, pattern))
    return found


ALIKE = {"api/v1/", "api/v1/docs", "api/v1/openapi.json"}
"""Addresses of the description that answer every method as they answer GET."""


def product() -> set[tuple[str, str]]:
    """What the product answers."""
    return {
        (method, pattern)
        for method, pattern in answered(list(urls.urlpatterns))
        if method == "GET" or pattern not in ALIKE
    }
