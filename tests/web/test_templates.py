"""Every template of the product: it compiles, holds nothing a strict policy forbids, and says all words twice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import Engine

from yinuo.web import sprite

SOURCE = Path(sprite.__file__).parent.parent
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
IDS = [path.relative_to(SOURCE).as_posix() for path in TEMPLATES]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TAGS = re.compile(r"{%.*?%}|{#.*?#}", re.DOTALL)
FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>{]*\sstyle="),
    "a style element": re.compile(r"<style\b"),
    "an inline script": re.compile(r"<script(?![^>]*(?:\bsrc=|application/json))[^>]*>"),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+="),
    "a javascript address": re.compile(r"javascript:"),
    "htmx that evaluates": re.compile(r"\bhx-on|hx-vars|\bjs:"),
    "another host": re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//"),
    "text marked safe": re.compile(r"\|\s*safe\b|autoescape off"),
    "an English word in a title alone": re.compile(r"<title>[A-Za-z]"),
}
ALLOWED = {"api_docs.html": ["text marked safe"]}  # settings of the documentation page, written by us as JSON
BOTH = {"诺", "中文", "中"}  # the seal, and the name of the other language


def bare_chinese(text: str) -> list[str]:
    """Chinese that stands outside a tag, so that an English reader would see it."""
    plain = TAGS.sub(" ", re.sub(r'{%\s*if lang == "en".*?{%\s*endif\s*%}', " ", text, flags=re.DOTALL))
    return [word for word in re.findall(r"[\u4e00-\u9fff]+", plain) if word not in BOTH]


@pytest.mark.parametrize("path", TEMPLATES, ids=IDS)
def test_it_compiles(path: Path) -> None:
    Engine.get_default().from_string(path.read_text("utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=IDS)
def test_it_keeps_the_policy(path: Path) -> None:
    text = path.read_text("utf-8")
    assert [name for name, pattern in FORBIDDEN.items() if pattern.search(text)] == ALLOWED.get(path.name, [])


@pytest.mark.parametrize("path", TEMPLATES, ids=IDS)
def test_it_says_its_words_in_both_languages(path: Path) -> None:
    assert bare_chinese(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=IDS)
def test_a_post_form_is_protected(path: Path) -> None:
    text = path.read_text("utf-8")
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text, re.DOTALL):
        assert "{% csrf_token %}" in form or path.name.startswith("gallery_")


@pytest.mark.parametrize("path", TEMPLATES, ids=IDS)
def test_every_button_says_what_kind_it_is(path: Path) -> None:
    buttons = re.findall(r"<button\b[^>]*>", path.read_text("utf-8"))
    assert [button for button in buttons if "type=" not in button] == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<p style=x>", "a style attribute"),
        ("<style>", "a style element"),
        ("<script>1</script>", "an inline script"),
        ("<a onclick='x'>", "an inline handler"),
        ("<a href='javascript:x'>", "a javascript address"),
        ("<a hx-on:click='x'>", "htmx that evaluates"),
        ("<img src='https://a.example/x'>", "another host"),
        ("<link href='//a.example/x'>", "another host"),
        ("{{ x|safe }}", "text marked safe"),
    ],
)
def test_a_fault_would_be_noticed(text: str, kind: str) -> None:
    assert kind in [name for name, pattern in FORBIDDEN.items() if pattern.search(text)]


def test_bare_chinese_would_be_noticed() -> None:
    assert bare_chinese('<b>登记</b>{% t "甲" "A" %}诺') == ["登记"]
    assert CHINESE.search("登")
