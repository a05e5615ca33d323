"""Which language a request is answered in, and the switch."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from django.http import HttpResponse
from django.utils import timezone, translation

from tests.web.person import Somebody
from yinuo.lib import words
from yinuo.web import language
from yinuo.web.middleware import LanguageMiddleware


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9", "en"),
        ("en;q=0.3, zh;q=0.7", "zh"),
        ("en;q=0.7,zh-TW;q=0.3", "en"),
        ("fr-FR,fr;q=0.9,en;q=0.5", "en"),
        ("fr", "zh"),
        ("de;q=1,*;q=0.5", "zh"),
        ("en;q=0", "zh"),
        ("EN-us", "en"),
        ("en;q=abc", "zh"),
        (";;;,,,", "zh"),
        ("en;q=0.5,zh;q=0.5", "en"),
        ("x" * 4000, "zh"),
    ],
)
def test_what_the_browser_asks_for(header: str, code: str) -> None:
    assert language.accepted(header) == code


@pytest.mark.parametrize(
    ("cookie", "own", "header", "code"),
    [
        ("en", "zh", "zh", "en"),
        ("zh", "en", "en", "zh"),
        (None, "en", "zh", "en"),
        (None, None, "en", "en"),
        (None, "", "en", "en"),
        ("xx", "en", "zh", "en"),
        ("<script>", None, "", "zh"),
    ],
)
def test_cookie_then_person_then_browser(asking, cookie, own, header: str, code: str) -> None:
    request = asking("/", user=Somebody(language=own), HTTP_ACCEPT_LANGUAGE=header)
    if cookie:
        request.COOKIES["language"] = cookie
    assert language.chosen(request) == code


@pytest.mark.parametrize(("code", "django", "html"), [("zh", "zh-hans", "zh-CN"), ("en", "en", "en")])
def test_everything_below_speaks_it(shell, asking, code: str, django: str, html: str) -> None:
    seen = {}

    def view(_request):
        seen.update(
            words=words.language.get(),
            django=translation.get_language(),
            zone=str(timezone.get_current_timezone()),
        )
        return HttpResponse()

    request = asking("/", HTTP_ACCEPT_LANGUAGE=code)
    response = LanguageMiddleware(view)(request)
    assert seen == {"words": code, "django": django, "zone": "Asia/Shanghai"}
    assert response["Content-Language"] == html
    assert "Accept-Language" in response["Vary"]
    assert "Cookie" in response["Vary"]
    assert words.language.get() == "zh"


def test_the_zone_is_the_persons(shell, asking) -> None:
    shell.YINUO_SHELL = shell.YINUO_SHELL | {"zone": lambda _user: ZoneInfo("Asia/Urumqi")}
    seen = []

    def view(_request):
        seen.append(str(timezone.get_current_timezone()))
        return HttpResponse()

    LanguageMiddleware(view)(asking("/", user=Somebody()))
    assert seen == ["Asia/Urumqi"]


def test_the_switch_keeps_the_choice_and_goes_back(shell, client) -> None:
    response = client.post("/language/en", {"next": "/offline?a=1"})
    assert (response.status_code, response["Location"]) == (303, "/offline?a=1")
    assert response.cookies["language"].value == "en"
    assert response.cookies["language"]["samesite"] == "Lax"
    assert "There is no network now" in client.get("/offline").content.decode()
    client.post("/language/zh")
    assert "现在没有网络" in client.get("/offline").content.decode()


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"]
)
def test_the_switch_leads_nowhere_else(shell, client, evil: str) -> None:
    assert client.post("/language/en", {"next": evil})["Location"] == "/gallery"


def test_the_switch_follows_the_page_it_came_from(shell, client) -> None:
    response = client.post("/language/en", HTTP_REFERER="http://testserver/offline")
    assert response["Location"] == "http://testserver/offline"


@pytest.mark.parametrize("code", ["fr", "zh-hans", "EN"])
def test_the_switch_knows_two_languages(shell, client, code: str) -> None:
    assert client.post(f"/language/{code}").status_code == 404


def test_the_switch_is_a_deed(shell, client) -> None:
    assert client.get("/language/en").status_code == 405
