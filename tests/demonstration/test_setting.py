"""When and how large: days of the year, mornings, dice, and the file that remembers it all."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from tests.world import at
from yinuo.demonstration import logins, turn
from yinuo.demonstration.customers import _degrees, _months_later
from yinuo.demonstration.setting import BEFORE_THE_YEAR, Scale, Setting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = at("2026-11-24 10:40")
instants = st.integers(0, 15 * 365 * 24 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
scales = st.builds(Scale, days=st.integers(1, 400), recent=st.integers(1, 60))


@pytest.mark.parametrize(
    ("now", "today"),
    [
        ("2026-11-24 00:00", date(2026, 11, 24)),
        ("2026-11-24 07:59", date(2026, 11, 24)),
        ("2026-11-24 08:00", date(2026, 11, 24)),
        ("2026-11-24 23:59", date(2026, 11, 24)),
        ("2024-02-29 12:00", date(2024, 2, 29)),
        ("2027-01-01 00:00", date(2027, 1, 1)),
    ],
)
def test_today_is_the_day_in_shanghai(now: str, today: date) -> None:
    assert Setting(1, at(now)).today == today


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2026, 11, 24), datetime(2026, 11, 24, tzinfo=UTC)),
        (date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)),
        (date(2024, 2, 29), datetime(2024, 2, 29, tzinfo=UTC)),
    ],
)
def test_a_morning_is_eight_in_shanghai(day: date, instant: datetime) -> None:
    assert Setting(1, NOW).morning(day) == instant


@given(now=instants, scale=scales)
def test_the_days_make_the_year_in_order_without_gap_or_overlap(now: datetime, scale: Scale) -> None:
    setting = Setting(1, now, scale)
    days = setting.older_days + setting.recent_days
    assert len(days) == scale.days
    assert days == [setting.today - timedelta(days=back) for back in range(scale.days, 0, -1)]
    assert setting.today not in days


@given(now=instants, scale=scales)
def test_everything_is_founded_weeks_before_the_first_day(now: datetime, scale: Scale) -> None:
    setting = Setting(1, now, scale)
    first = min([*setting.older_days, *setting.recent_days])
    assert setting.morning(first) - setting.founded == timedelta(days=BEFORE_THE_YEAR)


@given(seed=st.integers(), about=st.lists(st.text() | st.integers(), max_size=3))
def test_equal_purposes_throw_equal_dice(seed: int, about: list[object]) -> None:
    one, other = Setting(seed, NOW), Setting(seed, NOW + timedelta(hours=5), Scale(customers=1))
    assert [one.dice(*about).random() for _n in range(3)] == [other.dice(*about).random() for _n in range(3)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((1, ("day", "SH", date(2026, 11, 24))), (2, ("day", "SH", date(2026, 11, 24)))),
        ((1, ("day", "SH", date(2026, 11, 24))), (1, ("day", "YZ", date(2026, 11, 24)))),
        ((1, ("day", "SH", date(2026, 11, 24))), (1, ("day", "SH", date(2026, 11, 25)))),
        ((1, ("day", "SH")), (1, ("today", "SH"))),
        ((1, ()), (1, ("",))),
        ((11, ("1",)), (1, ("11",))),
    ],
)
def test_another_purpose_throws_other_dice(one: tuple[int, tuple[object, ...]], other: tuple) -> None:
    first, second = (Setting(seed, NOW).dice(*about) for seed, about in (one, other))
    assert [first.random() for _n in range(4)] != [second.random() for _n in range(4)]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 11, 30), 1, date(2026, 12, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 6, 28), 24, date(2028, 6, 28)),
        (date(2026, 6, 1), 0, date(2026, 6, 1)),
    ],
)
def test_months_later_is_a_day_that_exists(day: date, months: int, later: date) -> None:
    assert _months_later(day, months) == later


@given(day=st.dates(date(2000, 1, 1), date(2050, 1, 1)), months=st.integers(1, 60))
def test_months_later_is_never_before(day: date, months: int) -> None:
    later = _months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == min(day.day, 28)


@given(st.floats(-180, 180, allow_nan=False))
def test_degrees_have_at_most_six_places(value: float) -> None:
    told = _degrees(value)
    assert abs(float(told) - value) < 1e-6
    assert round(told, 6) == told


class TestRemembered:
    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path) -> Iterator[Path]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(settings, "MEDIA_ROOT", tmp_path / "data" / "files")
            yield tmp_path / "data"

    @pytest.mark.parametrize("complete", [True, False])
    @pytest.mark.parametrize("scale", [Scale(), Scale(1, 2, 3, 4, 5)])
    def test_what_is_remembered_reads_back(self, scale: Scale, complete: bool) -> None:
        known = logins.Known("correct-horse", Setting(7, NOW, scale), complete)
        logins.remember(known)
        assert logins.known() == known

    def test_the_last_word_stands_and_no_draft_is_left(self, folder: Path) -> None:
        for complete in (False, True):
            logins.remember(logins.Known("p", Setting(1, NOW), complete))
        found = logins.known()
        assert found is not None
        assert found.complete
        assert [path.name for path in folder.iterdir()] == [logins.FILE]

    def test_a_password_in_chinese_is_kept_as_it_is(self, folder: Path) -> None:
        logins.remember(logins.Known("一诺千金", Setting(1, NOW), complete=False))
        assert "一诺千金" in (folder / logins.FILE).read_text(encoding="utf-8")

    @pytest.mark.parametrize("missing", ["password", "seed", "now", "scale", "complete"])
    def test_a_file_that_lacks_something_is_no_silent_nothing(self, folder: Path, missing: str) -> None:
        logins.remember(logins.Known("p", Setting(1, NOW), complete=True))
        path = folder / logins.FILE
        told = json.loads(path.read_text(encoding="utf-8"))
        del told[missing]
        path.write_text(json.dumps(told), encoding="utf-8")
        with pytest.raises(KeyError):
            logins.known()

    def test_a_password_can_be_typed_and_not_mistaken(self) -> None:
        for password in [logins.new_password() for _n in range(30)]:
            assert [len(group) for group in password.split("-")] == [4, 4, 4, 4]
            assert not set(password) & set("ijlo01ILO")

    def test_one_at_a_time_has_the_turn(self, folder: Path) -> None:
        folder.mkdir()
        held = turn.take(wait=False)
        assert held is not None
        assert turn.take(wait=False) is None
        turn.give_back(held)
        again = turn.take(wait=False)
        assert again is not None
        turn.give_back(again)

    def test_a_block_gives_the_turn_back_even_after_an_error(self, folder: Path) -> None:
        folder.mkdir()
        with pytest.raises(ZeroDivisionError), turn.awaited():
            1 / (turn.take(wait=False) or 0)
        held = turn.take(wait=False)
        assert held is not None
        turn.give_back(held)
