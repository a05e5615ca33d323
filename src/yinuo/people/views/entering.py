"""Signing in: name and password, then the second factor; or a passkey alone. And signing out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from yinuo.people import asking, staying
from yinuo.people.commands import factors, passkeys, throttling
from yinuo.people.forms import Code, Passkeyed, SignIn, wrong
from yinuo.people.models import User
from yinuo.people.queries.proofs import factors as factors_of
from yinuo.people.queries.proofs import password_fits
from yinuo.web import clock, partial

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the form, or sign in and go where the person wanted to go; only to an address of this house."""
    form = SignIn(request.POST or None)
    to = asking.target(request)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            user = _known(request, form.cleaned_data["username"], form.cleaned_data["password"])
            return proved(request, user, how="password", to=to)
    values = {"form": form, "next": to, "company_sign_in": settings.YINUO_COMPANY_SIGN_IN is not None}
    return partial.render(request, "people/sign_in.html", values, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
@never_cache
def second(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor of who is half signed in."""
    found = staying.half_user(request)
    if found is None:
        return partial.go(request, reverse("people:sign-in"))
    user, told = found
    form = Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            keys = (throttling.Key(f"second:{user.pk}"),)
            now = clock.now()
            throttling.attempt(keys, at=now)
            used = factors.use_code(user=user, typed=form.cleaned_data["code"], at=now)
            throttling.succeeded(keys)
            return staying.whole(request, user, how=f"{told['how']}+{used}", to=told["to"])
    values = {"form": form, "factors": factors_of(user), "name": user.name}
    return partial.render(request, "people/second.html", values, status=form.status)


@require_POST
@never_cache
def challenge(request: HttpRequest) -> HttpResponse:
    """Give the browser something to sign with a passkey: any it has, or one of who is half signed in."""
    found = staying.half_user(request)
    made = passkeys.assertion(host=request.get_host(), user=found[0] if found else None)
    request.session["challenge"] = made.state
    return JsonResponse(made.options)


@require_POST
@sensitive_post_parameters("answer")
@never_cache
def passkey(request: HttpRequest) -> HttpResponse:
    """Sign in whoever's passkey answered; it holds both factors: the device, and what unlocks it."""
    found = staying.half_user(request)
    form = Passkeyed(request.POST)
    to = found[1]["to"] if found else asking.target(request)
    if form.is_valid():
        with form.refusals():
            user = answered(request, form.cleaned_data["answer"])
            if (found and found[0].pk != user.pk) or user.shared:
                raise passkeys.refused()
            return staying.whole(request, user, how="passkey", to=to)
    if found:
        values: dict[str, Any] = {"form": Code(), "factors": factors_of(found[0]), "name": found[0].name}
        return partial.render(request, "people/second.html", {**values, "refused": form}, status=form.status)
    values = {"form": SignIn(), "next": to, "refused": form}
    return partial.render(request, "people/sign_in.html", values, status=form.status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    staying.leave(request)
    return partial.go(request, reverse("people:sign-in"))


def proved(request: HttpRequest, user: User, *, how: str, to: str) -> HttpResponse:
    """Go on after the first proof: to the second factor when there is one, else in."""
    if factors_of(user).number and not user.shared:
        return staying.half(request, user, how=how, to=to)
    return staying.whole(request, user, how=how, to=to)


def answered(request: HttpRequest, answer: str) -> User:
    """Return whose passkey answered the challenge of this session; a challenge is good once."""
    state = request.session.pop("challenge", None)
    told = parsed(answer)
    if state is None:
        raise passkeys.refused()
    keys = (throttling.Key(f"passkey:{asking.address(request)}", throttling.FREE_PER_ADDRESS),)
    throttling.attempt(keys, at=clock.now())
    user = passkeys.use_passkey(host=request.get_host(), state=state, answer=told, at=clock.now())
    throttling.succeeded(keys)
    return user


def parsed(answer: str) -> Mapping[str, Any]:
    """Return the JSON of a browser. Invalid `passkey_refused` for anything but an object."""
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError) as problem:
        raise passkeys.refused() from problem
    if not isinstance(told, dict):
        raise passkeys.refused()
    return told


def _known(request: HttpRequest, username: str, secret: str) -> User:
    user = User.objects.filter(username=username, is_active=True).first()
    device = asking.known_device(request, user)
    keys = throttling.keys_for(username, address=asking.address(request), device=device)
    throttling.attempt(keys, at=clock.now())
    if not password_fits(user, secret) or user is None:
        raise wrong()
    throttling.succeeded(keys)
    return user
