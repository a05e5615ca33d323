"""Calendars opened, changed and filled, with their journal."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.calendars.conftest import AT, BY
from yinuo.calendars import commands
from yinuo.calendars.models import Calendar, KnownYear, SpecialDay
from yinuo.calendars.queries import working_calendar
from yinuo.calendars.shipped import CHINA_YEARS, china_rows
from yinuo.journal import audit
from yinuo.journal.models import Entry
from yinuo.lib import worktime
from yinuo.lib.refusal import Invalid, NotFound

pytestmark = pytest.mark.django_db

NEW_YEAR = ["2027-01-01", "holiday", "元旦", "New Year"]
MAKE_UP = ["2027-01-03", "makeup"]
HALF = ["2027-02-05", "half", "除夕", "Eve", "8:30-12:00"]


def opened(**changed: object) -> Calendar:
    fields = {
        "code": "other",
        "name": "另一个",
        "name_en": "Another",
        "zone": "Europe/Berlin",
        "week": worktime.week_of("9:00-17:00"),
    }
    return commands.open_calendar(**{**fields, **changed}, by=BY, at=AT)


def verbs(calendar: Calendar) -> list[str]:
    lines = Entry.objects.filter(subject_kind="calendar", subject_key=calendar.code)
    return list(lines.order_by("sequence").values_list("verb", flat=True))


def test_a_calendar_is_opened_with_its_week_in_one_form(calendar):
    calendar.refresh_from_db()
    assert calendar.week["mon"] == ["08:30-12:00", "13:30-17:30"]
    assert calendar.week["tue"] == ["08:30-12:00"]
    assert calendar.week["sun"] == []
    assert calendar.special_days_expected
    assert (str(calendar), calendar.words.en) == ("测试日历", "Test calendar")
    assert verbs(calendar) == ["opened"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("code", "", "empty"),
        ("code", "x" * 25, "too_long"),
        ("name", "名" * 81, "too_long"),
        ("name_en", "a\0b", "unprintable"),
        ("zone", "Mars/Olympus", "zone_unknown"),
        ("week", {"monday": []}, "week_form"),
        ("week", {"mon": ["9-17"]}, "window_form"),
    ],
)
def test_a_calendar_with_a_wrong_field_is_refused(field, value, code):
    with pytest.raises(Invalid) as refused:
        opened(**{field: value})
    assert refused.value.code == code
    assert not Calendar.objects.exists()
    assert not Entry.objects.exists()


def test_hours_are_changed_with_old_and_new_in_the_journal(calendar):
    changed = commands.change_hours(
        calendar, week=worktime.week_of("9:00-12:00"), note="夏令作息", by=BY, at=AT
    )
    line = Entry.objects.get(subject_kind="calendar", verb="hours_changed")
    assert line.note == "夏令作息"
    assert line.changes["week"][0]["mon"] == ["08:30-12:00", "13:30-17:30"]
    assert line.changes["week"][1]["mon"] == ["09:00-12:00"]
    assert changed.version == 2


def test_hours_that_are_none_are_refused(calendar):
    with pytest.raises(Invalid) as refused:
        commands.change_hours(calendar, week={"mon": ["12:00-9:00"]}, by=BY, at=AT)
    assert refused.value.code == "window_empty"
    assert verbs(calendar) == ["opened"]


def test_days_are_imported_with_one_line(calendar):
    done = commands.import_days(calendar, rows=[NEW_YEAR, MAKE_UP, HALF], complete_years=[2027], by=BY, at=AT)
    assert len(done.added) == 3
    assert (done.changed, done.removed, done.years) == ((), (), (2027,))
    stored = SpecialDay.objects.get(day=date(2027, 2, 5))
    assert (stored.kind, stored.windows) == ("half", ["08:30-12:00"])
    assert (stored.words.zh, stored.words.en, str(stored)) == ("除夕", "Eve", "2027-02-05 half")
    assert [str(year) for year in KnownYear.objects.all()] == ["2027"]
    assert verbs(calendar) == ["opened", "days_imported"]
    line = Entry.objects.get(subject_kind="calendar", verb="days_imported")
    assert line.details["added"] == ["2027-01-01", "2027-01-03", "2027-02-05"]
    assert line.details["years"] == [2027]


def test_the_same_import_again_changes_nothing(calendar):
    rows = [NEW_YEAR, MAKE_UP, HALF]
    commands.import_days(calendar, rows=rows, complete_years=[2027], by=BY, at=AT)
    again = commands.import_days(calendar, rows=rows, complete_years=[2027], by=BY, at=AT)
    assert again == commands.Imported((), (), (), ())
    assert verbs(calendar) == ["opened", "days_imported"]


def test_a_complete_year_holds_exactly_its_rows(calendar):
    commands.import_days(calendar, rows=[NEW_YEAR, MAKE_UP], complete_years=[2027], by=BY, at=AT)
    renamed = ["2027-01-01", "holiday", "元旦节", "New Year"]
    done = commands.import_days(calendar, rows=[renamed, HALF], complete_years=[2027], by=BY, at=AT)
    assert done.added == (date(2027, 2, 5),)
    assert done.changed == (date(2027, 1, 1),)
    assert done.removed == (date(2027, 1, 3),)
    assert done.years == ()
    assert SpecialDay.objects.count() == 2


def test_single_days_are_added_without_making_a_year_known(calendar):
    commands.import_days(calendar, rows=[NEW_YEAR], by=BY, at=AT)
    done = commands.import_days(calendar, rows=[HALF], by=BY, at=AT)
    assert done.removed == ()
    assert SpecialDay.objects.count() == 2
    assert not KnownYear.objects.exists()


def test_a_year_without_any_special_day_can_be_known(calendar):
    done = commands.import_days(calendar, rows=[], complete_years=[2027], by=BY, at=AT)
    assert done.years == (2027,)
    assert working_calendar(calendar.pk).knows(2027)


def test_one_bad_row_and_nothing_is_written(calendar):
    with pytest.raises(Invalid) as refused:
        commands.import_days(calendar, rows=[NEW_YEAR, ["2027-02-30", "holiday"]], by=BY, at=AT)
    assert refused.value.code == "rows_refused"
    assert set(refused.value.fields) == {"row-2"}
    assert not SpecialDay.objects.exists()
    assert verbs(calendar) == ["opened"]


def test_a_year_out_of_range_is_refused(calendar):
    with pytest.raises(Invalid) as refused:
        commands.import_days(calendar, rows=[NEW_YEAR], complete_years=[20277], by=BY, at=AT)
    assert refused.value.code == "year_range"
    assert not SpecialDay.objects.exists()


def test_a_calendar_that_is_gone_is_not_found():
    gone = Calendar(pk=987654, code="gone")
    with pytest.raises(NotFound):
        commands.import_days(gone, rows=[NEW_YEAR], by=BY, at=AT)
    with pytest.raises(NotFound):
        commands.change_hours(gone, week={}, by=BY, at=AT)


def test_two_calendars_keep_their_days_apart(calendar):
    other = opened()
    commands.import_days(calendar, rows=[NEW_YEAR], by=BY, at=AT)
    commands.import_days(other, rows=[NEW_YEAR, HALF], by=BY, at=AT)
    assert calendar.special_days.count() == 1
    assert other.special_days.count() == 2


def test_china_ships_and_ships_once(china):
    again = commands.ship_china(by=BY, at=AT + timedelta(days=1))
    assert again == china
    assert set(china.known_years.values_list("year", flat=True)) == CHINA_YEARS
    assert china.special_days.count() == len(china_rows()) - 1
    assert not china.special_days.filter(day__year__gte=2027).exists()
    assert verbs(china) == ["opened", "days_imported"]


def test_what_an_administrator_changed_in_china_s_calendar_stays(china):
    extra = ["2026-12-31", "half", "年末", "Year's end", "8:30-12:00"]
    commands.import_days(china, rows=[extra], by=BY, at=AT)
    commands.ship_china(by=BY, at=AT)
    assert china.special_days.filter(day=date(2026, 12, 31)).exists()


def test_the_audit_finds_nothing_after_all_commands(calendar, china):
    commands.import_days(calendar, rows=[NEW_YEAR, HALF], complete_years=[2027], by=BY, at=AT)
    commands.change_hours(calendar, week=worktime.week_of("9:00-12:00"), by=BY, at=AT)
    commands.import_days(calendar, rows=[HALF], complete_years=[2027], by=BY, at=AT)
    assert list(audit.verify()) == []


def test_the_audit_finds_a_day_changed_by_hand(china):
    SpecialDay.objects.filter(day=date(2026, 10, 10)).update(kind="holiday")
    assert any("changed below the commands" in finding.what for finding in audit.verify())


def test_the_audit_finds_hours_changed_by_hand(calendar):
    Calendar.objects.filter(pk=calendar.pk).update(week={"mon": ["08:30-12:01"]})
    assert any("week" in finding.what for finding in audit.verify())
