"""My sign-in: password, second factors, printed codes, PIN, where I am signed in, tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yinuo.lib.refusal import invalid
from yinuo.lib.words import w
from yinuo.people import asking, staying
from yinuo.people.access import Signed, signed_in
from yinuo.people.commands import passwords, stays, throttling, tokens
from yinuo.people.forms import Confirm, NewPassword, NewToken, Passkeyed
from yinuo.people.models import Stay, Token
from yinuo.people.queries.proofs import factors, password_fits, present_profile
from yinuo.people.views.entering import answered
from yinuo.people.views.proving import proved_just_now
from yinuo.web import clock, partial

if TYPE_CHECKING:
    from django.http import HttpResponse

    from yinuo.web.forms import Form

CHANGED = w("密码已改，别处的登录都已结束。", "Your password is changed; you are signed out everywhere else.")
ENDED = w("已结束 {n} 处登录。", "{n} sessions ended.")
REVOKED = w("令牌已作废。", "The token is revoked.")
WRONG_PASSWORD = w("现在的密码不对。", "The present password is wrong.")


@require_safe
@never_cache
@signed_in
def mine(request: Signed) -> HttpResponse:
    """Show everything that proves the person, and where they are signed in."""
    return page(request)


def page(request: Signed, form: Form | None = None, **shown: Any) -> HttpResponse:
    """Return the page; `form` is a refused one, `shown` what is shown this once."""
    user, now = request.user, clock.now()
    values = {
        "factors": factors(user),
        "passkeys": user.passkeys.all(),
        "stays": Stay.objects.filter(user=user),
        "this_session": request.session.session_key,
        "tokens": Token.objects.filter(user=user, ends_at__gt=now).order_by("ends_at"),
        "profile": present_profile(),
        "new_token": form if isinstance(form, NewToken) else NewToken(),
        "here": "settings",
        **shown,
    }
    return partial.render(request, "people/mine.html", values, status=form.status if form else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("present", "password", "again")
@never_cache
@signed_in
def password(request: Signed) -> HttpResponse:
    """Change one's own password; this session goes on with a new key, every other one ends."""
    form = NewPassword(request.POST or None)
    form.hint(second_factor=factors(request.user).number > 0)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            check_present(request, form.cleaned_data["present"], "present")
            changed = passwords.change_password(
                user=request.user,
                password=form.cleaned_data["password"],
                by=request.user,
                at=clock.now(),
                keep=request.session.session_key or "",
            )
            staying.same_person(request, changed)
            partial.said(request, CHANGED)
            response = partial.go(request, reverse("people:mine"))
            asking.remember_device(request, response, changed)
            return response
    values = {"form": form, "owed": request.session.get("owes") == "password"}
    return partial.render(request, "people/password.html", values, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@never_cache
@signed_in
def confirm(request: Signed) -> HttpResponse:
    """Prove again who one is, by password or passkey, before something important is changed."""
    form = Confirm(request.POST or None)
    to = asking.target(request)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            check_present(request, form.cleaned_data["password"], "password")
            staying.confirm(request)
            return partial.go(request, to)
    return _confirm_page(request, form, to)


@require_POST
@never_cache
@signed_in
def confirm_passkey(request: Signed) -> HttpResponse:
    """Prove again who one is with a passkey."""
    form, to = Passkeyed(request.POST), asking.target(request)
    if form.is_valid():
        with form.refusals():
            if answered(request, form.cleaned_data["answer"]).pk != request.user.pk:
                raise invalid("answer", WRONG_PASSWORD, "passkey_refused")
            staying.confirm(request)
            return partial.go(request, to)
    return _confirm_page(request, form, to)


@require_POST
@signed_in
def end_stay(request: Signed, stay: int) -> HttpResponse:
    """End one of one's own sessions elsewhere; one that isn't there, or is somebody else's, has ended."""
    own = Stay.objects.filter(user=request.user, pk=stay)
    partial.said(request, ENDED.format(n=stays.end_stays(own)))
    return partial.go(request, reverse("people:mine"))


@require_POST
@signed_in
def end_others(request: Signed) -> HttpResponse:
    """End all of one's own sessions but this one."""
    ended = stays.end_all(request.user, but=request.session.session_key or "")
    partial.said(request, ENDED.format(n=ended))
    return partial.go(request, reverse("people:mine"))


@require_POST
@proved_just_now
def new_token(request: Signed) -> HttpResponse:
    """Make a token for a program and show it, this once."""
    form = NewToken(request.POST)
    if form.is_valid():
        with form.refusals():
            told = form.cleaned_data
            secret = tokens.add_own_token(
                user=request.user, name=told["name"], days=told["days"], scope=told["scope"], at=clock.now()
            )
            return page(request, secret=secret)
    return page(request, form)


@require_POST
@signed_in
def revoke_token(request: Signed, token: int) -> HttpResponse:
    """End one of one's own tokens."""
    tokens.revoke_token(user=request.user, pk=token, at=clock.now())
    partial.said(request, REVOKED)
    return partial.go(request, reverse("people:mine"))


def check_present(request: Signed, secret: str, field: str) -> None:
    """Refuse `wrong_password` at `field` unless `secret` is the person's password; counted like a sign-in."""
    keys = (throttling.Key(f"present:{request.user.pk}"),)
    throttling.attempt(keys, at=clock.now())
    if not password_fits(request.user, secret):
        raise invalid(field, WRONG_PASSWORD, "wrong_password")
    throttling.succeeded(keys)


def _confirm_page(request: Signed, form: Form, to: str) -> HttpResponse:
    typed = form if isinstance(form, Confirm) else Confirm()
    values = {"form": typed, "refused": form, "next": to, "factors": factors(request.user)}
    return partial.render(request, "people/confirm.html", values, status=form.status)
