"""The choke point of rights: every package asks here whether a person may do a deed."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from yinuo.lib.refusal import NotAllowed
from yinuo.lib.words import w
from yinuo.people.models import Branch
from yinuo.people.rights import DEEDS, Scope, reach
from yinuo.web import partial

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http.response import HttpResponseBase

    from yinuo.people.models import User

P = ParamSpec("P")


class Signed(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


def signed_in(
    view: Callable[Concatenate[Signed, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let only people who are signed in reach `view`; send everybody else to sign in first, and then back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            back = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
            return partial.go(request, f"{reverse('people:sign-in')}?{urlencode({'next': back})}")
        return view(cast("Signed", request), *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", guarded)


def scope(user: User, deed: str) -> Scope | None:
    """Return how far `deed` reaches for `user`; None when not at all. An unknown deed is a KeyError."""
    DEEDS[deed]
    return reach(user.roles, deed)


def may(user: User, deed: str, *, branch_id: int | None = None, own: bool = False) -> bool:
    """Whether `user` may do `deed` to something of `branch_id` that is, or is not, the user's own."""
    reached = scope(user, deed)
    if reached is None:
        return False
    if reached is Scope.ALL:
        return True
    if reached is Scope.BRANCH:
        return branch_id is None or branch_id == user.branch_id
    return own


def may_somewhere(user: User, deed: str) -> bool:
    """Whether `deed` reaches anywhere for `user`: what decides about entries of menus."""
    return scope(user, deed) is not None


def require(user: User, deed: str, *, branch_id: int | None = None, own: bool = False) -> None:
    """Refuse with NotAllowed unless `user` may do `deed` there."""
    if not may(user, deed, branch_id=branch_id, own=own):
        raise refused(deed)


def require_somewhere(user: User, deed: str) -> Scope:
    """Return how far `deed` reaches; refuse with NotAllowed when it doesn't reach anywhere."""
    reached = scope(user, deed)
    if reached is None:
        raise refused(deed)
    return reached


def refused(deed: str) -> NotAllowed:
    """Return the refusal for a deed that is not the person's to do, naming the deed."""
    words = w("您没有「{deed}」的权限。", "You may not {deed}.")
    return NotAllowed("not_allowed", words.format(deed=DEEDS[deed]))


def branches(user: User, deed: str) -> QuerySet[Branch]:
    """Return the branches to which `deed` reaches for `user`."""
    reached = scope(user, deed)
    if reached is None:
        return Branch.objects.none()
    return Branch.objects.all() if reached is Scope.ALL else Branch.objects.filter(pk=user.branch_id or 0)
