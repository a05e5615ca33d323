"""What a writing request says of itself: its key, the version it is made on, the fingerprint of its content."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from yinuo.lib.refusal import Refusal
from yinuo.people.http import digest_of, key_of, version_of
from yinuo.web.machine.refusals import VersionMissing

if TYPE_CHECKING:
    from django.http import HttpRequest

MAKE = RequestFactory()
VISIBLE = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=120)


def told(**headers: str) -> HttpRequest:
    return MAKE.post("/api/v1/calls", headers=headers)


@given(VISIBLE)
def test_a_visible_key_is_taken_as_it_is(key: str) -> None:
    assert key_of(told(**{"Idempotency-Key": key})) == key


@pytest.mark.parametrize("key", [" ", "a b", "x" * 121, "ü", "\x00", "a\x7f", "键"])
def test_another_key_is_refused(key: str) -> None:
    with pytest.raises(Refusal) as refusal:
        key_of(told(**{"Idempotency-Key": key}))
    assert (refusal.value.code, refusal.value.status) == ("idempotency_key_malformed", 400)


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": ""}])
def test_a_missing_key_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refusal:
        key_of(told(**headers))
    assert (refusal.value.code, refusal.value.status) == ("idempotency_key_missing", 400)


@pytest.mark.parametrize("form", ['"{n}"', "{n}", 'W/"{n}"', '  "{n}" '])
@pytest.mark.parametrize("number", [0, 1, 7, 42, 999_999_999])
def test_a_version_is_read_in_each_of_its_forms(form: str, number: int) -> None:
    assert version_of(told(**{"If-Match": form.format(n=number)})) == number


@pytest.mark.parametrize(
    "text",
    ["*", "-1", '"-1"', '"1', '1"', "1.0", '"1", "2"', "0x1", "1e3", "9" * 10, "١", "seven", '""', "w/1"],
)
def test_another_version_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        version_of(told(**{"If-Match": text}))
    assert (refusal.value.code, refusal.value.status) == ("version_malformed", 400)


@pytest.mark.parametrize("headers", [{}, {"If-Match": ""}, {"If-Match": "   "}])
def test_a_missing_version_is_refused_with_its_own_status(headers: dict[str, str]) -> None:
    with pytest.raises(VersionMissing) as refusal:
        version_of(told(**headers))
    assert (refusal.value.code, refusal.value.status) == ("version_missing", 428)


def sent(content: object, *, path: str = "/api/v1/calls", method: str = "POST") -> HttpRequest:
    return MAKE.generic(method, path, json.dumps(content), content_type="application/json")


CONTENT = {"fault": "停机", "branch": "SH"}


def test_the_same_request_has_the_same_fingerprint() -> None:
    assert digest_of(sent(CONTENT)) == digest_of(sent(dict(CONTENT)))


@pytest.mark.parametrize(
    "other",
    [
        sent({**CONTENT, "fault": "停机。"}),
        sent({"branch": "SH"}),
        sent(CONTENT, path="/api/v1/calls/SH-1/cancel"),
        sent(CONTENT, path="/api/v1/calls?branch=GZ"),
        sent(CONTENT, method="PUT"),
        sent(None),
    ],
    ids=["value", "field", "path", "query", "method", "nothing"],
)
def test_another_request_has_another_fingerprint(other: HttpRequest) -> None:
    assert digest_of(other) != digest_of(sent(CONTENT))


def upload(content: bytes = b"photo", *, name: str = "a.jpg", **fields: str) -> HttpRequest:
    file = BytesIO(content)
    file.name = name
    return MAKE.post("/api/v1/vouchers/SH-1-1/files", {"kind": "photo", **fields, "file": file})


def test_a_form_sent_again_with_another_boundary_is_the_same() -> None:
    first, again = upload(), upload()
    again.META["CONTENT_TYPE"] = again.META["CONTENT_TYPE"] + "; charset=utf-8"
    assert digest_of(first) == digest_of(again)


@pytest.mark.parametrize(
    "other",
    [upload(b"other"), upload(name="b.jpg"), upload(kind="scan"), upload(more="1"), upload(b"")],
    ids=["content", "name", "field", "more", "empty"],
)
def test_another_upload_has_another_fingerprint(other: HttpRequest) -> None:
    assert digest_of(upload()) != digest_of(other)


def test_a_file_can_still_be_read_after_its_fingerprint() -> None:
    request = upload(b"photo" * 1000)
    digest_of(request)
    assert request.FILES["file"].read() == b"photo" * 1000


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_only_the_same_bytes_have_the_same_fingerprint(one: bytes, other: bytes) -> None:
    made = [MAKE.generic("POST", "/x", body, content_type="application/json") for body in (one, other)]
    assert (digest_of(made[0]) == digest_of(made[1])) is (one == other)
