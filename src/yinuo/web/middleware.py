"""Around every request: the language and the zone it is answered in, headers, refusals as answers."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.template import loader
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from yinuo.lib.refusal import Refusal
from yinuo.lib.words import speaking
from yinuo.web import language, partial, problem, security, shell, typed
from yinuo.web.machine.refusals import of_status

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    Answer = Callable[[HttpRequest], HttpResponseBase]

MOST_BODY = 64 * 1024 * 1024
LENGTH = re.compile(r"[0-9]{1,15}")


class LanguageMiddleware:
    """Speak the language of the request in everything below; stands after the authentication."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        code = language.chosen(request)
        zone = shell.zone_of(getattr(request, "user", None))
        with speaking(code), translation.override(language.DJANGO[code]), timezone.override(zone):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language.HTML[code])
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response


class HeadersMiddleware:
    """Set the headers of `web.security` that no other middleware sets."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        by_tls = security.BY_TLS_ONLY if settings.SESSION_COOKIE_SECURE else {}
        for name, value in {**security.HEADERS, **by_tls}.items():
            response.headers.setdefault(name, value)
        return response


class RefusalMiddleware:
    """Answer a Refusal raised out of a view: a page, a toast for htmx, problem+json for a machine.

    An address with NUL in it names nothing, and no database would take it: it is not found. What is typed
    into the rest of a page's address is read by `web.typed`. A body longer than `MOST_BODY` is never read.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        if not LENGTH.fullmatch(length):
            return _answered(request, of_status(400))
        if int(length) > MOST_BODY:
            return _answered(request, of_status(413))
        if not request.path.startswith("/api/"):
            if "\x00" in request.path:
                raise Http404
            request.GET = typed.cleaned(request.GET)  # type: ignore[assignment] # kept by the request
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the answer to a Refusal; leave every other exception to Django."""
        return _answered(request, exception) if isinstance(exception, Refusal) else None


def wants_json(request: HttpRequest) -> bool:
    """Say whether a machine asks: an address of the API, or JSON accepted and HTML not."""
    accept = request.headers.get("Accept", "")
    return request.path.startswith("/api/") or ("json" in accept and "text/html" not in accept)


def _answered(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    if wants_json(request):
        return problem.answer(refusal)
    if partial.is_partial(request):
        return toast(refusal)
    page = loader.render_to_string("web/refused.html", {"refusal": refusal}, request)
    return HttpResponse(page, status=refusal.status)


def toast(refusal: Refusal) -> HttpResponse:
    """Answer an htmx request with the refusal in a toast; the page stays as it is."""
    told = json.dumps({"toast": {"words": str(refusal.words), "kind": "refused"}})
    return HttpResponse(status=refusal.status, headers={"HX-Reswap": "none", "HX-Trigger": told})
