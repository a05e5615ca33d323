"""The parts of a writing request, one by one: its key, its version, its fingerprint."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.test.client import encode_multipart
from hypothesis import given
from hypothesis import strategies as st

from yinuo.lib.refusal import Refusal
from yinuo.people.http import digest_of, key_of, version_of

if TYPE_CHECKING:
    from django.http import HttpRequest

factory = RequestFactory()
visible = st.text("".join(chr(code) for code in range(0x21, 0x7F)), min_size=1, max_size=120)


def posted(
    body: bytes = b"{}", path: str = "/api/v1/calls", method: str = "POST", **headers: str
) -> HttpRequest:
    return factory.generic(method, path, body, content_type="application/json", headers=headers)


@given(visible)
def test_every_visible_key_is_taken(key: str) -> None:
    assert key_of(posted(**{"Idempotency-Key": key})) == key


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (None, "idempotency_key_missing"),
        ("", "idempotency_key_missing"),
        (" ", "idempotency_key_malformed"),
        ("a b", "idempotency_key_malformed"),
        ("x" * 121, "idempotency_key_malformed"),
        ("\x7f", "idempotency_key_malformed"),
        ("é", "idempotency_key_malformed"),
        ("编号", "idempotency_key_malformed"),
    ],
)
def test_a_key_that_is_none(key: str | None, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        key_of(posted(**({} if key is None else {"Idempotency-Key": key})))
    assert (refusal.value.code, refusal.value.status) == (code, 400)


@given(
    st.integers(0, 999_999_999), st.sampled_from(["{}", '"{}"', 'W/"{}"']), st.sampled_from(["", " ", "\t"])
)
def test_a_version_is_read_as_it_is_commonly_written(number: int, form: str, blank: str) -> None:
    assert version_of(posted(**{"If-Match": f"{blank}{form.format(number)}{blank}"})) == number


@pytest.mark.parametrize("told", [None, "", "   "])
def test_a_version_that_is_missing(told: str | None) -> None:
    with pytest.raises(Refusal) as refusal:
        version_of(posted(**({} if told is None else {"If-Match": told})))
    assert (refusal.value.code, refusal.value.status) == ("version_missing", 428)


@given(st.text(string.printable, min_size=1, max_size=20))
def test_a_version_is_a_number_or_a_refusal(told: str) -> None:
    try:
        number = version_of(posted(**{"If-Match": told}))
    except Refusal as refusal:
        assert refusal.status in (400, 428)  # noqa: PT017 - either outcome is right
    else:
        assert str(number) in told or int(told.strip(' \t\n\r\x0b\x0c"W/')) == number


WRITTEN = posted(b'{"a": 1}')


@pytest.mark.parametrize(
    "other",
    [
        posted(b'{"a": 2}'),
        posted(b'{"a":1}'),
        posted(b'{"a": 1} '),
        posted(b'{"a": 1}', path="/api/v1/customers"),
        posted(b'{"a": 1}', path="/api/v1/calls?x=1"),
        posted(b'{"a": 1}', method="PATCH"),
        posted(b""),
    ],
)
def test_another_request_has_another_fingerprint(other: HttpRequest) -> None:
    assert digest_of(other) != digest_of(WRITTEN)


def test_the_same_request_has_the_same_fingerprint_whatever_its_headers() -> None:
    again = posted(b'{"a": 1}', **{"If-Match": '"7"', "Accept-Language": "en", "Idempotency-Key": "another"})
    assert digest_of(again) == digest_of(WRITTEN)
    assert len(digest_of(WRITTEN)) == 64


def form(**values: Any) -> HttpRequest:
    return factory.post("/api/v1/vouchers/x/files", values)


def file(name: str = "a.png", content: bytes = b"1234") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("boundary", ["aaa", "----WebKitFormBoundary7MA4YWxk", "x" * 60])
def test_a_form_is_known_by_its_fields_and_files_not_by_its_boundary(boundary: str) -> None:
    body = encode_multipart(boundary, {"file": file(), "kind": "photo"})
    kind = f"multipart/form-data; boundary={boundary}"
    again = factory.generic("POST", "/api/v1/vouchers/x/files", body, content_type=kind)
    assert digest_of(again) == digest_of(form(kind="photo", file=file()))


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "scan", "file": ("a.png", b"1234")},
        {"kind": "photo", "file": ("b.png", b"1234")},
        {"kind": "photo", "file": ("a.png", b"1235")},
        {"kind": "photo", "file": ("a.png", b"12345")},
        {"kind": "photo", "other": ("a.png", b"1234")},
        {"kind": ["photo", "photo"], "file": ("a.png", b"1234")},
        {"file": ("a.png", b"1234")},
    ],
)
def test_another_form_has_another_fingerprint(values: dict[str, Any]) -> None:
    filled = {name: file(*value) if isinstance(value, tuple) else value for name, value in values.items()}
    assert digest_of(form(**filled)) != digest_of(form(kind="photo", file=file()))


def test_a_file_can_still_be_read_after_its_fingerprint() -> None:
    request = form(file=file(content=b"x" * 100_000))
    digest_of(request)
    assert request.FILES["file"].read() == b"x" * 100_000
