"""Days and instants in the words people say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from yinuo.web import moments

SHANGHAI = ZoneInfo("Asia/Shanghai")
KABUL = ZoneInfo("Asia/Kabul")
NOW = datetime(2026, 11, 24, 2, 36, tzinfo=UTC)


def local(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("2026-11-24 09:05", "今天 09:05", "today 09:05"),
        ("2026-11-24 00:00", "今天 00:00", "today 00:00"),
        ("2026-11-24 23:59", "今天 23:59", "today 23:59"),
        ("2026-11-25 00:00", "明天 00:00", "tomorrow 00:00"),
        ("2026-11-25 09:05", "明天 09:05", "tomorrow 09:05"),
        ("2026-11-23 17:05", "昨天 17:05", "yesterday 17:05"),
        ("2026-11-26 09:05", "11 月 26 日 09:05", "26 Nov 09:05"),
        ("2026-01-02 09:05", "1 月 2 日 09:05", "2 Jan 09:05"),
        ("2027-01-01 09:05", "2027 年 1 月 1 日 09:05", "1 Jan 2027 09:05"),
        ("2025-12-31 09:05", "2025 年 12 月 31 日 09:05", "31 Dec 2025 09:05"),
    ],
)
def test_when(text: str, zh: str, en: str) -> None:
    said = moments.when(local(text), NOW, SHANGHAI)
    assert (said.zh, said.en) == (zh, en)


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("2026-11-24 09:05", "09:05", "09:05"),
        ("2026-11-25 08:59", "明 08:59", "tmr 08:59"),
        ("2026-11-23 17:05", "昨 17:05", "yest 17:05"),
        ("2026-11-26 08:59", "11-26 08:59", "11-26 08:59"),
        ("2025-11-26 08:59", "2025-11-26", "2025-11-26"),
    ],
)
def test_brief(text: str, zh: str, en: str) -> None:
    said = moments.brief(local(text), NOW, SHANGHAI)
    assert (said.zh, said.en) == (zh, en)


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (date(2026, 11, 24), "11 月 24 日，星期二", "Tuesday, 24 Nov"),
        (date(2026, 11, 29), "11 月 29 日，星期日", "Sunday, 29 Nov"),
        (date(2026, 2, 2), "2 月 2 日，星期一", "Monday, 2 Feb"),
        (date(2027, 3, 31), "2027 年 3 月 31 日，星期三", "Wednesday, 31 Mar 2027"),
    ],
)
def test_weekday(value: date, zh: str, en: str) -> None:
    said = moments.weekday(value, date(2026, 11, 24))
    assert (said.zh, said.en) == (zh, en)


def test_the_year_shows_only_when_it_is_another() -> None:
    assert moments.day(date(2026, 3, 1), date(2026, 12, 31)).zh == "3 月 1 日"
    assert moments.day(date(2026, 3, 1), date(2027, 1, 1)).zh == "2026 年 3 月 1 日"


def test_the_zone_decides_the_day() -> None:
    late = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
    assert moments.when(late, NOW, SHANGHAI).zh == "明天 01:00"
    assert moments.when(late, NOW, KABUL).zh == "今天 21:30"
    assert moments.clock(late, KABUL) == "21:30"


@given(some.datetimes(datetime(2020, 1, 1), datetime(2032, 1, 1)))  # noqa: DTZ001 - local time as typed
def test_every_instant_keeps_its_time_of_day(naive: datetime) -> None:
    instant = naive.replace(tzinfo=SHANGHAI)
    for said in (moments.when(instant, NOW, SHANGHAI), moments.clock(instant, SHANGHAI)):
        assert str(said).endswith(f"{naive:%H:%M}")


@given(some.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_is_said_with_its_number_in_both_languages(value: date) -> None:
    said = moments.day(value, date(2026, 11, 24))
    assert f"{value.month} 月 {value.day} 日" in said.zh
    assert said.en.startswith(f"{value.day} ")
    assert (str(value.year) in said.zh) == (value.year != 2026)
