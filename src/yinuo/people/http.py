"""Who asks through the interface, and how a writing request is kept: key, version, first answer."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from yinuo.journal.requests import Reply, once
from yinuo.lib.refusal import NotAllowed, Refusal
from yinuo.lib.words import w
from yinuo.people.bearer import bearer
from yinuo.web import clock
from yinuo.web.machine import answers
from yinuo.web.machine.refusals import UNAUTHENTICATED, Unauthenticated, VersionMissing

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse
    from pydantic import BaseModel

    from yinuo.people.models import User

READING = {"GET", "HEAD", "OPTIONS"}
KEY = re.compile(r"[!-~]{1,120}")
VERSION = re.compile(r'(?:W/)?"(\d{1,9})"|(\d{1,9})')

READ_ONLY = w("这个令牌只能读，不能改。", "This token may only read.")
CSRF = w("缺少 CSRF 令牌。", "The CSRF token is missing.")
KEY_MISSING = w("写请求要带 Idempotency-Key。", "A writing request needs an Idempotency-Key.")
KEY_WRONG = w(
    "Idempotency-Key 要是 1 至 120 个可见的 ASCII 字符。",
    "An Idempotency-Key has 1 to 120 visible ASCII characters.",
)
VERSION_MISSING = w(
    "改动要用 If-Match 说明依据的版本。", "A change needs If-Match with the version it is made on."
)
VERSION_WRONG = w('If-Match 要写成 "7"。', 'If-Match is written "7".')


class BearerToken(HttpBearer):
    """A bearer token in the header Authorization."""

    def authenticate(self, request: HttpRequest, token: str) -> User:
        """Return the token's person. Unauthenticated for no valid token, NotAllowed to write with "read"."""
        known = bearer(token, at=clock.now())
        if known is None:
            raise Unauthenticated("unauthenticated", UNAUTHENTICATED)
        if not known.may_write and request.method not in READING:
            raise NotAllowed("read_only_token", READ_ONLY)
        return known.user


class SessionCookie(APIKeyCookie):
    """The session of the browser; writing needs the CSRF token as well."""

    param_name = settings.SESSION_COOKIE_NAME

    def _get_key(self, request: HttpRequest) -> str | None:
        return request.COOKIES.get(self.param_name)

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        """Return who is signed in, None for nobody. NotAllowed `csrf` for writing without the token."""
        if key is None or not request.user.is_authenticated:
            return None
        if request.method not in READING and check_csrf(request) is not None:
            raise NotAllowed("csrf", CSRF)
        return request.user


AUTHENTICATION = (BearerToken(), SessionCookie())


@dataclass(frozen=True, slots=True)
class Writing:
    """A writing request: who, when, and the version it is made on (None for a creation)."""

    by: User
    at: datetime
    version: int | None = None


def asking(request: HttpRequest) -> User:
    """Return who asks."""
    return cast("User", request.auth)  # type: ignore[attr-defined] # ninja sets it


def create(request: HttpRequest, work: Callable[[Writing], BaseModel], *, status: int = 201) -> HttpResponse:
    """Do `work` once for this request's key and answer its content; a repeat gets the first answer.

    Refusal (400) `idempotency_key_missing`, `idempotency_key_malformed`; whatever `work` refuses.
    """
    return _kept(request, None, work, status)


def change(request: HttpRequest, work: Callable[[Writing], BaseModel]) -> HttpResponse:
    """Do `work` on the version named by If-Match, once; a repeat gets the first answer, whatever came since.

    VersionMissing (428) `version_missing`, Refusal (400) `version_malformed`, and as `create`.
    """
    return _kept(request, version_of(request), work, 200)


def key_of(request: HttpRequest) -> str:
    """Return the request's idempotency key."""
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        raise Refusal("idempotency_key_missing", KEY_MISSING)
    if not KEY.fullmatch(key):
        raise Refusal("idempotency_key_malformed", KEY_WRONG)
    return key


def version_of(request: HttpRequest) -> int:
    """Return the version a change is made on: `"7"`, `W/"7"` or `7`."""
    told = request.headers.get("If-Match", "").strip()
    if not told:
        raise VersionMissing("version_missing", VERSION_MISSING)
    found = VERSION.fullmatch(told)
    if found is None or not told.isascii():
        raise Refusal("version_malformed", VERSION_WRONG)
    return int(found.group(1) or found.group(2))


def digest_of(request: HttpRequest) -> str:
    """Return the fingerprint of method, address and content; of a form the fields and files, no boundary."""
    told = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        told.update(request.body)
        return told.hexdigest()
    for name, values in sorted(request.POST.lists()):
        told.update(json.dumps([name, values]).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            told.update(json.dumps([name, file.name, file.size]).encode())
            told.update(hashlib.sha256(b"".join(file.chunks())).digest())
            file.seek(0)
    return told.hexdigest()


def _kept(
    request: HttpRequest, version: int | None, work: Callable[[Writing], BaseModel], status: int
) -> HttpResponse:
    writing = Writing(asking(request), clock.now(), version)
    key, digest = key_of(request), digest_of(request)
    made: list[Reply] = []

    def worked() -> Reply:
        made.append(Reply(status, work(writing).model_dump_json()))
        return made[-1]

    reply = once(key=key, by_id=writing.by.pk, digest=digest, at=writing.at, work=worked)
    response = answers.text(reply.body, status=reply.status, version=_version_in(reply.body))
    if not made or reply is not made[-1]:
        response["Idempotency-Replayed"] = "true"
    return response


def _version_in(body: str) -> int | None:
    content: dict[str, Any] = json.loads(body)
    version = content.get("version")
    return version if isinstance(version, int) else None
