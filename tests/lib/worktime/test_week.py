"""Windows and weeks as people write them, and what is refused."""

from __future__ import annotations

from datetime import UTC, time, timedelta

import pytest
from hypothesis import given

from tests.lib.worktime import strategies
from yinuo.lib.refusal import Invalid
from yinuo.lib.worktime import (
    WEEKDAYS,
    Week,
    Window,
    week_from_json,
    week_of,
    windows_from_text,
    windows_text,
)

MORNING, AFTERNOON = Window(time(8, 30), time(12)), Window(time(13, 30), time(17, 30))


@pytest.mark.parametrize(
    "text",
    [
        "8:30-12:00; 13:30-17:30",
        "08:30-12:00;13:30-17:30",
        "8:30-12:00,13:30-17:30",
        "8:30 - 12:00 / 13:30 - 17:30",
        "8:30至12:00，13:30至17:30",
        "8：30～12：00、13：30～17：30",
        "8:30–12:00；13:30—17:30",
        "8:30 to 12:00\n13:30 to 17:30\n",
        ";8:30-12:00;;13:30-17:30;",
    ],
)
def test_windows_are_read_as_people_write_them(text):
    assert windows_from_text(text) == (MORNING, AFTERNOON)


def test_windows_are_written_one_way():
    assert windows_text((MORNING, AFTERNOON)) == "08:30-12:00; 13:30-17:30"
    assert windows_text((Window(time(22), time(0)),)) == "22:00-24:00"
    assert windows_text(()) == ""


@pytest.mark.parametrize("text", ["", "  ", ";", "\n"])
def test_no_text_is_no_windows(text):
    assert windows_from_text(text) == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("8-12", "window_form"),
        ("8:30", "window_form"),
        ("8:30-12:00-14:00", "window_form"),
        ("25:00-26:00", "window_form"),
        ("8:60-9:00", "window_form"),
        ("8:30-24:01", "window_form"),
        ("24:00-24:00", "window_form"),
        ("八点-十二点", "window_form"),
        ("٨:٣٠-١٢:٠٠", "window_form"),
        ("8:30-12:00\0", "window_form"),
        ("\ud800", "window_form"),
        ("9" * 5000, "window_form"),
        ("12:00-8:30", "window_empty"),
        ("8:30-8:30", "window_empty"),
        ("8:30-12:00; 11:00-13:00", "windows_overlap"),
        ("13:30-17:30; 8:30-12:00", "windows_overlap"),
    ],
)
def test_what_is_no_window_is_refused(text, code):
    with pytest.raises(Invalid) as refused:
        windows_from_text(text)
    assert refused.value.code == code
    assert "windows" in refused.value.fields


def test_the_refusal_shows_no_more_than_a_line_of_what_was_typed():
    with pytest.raises(Invalid) as refused:
        windows_from_text("9" * 5000)
    assert len(refused.value.words.en) < 120


def test_windows_that_touch_are_apart():
    assert len(windows_from_text("8:00-12:00; 12:00-17:00")) == 2


def test_midnight_ends_a_day():
    night = Window(time(22), time(0))
    assert night.opens == timedelta(hours=22)
    assert night.closes == timedelta(hours=24)
    assert windows_from_text("0:00-24:00") == (Window(time(0), time(0)),)


def test_a_window_carries_no_zone():
    with pytest.raises(Invalid) as refused:
        Window(time(8, tzinfo=UTC), time(12))
    assert refused.value.code == "window_zone"


@given(minutes=strategies.windows())
def test_windows_survive_being_written(minutes):
    windows = tuple(
        Window(time(start // 60, start % 60), time(end // 60 % 24, end % 60)) for start, end in minutes
    )
    assert windows_from_text(windows_text(windows)) == windows


def test_a_week_survives_being_stored():
    week = Week((*(5 * [(MORNING, AFTERNOON)]), (MORNING,), ()))
    stored = week.as_json()
    assert list(stored) == list(WEEKDAYS)
    assert stored["mon"] == ["08:30-12:00", "13:30-17:30"]
    assert stored["sun"] == []
    assert week_from_json(stored) == week


def test_a_weekday_left_out_is_closed():
    assert week_from_json({"tue": ["8:30-12:00"]}).days == ((), (MORNING,), (), (), (), (), ())


def test_the_normal_day_is_the_first_that_opens():
    assert week_of("8:30-12:00").normal == (MORNING,)
    assert week_of("13:30-17:30", days=[5, 6]).normal == (AFTERNOON,)
    assert week_of("").normal == ()


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "mon",
        {"monday": []},
        {"mon": "8:30-12:00"},
        {"mon": [830]},
        {"mon": None},
        {"mon": ["8:30-12:00"], "extra": []},
    ],
)
def test_what_is_no_week_is_refused(value):
    with pytest.raises(Invalid) as refused:
        week_from_json(value)
    assert refused.value.code == "week_form"
    assert "week" in refused.value.fields


def test_a_stored_week_with_wrong_windows_is_refused():
    with pytest.raises(Invalid) as refused:
        week_from_json({"mon": ["8:30-12:00", "11:00-13:00"]})
    assert refused.value.code == "windows_overlap"


def test_a_week_has_seven_days():
    with pytest.raises(Invalid) as refused:
        Week(((MORNING,),))
    assert refused.value.code == "week_length"


def test_windows_of_a_week_are_checked_too():
    with pytest.raises(Invalid) as refused:
        Week(((AFTERNOON, MORNING), (), (), (), (), (), ()))
    assert refused.value.code == "windows_overlap"
