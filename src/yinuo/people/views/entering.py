"""Signing in and out, and changing one's own password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import login, logout, update_session_auth_hash
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from yinuo.lib.refusal import invalid
from yinuo.lib.words import w
from yinuo.people import commands
from yinuo.people.access import Signed, signed_in
from yinuo.people.forms import NewPassword, SignIn, wrong
from yinuo.people.models import User
from yinuo.people.queries import password_fits
from yinuo.web import clock, partial

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

BACKEND = "django.contrib.auth.backends.ModelBackend"
CHANGED = w("密码已改。", "Your password is changed.")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the form, or sign in and go where the person wanted to go; only to an address of this house."""
    form = SignIn(request.POST or None)
    target = _target(request)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            user = _known(request, form.cleaned_data["username"], form.cleaned_data["password"])
            login(request, user, backend=BACKEND)
            return partial.go(request, target)
    values = {"form": form, "next": target}
    return partial.render(request, "people/sign_in.html", values, status=form.status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return partial.go(request, reverse("people:sign-in"))


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("present", "password", "again")
@never_cache
@signed_in
def password(request: Signed) -> HttpResponse:
    """Change one's own password; the session goes on, every other one ends."""
    form = NewPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            _check_present(request, form.cleaned_data["present"])
            commands.change_password(user=request.user, password=form.cleaned_data["password"])
            update_session_auth_hash(request, request.user)
            partial.said(request, CHANGED)
            return partial.go(request, "/")
    return partial.render(request, "people/password.html", {"form": form}, status=form.status)


def _known(request: HttpRequest, username: str, secret: str) -> User:
    keys = (f"name:{username.lower()}", f"address:{request.META.get('REMOTE_ADDR', '')}")
    now = clock.now()
    for key in keys:
        commands.check_throttle(key, at=now)
    user = User.objects.filter(username=username, is_active=True).first()
    if not password_fits(user, secret) or user is None:
        for key in keys:
            commands.note_failure(key, at=now)
        raise wrong()
    return user


def _check_present(request: Signed, secret: str) -> None:
    key, now = f"name:{request.user.username.lower()}", clock.now()
    commands.check_throttle(key, at=now)
    if not password_fits(request.user, secret):
        commands.note_failure(key, at=now)
        raise invalid("present", w("现在的密码不对。", "The present password is wrong."), "wrong_password")


def _target(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"
