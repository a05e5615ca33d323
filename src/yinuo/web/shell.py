"""What every page shows around its content: rail, person, company, language, theme; asked from the settings.

The rooms above say what stands in the rail and who may see it through the setting `YINUO_SHELL`, a dict of
dotted paths and values; this module knows none of them by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from yinuo.lib.words import Words, language, w
from yinuo.web import clock
from yinuo.web.language import HTML

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from django.http import HttpRequest

THEMES = ("auto", "light", "dark")
COMPANY = w("一诺", "Yinuo")
ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class RailEntry:
    """One entry of the rail; `deed` is the right one needs to see it, None for everybody; `end` sinks it."""

    key: str
    url_name: str
    icon: str
    words: Words
    deed: str | None = None
    end: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A rail entry as shown to one person on one page."""

    entry: RailEntry
    url: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, as the top bar shows them."""

    pk: int
    name: str
    post: Words

    @property
    def initial(self) -> str:
        """The first character of the name."""
        return self.name[:1]


def asked(name: str, default: Any = None) -> Any:
    """Return what the setting `YINUO_SHELL` gives under `name`; a dotted path is imported."""
    value = getattr(settings, "YINUO_SHELL", {}).get(name, default)
    dotted = isinstance(value, str) and value.startswith("yinuo.")
    return import_string(value) if dotted else value


def person(user: Any) -> Person | None:
    """Return the signed-in person, None for a visitor."""
    if not getattr(user, "is_authenticated", False):
        return None
    post = asked("post")
    return Person(user.pk, str(getattr(user, "name", user)), post(user) if post else w("", ""))


def zone_of(user: Any) -> tzinfo:
    """Return the zone in which times are shown to this person."""
    ask = asked("zone")
    if ask is None or not getattr(user, "is_authenticated", False):
        return ZoneInfo(asked("default_zone", ZONE))
    zone: tzinfo = ask(user)
    return zone


def rail(user: Any, path: str, here: str = "") -> list[Shown]:
    """Return the entries this person may see; current is `here`, else the nearest to `path`."""
    entries = [entry for entry in asked("rail", ()) if _may(user, entry)]
    counts: Mapping[str, int] = asked("counts", _none)(user) if entries else {}
    urls = {entry.key: reverse(entry.url_name) for entry in entries}
    current = here or _nearest(urls, path)
    return [
        Shown(entry, urls[entry.key], counts.get(entry.key, 0), entry.key == current) for entry in entries
    ]


def context(request: HttpRequest) -> dict[str, Any]:
    """The context processor of every page."""
    user = getattr(request, "user", None)
    code = language.get()
    theme = theme_of(request)
    return {
        "lang": code,
        "html_lang": HTML[code],
        "other_lang": "zh" if code == "en" else "en",
        "theme": theme,
        "theme_shown": "dark" if theme == "dark" else "light",
        "now": clock.now(),
        "zone": SimpleLazyObject(lambda: zone_of(user)),
        "company": asked("company", COMPANY),
        "person": SimpleLazyObject(lambda: person(user)),
        "palette_url": asked("palette", ""),
        "home_url": asked("home", "/"),
    }


def theme_of(request: HttpRequest) -> str:
    """Return the theme the person wants: auto, light or dark."""
    theme = request.COOKIES.get("theme", "")
    return theme if theme in THEMES else "auto"


def _may(user: Any, entry: RailEntry) -> bool:
    if entry.deed is None:
        return True
    return bool(asked("may", _never)(user, entry.deed))


def _nearest(urls: Mapping[str, str], path: str) -> str:
    fitting = [
        (len(url), key) for key, url in urls.items() if path == url or (path.startswith(url) and url != "/")
    ]
    return max(fitting)[1] if fitting else ""


def _none(_user: Any) -> dict[str, int]:
    return {}


def _never(_user: Any, _deed: str) -> bool:
    return False
