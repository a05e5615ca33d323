"""What is wrong with an input is said in both languages; what pydantic calls it stays inside."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from yinuo.lib.refusal import Invalid, NotFound
from yinuo.web.machine import saying
from yinuo.web.machine.given import (
    Day,
    Given,
    Instant,
    Latitude,
    Longitude,
    Minutes,
    Money,
    Needed80,
    Number,
    Text24,
    Yes,
)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Inner(Given):
    name: Needed80


def told(kind: Any, value: Any) -> tuple[str, str]:
    """The words of the first thing wrong with `value` as a `kind`."""
    with pytest.raises(ValidationError) as refusal:
        TypeAdapter(kind).validate_python(value)
    words = saying.words_of(refusal.value.errors()[0])
    return words.zh, words.en


OFFSET = ("时间要带时区，如 +08:00", "an instant must carry its offset, such as +08:00")
WRITTEN = ("时间要写成 2026-11-24T10:35:00+08:00", "an instant is written 2026-11-24T10:35:00+08:00")
IMPOSSIBLE = ("没有这样的日期或时间", "there is no such date or time")
OUT = ("要在 2000 年至 2100 年之间", "must lie between 2000 and 2100")
DAY = ("日期要写成 2026-11-24", "a day is written 2026-11-24")
WHOLE = ("要填整数", "must be a whole number")
NUMBER = ("要填数字", "must be a number")
OBJECT = ("要填对象", "must be an object")
BOOL = ("要填 true 或 false", "must be true or false")
WRONG: list[tuple[Any, Any, tuple[str, str]]] = [
    (Text24, 7, ("要写成文字", "must be a text")),
    (Text24, None, ("要写成文字", "must be a text")),
    (Text24, "x" * 25, ("最多 24 个字符", "at most 24 characters")),
    (Needed80, "", ("这一项要填", "is needed")),
    (Text24, "\ud800", ("文字里有不能保存的字符", "the text holds characters that can't be kept")),
    (Annotated[str, Field(pattern="^a$")], "b", ("写法不对", "is not written as it must be")),
    (Instant, "2026-11-24T10:00:00", OFFSET),
    (Instant, datetime(2026, 11, 24), OFFSET),  # noqa: DTZ001 - without an offset on purpose
    (Instant, "2026-11-24", WRITTEN),
    (Instant, "10:00", WRITTEN),
    (Instant, "1764000000", WRITTEN),
    (Instant, 1764000000, WRITTEN),
    (Instant, True, WRITTEN),
    (Instant, None, WRITTEN),
    (Instant, "2026-02-30T10:00:00Z", IMPOSSIBLE),
    (Instant, "2026-11-24T24:30:00Z", IMPOSSIBLE),
    (Instant, "2026-11-24T10:00:61Z", IMPOSSIBLE),
    (Instant, "2026-11-24T10:00:00+25:00", IMPOSSIBLE),
    (Instant, "1999-12-31T23:59:59Z", OUT),
    (Instant, "2100-01-01T00:00:01Z", OUT),
    (Instant, "0001-01-01T00:00:00+14:00", OUT),
    (Instant, "9999-12-31T23:59:59-14:00", OUT),
    (Day, "2026-02-30", IMPOSSIBLE),
    (Day, "24.11.2026", DAY),
    (Day, "2026-11-24T00:00:00Z", DAY),
    (Day, 20261124, DAY),
    (Day, "1999-12-31", OUT),
    (Day, "2100-01-02", OUT),
    (Minutes, "7", WHOLE),
    (Minutes, 1.5, WHOLE),
    (Minutes, True, WHOLE),
    (Minutes, -1, ("最小 0", "at least 0")),
    (Minutes, 60_001, ("最大 60000", "at most 60000")),
    (Annotated[int, Field(gt=0)], 0, ("要大于 0", "must be more than 0")),
    (Annotated[int, Field(lt=0)], 0, ("要小于 0", "must be less than 0")),
    (Annotated[int, Field()], "x", WHOLE),
    (Annotated[int, Field()], "9" * 5000, ("数字太大", "the number is too large")),
    (Money, "x", NUMBER),
    (Money, [], NUMBER),
    (Money, "NaN", ("要填有限的数字", "must be a finite number")),
    (Money, "Infinity", ("要填有限的数字", "must be a finite number")),
    (Money, "1.005", ("最多 2 位小数", "at most 2 decimal places")),
    (Money, Decimal(10) ** 11, ("数字太大", "the number is too large")),
    (Money, -1, ("最小 0", "at least 0")),
    (Latitude, 91, ("最大 90", "at most 90")),
    (Longitude, -181, ("最小 -180", "at least -180")),
    (Yes, "true", BOOL),
    (Yes, 1, BOOL),
    (Colour, "green", ("可以是 'red' or 'blue'", "one of 'red' or 'blue'")),
    (Literal["a", "b"], "c", ("可以是 'a' or 'b'", "one of 'a' or 'b'")),
    (list[int], "x", ("要填列表", "must be a list")),
    (Annotated[list[int], Field(max_length=2)], [1, 2, 3], ("最多 2 项", "at most 2 items")),
    (Annotated[list[int], Field(min_length=1)], [], ("至少 1 项", "at least 1 items")),
    (dict[str, int], [], OBJECT),
    (Inner, 7, OBJECT),
    (Inner, {}, ("这一项要填", "is needed")),
    (Inner, {"name": "x", "age": 7}, ("没有这个字段", "there is no such field")),
]


@pytest.mark.parametrize(("kind", "value", "words"), WRONG)
def test_each_thing_wrong_is_said_in_both_languages(kind: Any, value: Any, words: tuple[str, str]) -> None:
    assert told(kind, value) == words


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        (Instant, "2026-11-24T10:35:00+08:00", datetime(2026, 11, 24, 2, 35, tzinfo=UTC)),
        (Instant, "2026-11-24 02:35Z", datetime(2026, 11, 24, 2, 35, tzinfo=UTC)),
        (Instant, "2026-11-24t02:35:00.5z", datetime(2026, 11, 24, 2, 35, 0, 500_000, tzinfo=UTC)),
        (Instant, "2000-01-01T00:00:00Z", datetime(2000, 1, 1, tzinfo=UTC)),
        (Money, "0", Decimal(0)),
        (Money, Decimal("120.50"), Decimal("120.50")),
        (Money, 7, Decimal(7)),
        (Money, "9999999999.99", Decimal("9999999999.99")),
        (Latitude, Decimal("31.23041699999"), Decimal("31.230417")),
        (Longitude, "-180", Decimal(-180)),
        (Minutes, 60_000, 60_000),
        (Text24, "  两边的空白  ", "  两边的空白  "),
    ],
)
def test_what_is_right_is_read(kind: Any, value: Any, read: Any) -> None:
    assert TypeAdapter(kind).validate_python(value) == read


def test_a_body_loses_the_blanks_around_its_texts() -> None:
    assert Inner(name="  甲  ").name == "甲"
    with pytest.raises(ValidationError):
        Inner(name="   ")


def test_what_nobody_foresaw_is_said_plainly() -> None:
    words = saying.words_of({"type": "something_new", "loc": ("body",), "msg": "Field is strange"})
    assert (words.zh, words.en) == ("这一项不对", "is not right")


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (("body", "given", "fault"), "fault"),
        (("body", "given", "devices", 0, "serial"), "devices.0.serial"),
        (("body", "given"), "given"),
        (("query", "limit"), "limit"),
        (("form", "kind"), "kind"),
        (("file", "file"), "file"),
        (("body",), "body"),
    ],
)
def test_a_field_is_named_as_it_was_sent(place: tuple[Any, ...], name: str) -> None:
    refusal = saying.refusal([{"type": "missing", "loc": place}], "multipart/form-data")
    assert isinstance(refusal, Invalid)
    assert list(refusal.fields) == [name]


def test_all_fields_are_told_in_one_sentence() -> None:
    problems = [
        {"type": "missing", "loc": ("body", "given", "fault")},
        {"type": "string_too_long", "loc": ("body", "given", "phone"), "ctx": {"max_length": 24}},
    ]
    refusal = saying.refusal(problems, "application/json")
    assert refusal.words.en == "The input is wrong: fault: is needed; phone: at most 24 characters"
    assert refusal.words.zh == "内容有误：fault：这一项要填；phone：最多 24 个字符"


def test_a_great_many_problems_are_not_all_told() -> None:
    problems = [{"type": "missing", "loc": ("body", "given", f"f{number}")} for number in range(1000)]
    assert len(saying.refusal(problems, "application/json").fields) == saying.MOST_TOLD


@pytest.mark.parametrize(
    "kind", ["string_pattern_mismatch", "int_parsing", "greater_than_equal", "string_unicode"]
)
def test_an_address_that_can_not_be_is_not_there(kind: str) -> None:
    refusal = saying.refusal([{"type": kind, "loc": ("path", "number")}], "")
    assert isinstance(refusal, NotFound)
    assert refusal.fields == {}


@pytest.mark.parametrize(
    "number", ["SH-20261124-0001", "HZ-深圳-2026-000001", "C000001", "x" * 64, "a.b", "~"]
)
def test_numbers_of_many_shapes_are_looked_up(number: str) -> None:
    assert TypeAdapter(Number).validate_python(number) == number


@pytest.mark.parametrize("number", ["", "a b", "a\x00", "a\nb", "x" * 65, "\x7f", "a/b", "\ud800"])
def test_numbers_that_can_not_be_are_not_looked_up(number: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Number).validate_python(number)
