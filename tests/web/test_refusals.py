"""A refusal raised out of a view: a page with a way out, problem+json, a toast; never a server error."""

from __future__ import annotations

import json

import pytest

from tests.web.person import REFUSALS
from yinuo.lib.refusal import NotFound
from yinuo.lib.words import speaking, w
from yinuo.web import problem
from yinuo.web.middleware import wants_json

STATUS = {"invalid": 422, "forbidden": 403, "missing": 404, "refused": 409, "conflict": 409}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("kind", REFUSALS)
@pytest.mark.parametrize("code", ["zh", "en"])
def test_as_a_page(shell, client, kind: str, code: str, method: str) -> None:
    ask = getattr(client, method)
    response = ask(f"/refuse/{kind}", HTTP_ACCEPT="text/html,*/*", HTTP_ACCEPT_LANGUAGE=code)
    text = response.content.decode()
    assert response.status_code == STATUS[kind]
    assert REFUSALS[kind].words.said(code) in text
    nothing_changed = {"zh": "什么也没有改变。", "en": "Nothing was changed."}[code]
    assert (nothing_changed in text) == (method == "post")
    assert 'href="/gallery"' in text
    assert f'lang="{ {"zh": "zh-CN", "en": "en"}[code] }"' in text


def test_a_page_names_the_fields(shell, client) -> None:
    assert "手机要 11 位" in client.get("/refuse/invalid").content.decode()


def test_a_page_says_one_thing_once(shell, client, monkeypatch) -> None:
    words = w("找不到这张凭证。", "There is no such voucher.")
    monkeypatch.setitem(REFUSALS, "missing", NotFound("not_found", words, fields={"voucher": words}))
    assert client.get("/refuse/missing", HTTP_ACCEPT_LANGUAGE="zh").content.decode().count(words.zh) == 1


def test_a_page_shows_the_difference(shell, client) -> None:
    text = client.get("/refuse/conflict").content.decode()
    assert "甲" in text
    assert "乙" in text


@pytest.mark.parametrize("kind", REFUSALS)
@pytest.mark.parametrize("code", ["zh", "en"])
def test_as_a_problem(shell, client, kind: str, code: str) -> None:
    response = client.get(f"/api/v1/refuse/{kind}", HTTP_ACCEPT_LANGUAGE=code)
    told = json.loads(response.content)
    refusal = REFUSALS[kind]
    assert response["Content-Type"] == "application/problem+json"
    assert response.status_code == told["status"] == STATUS[kind]
    assert set(told) == {"type", "title", "status", "detail", "code", "fields", "difference"}
    assert told["detail"] == refusal.words.said(code)
    assert told["code"] == refusal.code
    assert told["fields"] == {name: words.said(code) for name, words in refusal.fields.items()}
    assert told["difference"] == refusal.difference


def test_chinese_stays_readable_in_the_answer(shell, client) -> None:
    assert "您不能派工" in client.get("/api/v1/refuse/forbidden", HTTP_ACCEPT_LANGUAGE="zh").content.decode()


def test_as_a_toast(shell, client) -> None:
    response = client.get("/refuse/refused", HTTP_HX_REQUEST="true", HTTP_ACCEPT="text/html")
    assert (response.status_code, response["HX-Reswap"]) == (409, "none")
    assert json.loads(response["HX-Trigger"]) == {"toast": {"words": "客户还没有签字", "kind": "refused"}}
    assert response["HX-Trigger"].isascii()


def test_other_failures_are_no_refusals(shell, client) -> None:
    with pytest.raises(RuntimeError, match="broken on purpose"):
        client.get("/fail")


@pytest.mark.parametrize(
    ("path", "accept", "json_wanted"),
    [
        ("/api/v1/calls", "text/html", True),
        ("/api/v1/calls", "", True),
        ("/calls", "application/json", True),
        ("/calls", "application/problem+json", True),
        ("/calls", "text/html,application/xhtml+xml,application/json;q=0.9", False),
        ("/calls", "*/*", False),
        ("/calls", "", False),
        ("/apiary", "", False),
    ],
)
def test_who_wants_json(asking, path: str, accept: str, json_wanted: bool) -> None:
    assert wants_json(asking(path, HTTP_ACCEPT=accept)) is json_wanted


def test_a_problem_as_a_dict() -> None:
    with speaking("en"):
        told = problem.as_dict(REFUSALS["conflict"])
    assert told == {
        "type": "urn:yinuo:refusal:stale",
        "title": "Conflict",
        "status": 409,
        "detail": "Changed by another",
        "code": "stale",
        "fields": {},
        "difference": {"fault": {"yours": "甲", "now": "乙"}},
    }


def test_a_difference_of_moments_is_answered(shell) -> None:
    from datetime import UTC, datetime

    from yinuo.lib.refusal import Conflict
    from yinuo.lib.words import w

    refusal = Conflict(
        "stale", w("甲", "A"), difference={"at": {"yours": datetime(2026, 1, 1, tzinfo=UTC), "now": None}}
    )
    assert b"2026-01-01" in problem.answer(refusal).content
