"""A forgotten password: ask for a link, and choose a new password by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import logout
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from yinuo.lib.words import language, w
from yinuo.people import asking, links
from yinuo.people.commands.forgetting import ask_reset
from yinuo.people.commands.passwords import reset_by_link
from yinuo.people.forms import ChosenPassword, Forgotten
from yinuo.people.queries.proofs import factors
from yinuo.people.rules.links import LINK_ENDED
from yinuo.web import clock, partial

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

CHOSEN = w("新密码已设好，请用它登录。", "Your new password is set. Sign in with it.")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """Take a user name, and say the same whoever it is."""
    form = Forgotten(request.POST or None)
    asked = False
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            ask_reset(
                username=form.cleaned_data["username"],
                address=asking.address(request),
                language=language.get(),
                at=clock.now(),
            )
            asked = True
    return partial.render(
        request, "people/forgotten.html", {"form": form, "asked": asked}, status=form.status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password", "again")
@sensitive_variables("token")
@never_cache
def reset(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a new password by a link; whoever comes with one that has ended may ask for another."""
    user = links.user_of(token, at=clock.now())
    if user is None:
        partial.said(request, LINK_ENDED)
        return partial.go(request, reverse("people:forgotten"))
    form = ChosenPassword(request.POST or None)
    form.hint(second_factor=factors(user).number > 0)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            reset_by_link(
                user=user, stamp=user.password, password=form.cleaned_data["password"], at=clock.now()
            )
            logout(request)
            partial.said(request, CHOSEN)
            return partial.go(request, reverse("people:sign-in"))
    values = {"form": form, "name": user.name, "token": token}
    return partial.render(request, "people/reset.html", values, status=form.status)
