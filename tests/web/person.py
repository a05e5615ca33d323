"""Somebody signed in, the rail they see, and the settings of a shell that stands alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, JsonResponse
from django.urls import include, path

from yinuo.lib.refusal import Conflict, Invalid, NotAllowed, NotFound, Refused
from yinuo.lib.words import w
from yinuo.web.shell import RailEntry

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

RAIL = [
    RailEntry("gallery", "web:gallery", "sun", w("零件", "Parts")),
    RailEntry("offline", "web:offline", "cloud-off", w("离线", "Offline"), "see_offline"),
    RailEntry("secret", "web:manifest", "lock", w("机密", "Secret"), "see_secret", end=True),
]


@dataclass
class Somebody:
    """A person of the telephone desk."""

    pk: int = 7
    name: str = "秦可"
    language: str | None = None
    is_authenticated: bool = True
    is_active: bool = True


class SignedIn:
    """A middleware under which everybody is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = Somebody()  # type: ignore[assignment]
        return self.get_response(request)


SHELL: dict[str, Any] = {
    "rail": RAIL,
    "may": lambda _user, deed: deed == "see_offline",
    "counts": lambda _user: {"gallery": 6, "offline": 0},
    "post": lambda _user: w("服务主任", "Supervisor"),
    "palette": "/palette",
    "home": "/gallery",
    "company": w("昆仑影像售后", "Kunlun Imaging Service"),
}
SETTINGS: dict[str, Any] = {
    "YINUO_SHELL": SHELL,
    "YINUO_GALLERY": True,
    "YINUO_NOW": "2026-11-24T10:36:00+08:00",
    "ROOT_URLCONF": "tests.web.person",
}
ALONE: dict[str, Any] = SETTINGS | {
    "SESSION_ENGINE": "django.contrib.sessions.backends.signed_cookies",
    "MESSAGE_STORAGE": "django.contrib.messages.storage.cookie.CookieStorage",
    "ALLOWED_HOSTS": ["*"],
    "MIDDLEWARE": [
        "csp.middleware.CSPMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "tests.web.person.SignedIn",
        "yinuo.web.middleware.LanguageMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "yinuo.web.middleware.HeadersMiddleware",
        "yinuo.web.middleware.RefusalMiddleware",
    ],
}

REFUSALS = {
    "invalid": Invalid(
        "bad_phone", w("电话不对", "Wrong number"), fields={"phone": w("手机要 11 位", "11 digits")}
    ),
    "forbidden": NotAllowed("not_allowed", w("您不能派工", "You may not dispatch")),
    "missing": NotFound("no_call", w("没有这张单", "There is no such call")),
    "refused": Refused("unsigned", w("客户还没有签字", "The customer has not signed")),
    "conflict": Conflict(
        "stale", w("别人改过", "Changed by another"), difference={"fault": {"yours": "甲", "now": "乙"}}
    ),
}


def refuse(_request: HttpRequest, kind: str) -> HttpResponse:
    """A view that says no."""
    raise REFUSALS[kind]


def fail(_request: HttpRequest) -> HttpResponse:
    """A view that breaks."""
    raise RuntimeError("broken on purpose")


def take(request: HttpRequest) -> HttpResponse:
    """A view that takes a post."""
    return HttpResponse(request.POST.get("key", ""))


def palette(request: HttpRequest) -> JsonResponse:
    """What the palette finds."""
    items = [
        {
            "words": "派工 33 号",
            "hint": "方丈岛康复医院",
            "url": "/offline",
            "icon": "calendar-time",
            "key": "↵",
        }
    ]
    return JsonResponse({"items": items if request.GET.get("q") == "派" else []})


handler400 = "yinuo.web.pages.bad_request"
handler403 = "yinuo.web.pages.forbidden"
handler404 = "yinuo.web.pages.not_found"
handler500 = "yinuo.web.pages.broken"
urlpatterns = [
    path("", include("yinuo.web.urls")),
    path("refuse/<slug:kind>", refuse),
    path("api/v1/refuse/<slug:kind>", refuse),
    path("fail", fail),
    path("take", take),
    path("palette", palette),
]
