"""Somebody at a browser, signing in at a given moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.test import Client

from tests.world import MORNING
from yinuo.people.models import Authenticator, User
from yinuo.people.rules import codes
from yinuo.people.sealing import opened
from yinuo.web import clock

if TYPE_CHECKING:
    from django.http import HttpResponse

SECRET = "a sentence long enough"


class Visitor:
    """A browser of its own, and a clock that goes on by itself when a code must be a new one."""

    def __init__(self, language: str = "zh", address: str = "10.0.0.1") -> None:
        self.client = Client(REMOTE_ADDR=address)
        self.client.cookies["language"] = language
        self.now = MORNING

    def later(self, **span: float) -> Visitor:
        """Let time go by."""
        self.now += timedelta(**span)
        return self

    def get(self, path: str, **headers: Any) -> HttpResponse:
        """Open a page."""
        with clock.at(self.now):
            return self.client.get(path, **headers)

    def post(self, path: str, sent: dict[str, Any] | None = None, /, **more: Any) -> HttpResponse:
        """Send a form."""
        with clock.at(self.now):
            return self.client.post(path, {**(sent or {}), **more})

    def sign_in(self, username: str = "clerk", password: str = SECRET, **more: Any) -> HttpResponse:
        """Send name and password."""
        return self.post("/sign-in", username=username, password=password, **more)

    def code(self) -> str:
        """What the authenticator app of the only person with one shows now."""
        return code_at(Authenticator.objects.get(), self.now)

    def add_authenticator(self) -> HttpResponse:
        """Take an app into use, as the page asks; returns the page with the printed codes."""
        page = self.get("/me/authenticator").content.decode()
        assert "<svg" in page
        secret = bytes.fromhex(self.client.session["pending"])
        return self.post("/me/authenticator", code=codes.code(secret, int(self.now.timestamp()) // 30))

    @property
    def inside(self) -> bool:
        """Whether this browser is signed in."""
        return self.get("/").status_code == 200


def code_at(row: Authenticator, at: datetime) -> str:
    """The code that `row` shows at an instant."""
    secret = opened(row.secret)
    assert secret is not None
    return codes.code(secret, int(at.timestamp()) // 30)


def fresh(user: User) -> User:
    """The row as it stands now."""
    return User.objects.get(pk=user.pk)
