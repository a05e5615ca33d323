"""The addresses for machines that watch: alive, ready, figures."""

from __future__ import annotations

import hmac
from ipaddress import ip_address
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from yinuo.upkeep import health, metrics
from yinuo.web import clock

if TYPE_CHECKING:
    from django.http import HttpRequest

FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")
FORMAT = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
def live(_request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return _never_kept(JsonResponse({"status": "live"}))


@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    """Whether everything is well: 200, or 503 with the checks that are not."""
    checks = health.ready(clock.now())
    good = all(checks.values())
    told = {"status": "ready" if good else "not ready", "checks": checks}
    return _never_kept(JsonResponse(told, status=200 if good else 503))


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, to this machine or with the token; not there for anybody else."""
    if not may_see(request):
        raise Http404
    return _never_kept(HttpResponse(metrics.exposition(clock.now()), content_type=FORMAT))


def may_see(request: HttpRequest) -> bool:
    """Say whether who asks sits on this machine, not behind a proxy on it, or has the token."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    token = settings.YINUO_METRICS_TOKEN
    if token and scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode()):
        return True
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _never_kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
