"""What is typed into addresses: kept when it can be kept, cut and cleaned otherwise, on every page."""

from __future__ import annotations

import pytest
from django.http import HttpResponse, QueryDict
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from yinuo.web import middleware, typed
from yinuo.web.middleware import MOST_BODY, RefusalMiddleware

HALF = "\ud83d"


def query(**values: str) -> QueryDict:
    made = QueryDict(mutable=True)
    for name, value in values.items():
        made.appendlist(name, value)
    return made


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("", ""),
        ("停机", "停机"),
        (" a b ", "a b"),
        ("\0", ""),
        ("a\0b", "ab"),
        (f"坏{HALF}了", "坏了"),
        ("\ude00\ud83d", ""),
        ("\0 a \0", "a"),
        ("x" * 500, "x" * 200),
        ("\t\n", ""),
        ("'; DROP TABLE x; --", "'; DROP TABLE x; --"),
    ],
)
def test_a_text_is_plain_and_stripped(words: str, kept: str) -> None:
    assert typed.text(query(q=words), "q") == kept


def test_what_is_not_there_is_nothing() -> None:
    assert typed.text(query(), "q") == ""
    assert typed.texts(query(), "q") == []


def test_the_length_counts_what_is_kept() -> None:
    assert typed.text(query(q="\0\0ab"), "q", 2) == "ab"
    assert typed.text(query(q="长" * 9), "q", 3) == "长长长"


def test_several_values_are_read_up_to_a_count() -> None:
    given_ = QueryDict(mutable=True)
    given_.setlist("d", ["a\0", " b ", "c", "d"])
    assert typed.texts(given_, "d", count=3) == ["a", "b", "c"]


def test_a_query_that_is_fine_stays_as_it_is() -> None:
    fine = QueryDict("a=1&a=2&b=%E9%95%BF")
    assert typed.cleaned(fine) is fine


def test_a_query_is_cleaned_in_names_and_values() -> None:
    kept = typed.cleaned(QueryDict("a%00=x%00y&a=1&b=" + "z" * 5000))
    assert kept.getlist("a") == ["xy", "1"]
    assert len(kept["b"]) == typed.LONGEST
    with pytest.raises(AttributeError, match="immutable"):
        kept["a"] = "2"


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=80), max_size=4))
def test_whatever_is_typed_can_be_kept(values: dict[str, str]) -> None:
    made = QueryDict(mutable=True)
    for name, value in values.items():
        made.appendlist(name, value)
    for name, kept in typed.cleaned(made).lists():
        assert not typed.UNKEEPABLE.search(name)
        assert all(not typed.UNKEEPABLE.search(each) for each in kept)


@given(st.text(max_size=60), st.integers(1, 50))
def test_plain_is_short_and_has_nothing_of_its_own(words: str, most: int) -> None:
    kept = typed.plain(words, most)
    assert len(kept) <= most
    assert typed.plain(kept, most) == kept
    assert set(kept) <= set(words)


def passed(path: str, **sent: str) -> HttpResponse:
    """The answer of a view behind the middleware; the view says what it got."""

    def view(request: object) -> HttpResponse:
        return HttpResponse(repr(sorted(request.GET.lists())))  # type: ignore[attr-defined]

    request = RequestFactory().get(path, **sent)
    return RefusalMiddleware(view)(request)  # type: ignore[return-value]


def test_every_page_gets_a_clean_query_and_the_interface_what_was_sent() -> None:
    assert passed("/calls/?q=a%00b").content == b"[('q', ['ab'])]"
    assert passed("/api/v1/calls?q=a%00b").content == b"[('q', ['a\\x00b'])]"


@pytest.mark.parametrize("length", ["many", "-1", "+1", "1.5", "0x10", "٣", "9" * 16, "1 2", "\xd9\xa3"])
def test_a_length_that_is_none_is_refused(length: str) -> None:
    answer = passed("/api/v1/calls", CONTENT_LENGTH=length)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("length", ["", "0", "17", str(MOST_BODY)])
def test_a_length_within_the_limit_passes(length: str) -> None:
    assert passed("/api/v1/calls", CONTENT_LENGTH=length).status_code == 200


def test_a_body_beyond_the_limit_is_never_read() -> None:
    answer = passed("/api/v1/calls", CONTENT_LENGTH=str(MOST_BODY + 1))
    assert answer.status_code == 413
    assert middleware.MOST_BODY >= 6 * 10 * 1024 * 1024, "six photos of ten megabytes must pass"
