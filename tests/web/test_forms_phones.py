"""Telephone numbers: what is one, what is not and why, and how it is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from yinuo.lib.words import Words
from yinuo.web.forms import phones


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("13800000000", "13800000000"),
        ("138 0000 0000", "13800000000"),
        ("138-0000-0000", "13800000000"),
        ("+86 138 0000 0000", "13800000000"),
        ("0086 13800000000", "13800000000"),
        ("１３８００００００００", "13800000000"),
        ("020-0000 1286", "02000001286"),
        ("(020) 0000 1286", "02000001286"),
        ("（020）00001286", "02000001286"),
        ("010 0000 1286", "01000001286"),
        ("0755-00001286", "075500001286"),
        ("0838 000 1286", "08380001286"),
        ("+86 020 0000 1286", "02000001286"),
        ("400-000-0000", "4000000000"),
        ("8000000000", "8000000000"),
        ("95588", "95588"),
        ("10086", "10086"),
        ("12345", "12345"),
        ("96110", "96110"),
        ("+852 2123 4567", "+85221234567"),
        ("  020 0000 1286  ", "02000001286"),
    ],
)
def test_a_number_is_read(typed: str, digits: str) -> None:
    assert phones.read(typed) == digits


@pytest.mark.parametrize(
    ("typed", "zh", "en"),
    [
        ("100 0000 12", "手机要 11 位，现在是 9 位。", "has 11 digits, this has 9"),
        ("138000000001", "手机要 11 位，现在是 12 位。", "this has 12"),
        ("0000 1286", "座机请带区号", "give the area code"),
        ("2000 1286", "座机请带区号", "give the area code"),
        ("020-000 128", "区号后面要 7、8 位，现在是 6 位。", "come 7 or 8 digits, this has 6"),
        ("020-0000 12861", "区号后面要 7、8 位，现在是 9 位。", "this has 9"),
        ("400-000-000", "400 电话要 10 位，现在是 9 位。", "come 10 digits, this has 9"),
        ("020-0000 1286 转 6", "分机请另写", "write an extension elsewhere"),
        ("一二三", "只能有数字", "Only digits"),
        ("13800000000; DROP", "只能有数字", "Only digits"),
        ("+0123456", "只能有数字", "Only digits"),
        ("9" * 40, "座机请带区号", "give the area code"),
    ],
)
def test_why_it_is_none(typed: str, zh: str, en: str) -> None:
    told = phones.read(typed)
    assert isinstance(told, Words)
    assert zh in told.zh
    assert en in told.en


@pytest.mark.parametrize(
    ("digits", "shown"),
    [
        ("13800000000", "138 0000 0000"),
        ("02000001286", "020-0000 1286"),
        ("0200001286", "020-000 1286"),
        ("075500001286", "0755-0000 1286"),
        ("4000000000", "400-000-0000"),
        ("95588", "95588"),
        ("+85221234567", "+85221234567"),
        ("020", "020"),
        ("", ""),
        ("abc", "abc"),
    ],
)
def test_how_it_is_shown(digits: str, shown: str) -> None:
    assert phones.shown(digits) == shown


@given(some.from_regex(r"1[3-9]\d{9}|0(10|2\d|[3-9]\d{2})\d{8}|400\d{7}", fullmatch=True))
def test_shown_numbers_read_as_themselves(digits: str) -> None:
    if phones.read(digits) == digits:
        assert phones.read(phones.shown(digits)) == digits


@given(some.text(max_size=60))
def test_anything_is_answered(text: str) -> None:
    found = phones.read(text)
    assert isinstance(found, Words) or all(char in "+0123456789" for char in found)
