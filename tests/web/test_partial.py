"""The whole page for a browser, one block of it for htmx; where to go next."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory

from yinuo.lib.words import speaking, w
from yinuo.web import partial

HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def pages(settings, tmp_path):
    """Three templates, one above the other."""
    texts = {
        "top.html": "<html>{% block head %}top{% endblock %}[{% block rows %}nothing{% endblock %}]</html>",
        "middle.html": "{% extends 'top.html' %}{% block head %}middle {{ block.super }}{% endblock %}",
        "page.html": "{% extends 'middle.html' %}{% block rows %}{% for row in rows %}<i>{{ row }}</i>{% endfor %}"
        "{% block more %}more {{ left }}{% endblock %}{% endblock %}",
        "super.html": "{% extends 'page.html' %}{% block rows %}({{ block.super }}){% endblock %}",
        "chosen.html": "{% extends parent %}{% block rows %}own{% endblock %}",
        "request.html": "{% extends 'top.html' %}{% block rows %}{{ request.path }} {{ lang }}{% endblock %}",
        "including.html": "{% extends 'top.html' %}{% block rows %}{% include 'piece.html' %}{% endblock %}",
        "piece.html": "piece {{ left }}",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    templates = [dict(settings.TEMPLATES[0], DIRS=[tmp_path])]
    settings.TEMPLATES = templates


def asked(path: str = "/", **headers: str):
    return RequestFactory().get(path, **headers)


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    ("template", "part", "wanted"),
    [
        ("page.html", "rows", "<i>1</i><i>&lt;</i>more 9"),
        ("page.html", "more", "more 9"),
        ("page.html", "head", "middle top"),
        ("super.html", "rows", "(<i>1</i><i>&lt;</i>more 9)"),
        ("top.html", "rows", "nothing"),
        ("including.html", "rows", "piece 9"),
        ("request.html", "rows", "/x zh"),
    ],
)
def test_htmx_gets_the_block(pages, template: str, part: str, wanted: str) -> None:
    values = {"rows": [1, "<"], "left": 9}
    assert text(partial.render(asked("/x", **HX), template, values, part=part)) == wanted


def test_a_parent_may_be_chosen_by_the_view(pages) -> None:
    response = partial.render(asked(**HX), "chosen.html", {"parent": "middle.html"}, part="head")
    assert text(response) == "middle top"


def test_a_browser_gets_the_page(pages) -> None:
    values = {"rows": [1], "left": 9}
    assert (
        text(partial.render(asked(), "page.html", values, part="rows"))
        == "<html>middle top[<i>1</i>more 9]</html>"
    )


def test_htmx_without_a_named_part_gets_the_page(pages) -> None:
    assert text(partial.render(asked(**HX), "page.html")).startswith("<html>")


def test_going_back_in_history_gets_the_page(pages) -> None:
    request = asked(**HX, HTTP_HX_HISTORY_RESTORE_REQUEST="true")
    assert text(partial.render(request, "page.html", part="rows")).startswith("<html>")


def test_caches_are_told_that_the_two_differ(pages) -> None:
    assert partial.render(asked(), "page.html", part="rows")["Vary"] == "HX-Request"


def test_the_status_is_the_views(pages) -> None:
    assert partial.render(asked(), "page.html", status=422).status_code == 422


def test_an_unknown_block_is_told(pages) -> None:
    with pytest.raises(KeyError, match="no block nowhere"):
        partial.render(asked(**HX), "page.html", part="nowhere")


def test_on_to_the_next_page() -> None:
    response = partial.go(asked(), "/calls/7")
    assert (response.status_code, response["Location"]) == (303, "/calls/7")


def test_on_to_the_next_page_with_htmx() -> None:
    response = partial.go(asked(**HX), "/calls/7")
    assert (response.status_code, response["HX-Redirect"]) == (204, "/calls/7")


def test_something_said_on_the_next_page() -> None:
    request = asked()
    request._messages = CookieStorage(request)
    with speaking("en"):
        partial.said(request, w("已归档", "Filed"))
    assert [str(one) for one in get_messages(request)] == ["Filed"]
