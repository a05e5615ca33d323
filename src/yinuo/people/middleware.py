"""Around the requests of who is signed in: idle sessions end, what is owed comes first, shared devices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.auth import SESSION_KEY
from django.urls import Resolver404, resolve, reverse

from yinuo.lib.refusal import NotAllowed
from yinuo.lib.words import w
from yinuo.people import staying
from yinuo.people.commands import stays
from yinuo.people.queries.proofs import present_profile
from yinuo.people.queries.signing import signer
from yinuo.web import clock, partial, problem
from yinuo.web.middleware import wants_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    Answer = Callable[[HttpRequest], HttpResponseBase]

SEEN_EVERY = 60.0
"""Seconds between two notes that a browser was used."""

SAFE = {"GET", "HEAD", "OPTIONS"}
ALWAYS = {"web", "people:sign-out", "people:confirm", "people:confirm-passkey", "people:challenge"}
"""What anybody who is signed in may open, whatever is owed."""

FIRST = {
    "password": {"people:password"},
    "factor": {
        "people:authenticator",
        "people:passkey-new",
        "people:passkey-challenge",
        "people:mine",
        "people:password",
    },
}
AT_A_SHARED_DEVICE = {"people:signer", "people:signer-passkey", "people:challenge", "people:sign-out", "web"}
NEVER_AT_A_SHARED_DEVICE = ("people:", "desk:person", "desk:absence", "desk:calendar", "desk:people")
OWED = {
    "password": w("请先换一个新密码。", "Choose a new password first."),
    "factor": w("请先加一个第二因素。", "Add a second factor first."),
}
SIGNER_NEEDED = w(
    "这是公用设备：请先确认是谁在办这件事。",
    "This is a shared device: confirm first who does this.",
)
NOT_HERE = w("公用设备上不能做这件事。", "This can't be done on a shared device.")


class SignedInMiddleware:
    """Stands after language and messages, so that its answers have words."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        session = request.session
        if SESSION_KEY not in session or not _used(request):
            return self.get_response(request)
        if "owes" in session and not _among(request, ALWAYS | FIRST[session["owes"]]):
            there = reverse(staying.FIRST_STEPS[session["owes"]])
            return _stopped(request, "first_owed", OWED[session["owes"]], there)
        if "shared" in session:
            return self._shared(request)
        return self.get_response(request)

    def _shared(self, request: HttpRequest) -> HttpResponseBase:
        if _among(request, AT_A_SHARED_DEVICE):
            return self.get_response(request)
        if _name(request).startswith(NEVER_AT_A_SHARED_DEVICE):
            return _stopped(request, "not_on_a_shared_device", NOT_HERE, "/")
        person = _signer(request)
        if person is None and request.method not in SAFE:
            there = f"{reverse('people:signer')}?{urlencode({'next': _page_before(request)})}"
            return _stopped(request, "signer_needed", SIGNER_NEEDED, there)
        if person is not None:
            request.user = person
        response = self.get_response(request)
        if person is not None and request.method not in SAFE and response.status_code < 400:
            request.session.pop("signer", None)
        return response


def _used(request: HttpRequest) -> bool:
    """Note that the browser was used; False when it had been idle too long, and is signed out now."""
    session, now, idle = request.session, clock.now().timestamp(), present_profile().idle
    seen = session.get("seen")
    if idle is not None and seen is not None and now - seen > idle.total_seconds():
        staying.leave(request)
        return False
    if seen is not None and now - seen >= SEEN_EVERY:
        session["seen"] = now
        stays.see_stay(session_key=session.session_key or "", at=clock.now())
    return True


def _signer(request: HttpRequest) -> Any:
    told = request.session.get("signer")
    if not told:
        return None
    if clock.now().timestamp() > told["until"]:
        request.session.pop("signer", None)
        return None
    return signer(told["user"], request.user)  # type: ignore[arg-type] # the device's own row


def _stopped(request: HttpRequest, code: str, words: Any, there: str) -> HttpResponse:
    if wants_json(request):
        return problem.answer(NotAllowed(code, words))
    if code == "not_on_a_shared_device":
        partial.said(request, words)
    return partial.go(request, there)


def _name(request: HttpRequest) -> str:
    try:
        return resolve(request.path).view_name
    except Resolver404:
        return ""


def _among(request: HttpRequest, names: set[str]) -> bool:
    name = _name(request)
    return name in names or name.partition(":")[0] in names or request.path.startswith("/static/")


def _page_before(request: HttpRequest) -> str:
    before = request.headers.get("Referer", "")
    mine = f"{request.scheme}://{request.get_host()}"
    return before[len(mine) :] if before.startswith(mine + "/") else "/"
