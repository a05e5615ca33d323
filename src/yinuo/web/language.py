"""Which language a request is answered in: cookie, the person's own, the browser's, else Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.lib.words import LANGUAGES

if TYPE_CHECKING:
    from django.http import HttpRequest

COOKIE = "language"
DJANGO = {"zh": "zh-hans", "en": "en"}
HTML = {"zh": "zh-CN", "en": "en"}
LONGEST = 500


def chosen(request: HttpRequest) -> str:
    """Return "zh" or "en" for this request."""
    cookie = request.COOKIES.get(COOKIE)
    if cookie in LANGUAGES:
        return str(cookie)
    own = getattr(getattr(request, "user", None), "language", None)
    if own in LANGUAGES:
        return str(own)
    return accepted(request.headers.get("Accept-Language", ""))


def accepted(header: str) -> str:
    """Return the first of our languages an Accept-Language header asks for, by its weights; else "zh"."""
    wishes = sorted((_wish(part) for part in header[:LONGEST].split(",")), key=lambda wish: -wish[1])
    for tag, weight in wishes:
        code = tag.split("-")[0]
        if weight > 0 and code in LANGUAGES:
            return code
    return "zh"


def _wish(part: str) -> tuple[str, float]:
    tag, _, rest = part.strip().lower().partition(";")
    weight = rest.strip().removeprefix("q=") if rest else "1"
    try:
        return tag.strip(), float(weight)
    except ValueError:
        return tag.strip(), 0.0
