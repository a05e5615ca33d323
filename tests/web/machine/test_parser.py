"""Strict JSON: what is JSON is read exactly, what is none or can't be kept is refused, and nothing else happens."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from yinuo.lib.refusal import Invalid, Refusal
from yinuo.web.machine.parser import DEEPEST, LONGEST_NUMBER, StrictParser, read

texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=30)
numbers = st.integers(-(10**30), 10**30) | st.decimals(-(10**6), 10**6, allow_nan=False, places=3)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


def written(value: Any) -> str:
    """JSON as any program may write it, decimals as plain numbers."""
    match value:
        case Decimal():
            return format(value, "f")
        case list():
            return "[" + ",".join(written(each) for each in value) + "]"
        case dict():
            pairs = (f"{json.dumps(name)}: {written(each)}" for name, each in value.items())
            return "{" + ", ".join(pairs) + "}"
        case _:
            return json.dumps(value)


@given(values)
def test_what_is_json_is_read_exactly(value: Any) -> None:
    assert read(written(value).encode()) == value


@given(values)
def test_characters_may_stand_as_themselves(value: Any) -> None:
    plain = json.dumps(value, ensure_ascii=False, default=float).encode()
    assert read(plain) == json.loads(plain, parse_float=Decimal)


@given(st.binary(max_size=60))
def test_bytes_are_json_or_a_refusal(content: bytes) -> None:
    value, status = outcome(content)
    if status is None:
        assert json.loads(content, parse_float=Decimal) == value
    else:
        assert status in (400, 422)


def outcome(content: bytes) -> tuple[Any, int | None]:
    """What was read, or the status of the refusal."""
    try:
        return read(content), None
    except Refusal as refusal:
        return None, refusal.status


@given(texts, st.sampled_from(["\x00", "\ud800", "\udfff", "\udc00x"]), texts)
def test_a_text_that_can_not_be_kept_is_refused_by_its_place(before: str, bad: str, after: str) -> None:
    content = json.dumps({"a": {"b": [1, before + bad + after]}}).encode()
    with pytest.raises(Invalid) as refusal:
        read(content)
    assert list(refusal.value.fields) == ["a.b.1"]
    assert refusal.value.code == "unkeepable_text"


def test_a_whole_pair_of_surrogates_is_a_character() -> None:
    assert read(rb'"\ud83d\ude00"') == "😀"


@pytest.mark.parametrize("depth", range(1, DEEPEST))
def test_depth_is_taken_up_to_its_end(depth: int) -> None:
    assert read(b"[" * depth + b"]" * depth) is not None


@pytest.mark.parametrize("depth", [DEEPEST + 1, 100, 1_000, 10_000, 200_000])
@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_depth_without_end_is_refused(depth: int, opening: bytes, closing: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        read(opening * depth + b"1" + closing * depth)
    assert (refusal.value.code, refusal.value.status) == ("nested_too_deeply", 400)


@pytest.mark.parametrize(
    "number",
    ["0", "-0", "1.50", "1e3", "1E-3", "-12.25", "9" * LONGEST_NUMBER, "0." + "1" * (LONGEST_NUMBER - 2)],
)
def test_numbers_are_read_as_they_are_written(number: str) -> None:
    assert read(number.encode()) == Decimal(number)


@pytest.mark.parametrize(
    "number",
    [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e31",
        "1e-31",
        "1e999999999",
        "9" * 41,
        "0." + "1" * 40,
        "01",
        "+1",
        ".5",
        "1.",
    ],
)
def test_numbers_without_end_or_sense_are_refused(number: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read(f'{{"n": {number}}}'.encode())
    assert refusal.value.code == "malformed_json"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'{"a": 1, "a": 2}', "a"),
        (b'{"x": [{"b": 1, "c": 2, "b": 1}]}', "b"),
        (b'{"": 1, "": 2}', ""),
        (rb'{"a\ud800": 1, "a\ud800": 2}', "a\ufffd"),
    ],
)
def test_a_name_that_stands_twice_is_told(content: bytes, name: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read(content)
    assert refusal.value.code == "key_twice"
    assert refusal.value.words.en == f"{name} stands twice."
    assert refusal.value.words.zh == f"「{name}」写了两次。"


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON"]
)
def test_json_is_told_by_its_media_type(content_type: str) -> None:
    request = RequestFactory().post("/", b"{}", content_type=content_type)
    assert StrictParser().parse_body(request) == {}


@pytest.mark.parametrize("content_type", ["text/json", "text/plain", "application/problem+json", ""])
def test_another_media_type_is_refused(content_type: str) -> None:
    request = RequestFactory().generic("POST", "/", b"{}", content_type=content_type)
    with pytest.raises(Refusal) as refusal:
        StrictParser().parse_body(request)
    assert (refusal.value.status, refusal.value.code) == (415, "wrong_media_type")


@pytest.mark.parametrize(
    ("query", "field"),
    [("a=%00", "a"), ("a=1&a=%00", "a"), ("b=1&%00=2", "\ufffd"), ("x=a%00b&y=1", "x")],
)
def test_a_query_that_can_not_be_kept_is_refused(query: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        StrictParser().parse_querydict(QueryDict(query), [], RequestFactory().get("/"))
    assert list(refusal.value.fields) == [field]


def test_a_query_is_read_with_its_lists() -> None:
    read_ = StrictParser().parse_querydict(QueryDict("a=1&b=2&b=3"), ["b"], RequestFactory().get("/"))
    assert read_ == {"a": "1", "b": ["2", "3"]}
