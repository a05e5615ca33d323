"""What a machine may send, value by value: bounds of texts, instants, days, positions, pages, addresses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as some
from pydantic import TypeAdapter, ValidationError

from yinuo.web.machine import given
from yinuo.web.machine.given import Day, Instant, Latitude, Longitude, Money, Paged


def read(kind: Any, value: Any) -> Any:
    return TypeAdapter(kind).validate_python(value)


def refused(kind: Any, value: Any) -> str:
    """The type of the first thing wrong."""
    with pytest.raises(ValidationError) as refusal:
        read(kind, value)
    return str(refusal.value.errors()[0]["type"])


TEXTS = [(name, int(name.removeprefix("Text"))) for name in vars(given) if name.startswith("Text")]
NEEDED = [(name, int(name.removeprefix("Needed"))) for name in vars(given) if name.startswith("Needed")]
BOUNDED = [*TEXTS, *NEEDED, ("Code", 64), ("Search", 80), ("Cursor", 400)]


@pytest.mark.parametrize(("name", "most"), BOUNDED)
@pytest.mark.parametrize("char", ["x", "字", "😀", "é"])
def test_a_text_is_bounded_in_characters(name: str, most: int, char: str) -> None:
    kind = getattr(given, name)
    assert read(kind, char * most) == char * most
    assert refused(kind, char * (most + 1)) == "string_too_long"


@pytest.mark.parametrize(("name", "most"), BOUNDED)
@pytest.mark.parametrize("value", [None, 7, 7.5, True, [], {}, ["x"], b"\xff"])
def test_a_text_is_nothing_but_a_text(name: str, most: int, value: Any) -> None:
    assert refused(getattr(given, name), value).startswith("string_")


@pytest.mark.parametrize(("name", "most"), NEEDED)
def test_a_needed_text_is_not_empty_even_when_stripped(name: str, most: int) -> None:
    kind = getattr(given, name)

    class Body(given.Given):
        text: kind

    for blank in ("", " ", "\t\n", " " * most):
        with pytest.raises(ValidationError) as refusal:
            Body(text=blank)
        assert refusal.value.errors()[0]["type"] == "string_too_short"
    assert Body(text=f"  {'x' * most}  ").text == "x" * most


@pytest.mark.parametrize(
    ("value", "instant"),
    [
        ("2026-11-24T10:35:00Z", datetime(2026, 11, 24, 10, 35, tzinfo=UTC)),
        ("2026-11-24T10:35Z", datetime(2026, 11, 24, 10, 35, tzinfo=UTC)),
        ("2026-11-24 10:35:00+00:00", datetime(2026, 11, 24, 10, 35, tzinfo=UTC)),
        ("2026-11-24T10:35:00-11:30", datetime(2026, 11, 24, 22, 5, tzinfo=UTC)),
        ("2026-11-24T00:10:00+14:00", datetime(2026, 11, 23, 10, 10, tzinfo=UTC)),
        ("2026-11-24T10:35:00+0800", datetime(2026, 11, 24, 2, 35, tzinfo=UTC)),
        ("2024-02-29T23:59:59.999999Z", datetime(2024, 2, 29, 23, 59, 59, 999_999, tzinfo=UTC)),
        ("2100-01-01T00:00:00Z", datetime(2100, 1, 1, tzinfo=UTC)),
        ("2100-01-01T08:00:00+08:00", datetime(2100, 1, 1, tzinfo=UTC)),
        (datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=8))), datetime(2025, 12, 31, 16, tzinfo=UTC)),
    ],
)
def test_an_instant_becomes_utc(value: Any, instant: datetime) -> None:
    found = read(Instant, value)
    assert (found, found.tzinfo) == (instant, UTC)


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("", "instant_text"),
        ("now", "instant_text"),
        ("24.11.2026 10:35", "instant_text"),
        ("20261124T103500Z", "instant_text"),
        ("2026-11-24T10", "instant_text"),
        ("2026-W48-2T10:35Z", "instant_text"),
        ("2026-329T10:35Z", "instant_text"),
        (" 2026-11-24T10:35:00Z", "instant_text"),
        (0, "instant_text"),
        (1e12, "instant_text"),
        (Decimal(1764000000), "instant_text"),
        (date(2026, 11, 24), "instant_text"),
        ([], "instant_text"),
        ({}, "instant_text"),
        ("2026-11-24T10:35:00", "instant_offset"),
        ("2026-11-24 10:35", "instant_offset"),
        ("2100-01-01T00:00:00-00:01", "out_of_time"),
        ("2000-01-01T00:00:00+00:01", "out_of_time"),
        ("1970-01-01T00:00:00Z", "out_of_time"),
    ],
)
def test_what_is_no_instant_is_refused(value: Any, wrong: str) -> None:
    assert refused(Instant, value) == wrong


@for_all(some.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30)), some.integers(-14 * 60, 14 * 60))  # noqa: DTZ001
def test_an_instant_is_the_same_in_every_offset(naive: datetime, minutes: int) -> None:
    instant = naive.replace(tzinfo=UTC)
    elsewhere = instant.astimezone(timezone(timedelta(minutes=minutes)))
    assert read(Instant, elsewhere.isoformat()) == instant
    assert read(Instant, elsewhere.isoformat(" ")) == instant


@for_all(some.from_regex(given.INSTANT, fullmatch=True))
def test_whatever_looks_like_an_instant_is_one_of_our_time_or_refused(text: str) -> None:
    try:
        found = read(Instant, text)
    except ValidationError:
        return
    assert given.EARLIEST <= found <= given.LATEST


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("", "day_text"),
        ("2026-1-5", "day_text"),
        ("20260105", "day_text"),
        ("2026-11-24T00:00:00", "day_text"),
        (" 2026-11-24", "day_text"),
        ("2026-11-24 ", "day_text"),
        ("+2026-11-24", "day_text"),
        (0, "day_text"),
        (None, "day_text"),
        ("2026-00-10", "date_from_datetime_parsing"),
        ("2026-04-31", "date_from_datetime_parsing"),
        ("2023-02-29", "date_from_datetime_parsing"),
        ("0001-01-01", "out_of_time"),
        ("9999-12-31", "out_of_time"),
    ],
)
def test_what_is_no_day_is_refused(value: Any, wrong: str) -> None:
    assert refused(Day, value) == wrong


@for_all(some.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_day_of_the_time_is_read_back(day: date) -> None:
    assert read(Day, day.isoformat()) == read(Day, day) == day


@pytest.mark.parametrize(
    ("kind", "value", "place"),
    [
        (Latitude, 90, "90.000000"),
        (Latitude, -90, "-90.000000"),
        (Latitude, "31.2304", "31.230400"),
        (Latitude, Decimal("0.0000004"), "0.000000"),
        (Latitude, Decimal("0.0000015"), "0.000002"),
        (Longitude, 180, "180.000000"),
        (Longitude, Decimal("-179.9999999"), "-180.000000"),
        (Longitude, "121.47370000000000000000001", "121.473700"),
    ],
)
def test_a_position_is_kept_to_a_tenth_of_a_metre(kind: Any, value: Any, place: str) -> None:
    assert str(read(kind, value)) == place


@pytest.mark.parametrize(
    ("kind", "value", "wrong"),
    [
        (Latitude, Decimal("90.0000001"), "less_than_equal"),
        (Latitude, Decimal("-90.0000001"), "greater_than_equal"),
        (Longitude, Decimal("180.0000001"), "less_than_equal"),
        (Longitude, Decimal("-1e3"), "greater_than_equal"),
        (Latitude, Decimal("NaN"), "finite_number"),
        (Longitude, "-Infinity", "finite_number"),
        (Latitude, "31°", "decimal_parsing"),
        (Longitude, None, "decimal_type"),
        (Money, Decimal("-0.01"), "greater_than_equal"),
        (Money, Decimal("0.001"), "decimal_max_places"),
        (Money, Decimal(10000000000), "decimal_whole_digits"),
        (Money, "12345678901234", "decimal_max_digits"),
        (Money, "sNaN", "finite_number"),
        (Money, "1,000", "decimal_parsing"),
        (Money, {}, "decimal_type"),
    ],
)
def test_numbers_beyond_their_bounds_are_refused(kind: Any, value: Any, wrong: str) -> None:
    assert refused(kind, value) == wrong


@pytest.mark.parametrize(
    ("asked", "limit", "cursor"),
    [
        ({}, 50, ""),
        ({"limit": 1}, 1, ""),
        ({"limit": "200"}, 200, ""),
        ({"cursor": "abc"}, 50, "abc"),
        ({"limit": 7, "cursor": "x" * 400}, 7, "x" * 400),
        ({"unknown": "x"}, 50, ""),
    ],
)
def test_a_page_is_asked_for(asked: dict[str, Any], limit: int, cursor: str) -> None:
    page = Paged(**asked).page
    assert (page.limit, page.cursor) == (limit, cursor)


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"limit": 0}, "greater_than_equal"),
        ({"limit": -1}, "greater_than_equal"),
        ({"limit": 201}, "less_than_equal"),
        ({"limit": "many"}, "int_parsing"),
        ({"limit": 1.5}, "int_from_float"),
        ({"limit": None}, "int_type"),
        ({"limit": "9" * 5000}, "int_parsing_size"),
        ({"cursor": "x" * 401}, "string_too_long"),
        ({"cursor": None}, "string_type"),
    ],
)
def test_a_page_that_can_not_be_is_refused(asked: dict[str, Any], wrong: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Paged(**asked)
    assert [each["type"] for each in refusal.value.errors()] == [wrong]


class Body(given.Given):
    """A body as the rooms write theirs."""

    name: given.Needed40
    note: given.Text24 = ""


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, [("name", "missing")]),
        ({"name": "x", "Name": "y"}, [("Name", "extra_forbidden")]),
        ({"name": "x", "": ""}, [("", "extra_forbidden")]),
        ({"name": "x", "note": None}, [("note", "string_type")]),
        (
            {"note": "x" * 25, "id": 1},
            [("name", "missing"), ("note", "string_too_long"), ("id", "extra_forbidden")],
        ),
    ],
)
def test_a_body_is_told_everything_at_once(sent: dict[str, Any], wrong: list[tuple[str, str]]) -> None:
    with pytest.raises(ValidationError) as refusal:
        Body(**sent)
    assert [(each["loc"][0], each["type"]) for each in refusal.value.errors()] == wrong


def test_a_body_once_read_stays_as_it_is() -> None:
    body = Body(name="x")
    with pytest.raises(ValidationError):
        body.name = "y"
