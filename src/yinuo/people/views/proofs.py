"""One's own second factors: the authenticator app, passkeys, printed codes, the PIN of shared devices."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import JsonResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from yinuo.lib.words import w
from yinuo.people import staying
from yinuo.people.commands import factors, passkeys, shared
from yinuo.people.forms import FirstCode, NewPasskey, NewPin
from yinuo.people.queries.proofs import factors as factors_of
from yinuo.people.rules import codes
from yinuo.people.views.entering import parsed
from yinuo.people.views.mine import page
from yinuo.people.views.proving import proved_just_now
from yinuo.web import clock, partial, qr

if TYPE_CHECKING:
    from django.http import HttpResponse

    from yinuo.people.access import Signed

STOPPED = w("验证器已停用。", "The authenticator is removed.")
REMOVED = w("通行密钥已删除。", "The passkey is removed.")
PIN_SET = w("PIN 已设好。", "Your PIN is set.")
NO_STATE = "passkey_state"


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
@proved_just_now
def authenticator(request: Signed) -> HttpResponse:
    """Show the QR code of a new secret, and take it into use with its first code."""
    form = FirstCode(request.POST or None)
    secret = _pending(request)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            printed = factors.add_authenticator(
                user=request.user, secret=secret, typed=form.cleaned_data["code"], at=clock.now()
            )
            request.session.pop("pending", None)
            staying.settle(request, request.user)
            return codes_page(request, printed)
    if factors_of(request.user).authenticator:
        return partial.go(request, reverse("people:mine"))
    link = codes.link(secret, username=request.user.username, issuer="一诺 Yinuo")
    values = {
        "form": form,
        "qr": qr.svg(link),
        "written": codes.written(secret),
        "owed": request.session.get("owes") == "factor",
    }
    return partial.render(request, "people/authenticator.html", values, status=form.status)


@require_POST
@proved_just_now
def stop_authenticator(request: Signed) -> HttpResponse:
    """Stop the app."""
    factors.remove_authenticator(user=request.user, at=clock.now())
    partial.said(request, STOPPED)
    return partial.go(request, reverse("people:mine"))


@require_POST
@proved_just_now
def new_codes(request: Signed) -> HttpResponse:
    """Make new printed codes and show them, this once."""
    return codes_page(request, factors.print_codes(user=request.user, at=clock.now()))


@require_POST
@proved_just_now
def passkey_challenge(request: Signed) -> HttpResponse:
    """Give the browser what a new passkey has to sign."""
    made = passkeys.registration(request.user, host=request.get_host())
    request.session[NO_STATE] = made.state
    return JsonResponse(made.options)


@require_POST
@sensitive_post_parameters("answer")
@proved_just_now
def new_passkey(request: Signed) -> HttpResponse:
    """Register a passkey."""
    form = NewPasskey(request.POST)
    state = request.session.pop(NO_STATE, None)
    if form.is_valid():
        with form.refusals():
            if state is None:
                raise passkeys.refused()
            printed = passkeys.add_passkey(
                user=request.user,
                host=request.get_host(),
                state=state,
                answer=parsed(form.cleaned_data["answer"]),
                name=form.cleaned_data["name"],
                at=clock.now(),
            )
            staying.settle(request, request.user)
            return codes_page(request, printed) if printed else partial.go(request, reverse("people:mine"))
    return page(request, form, refused=form)


@require_POST
@proved_just_now
def remove_passkey(request: Signed, passkey: int) -> HttpResponse:
    """Remove one of one's own passkeys."""
    passkeys.remove_passkey(user=request.user, pk=passkey, at=clock.now())
    partial.said(request, REMOVED)
    return partial.go(request, reverse("people:mine"))


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("pin")
@proved_just_now
def pin(request: Signed) -> HttpResponse:
    """Set the number by which one signs deeds on shared devices."""
    form = NewPin(request.POST or None)
    if request.method == "POST" and form.is_valid():
        shared.set_pin(user=request.user, pin=form.cleaned_data["pin"], at=clock.now())
        partial.said(request, PIN_SET)
        return partial.go(request, reverse("people:mine"))
    return partial.render(request, "people/pin.html", {"form": form}, status=form.status)


def codes_page(request: Signed, printed: list[str]) -> HttpResponse:
    """Show printed codes; without any, go on to one's own page."""
    if not printed:
        return partial.go(request, reverse("people:mine"))
    return partial.render(request, "people/codes.html", {"codes": printed})


def _pending(request: Signed) -> bytes:
    if "pending" not in request.session:
        request.session["pending"] = codes.new_secret().hex()
    return bytes.fromhex(cast("str", request.session["pending"]))
