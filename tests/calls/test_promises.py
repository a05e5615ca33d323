"""When each promise is due: tables in Shanghai's time, and what each promise says of its why."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import at
from yinuo.calls.rules import promises, whys
from yinuo.customers.rules import ZoneChoice
from yinuo.lib import worktime
from yinuo.lib.words import w
from yinuo.lib.worktime import Calendar, Day, DayKind, week_of
from yinuo.policy.queries import Policy, forget
from yinuo.policy.queries import at as policy_at

pytestmark = pytest.mark.django_db
HOLIDAY = Day(DayKind.HOLIDAY, label=w("国庆节", "National Day"))
MAKEUP = Day(DayKind.MAKEUP, label=w("调休上班", "make-up day"))


@pytest.fixture
def calendar() -> Calendar:
    """Monday to Friday 8:30-12:00 and 13:30-17:30, a short National Day and its make-up Saturday."""
    from zoneinfo import ZoneInfo

    days = {date(2026, 10, 1): HOLIDAY, date(2026, 10, 2): HOLIDAY, date(2026, 10, 10): MAKEUP}
    week = week_of("8:30-12:00; 13:30-17:30", days=range(5))
    return Calendar(ZoneInfo("Asia/Shanghai"), week, days, frozenset({2026}))


@pytest.fixture
def policy() -> Policy:
    forget()
    return policy_at(at("2026-11-24 09:00"))


def zone(name: str = "urban") -> ZoneChoice:
    return ZoneChoice(name, w("登记时指定", "given with the call"), to_confirm=False)


@pytest.mark.parametrize(
    ("reported", "urban", "suburban"),
    [
        ("2026-11-24 08:30", "2026-11-24 16:00", "2026-11-24 17:00"),
        ("2026-11-24 08:00", "2026-11-24 16:00", "2026-11-24 17:00"),
        ("2026-11-24 00:00", "2026-11-24 16:00", "2026-11-24 17:00"),
        ("2026-11-24 09:05", "2026-11-24 16:35", "2026-11-25 08:35"),
        ("2026-11-24 10:00", "2026-11-24 17:30", "2026-11-25 09:30"),
        ("2026-11-24 10:35", "2026-11-25 09:05", "2026-11-25 10:05"),
        ("2026-11-24 12:00", "2026-11-25 10:30", "2026-11-25 11:30"),
        ("2026-11-24 12:45", "2026-11-25 10:30", "2026-11-25 11:30"),
        ("2026-11-24 13:30", "2026-11-25 10:30", "2026-11-25 11:30"),
        ("2026-11-24 15:00", "2026-11-25 12:00", "2026-11-25 14:30"),
        ("2026-11-24 17:30", "2026-11-25 16:00", "2026-11-25 17:00"),
        ("2026-11-24 23:59", "2026-11-25 16:00", "2026-11-25 17:00"),
        ("2026-11-27 16:00", "2026-11-30 14:30", "2026-11-30 15:30"),
        ("2026-11-28 11:00", "2026-11-30 16:00", "2026-11-30 17:00"),
        ("2026-09-30 17:00", "2026-10-05 15:30", "2026-10-05 16:30"),
        ("2026-10-09 17:00", "2026-10-10 15:30", "2026-10-10 16:30"),
        ("2026-10-10 17:00", "2026-10-12 15:30", "2026-10-12 16:30"),
    ],
)
def test_arrival_in_town_and_in_the_suburbs(
    policy: Policy, calendar: Calendar, reported: str, urban: str, suburban: str
) -> None:
    found = [
        promises.arrival(policy, calendar, reported_at=at(reported), zone=zone(name))[0]
        for name in ("urban", "suburban")
    ]
    assert found == [at(urban), at(suburban)]


@pytest.mark.parametrize(
    ("since", "due"),
    [
        ("2026-11-24 08:30", "2026-11-24 09:00"),
        ("2026-11-24 11:40", "2026-11-24 13:40"),
        ("2026-11-24 11:30", "2026-11-24 12:00"),
        ("2026-11-24 17:15", "2026-11-25 08:45"),
        ("2026-11-27 17:29", "2026-11-30 08:59"),
        ("2026-11-29 12:00", "2026-11-30 09:00"),
    ],
)
def test_a_breakdown_is_dispatched_within_thirty_working_minutes(
    policy: Policy, calendar: Calendar, since: str, due: str
) -> None:
    found, why = promises.after(policy, calendar, parameter="S2.4.dispatch_within", since=at(since))
    assert found == at(due)
    assert (why["minutes"], why["parameter"]) == (30, "S2.4.dispatch_within")


@pytest.mark.parametrize(
    ("parameter", "done", "due"),
    [
        ("G4.file_by", "2026-11-24 11:00", "2026-11-25 17:30"),
        ("G4.file_by", "2026-11-24 17:30", "2026-11-25 17:30"),
        ("G4.file_by", "2026-11-24 18:00", "2026-11-26 17:30"),
        ("G4.file_by", "2026-11-27 16:00", "2026-11-30 17:30"),
        ("G4.file_by", "2026-11-28 10:00", "2026-12-01 17:30"),
        ("G4.file_by", "2026-09-30 10:00", "2026-10-05 17:30"),
        ("S1.8.record_by", "2026-11-24 11:00", "2026-11-24 17:30"),
        ("S1.8.record_by", "2026-11-24 12:30", "2026-11-24 17:30"),
        ("S1.8.record_by", "2026-11-24 19:00", "2026-11-25 17:30"),
        ("S1.8.record_by", "2026-11-28 10:00", "2026-11-30 17:30"),
        ("D10.assess", "2026-11-24 09:00", "2026-11-24 17:30"),
        ("D10.assess", "2026-10-10 09:00", "2026-10-10 17:30"),
    ],
)
def test_promises_counted_in_working_days(
    policy: Policy, calendar: Calendar, parameter: str, done: str, due: str
) -> None:
    assert promises.by_day(policy, calendar, parameter=parameter, since=at(done))[0] == at(due)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 11, 24), "2026-11-25 09:30"),
        (date(2026, 11, 27), "2026-11-30 09:30"),
        (date(2026, 11, 28), "2026-11-30 09:30"),
        (date(2026, 9, 30), "2026-10-05 09:30"),
        (date(2026, 10, 9), "2026-10-10 09:30"),
    ],
)
def test_what_a_day_left_over_is_due_in_the_next_first_hour(
    policy: Policy, calendar: Calendar, day: date, due: str
) -> None:
    assert promises.first_hour(policy, calendar, day=day)[0] == at(due)


@pytest.mark.parametrize("since", ["2026-11-24 09:00", "2026-11-24 23:50", "2026-11-29 12:00"])
def test_feeding_back_counts_by_the_clock(policy: Policy, since: str) -> None:
    found, _why = promises.after_clock(policy, parameter="S2.5.feedback_within", since=at(since))
    assert found == at(since) + timedelta(minutes=15)


def test_a_planned_start_is_due_itself_while_the_policy_gives_no_grace(
    policy: Policy, calendar: Calendar
) -> None:
    start = at("2026-11-24 18:00")
    found, why = promises.planned(policy, calendar, parameter="S2.2.set_out_grace", start=start)
    assert found == start
    assert why["planned"] == start.isoformat()


class TestWhy:
    def told(self, policy: Policy, calendar: Calendar, reported: str) -> tuple[Any, dict[str, Any]]:
        return promises.arrival(policy, calendar, reported_at=at(reported), zone=zone("suburban"))

    def test_it_names_policy_parameter_zone_and_every_stretch(
        self, policy: Policy, calendar: Calendar
    ) -> None:
        _due, why = self.told(policy, calendar, "2026-11-24 10:35")
        assert (why["policy"], why["parameter"], why["minutes"]) == (policy.number, "G14.suburban", 420)
        assert why["zone_why"] == {"zh": "登记时指定", "en": "given with the call"}
        counted = [step for step in why["steps"] if step["kind"] == "counted"]
        assert [step["seconds"] for step in counted] == [5100.0, 14400.0, 5700.0]

    def test_the_stretches_add_up_to_the_promise(self, policy: Policy, calendar: Calendar) -> None:
        for hour in range(24):
            _due, why = self.told(policy, calendar, f"2026-09-30 {hour:02}:20")
            counted = sum(step["seconds"] for step in why["steps"] if step["kind"] == "counted")
            assert counted == 7 * 3600

    @pytest.mark.parametrize("reported", ["2026-11-24 10:35", "2026-09-30 17:00", "2026-10-09 17:00"])
    def test_it_is_said_in_both_languages_from_what_was_stored(
        self, policy: Policy, calendar: Calendar, reported: str
    ) -> None:
        due, why = self.told(policy, calendar, reported)
        words = whys.arrival_words(due, why)
        assert words.zh.startswith("郊区，承诺 7 工时：")
        assert words.en.startswith("suburbs, 7 working hours promised: ")

    def test_a_time_agreed_says_with_whom(self) -> None:
        words = whys.arrival_words(at("2026-11-26 10:00"), {"agreed_with": "鲁护士长"})
        assert (words.zh, words.en) == ("按 鲁护士长 的要求改约", "a later time as 鲁护士长 wanted")

    def test_no_promise_says_so(self) -> None:
        assert whys.arrival_words(None, {}).en == "no promise of arrival"

    def test_stored_words_are_said_or_nothing_is(self) -> None:
        assert whys.said({"zh": "甲", "en": "a"}) == "甲"
        assert whys.said(None) == ""
        assert whys.said({}) == ""

    def test_a_missing_year_is_told_with_the_due_time(self, policy: Policy, calendar: Calendar) -> None:
        _due, why = self.told(policy, calendar, "2027-03-01 10:00")
        assert why["steps"][0]["kind"] == "year_unknown"


@given(minutes=st.integers(0, 60 * 24 * 60))
def test_nobody_is_promised_in_the_past_and_never_outside_hours(minutes: int) -> None:
    from zoneinfo import ZoneInfo

    plain = Calendar(
        ZoneInfo("Asia/Shanghai"), week_of("8:30-12:00; 13:30-17:30", days=range(5)), {}, frozenset({2026})
    )
    reported = at("2026-05-01 00:00") + timedelta(minutes=minutes)
    due, why = promises.arrival(policy_at(reported), plain, reported_at=reported, zone=zone())
    assert due > reported
    assert worktime.between(plain, reported, due) == timedelta(hours=6)
    assert worktime.is_open(plain, due - timedelta(seconds=1))
    assert why["steps"]
