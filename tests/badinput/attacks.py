"""Every route attacked everywhere it reads: made from the table of routes, the resolver and the description.

The table lists every route (tests/matrix fails otherwise), and which names a view reads is found by watching it
read. So a new route, field or operation is attacked without a line here.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_from_bytes, urlencode

from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import resolve

from tests.badinput.bodies import HEADERS, METHODS, bodies
from tests.badinput.case import Case, Sender, cookie
from tests.badinput.files import FILES
from tests.badinput.recording import recording
from tests.badinput.texts import JSON, TEXTS
from yinuo.config.api import api

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.matrix.asking import Asker
    from tests.matrix.route import Route

CSRF = "csrfmiddlewaretoken"
PLAIN = "application/x-www-form-urlencoded"


@dataclass
class Attacker:
    """Makes cases for routes; `who` asks."""

    asker: Asker
    who: str = "administrator"
    sender: Sender = field(default_factory=Sender)
    known: dict[str, dict[str, set[str]]] = field(default_factory=dict)

    def valid(self, route: Route) -> dict[str, Any]:
        """The request that gets through, without its body."""
        sent = self.asker.sent(route, self.asker.place.people[self.who], absent=False)
        sent.pop("wsgi.input", None)
        if not route.api:
            sent["HTTP_COOKIE"] = cookie(self.asker.sessions[self.who])
        return {**sent, "PATH_INFO": _wire(sent["PATH_INFO"].encode())}

    def content(self, route: Route) -> dict[str, Any]:
        """The values of a request that gets through."""
        if route.method == "GET":
            return {}
        content = dict(self.asker.place.names.fill(route.content))
        if not route.api:
            thing = route.thing(self.asker.place.names) or next(
                iter(route.things(self.asker.place.names)), None
            )
            content |= {"key": "bad-input-key-1", "version": str(thing.version if thing else 0)}
        return content

    def names(self, route: Route) -> dict[str, set[str]]:
        """The names that the view reads: query, form, files; of an operation also json."""
        key = str(route)
        if key not in self.known:
            sent = self.valid(route)
            body = self.body(route, self.content(route))
            with recording() as read:
                self.sender.send(Case(key, "valid", "", {**sent, **body[0]}, body[1]))
            found = read.names(self.sender.request)
            found["query"] |= set(route.query)
            found["form"] |= set(self.content(route)) if not route.api else set()
            found["files"] |= set(route.files)
            found["json"] = set()
            if route.api:
                found = _described(route, found)
            self.known[key] = found
        return self.known[key]

    def body(self, route: Route, content: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The body of `content` as the route takes it, with its headers."""
        if route.method == "GET":
            return {}, b""
        if route.api and not route.files:
            return _headed("application/json", json.dumps(content).encode())
        if route.files:
            return _headed(MULTIPART_CONTENT, encode_multipart(BOUNDARY, content))
        return _headed(PLAIN, urlencode(content, doseq=True).encode())

    def cases(self, route: Route, pick: Picked) -> Iterator[Case]:
        """The cases of one route, as many as `pick` takes of each kind."""
        yield from self._path(route, pick)
        yield from self._query(route, pick)
        if route.method != "GET":
            yield from self._form(route, pick)
            yield from self._json(route, pick)
            yield from self._files(route, pick)
            yield from self._bodies(route, pick)
        yield from self._headers(route, pick)
        yield from self._methods(route, pick)

    def _case(
        self, route: Route, kind: str, words: str, sent: dict[str, Any], body: bytes | None = None
    ) -> Case:
        if body is None:
            head, body = self.body(route, self.content(route))
            sent = {**head, **sent}
        return Case(str(route), kind, words, {**self.valid(route), **sent}, body)

    def _path(self, route: Route, pick: Picked) -> Iterator[Case]:
        path = self.asker.place.names.fill(route.path)
        for name, value in resolve(path).kwargs.items():
            for words, text in pick.of(TEXTS, f"{route} path {name}"):
                wire = _wire(path.encode().replace(str(value).encode(), text[:20_000] or b" ", 1))
                yield self._case(route, "path", f"{name}: {words}", {"PATH_INFO": wire})

    def _query(self, route: Route, pick: Picked) -> Iterator[Case]:
        usual = {name: str(value) for name, value in self.asker.place.names.fill(route.query).items()}
        for name in sorted(self.names(route)["query"]):
            for words, text in pick.of(TEXTS, f"{route} query {name}"):
                rest = urlencode({key: value for key, value in usual.items() if key != name})
                sent = f"{quote(name)}={quote_from_bytes(text)}&{rest}"
                yield self._case(route, "query", f"{name}: {words}", {"QUERY_STRING": sent})
        for words, sent in pick.of(QUERIES, f"{route} queries"):
            yield self._case(route, "query", words, {"QUERY_STRING": sent})

    def _form(self, route: Route, pick: Picked) -> Iterator[Case]:
        if route.api and not route.files:
            return
        content = self.content(route)
        for name in sorted(self.names(route)["form"]):
            rest = urlencode(
                {key: value for key, value in content.items() if key != name}, doseq=True
            ).encode()
            for place, (words, text) in enumerate(pick.of(TEXTS, f"{route} form {name}")):
                if place % 2 or route.files:
                    parts = [
                        (key.encode(), str(each).encode()) for key, each in content.items() if key != name
                    ]
                    head, body = _multipart([*parts, (name.encode(), text)])
                else:
                    head, body = _headed(
                        PLAIN, quote(name).encode() + b"=" + quote_from_bytes(text).encode() + b"&" + rest
                    )
                yield self._case(route, "form", f"{name}: {words}", head, body)

    def _json(self, route: Route, pick: Picked) -> Iterator[Case]:
        if not route.api or route.files:
            return
        content = self.content(route)
        for path in sorted(self.names(route)["json"]):
            for words, text in pick.of(JSON, f"{route} json {path}"):
                head, body = _headed("application/json", _planted(content, path.split("."), text))
                yield self._case(route, "json", f"{path}: {words}", head, body)

    def _files(self, route: Route, pick: Picked) -> Iterator[Case]:
        content = self.content(route)
        for name in sorted(self.names(route)["files"]):
            for words, file in pick.of(FILES, f"{route} file {name}"):
                parts = [(key.encode(), str(each).encode()) for key, each in content.items()]
                head, body = _multipart(parts, (name.encode(), file))
                yield self._case(route, "file", f"{name}: {words}", head, body)

    def _bodies(self, route: Route, pick: Picked) -> Iterator[Case]:
        names = self.names(route)
        one = next(iter(sorted(names["form"] | names["json"])), "x")
        file = next(iter(sorted(names["files"])), "file")
        for words, (kind, body) in pick.of(bodies(one, file), f"{route} bodies"):
            head, sent = _headed(kind, body)
            yield self._case(route, "body", words, head, sent)

    def _headers(self, route: Route, pick: Picked) -> Iterator[Case]:
        for words, headers in pick.of(HEADERS, f"{route} headers"):
            sent = dict(headers)
            if "HTTP_COOKIE" in sent and not route.api:
                sent["HTTP_COOKIE"] = f"{sent['HTTP_COOKIE']}; {cookie(self.asker.sessions[self.who])}"
            yield self._case(route, "header", words, sent)

    def _methods(self, route: Route, pick: Picked) -> Iterator[Case]:
        for words, method in pick.of({each[:12]: each for each in METHODS}, f"{route} methods"):
            yield self._case(route, "method", words, {"REQUEST_METHOD": method})


@dataclass
class Picked:
    """How many values of each set are tried in one place: the same choice every time, another in each place."""

    most: int
    seed: int = 0

    def of(self, values: dict[str, Any], place: str) -> list[tuple[str, Any]]:
        """Return at most `most` of `values` for `place`."""
        items = list(values.items())
        if self.most >= len(items):
            return items
        return random.Random(f"{self.seed} {place}").sample(items, self.most)


QUERIES: dict[str, str] = {
    "signs": "&&==%&%zz&%u0041",
    "600 names": "&".join(f"n{n}=x" for n in range(600)),
    "a name of 100,000 characters": "n" * 100_000 + "=x",
    "a name with NUL": "%00=%00",
    "bytes": "%ff%fe=%c0%80",
    "raw bytes": "\xff\xfe=\xe9",
    "brackets": "a[b][]=c&a.b=c",
    "format": "format=../../x&_format=json&callback=alert",
}


def _wire(text: bytes) -> str:
    return text.decode("latin-1")


def _headed(kind: str, body: bytes) -> tuple[dict[str, Any], bytes]:
    return {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body))}, body


def _multipart(parts: list[tuple[bytes, bytes]], *files: tuple[bytes, bytes]) -> tuple[dict[str, Any], bytes]:
    lines = [
        b'--edge\r\nContent-Disposition: form-data; name="' + name + b'"\r\n\r\n' + text + b"\r\n"
        for name, text in parts
    ]
    lines += [
        b'--edge\r\nContent-Disposition: form-data; name="' + name + b'"; filename="a.png"\r\n'
        b"Content-Type: image/png\r\n\r\n" + content + b"\r\n"
        for name, content in files
    ]
    return _headed("multipart/form-data; boundary=edge", b"".join(lines) + b"--edge--\r\n")


MARK = "\u241f"


def _planted(content: dict[str, Any], path: list[str], text: bytes) -> bytes:
    """The JSON of `content` with `text`, which need not be JSON, at `path`."""
    return json.dumps(_with(content, path), ensure_ascii=False).encode().replace(f'"{MARK}"'.encode(), text)


def _with(value: Any, path: list[str]) -> Any:
    if not path:
        return MARK
    name, rest = path[0], path[1:]
    if name == "*":
        inner = value[0] if isinstance(value, list) and value else {}
        return [_with(inner, rest)]
    return {**(value if isinstance(value, dict) else {}), name: _with((value or {}).get(name), rest)}


def _described(route: Route, found: dict[str, set[str]]) -> dict[str, set[str]]:
    """Add what the description knows of the operation."""
    schema = description()
    path = "/" + str(resolve(_path_of(route)).route).replace("<", "{").replace(">", "}")
    operation = schema["paths"].get(path, {}).get(route.method.lower(), {})
    found["query"] |= {each["name"] for each in operation.get("parameters", []) if each["in"] == "query"}
    for kind, told in operation.get("requestBody", {}).get("content", {}).items():
        names = set(_properties(told["schema"], schema, 0))
        found["json" if kind == "application/json" else "form"] |= names
    return found


def _path_of(route: Route) -> str:
    import re

    return re.sub(
        r"\{\w+\.\w+\}",
        "1",
        route.path.replace("{today.day}", "2026-11-24").replace("{closed.day}", "2026-11-23"),
    )


def description() -> dict[str, Any]:
    """The OpenAPI description of the product."""
    if "schema" not in KEPT:
        KEPT["schema"] = dict(api.get_openapi_schema())
    return KEPT["schema"]


KEPT: dict[str, dict[str, Any]] = {}


def _properties(told: dict[str, Any], schema: dict[str, Any], depth: int) -> Iterator[str]:
    """The paths of all properties, `devices.*.serial`."""
    if "$ref" in told:
        told = schema["components"]["schemas"][told["$ref"].rsplit("/", 1)[1]]
    for each in told.get("anyOf", []) + told.get("allOf", []):
        yield from _properties(each, schema, depth)
    if told.get("type") == "array" and depth < 4:
        yield "*"
        yield from (f"*.{inner}" for inner in _properties(told.get("items", {}), schema, depth + 1))
    for name, inner in told.get("properties", {}).items():
        yield name
        if depth < 4:
            yield from (f"{name}.{each}" for each in _properties(inner, schema, depth + 1))
