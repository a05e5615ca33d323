"""Every answer of every route: what browsers are told, where links lead, and what nobody may say about the host."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests.matrix.asking import Answer, Asker
from tests.matrix.routes import ROUTES
from yinuo.web import middleware, security, sending

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.badinput.attacks import Attacker
    from tests.matrix.route import Route

pytestmark = pytest.mark.django_db
DIRECTIVES = (
    "default-src",
    "script-src",
    "style-src",
    "object-src",
    "base-uri",
    "form-action",
    "frame-ancestors",
)
WANTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ODD = (
    "/nothing",
    "/%00",
    "/calls/none",
    "/api/v1/nothing",
    "/static/none.css",
    "/static/web/favicon.svg",
    "/c/none",
)


def lacking(headers: dict[str, str]) -> list[str]:
    """What the headers of an answer lack."""
    policy = headers.get("Content-Security-Policy", "")
    named = [f"{name} is {headers.get(name)}" for name, value in WANTED.items() if headers.get(name) != value]
    named += ["Permissions-Policy"] if "camera=" not in headers.get("Permissions-Policy", "") else []
    if policy == sending.SANDBOX:
        kept = headers.get("Content-Disposition", "").startswith("attachment")
        return [*named, *([] if kept else ["a sandbox that is no download"])]
    named += [f"no {each}" for each in DIRECTIVES if each not in policy]
    named += [each for each in ("unsafe-", "*", "http:", "https:") if each in policy]
    return named


def answered(asker: Asker, who: str, routes: Iterable[Route]) -> Iterable[tuple[Route, Answer]]:
    person = asker.place.people[who] if who else None
    for route in routes:
        yield route, asker.ask(route, person)


@pytest.mark.parametrize("who", ["administrator", "clerk", ""])
def test_every_answer_of_every_route_has_its_headers(attacker: Attacker, who: str) -> None:
    found = {
        str(route): told
        for route, answer in answered(attacker.asker, who, ROUTES)
        if (told := lacking(answer.headers))
    }
    assert found == {}


@pytest.mark.parametrize("path", ODD)
@pytest.mark.parametrize("method", ["GET", "POST", "TRACE"])
def test_errors_and_static_files_have_them_too(attacker: Attacker, path: str, method: str) -> None:
    answer = Client(raise_request_exception=False).generic(method, path)
    assert lacking(dict(answer.headers)) == []


def test_an_answer_that_failed_has_them(attacker: Attacker, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_request: object) -> Any:
        raise LookupError

    monkeypatch.setattr("yinuo.web.typed.cleaned", failing)
    answer = Client(raise_request_exception=False).get("/offline")
    assert answer.status_code == 500
    assert lacking(dict(answer.headers)) == []


def test_a_header_taken_away_is_found(attacker: Attacker, monkeypatch: pytest.MonkeyPatch) -> None:
    asker = Asker(attacker.asker.place)
    monkeypatch.setattr(middleware.security, "HEADERS", {})
    route = next(each for each in ROUTES if each.path == "/journal/")
    [(_, answer)] = answered(asker, "administrator", [route])
    assert "Permissions-Policy" in lacking(answer.headers)


@pytest.mark.parametrize("value", ["'unsafe-inline'", "'unsafe-eval'", "https:", "*"])
def test_a_policy_made_weaker_is_found(value: str) -> None:
    policy = "; ".join(f"{each} 'self'" for each in DIRECTIVES)
    fine = {**WANTED, "Permissions-Policy": "camera=()", "Content-Security-Policy": policy}
    assert lacking(fine) == []
    assert lacking({**fine, "Content-Security-Policy": policy + f" {value}"}) != []
    assert lacking({**fine, "Content-Security-Policy": ""}) != []


def test_what_was_handed_in_is_a_download(attacker: Attacker) -> None:
    paths = ("/calls/{done.call}/files/{done.file}", "/api/v1/files/{done.file}", "/c/{done.token}/signature")
    routes = [route for route in ROUTES if route.path in paths]
    assert len(routes) == len(paths)
    for route, answer in answered(attacker.asker, "administrator", routes):
        assert answer.status == 200
        assert answer.headers["Content-Disposition"].startswith("attachment"), route
        assert answer.headers["Content-Security-Policy"] == sending.SANDBOX, route


def test_no_page_has_scripts_styles_or_handlers_in_it(attacker: Attacker) -> None:
    inline = re.compile(
        rb"<[^>]+\son[a-z]+\s*=|<style|<[^>]+\sstyle=|javascript:|<script(?![^>]*\ssrc=)[^>]*>"
    )
    found = []
    for route, answer in answered(attacker.asker, "administrator", ROUTES):
        if answer.kind == "text/html":
            tags = [each for each in inline.findall(answer.content) if b"application/json" not in each]
            found += [(str(route), each) for each in tags]
    assert found == []


def test_cookies_by_plain_http_and_by_tls() -> None:
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"
    assert security.cookie("sessionid", secure=True) == "__Host-sessionid"
    assert security.cookie("sessionid", secure=False) == "sessionid"
    assert settings.SESSION_COOKIE_PATH == settings.CSRF_COOKIE_PATH == "/"
    assert settings.SESSION_COOKIE_DOMAIN is settings.CSRF_COOKIE_DOMAIN is None


def test_the_installation_s_settings_by_tls(tmp_path: Any) -> None:
    import os
    import subprocess
    import sys

    told = (
        "import json; from django.conf import settings as s; print(json.dumps([s.SESSION_COOKIE_NAME, "
        "s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_PROXY_SSL_HEADER, s.DEBUG]))"
    )
    environment = {**os.environ, "YINUO_DATA": str(tmp_path), "YINUO_ADDRESS": "https://yinuo.example"}
    done = subprocess.run(
        [sys.executable, "-c", told], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == (
        '["__Host-sessionid", "__Host-csrftoken", true, true, ["HTTP_X_FORWARDED_PROTO", "https"], false]'
    )


def test_tls_is_remembered_by_browsers_only_where_there_is_tls() -> None:
    with override_settings(SESSION_COOKIE_SECURE=True):
        assert Client().get("/offline")["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in Client().get("/offline").headers


HOSTS = [
    "evil.example",
    "testserver.evil.example",
    "testserver@evil.example",
    "a b",
    "[::",
    "testserver:x",
    "",
]


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_that_is_not_ours_is_refused(attacker: Attacker, host: str) -> None:
    for path in ("/sign-in", "/c/none", "/api/v1/me"):
        answer = Client().get(path, HTTP_HOST=host or "-")
        assert answer.status_code in (400, 404) or (path == "/api/v1/me" and answer.status_code == 401)
        assert host == "" or host.encode() not in answer.content


def test_a_forwarded_host_counts_for_nothing(attacker: Attacker) -> None:
    asker = Asker(attacker.asker.place)
    for path in ("/c/{done.token}", "/c/{done.token}/qr.svg", "/sign-in", "/journal/"):
        route = next(each for each in ROUTES if each.path == path)
        told = {"HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_FORWARDED": "host=evil.example"}
        answer = asker.ask(route, asker.place.people["administrator"], **told)
        assert b"evil.example" not in answer.content, path
        assert "evil.example" not in answer.headers.get("Location", "")


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "http://testserver@evil.example/",
    " //evil.example",
    "\t//evil.example",
    "/\t/evil.example",
    "data:text/html,x",
    "https://testserver.evil.example/",
]


@pytest.mark.parametrize("there", ELSEWHERE)
@pytest.mark.parametrize("path", ["/language/en", "/theme/dark", "/sign-in", "/sign-out"])
def test_no_address_leads_elsewhere(attacker: Attacker, path: str, there: str) -> None:
    for sent in ({"data": {"next": there}}, {"HTTP_REFERER": there}, {"QUERY_STRING": f"next={there}"}):
        answer = Client().post(path, **sent)
        to = answer.headers.get("Location", "/")
        assert re.match(r"/(?![/\\])|http://testserver/", to), to
    assert there.encode() not in Client().get("/sign-in", {"next": there}).content


def test_every_form_needs_its_token(attacker: Attacker) -> None:
    asker, found = Asker(attacker.asker.place, Client(enforce_csrf_checks=True)), []
    for route in ROUTES:
        if route.method == "GET" or route.api:
            continue
        answer = asker.asked(route, asker.place.people["administrator"])
        if answer.status != 403:
            found.append(f"{route}: {answer.status}")
    assert found == []


def test_the_interface_needs_the_token_of_a_browser_too(attacker: Attacker) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = attacker.asker.sessions["administrator"]
    found = []
    for route in ROUTES:
        if route.api and route.method != "GET":
            path = attacker.asker.place.names.fill(route.path)
            answer = client.generic(route.method, path, "{}", "application/json")
            if answer.status_code != 403 or answer.json()["code"] != "csrf":
                found.append(f"{route}: {answer.status_code}")
    assert found == []
