"""What a request says about where it comes from: address, browser, and whether the device is known."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import signing
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from yinuo.people.models import User

COOKIE = "known"
SALT = "yinuo.people.known"
DAYS_KNOWN = 180


def address(request: HttpRequest) -> str:
    """Return the address a request comes from: what our own proxy says, when it came through one of ours."""
    direct: str = request.META.get("REMOTE_ADDR", "")
    ours = settings.YINUO_PROXIES
    if direct not in ours:
        return direct
    told = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",")]
    return next((each for each in reversed(told) if each and each not in ours), direct)[:45]


def browser(request: HttpRequest) -> str:
    """Return browser and system in a few words, as far as they can be told."""
    told = request.headers.get("User-Agent", "")
    name = next((words for mark, words in BROWSERS if mark in told), "?")
    system = next((words for mark, words in SYSTEMS if mark in told), "?")
    return f"{name} · {system}"


BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def known_device(request: HttpRequest, user: User | None) -> str:
    """Return the name of the device on which `user` signed in before; empty for any other."""
    try:
        told = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=DAYS_KNOWN * 86400)
    except signing.BadSignature:
        return ""
    fitting = user is not None and told.get("stamp") == _stamp(user)
    return str(told["device"]) if fitting else ""


def remember_device(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """Let this device be known as one of `user`'s, until the password changes."""
    device = known_device(request, user) or secrets.token_urlsafe(12)
    told: dict[str, Any] = {"device": device, "stamp": _stamp(user)}
    response.set_cookie(
        COOKIE,
        signing.dumps(told, salt=SALT),
        max_age=DAYS_KNOWN * 86400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def target(request: HttpRequest) -> str:
    """Return where the person wanted to go: an address of this house, else the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"


def _stamp(user: User) -> str:
    told = f"{user.pk}:{user.password}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), told, sha256).hexdigest()[:24]
