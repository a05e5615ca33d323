"""Somebody sitting at the desk: opens pages and presses buttons at a given instant, as the pages' forms would."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.world import MORNING, World
from yinuo.web import clock

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from yinuo.calls.models import Call

HTMX = {"HX-Request": "true"}
FORM = "application/x-www-form-urlencoded"


@dataclass
class Desk:
    """One person's browser."""

    world: World
    who: str = "clerk"
    language: str = "zh"
    now: datetime = MORNING
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        self.client.force_login(self.world.people[self.who])
        self.client.cookies["language"] = self.language

    def open(self, path: str, *, part: bool = False, **query: Any) -> HttpResponse:
        with clock.at(self.now):
            return self.client.get(path, query, headers=HTMX if part else {})

    def read(self, path: str, *, part: bool = False, **query: Any) -> str:
        """Return the words of a page that must open."""
        answer = self.open(path, part=part, **query)
        assert answer.status_code == 200, (answer.status_code, words(answer)[:400])
        return words(answer)

    def send(self, path: str, *, key: str = "", part: bool = False, **sent: Any) -> HttpResponse:
        """Send a form with its hidden key; bytes go out as they are."""
        form = {"key": key or str(uuid.uuid4()), **sent}
        raw = any(isinstance(value, bytes) for value in form.values())
        content = {"data": urlencode(form, doseq=True), "content_type": FORM} if raw else {"data": form}
        with clock.at(self.now):
            return self.client.post(path, headers=HTMX if part else {}, **content)

    def move(self, call: Call, verb: str, *, version: Any = None, key: str = "", **sent: Any) -> HttpResponse:
        """Press the button of a move on the call's page as it is now."""
        call.refresh_from_db()
        sent.setdefault("voucher", 1)
        told = call.version if version is None else version
        return self.send(f"/calls/{call.number}/{verb}", key=key, version=told, **sent)

    def do(self, call: Call, verb: str, **sent: Any) -> Call:
        """Make a move that must be taken; return the call afterwards."""
        answer = self.move(call, verb, **sent)
        assert answer.status_code == 303, (answer.status_code, words(answer))
        call.refresh_from_db()
        return call

    def queries(self, path: str, *, part: bool = False, **query: Any) -> int:
        """Return how many statements opening a page takes."""
        self.open(path, part=part, **query)
        with CaptureQueriesContext(connection) as seen:
            self.open(path, part=part, **query)
        return len(seen)


def words(answer: HttpResponse) -> str:
    """Return a page's text as a reader sees it."""
    text = re.sub(r"<(script|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))
