"""The steps of a due time and how they are said, where the published table is too narrow."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from yinuo.lib import worktime
from yinuo.lib.words import w
from yinuo.lib.worktime import Calendar, Day, DayKind, Kind

SHANGHAI = ZoneInfo("Asia/Shanghai")
NATIONAL_DAY = w("国庆节", "National Day")
DAYS = {date(2026, 10, number): Day(DayKind.HOLIDAY, label=NATIONAL_DAY) for number in range(1, 8)}
DAYS[date(2026, 9, 20)] = Day(DayKind.MAKEUP)
DAYS[date(2026, 12, 31)] = Day(DayKind.HALF, worktime.windows_from_text("8:30-12:00"))
CALENDAR = Calendar(SHANGHAI, worktime.week_of("8:30-12:00; 13:30-17:30"), DAYS, frozenset({2026}))
HOUR = timedelta(hours=1)


def at(day: int, hour: int, minute: int = 0, second: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=SHANGHAI)


def kinds(due: worktime.Due) -> list[Kind]:
    return [step.kind for step in due.why]


def test_lunch_is_named():
    due = worktime.add(CALENDAR, at(23, 11), 2 * HOUR)
    assert kinds(due) == [Kind.COUNTED, Kind.LUNCH, Kind.COUNTED]
    assert (due.why[1].start, due.why[1].end) == (at(23, 12), at(23, 13, 30))


def test_a_night_is_one_step_over_midnight():
    due = worktime.add(CALENDAR, at(23, 17), HOUR)
    assert kinds(due) == [Kind.COUNTED, Kind.NIGHT, Kind.COUNTED]
    assert (due.why[1].start, due.why[1].end) == (at(23, 17, 30), at(24, 8, 30))


def test_a_start_in_the_lunch_break_begins_with_it():
    due = worktime.add(CALENDAR, at(23, 12, 40), HOUR)
    assert kinds(due) == [Kind.LUNCH, Kind.COUNTED]
    assert due.why[0].start == at(23, 12, 40)


def test_before_opening_and_after_closing_are_night():
    assert kinds(worktime.add(CALENDAR, at(23, 7), HOUR)) == [Kind.NIGHT, Kind.COUNTED]
    assert kinds(worktime.add(CALENDAR, at(23, 18), HOUR)) == [Kind.NIGHT, Kind.COUNTED]


def test_a_weekend_stands_between_two_nights():
    due = worktime.add(CALENDAR, at(20, 17), HOUR)
    assert kinds(due) == [Kind.COUNTED, Kind.NIGHT, Kind.CLOSED, Kind.NIGHT, Kind.COUNTED]
    assert (due.why[2].start, due.why[2].end) == (at(21, 0), at(23, 0))


def test_holidays_are_named_with_their_label():
    due = worktime.add(CALENDAR, at(30, 17, month=9), HOUR)
    holiday = next(step for step in due.why if step.kind is Kind.HOLIDAY)
    assert holiday.label == NATIONAL_DAY
    assert (holiday.start, holiday.end) == (at(1, 0, month=10), at(8, 0, month=10))


def test_two_holidays_in_a_row_are_two_steps():
    days = {
        date(2026, 11, 23): Day(DayKind.HOLIDAY, label=w("甲节", "First")),
        date(2026, 11, 24): Day(DayKind.HOLIDAY, label=w("乙节", "Second")),
    }
    calendar = Calendar(SHANGHAI, CALENDAR.week, days, None)
    due = worktime.add(calendar, at(20, 17), HOUR)
    assert [step.label.en for step in due.why if step.kind is Kind.HOLIDAY] == ["First", "Second"]


def test_counted_steps_of_special_days_carry_their_name():
    due = worktime.add(CALENDAR, at(19, 10, month=9), HOUR)
    assert due.why[-1].label.en == "make-up day"
    assert worktime.add(CALENDAR, at(23, 9), HOUR).why[-1].label is None


def test_a_pause_shows_the_working_time_it_took():
    due = worktime.add(CALENDAR, at(23, 9), 2 * HOUR, [(at(23, 10), at(24, 9))])
    assert kinds(due) == [Kind.COUNTED, Kind.PAUSE, Kind.COUNTED]
    assert due.why[1].worked == timedelta(hours=6, minutes=30)
    assert due.why[2].end == at(24, 10)


def test_a_pause_outside_working_time_does_not_show():
    due = worktime.add(CALENDAR, at(23, 9), 4 * HOUR, [(at(23, 12, 10), at(23, 13))])
    assert kinds(due) == [Kind.COUNTED, Kind.LUNCH, Kind.COUNTED]


def test_a_pause_after_the_due_time_does_not_show():
    due = worktime.add(CALENDAR, at(23, 9), HOUR, [(at(23, 10), at(23, 11))])
    assert kinds(due) == [Kind.COUNTED]


def test_the_warning_of_a_missing_year_comes_first():
    due = worktime.add(CALENDAR, at(31, 11, month=12), 2 * HOUR)
    assert due.why[0].kind is Kind.YEAR_UNKNOWN
    assert "2027" in due.why[0].label.zh
    assert due.why[0].start == datetime(2027, 1, 1, tzinfo=SHANGHAI)
    assert due.why[0].end == due.at
    assert due.missing_years == (2027,)


def test_an_answer_that_ends_with_the_year_needs_no_later_one():
    always = Calendar(SHANGHAI, worktime.week_of("0:00-24:00", days=range(7)), {}, frozenset({2026}))
    due = worktime.add(always, at(31, 23, month=12), HOUR)
    assert due.at == datetime(2027, 1, 1, tzinfo=SHANGHAI)
    assert due.missing_years == ()


def test_reasons_are_worked_out_once():
    due = worktime.add(CALENDAR, at(23, 9), HOUR)
    assert due.why is due.why


def test_due_times_are_equal_by_their_instant():
    assert worktime.add(CALENDAR, at(23, 9), HOUR) == worktime.add(CALENDAR, at(23, 8, 30), 1.5 * HOUR)
    assert worktime.add(CALENDAR, at(23, 9), HOUR) != worktime.add(CALENDAR, at(23, 9), 2 * HOUR)


def test_the_stored_form():
    stored = worktime.add(CALENDAR, at(20, 9, month=9), HOUR).as_json()
    assert stored == {
        "at": "2026-09-20T02:00:00+00:00",
        "steps": [
            {
                "from": "2026-09-20T09:00:00+08:00",
                "to": "2026-09-20T10:00:00+08:00",
                "kind": "counted",
                "seconds": 3600.0,
                "label": {"zh": "调休上班日", "en": "make-up day"},
            }
        ],
    }


def test_an_answer_read_again_is_in_utc():
    again = worktime.from_json(worktime.add(CALENDAR, at(23, 9), HOUR).as_json())
    assert again.at.tzinfo is UTC
    assert again.why[0].start.utcoffset() == timedelta(hours=8)


def test_seconds_are_said_when_there_are_any():
    said = worktime.summary(worktime.add(CALENDAR, at(23, 17, 29, 30), HOUR))
    assert said.en == "Mon 17:29:30-17:30 = 30 s; Tue 8:30-9:29:30 = 59 min 30 s"
    assert said.zh == "周一 17:29:30 至 17:30 = 30 秒；周二 8:30 至 9:29:30 = 59 分 30 秒"


def test_a_pause_over_days_says_both_days():
    due = worktime.add(CALENDAR, at(20, 16), 2 * HOUR, [(at(20, 17), at(24, 9))])
    assert worktime.summary(due).en == (
        "Fri 16:00-17:00 = 1 h; 17:00-Tue 11-24 9:00 paused, 8 h 30 not counted; 9:00-10:00 = 1 h"
    )
    assert "17:00 至 周二 11-24 9:00 暂停，不计 8 小时 30 分" in worktime.summary(due).zh


def test_a_single_holiday_is_one_day():
    calendar = Calendar(SHANGHAI, CALENDAR.week, {date(2026, 11, 24): Day(DayKind.HOLIDAY)}, None)
    due = worktime.add(calendar, at(23, 17), HOUR)
    assert "Tue 11-24 holiday, not counted" in worktime.summary(due).en
    assert "周二 11-24 节假日，不计" in worktime.summary(due).zh


def test_days_six_or_more_ahead_have_their_date():
    said = worktime.explain(worktime.add(CALENDAR, at(16, 17), 34 * HOUR))
    assert said[0].en.startswith("Mon 17:00")
    assert said[-1].en.startswith("Mon 11-23 8:30")


def test_working_days_in_words():
    due = worktime.due_after_days(CALENDAR, at(30, 10, month=9), 2, by=time(12))
    said = worktime.summary(due)
    assert said.en == (
        "Thu 10-01 to Wed 10-07 National Day, not counted; Thu 10-08 working day; "
        "Fri 10-09 working day, until 12:00"
    )
    assert (
        said.zh
        == "周四 10-01 至 周三 10-07 国庆节，不计；周四 10-08 工作日；周五 10-09 工作日，到 12:00 为止"
    )


def test_days_off_between_working_days_are_kept_as_steps():
    due = worktime.due_after_days(CALENDAR, at(20, 10), 1)
    assert kinds(due) == [Kind.CLOSED, Kind.DAY]
    assert due.worked == timedelta(0)


@pytest.mark.parametrize("changed", [at(23, 8), at(23, 9)])
def test_a_change_before_the_start_counts_from_the_start(changed):
    long_day = Calendar(SHANGHAI, worktime.week_of("8:00-20:00"), {}, None)
    due = worktime.add_across(CALENDAR, long_day, at(23, 9), 9 * HOUR, changed_at=changed)
    assert due.at == at(23, 18)


def test_hours_that_change_midway_keep_what_was_worked():
    long_day = Calendar(SHANGHAI, worktime.week_of("8:00-20:00"), {}, None)
    due = worktime.add_across(CALENDAR, long_day, at(23, 15), 6 * HOUR, changed_at=at(24, 0))
    assert due.at == at(24, 11, 30)
    assert [step.worked for step in due.why if step.kind is Kind.COUNTED] == [
        timedelta(hours=2, minutes=30),
        timedelta(hours=3, minutes=30),
    ]
    assert worktime.summary(due).en == "Mon 15:00-17:30 = 2 h 30; Tue 8:00-11:30 = 3 h 30"


def test_hours_that_change_after_it_was_due_change_nothing():
    long_day = Calendar(SHANGHAI, worktime.week_of("8:00-20:00"), {}, None)
    due = worktime.add_across(CALENDAR, long_day, at(23, 9), HOUR, changed_at=at(24, 0))
    assert due == worktime.add(CALENDAR, at(23, 9), HOUR)
    assert due.why == worktime.add(CALENDAR, at(23, 9), HOUR).why


def test_every_kind_has_its_name_in_both_languages():
    assert set(worktime.KIND_WORDS) == set(Kind)
    assert set(worktime.DAY_WORDS) == set(DayKind)
    assert all(
        words.zh and words.en for words in (*worktime.KIND_WORDS.values(), *worktime.DAY_WORDS.values())
    )
