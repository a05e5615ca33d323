"""What a view asks before it changes what proves somebody: signed in, and proved just now."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.urls import reverse
from django.views.decorators.cache import never_cache

from yinuo.people import staying
from yinuo.people.access import Signed, signed_in
from yinuo.web import partial

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

P = ParamSpec("P")


def proved_just_now(
    view: Callable[Concatenate[Signed, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let only people through who proved who they are within 15 minutes; others prove it, and come back."""

    @wraps(view)
    def guarded(request: Signed, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if staying.recent(request):
            return view(request, *args, **kwargs)
        back = request.path if request.method in {"GET", "HEAD"} else reverse("people:mine")
        return partial.go(request, f"{reverse('people:confirm')}?{urlencode({'next': back})}")

    shut = cast("Callable[Concatenate[Signed, P], HttpResponseBase]", guarded)
    return never_cache(signed_in(shut))
