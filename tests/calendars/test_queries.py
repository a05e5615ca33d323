"""The calendar to reckon with, kept and read again, and the warning of missing years."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.calendars.conftest import AT, BY
from yinuo.calendars import commands, queries
from yinuo.calendars.models import Calendar
from yinuo.lib import worktime
from yinuo.lib.refusal import NotFound

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def seconds(monkeypatch):
    """A clock that the test moves, in place of the process's own."""
    clock = [1000.0]
    monkeypatch.setattr(queries, "monotonic", lambda: clock[0])

    def later(amount: float) -> None:
        clock[0] += amount

    return later


def statements(pk: int) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        queries.working_calendar(pk)
    return len(captured)


def test_the_calendar_reckons_as_stored(china):
    calendar = queries.working_calendar(china.pk)
    assert calendar.zone == SHANGHAI
    assert calendar.years == {2024, 2025, 2026}
    assert calendar.days[date(2026, 10, 1)].label.en == "National Day"
    start = datetime(2026, 9, 18, 15, 10, tzinfo=SHANGHAI)
    due = worktime.add(calendar, start, timedelta(hours=6))
    assert due.at == datetime(2026, 9, 20, 13, 40, tzinfo=SHANGHAI)
    assert due.missing_years == ()


def test_stored_half_days_and_make_up_days_reckon_too(calendar):
    rows = [
        ["2027-01-04", "half", "", "", "9:00-10:00"],
        ["2027-01-03", "makeup"],
        ["2027-01-05", "holiday"],
    ]
    commands.import_days(calendar, rows=rows, complete_years=[2027], by=BY, at=AT)
    read = queries.working_calendar(calendar.pk)
    assert str(read.windows_on(date(2027, 1, 4))[0]) == "09:00-10:00"
    assert read.windows_on(date(2027, 1, 3)) == worktime.windows_from_text("8:30-12:00; 13:30-17:30")
    assert read.windows_on(date(2027, 1, 5)) == ()
    assert read.days[date(2027, 1, 5)].words.en == "holiday"


def test_a_calendar_is_read_once_and_its_revision_now_and_then(china, seconds):
    assert statements(china.pk) == 4
    assert statements(china.pk) == 0
    seconds(queries.RECHECK_SECONDS + 0.1)
    assert statements(china.pk) == 1
    assert statements(china.pk) == 0


def test_the_very_same_calendar_serves_until_it_is_changed(china, seconds):
    first = queries.working_calendar(china.pk)
    seconds(queries.RECHECK_SECONDS + 0.1)
    assert queries.working_calendar(china.pk) is first


def test_a_change_made_here_is_seen_at_once(calendar):
    queries.working_calendar(calendar.pk)
    commands.import_days(calendar, rows=[["2026-11-24", "holiday"]], by=BY, at=AT)
    assert not worktime.is_working_day(queries.working_calendar(calendar.pk), date(2026, 11, 24))
    commands.change_hours(calendar, week={"wed": ["9:00-10:00"]}, by=BY, at=AT)
    assert not worktime.is_working_day(queries.working_calendar(calendar.pk), date(2026, 11, 23))


def test_a_change_made_by_another_process_is_seen_within_seconds(calendar, seconds, monkeypatch):
    queries.working_calendar(calendar.pk)
    monkeypatch.setattr(queries, "forget", lambda: None)
    commands.import_days(calendar, rows=[["2026-11-24", "holiday"]], by=BY, at=AT)
    assert worktime.is_working_day(queries.working_calendar(calendar.pk), date(2026, 11, 24))
    seconds(queries.RECHECK_SECONDS + 0.1)
    assert not worktime.is_working_day(queries.working_calendar(calendar.pk), date(2026, 11, 24))


def test_a_change_taken_back_with_its_transaction_does_not_stay(calendar, seconds):
    with transaction.atomic():
        commands.import_days(calendar, rows=[["2026-11-24", "holiday"]], by=BY, at=AT)
        assert not worktime.is_working_day(queries.working_calendar(calendar.pk), date(2026, 11, 24))
        transaction.set_rollback(True)
    seconds(queries.RECHECK_SECONDS + 0.1)
    assert worktime.is_working_day(queries.working_calendar(calendar.pk), date(2026, 11, 24))


def test_two_calendars_are_kept_apart(calendar, china):
    assert queries.working_calendar(calendar.pk).week != queries.working_calendar(china.pk).week


def test_a_calendar_that_is_not_there_is_not_found():
    with pytest.raises(NotFound) as refused:
        queries.working_calendar(987654)
    assert refused.value.code == "calendar_not_found"
    assert refused.value.status == 404


def years_missing(at: datetime) -> list[tuple[str, int]]:
    return [(missing.code, missing.year) for missing in queries.missing_years(at)]


@pytest.mark.parametrize(
    ("at", "years"),
    [
        (datetime(2026, 6, 1, tzinfo=UTC), []),
        (datetime(2026, 11, 1, 12, tzinfo=UTC), []),
        (datetime(2026, 11, 2, 16, tzinfo=UTC), [2027]),
        (datetime(2026, 11, 24, tzinfo=UTC), [2027]),
        (datetime(2026, 12, 31, 15, 59, tzinfo=UTC), [2027]),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), [2027]),
        (datetime(2027, 12, 1, tzinfo=UTC), [2027, 2028]),
        (datetime(2023, 12, 31, 12, tzinfo=UTC), [2023]),
    ],
)
def test_missing_years_are_warned_of_sixty_days_ahead(china, at, years):
    assert years_missing(at) == [("china", year) for year in years]


def test_the_warning_ends_with_the_import(china):
    commands.import_days(china, rows=[["2027-01-01", "holiday"]], complete_years=[2027], by=BY, at=AT)
    assert years_missing(AT) == []
    assert queries.working_calendar(china.pk).knows(2027)


def test_the_warning_says_which_calendar_and_year(china):
    (warning,) = queries.missing_years(AT)
    assert "中国工作日历" in warning.words.zh
    assert "2027" in warning.words.zh
    assert "“Working days in China” lacks" in warning.words.en


def test_a_hotline_needs_no_holidays_and_no_warning(db):
    hotline = commands.open_calendar(
        code="hotline",
        name="值班电话",
        name_en="Hotline",
        zone="Asia/Shanghai",
        week=worktime.week_of("9:00-22:00", days=range(7)),
        special_days_expected=False,
        by=BY,
        at=AT,
    )
    assert years_missing(AT) == []
    assert queries.working_calendar(hotline.pk).years is None


def test_the_warning_takes_two_statements_however_many_calendars(china, django_assert_num_queries):
    for number in range(5):
        commands.open_calendar(
            code=f"c{number}", name="某", name_en="Some", zone="UTC", week={}, by=BY, at=AT
        )
    with django_assert_num_queries(2):
        assert len(queries.missing_years(AT)) == 11


def test_calendars_are_listed_by_code(calendar, china):
    assert [each.code for each in Calendar.objects.all()] == ["china", "test"]
