"""The programming interface: every room's router under /api/v1, with one way to refuse."""

from __future__ import annotations

from ninja import NinjaAPI

api = NinjaAPI(title="Yinuo 一诺", version="1", urls_namespace="api")
