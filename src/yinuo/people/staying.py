"""A browser's session: half signed in, signed in, still the same person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth import login, logout, update_session_auth_hash
from django.urls import reverse

from yinuo.people import asking
from yinuo.people.commands import stays
from yinuo.people.models import User
from yinuo.people.queries.proofs import owes
from yinuo.web import clock, partial

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from yinuo.people.access import Signed

BACKEND = "django.contrib.auth.backends.ModelBackend"
HALF_FOR = timedelta(minutes=10)
RECENT = timedelta(minutes=15)
FIRST_STEPS = {"password": "people:password", "factor": "people:authenticator"}


def half(request: HttpRequest, user: User, *, how: str, to: str) -> HttpResponse:
    """The first proof was good; ask for the second. Whatever the session held before is dropped."""
    request.session.flush()
    told = {"user": user.pk, "how": how, "to": to, "at": clock.now().timestamp(), "stamp": user.password}
    request.session["half"] = told
    return partial.go(request, reverse("people:second"))


def half_user(request: HttpRequest) -> tuple[User, dict[str, Any]] | None:
    """Return who is half signed in, and how; None when nobody is, or no more."""
    told = request.session.get("half")
    if not told or clock.now().timestamp() - told["at"] > HALF_FOR.total_seconds():
        return None
    user = User.objects.filter(pk=told["user"], is_active=True, password=told["stamp"]).first()
    return (user, told) if user is not None else None


def whole(request: HttpRequest, user: User, *, how: str, to: str) -> HttpResponse:
    """Sign `user` in with a new session key, and go where the person wanted to, or what comes first."""
    stays.forget_stay(request.session.session_key or "")
    login(request, user, backend=BACKEND)
    now = clock.now()
    first = owes(user, at=now)
    session = request.session
    session.pop("half", None)
    session["confirmed"] = session["seen"] = now.timestamp()
    session["how"] = how
    if first:
        session["owes"] = first
    if user.shared:
        session["shared"] = True
    stays.begin_stay(
        user=user,
        session_key=session.session_key or "",
        address=asking.address(request),
        browser=asking.browser(request),
        how=how,
        at=now,
    )
    response = partial.go(request, reverse(FIRST_STEPS[first]) if first else to)
    asking.remember_device(request, response, user)
    return response


def leave(request: HttpRequest) -> None:
    """End the session and forget the stay."""
    stays.forget_stay(request.session.session_key or "")
    logout(request)


def same_person(request: Signed, user: User) -> None:
    """Go on after the own password changed: a new session key, nothing owed any more."""
    old = request.session.session_key or ""
    update_session_auth_hash(request, user)
    stays.move_stay(old=old, new=request.session.session_key or "")
    settle(request, user)


def settle(request: Signed, user: User) -> None:
    """Reckon anew what the person has to do first."""
    first = owes(user, at=clock.now())
    if first:
        request.session["owes"] = first
    else:
        request.session.pop("owes", None)


def recent(request: HttpRequest) -> bool:
    """Whether the person proved who they are within the last minutes."""
    at = cast("float", request.session.get("confirmed", 0))
    return clock.now() - datetime.fromtimestamp(at, UTC) <= RECENT


def confirm(request: HttpRequest) -> None:
    """Note that the person proved again who they are."""
    request.session["confirmed"] = clock.now().timestamp()
