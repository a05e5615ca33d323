"""Ask an address as a person would, and take everything back that it changed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.test import Client

from tests.matrix.place import NOW, upload
from yinuo.people.commands import add_token
from yinuo.web import clock

if TYPE_CHECKING:
    from tests.matrix.place import Place
    from tests.matrix.route import Route
    from yinuo.people.models import User

keys = count(1)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    content: bytes
    headers: dict[str, str]

    @property
    def kind(self) -> str:
        """The media type."""
        return self.headers.get("Content-Type", "").partition(";")[0]


@dataclass
class Asker:
    """Asks routes for the people of a place; what a request changes is rolled back."""

    place: Place
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    kept: dict[tuple[Any, ...], Answer] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with clock.at(NOW):
            for name, user in self.place.people.items():
                self.tokens[name] = add_token(user=user, days=30, at=NOW - timedelta(days=1))
                self.client.cookies.clear()
                self.client.force_login(user)
                self.sessions[name] = self.client.cookies[settings.SESSION_COOKIE_NAME].value

    def ask(self, route: Route, user: User | None, *, absent: bool = False, **headers: str) -> Answer:
        """Ask `route` as `user` (None for somebody unknown); of things that don't exist when `absent`.

        An answer is kept: nothing ever changes, so the same question has the same answer.
        """
        key = (str(route), repr(route.content), user and user.pk, absent, *headers.items())
        if key not in self.kept:
            self.kept[key] = self.asked(route, user, absent=absent, **headers)
        return self.kept[key]

    def asked(self, route: Route, user: User | None, *, absent: bool = False, **headers: str) -> Answer:
        """Ask `route`, whether it was asked before or not."""
        sent = self.sent(route, user, absent=absent)
        with clock.at(NOW), transaction.atomic():
            self.client.cookies.clear()
            if user is not None and not route.api:
                self.client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[user.username]
            response = self.client.request(**{**sent, **headers})
            content = b"".join(response.streaming_content) if response.streaming else response.content
            transaction.set_rollback(True)
        return Answer(response.status_code, content, dict(response.headers))

    def sent(self, route: Route, user: User | None, *, absent: bool) -> dict[str, Any]:
        """The request as the server gets it."""
        names = self.place.names
        fill = lambda value: names.fill(value, absent=absent)  # noqa: E731
        told = {"QUERY_STRING": _query(fill(route.query))}
        if route.api and user is not None:
            told["HTTP_AUTHORIZATION"] = f"Bearer {self.tokens[user.username]}"
        thing = route.thing(names) or next(iter(route.things(names)), None)
        version = thing.version if thing else 0
        content = fill(route.content)
        path = fill(route.path)
        if route.method == "GET":
            return {**told, "PATH_INFO": path, "REQUEST_METHOD": "GET"}
        key = f"matrix-key-{next(keys)}"
        if route.api:
            told |= {"HTTP_IDEMPOTENCY_KEY": key, "HTTP_IF_MATCH": f'"{version}"'}
        else:
            content = {**content, "key": key, "version": str(version)}
        content = {**content, **{name: upload() for name in route.files}}
        return {**told, **_body(route, path, content)}


def _query(query: dict[str, str]) -> str:
    from urllib.parse import urlencode

    return urlencode(query)


def _body(route: Route, path: str, content: dict[str, Any]) -> dict[str, Any]:
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, FakePayload, encode_multipart

    multipart = bool(route.files) or not route.api
    body = encode_multipart(BOUNDARY, content) if multipart else json.dumps(content).encode()
    return {
        "PATH_INFO": path,
        "REQUEST_METHOD": route.method,
        "CONTENT_TYPE": MULTIPART_CONTENT if multipart else "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": FakePayload(body),
    }
