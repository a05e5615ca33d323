"""Signing in through the company's own sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yinuo.people import asking, provider
from yinuo.people.commands.company import recognise
from yinuo.people.provider import Provider
from yinuo.people.views.entering import proved
from yinuo.web import clock

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Send the browser to the company's own sign-in."""
    to, kept = provider.begin(_provider(), back=_back(request))
    request.session["company"] = {**kept, "to": asking.target(request)}
    return HttpResponseRedirect(to, status=303)


@require_safe
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """Take the browser back, once; sign in whom the administrator linked with the account."""
    asked = _provider()
    kept = request.session.pop("company", None)
    if kept is None:
        raise provider.not_proved()
    proven = provider.finish(
        asked,
        kept=kept,
        state=request.GET.get("state", ""),
        code=request.GET.get("code", ""),
        back=_back(request),
    )
    return proved(request, recognise(proven, at=clock.now()), how="company", to=kept["to"])


def _provider() -> Provider:
    told = settings.YINUO_COMPANY_SIGN_IN
    if told is None:
        raise Http404
    return Provider(**{name: told[name] for name in ("issuer", "client_id", "client_secret", "claim")})


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("people:company-back"))
