"""Pages of the shell itself: errors in words, theme, manifest, icon, gallery; and the headers of each."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from yinuo.web.gallery import FACES

ERRORS = [
    (404, "没有这一页", "There is no such page"),
    (500, "我们这里出了错", "Something failed on our side"),
]


@pytest.fixture
def calm() -> Client:
    """A client that gets the page of an error instead of the error."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("path", "status", "zh", "en"), [("/nowhere", *ERRORS[0]), ("/fail", *ERRORS[1])])
@pytest.mark.parametrize("code", ["zh", "en"])
def test_an_error_is_said_in_words(shell, calm, path: str, status: int, zh: str, en: str, code: str) -> None:
    response = calm.get(path, HTTP_ACCEPT_LANGUAGE=code)
    text = response.content.decode()
    assert response.status_code == status
    assert {"zh": zh, "en": en}[code] in text
    assert "Traceback" not in text
    assert "broken on purpose" not in text


@pytest.mark.parametrize(
    ("path", "status", "code"), [("/api/v1/nowhere", 404, "not_found"), ("/fail", 500, "broken")]
)
def test_a_machine_is_told_as_a_problem(shell, calm, path: str, status: int, code: str) -> None:
    response = calm.get(path, HTTP_ACCEPT="application/json")
    told = json.loads(response.content)
    assert (response.status_code, told["status"], told["code"]) == (status, status, code)
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(("name", "status"), [("bad_request", 400), ("forbidden", 403)])
def test_the_other_handlers(shell, asking, name: str, status: int, tongue: str) -> None:
    from yinuo.web import pages

    response = getattr(pages, name)(asking("/x"), RuntimeError("secret"))
    text = response.content.decode()
    assert response.status_code == status
    assert {"zh": "什么" if status == 400 else "权限", "en": "nothing" if status == 400 else "right"}[
        tongue
    ] in text
    assert "secret" not in text


def test_an_error_page_asks_no_database(shell, asking) -> None:
    from yinuo.web import pages

    class Nobody:
        def __getattr__(self, name: str) -> None:
            raise AssertionError(f"asked for {name}")

    request = asking("/x")
    request.user = Nobody()
    assert pages.broken(request).status_code == 500


def test_a_page_too_old_says_what_to_do(shell) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/take", {"key": "a"}, HTTP_ACCEPT_LANGUAGE="en")
    assert response.status_code == 403
    assert "This page is too old" in response.content.decode()
    assert 'href="/take"' in response.content.decode()


def test_a_page_too_old_as_a_problem(shell) -> None:
    response = Client(enforce_csrf_checks=True).post("/take", {}, HTTP_ACCEPT="application/json")
    assert json.loads(response.content)["code"] == "csrf"


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_the_theme_is_kept(shell, client, theme: str) -> None:
    response = client.post(f"/theme/{theme}", {"next": "/offline"})
    assert (response.status_code, response["Location"]) == (303, "/offline")
    text = client.get("/offline").content.decode()
    assert f'data-theme="{theme}"' in text
    assert f'data-bs-theme="{"dark" if theme == "dark" else "light"}"' in text


def test_the_theme_is_one_of_three(shell, client) -> None:
    assert client.post("/theme/pink").status_code == 404
    assert client.get("/theme/dark").status_code == 405
    client.cookies["theme"] = '"><script>'
    assert 'data-theme="auto"' in client.get("/offline").content.decode()


@pytest.mark.parametrize(("code", "name", "lang"), [("zh", "一诺", "zh-CN"), ("en", "Yinuo", "en")])
def test_the_manifest(shell, client, code: str, name: str, lang: str) -> None:
    shell.YINUO_SHELL = shell.YINUO_SHELL | {"field": "/field"}
    response = client.get("/manifest.webmanifest", HTTP_ACCEPT_LANGUAGE=code)
    told = json.loads(response.content)
    assert response["Content-Type"] == "application/manifest+json"
    assert (told["name"], told["lang"], told["start_url"], told["display"]) == (
        name,
        lang,
        "/field",
        "standalone",
    )
    assert [icon["sizes"] for icon in told["icons"]] == ["192x192", "512x512"]


def test_the_icons_of_the_manifest_are_there() -> None:
    from django.contrib.staticfiles import finders
    from PIL import Image

    for size in (192, 512):
        found = finders.find(f"web/icon-{size}.png")
        with Image.open(found) as image:
            assert image.size == (size, size)


def test_the_old_address_of_the_icon(shell, client) -> None:
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert response["Location"].endswith("favicon.svg")


@pytest.mark.parametrize("face", [*FACES, "unknown", "../../etc/passwd"])
def test_the_gallery(shell, client, face: str) -> None:
    assert client.get("/gallery", {"face": face}).status_code == 200


@pytest.mark.parametrize("count", ["0", "1", "50", "99999999", "-1", "many"])
def test_the_gallery_with_rows(shell, client, count: str) -> None:
    text = client.get("/gallery", {"face": "register", "count": count}).content.decode()
    wanted = min(int(count), 5000) if count.isdigit() else 12
    assert text.count("<tr data-href") == wanted
    assert ("这里还没有一行" in text) == (wanted == 0)


def test_the_rows_of_the_gallery_alone(shell, client) -> None:
    text = client.get("/gallery", {"face": "register", "count": "3"}, HTTP_HX_REQUEST="true").content.decode()
    assert text.startswith("<tr data-href")
    assert "<html" not in text


def test_the_why_of_the_gallery(shell, client) -> None:
    part = client.get("/gallery/why", HTTP_HX_REQUEST="true").content.decode()
    assert part.startswith("<h3>为什么是明天 09:05？</h3>")
    assert "6 工时" in part
    assert "y-sum__skip" in part
    assert "<!doctype html>" in client.get("/gallery/why").content.decode()


@pytest.mark.parametrize("path", ["/gallery", "/gallery/why"])
def test_the_gallery_is_only_for_builders(shell, client, path: str) -> None:
    shell.YINUO_GALLERY = False
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/offline", "/gallery", "/nowhere"])
def test_every_page_has_its_headers(shell, client, path: str) -> None:
    response = client.get(path)
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy
    assert "geolocation=(self)" in response["Permissions-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
