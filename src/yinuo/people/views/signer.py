"""Who does the next deed on a shared device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from yinuo.lib.words import w
from yinuo.people import asking
from yinuo.people.access import Signed, signed_in
from yinuo.people.commands import shared
from yinuo.people.forms import Passkeyed, Signer
from yinuo.people.views.entering import answered
from yinuo.web import clock, partial

if TYPE_CHECKING:
    from django.http import HttpResponse

    from yinuo.people.models import User
    from yinuo.web.forms import Form

GOOD_FOR = 300
"""Seconds in which the one deed has to be done."""


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("secret")
@never_cache
@signed_in
def signer(request: Signed) -> HttpResponse:
    """Confirm who does the next deed, by name and PIN or password."""
    device = request.user
    if not device.shared:
        return partial.go(request, "/")
    form = Signer(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            told = form.cleaned_data
            person = shared.sign_for(
                device=device, username=told["username"], secret=told["secret"], at=clock.now()
            )
            return _let(request, person)
    return _page(request, form)


@require_POST
@never_cache
@signed_in
def signer_passkey(request: Signed) -> HttpResponse:
    """Confirm who does the next deed with a passkey."""
    device = request.user
    if not device.shared:
        return partial.go(request, "/")
    form = Passkeyed(request.POST)
    if form.is_valid():
        with form.refusals():
            person = answered(request, form.cleaned_data["answer"])
            shared.note_signer(user=person, device=device, at=clock.now())
            return _let(request, person)
    return _page(request, form)


def _let(request: Signed, person: User) -> HttpResponse:
    request.session["signer"] = {"user": person.pk, "until": clock.now().timestamp() + GOOD_FOR}
    words = w("{name}，请在 5 分钟内办这一件事。", "{name}, do this one thing within 5 minutes.")
    partial.said(request, words.format(name=person.name))
    return partial.go(request, asking.target(request))


def _page(request: Signed, form: Form) -> HttpResponse:
    values = {
        "form": form if isinstance(form, Signer) else Signer(),
        "refused": form,
        "next": asking.target(request),
        "again": reverse("people:signer"),
    }
    return partial.render(request, "people/signer.html", values, status=form.status)
