"""Pages of the shell itself: errors in words, language and theme, the web app's manifest, the gallery."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template import loader
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from yinuo.lib.words import LANGUAGES, Words, language, w
from yinuo.web import faults, partial, problem, shell, typed
from yinuo.web import gallery as parts
from yinuo.web.language import COOKIE, HTML
from yinuo.web.middleware import toast, wants_json

if TYPE_CHECKING:
    from django.http import HttpRequest

RETRY_SECONDS = 2
YEAR = 365 * 24 * 3600
NAME = w("一诺", "Yinuo")
DESCRIPTION = w("叫修、派工、上门、签字，一件不漏", "Calls, dispatch, visits, signatures: nothing is lost")
SAID = {
    400: w("读不懂这次请求", "This request could not be read"),
    403: w("您不能做这件事", "You may not do this"),
    404: w("没有这个地址", "There is no such address"),
    500: w("我们这里出了错", "Something failed on our side"),
}


@require_POST
def switch_language(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the wanted language for a year and go back to the page."""
    if code not in LANGUAGES:
        raise Http404(code)
    return _kept(request, COOKIE, code)


@require_POST
def switch_theme(request: HttpRequest, theme: str) -> HttpResponse:
    """Keep light, dark or auto for a year and go back to the page."""
    if theme not in shell.THEMES:
        raise Http404(theme)
    return _kept(request, "theme", theme)


def _kept(request: HttpRequest, name: str, value: str) -> HttpResponse:
    response = HttpResponseRedirect(_back(request), status=303)
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


def _back(request: HttpRequest) -> str:
    wanted = typed.text(request.POST, "next", 2000) or request.headers.get("Referer", "")
    fits = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if fits else str(shell.asked("home", "/"))


@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """Answer the manifest of the installable web app, in the language of the request."""
    icons = [
        {
            "src": static(f"web/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any maskable",
        }
        for size in (192, 512)
    ]
    start = str(shell.asked("field", "/"))
    return JsonResponse(
        {
            "id": start,
            "name": str(NAME),
            "short_name": str(NAME),
            "description": str(DESCRIPTION),
            "lang": HTML[language.get()],
            "start_url": start,
            "scope": "/",
            "display": "standalone",
            "background_color": "#f6f5f1",
            "theme_color": "#15607a",
            "icons": icons,
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """Send browsers that ask for the old address to the icon."""
    return HttpResponseRedirect(static("web/favicon.svg"))


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page a service worker keeps for when there is no network."""
    return partial.render(request, "web/offline.html")


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """All parts on one page, to look at and to test; only where the setting `YINUO_GALLERY` allows it."""
    if not getattr(settings, "YINUO_GALLERY", False):
        raise Http404
    face = typed.text(request.GET, "face")
    template = f"web/gallery_{face}.html" if face in parts.FACES else "web/gallery_desk.html"
    return partial.render(request, template, parts.context(request.GET), part="rows")


@require_safe
def gallery_why(request: HttpRequest) -> HttpResponse:
    """The why of the gallery's chip."""
    if not getattr(settings, "YINUO_GALLERY", False):
        raise Http404
    return partial.render(request, "web/why.html", {"why": parts.WHY}, part="why")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django calls it with both
    """Handler of 400."""
    return _told(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django calls it with both
    """Handler of 403."""
    return _told(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django calls it with both
    """Handler of 404."""
    return _told(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Handler of what nobody caught: 507 for the disk, 503 for the database, else 500; touches neither."""
    fault = faults.of(sys.exc_info()[1])
    if fault is None:
        return _told(request, 500)
    if wants_json(request):
        response: HttpResponse = problem.answer(fault)
    elif partial.is_partial(request):
        response = toast(fault)
    else:
        response = _told(request, fault.status)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django names it
    """Answer a post whose page was too old or came from elsewhere."""
    if wants_json(request):
        return _problem(403, w("缺少 CSRF 令牌", "The CSRF token is missing"), "csrf")
    return HttpResponse(loader.render_to_string("web/csrf.html", _plain(request)), status=403)


def _told(request: HttpRequest, status: int) -> HttpResponse:
    if wants_json(request):
        return _problem(
            status,
            SAID[status],
            {400: "bad_request", 403: "forbidden", 404: "not_found"}.get(status, "broken"),
        )
    return HttpResponse(loader.render_to_string(f"web/{status}.html", _plain(request)), status=status)


def _problem(status: int, words: Words, code: str) -> JsonResponse:
    told: dict[str, Any] = {"type": f"urn:yinuo:refusal:{code}", "title": words.en, "status": status}
    told |= {"detail": str(words), "code": code, "fields": {}, "difference": {}}
    return JsonResponse(
        told, status=status, content_type=problem.MEDIA_TYPE, json_dumps_params={"ensure_ascii": False}
    )


def _plain(request: HttpRequest) -> dict[str, Any]:
    code, theme = language.get(), shell.theme_of(request)
    return {
        "request": request,
        "lang": code,
        "html_lang": HTML[code],
        "theme": theme,
        "theme_shown": "dark" if theme == "dark" else "light",
        "home_url": shell.asked("home", "/"),
    }
