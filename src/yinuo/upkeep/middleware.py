"""Around every request, outermost: it gets a number, is counted and timed, and leaves one line in the log."""

from __future__ import annotations

import logging
import re
import secrets
from time import perf_counter
from typing import TYPE_CHECKING, Any

from django.conf import settings

from yinuo.upkeep import log
from yinuo.upkeep.counting import COMMANDS, LATENCY, REQUESTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

LOG = logging.getLogger("yinuo.request")
HEADER = "X-Request-Id"
GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
READING = {"GET", "HEAD", "OPTIONS"}


class WatchMiddleware:
    """Counts, times and logs requests; says who asked by number, what for by pattern, never by content."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "")
        number = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
        token = log.request_id.set(number)
        began = perf_counter()
        try:
            response = self.get_response(request)
            seconds = perf_counter() - began
            _count(request, response.status_code, seconds)
            _note(request, response.status_code, seconds)
        finally:
            log.request_id.reset(token)
        response.headers[HEADER] = number
        return response


def route_of(request: HttpRequest) -> str:
    """Return the pattern of the address, which holds nothing anybody typed."""
    match = request.resolver_match
    if match is not None and match.route is not None:
        return f"/{match.route}"
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"


def _count(request: HttpRequest, status: int, seconds: float) -> None:
    route, method = route_of(request), request.method if request.method in METHODS else "other"
    REQUESTS.labels(route, method, status).inc()
    LATENCY.labels(route).observe(seconds)
    if method not in READING and status < 400:
        COMMANDS.labels(route).inc()


def _note(request: HttpRequest, status: int, seconds: float) -> None:
    level = logging.WARNING if status >= 500 else logging.INFO
    if not LOG.isEnabledFor(level):
        return
    told: dict[str, Any] = {
        "who": _who(request),
        "method": request.method if request.method in METHODS else "other",
        "route": route_of(request),
        "status": status,
        "ms": round(seconds * 1000, 1),
    }
    LOG.log(level, "answered", extra={"told": told})


def _who(request: HttpRequest) -> int | None:
    """Return the number of who asked, if that is known already: nobody is looked up for the log."""
    known = getattr(request, "auth", None) or getattr(request, "_cached_user", None)
    return getattr(known, "pk", None)
