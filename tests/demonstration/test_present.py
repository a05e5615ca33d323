"""The present of a branch: every state, each as far as it should have come, at any hour of any day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.demonstration.actors import CALENDAR, cast, device
from tests.world import at
from yinuo.calls.states import OPEN, Channel, Kind
from yinuo.demonstration.setting import Setting
from yinuo.demonstration.stories import TURNS, Story
from yinuo.demonstration.today import DUE, FRESH, _in_town, present
from yinuo.lib import worktime

NOW = at("2026-11-24 10:40")
SIX_HOURS = timedelta(hours=6)
moments = st.integers(0, 400 * 24 * 60).map(
    lambda minutes: at("2026-01-01 00:00") + timedelta(minutes=minutes)
)


def told(now: datetime = NOW, code: str = "SH", seed: int = 1) -> list[Story]:
    return present(Setting(seed, now), cast(code=code))


def fresh(stories: list[Story]) -> list[Story]:
    return [each for each in stories if "/fresh/" in each.dice_key]


def due(stories: list[Story]) -> list[Story]:
    return [each for each in stories if "/due/" in each.dice_key]


@pytest.mark.parametrize(("code", "of_fresh", "of_due"), [("SH", 22, 5), ("YZ", 11, 3), ("FZ", 8, 2)])
def test_how_much_each_branch_shows(code: str, of_fresh: int, of_due: int) -> None:
    stories = told(code=code)
    assert (len(fresh(stories)), len(due(stories))) == (of_fresh, of_due)


def test_the_first_branch_shows_every_open_state() -> None:
    assert {str(state) for state in OPEN} <= {each.stop for each in told()}


@pytest.mark.parametrize("rows", [FRESH, DUE])
def test_the_rows_name_turns_that_stories_take(rows: tuple[tuple[str, str, int], ...]) -> None:
    assert {turn for _stop, turn, _minutes in rows} <= {*TURNS, "duplicate", "planned"}


def test_the_rows_are_in_the_order_of_their_reports() -> None:
    ago = [minutes for _stop, turn, minutes in FRESH if turn != "duplicate"]
    assert ago == sorted(ago, reverse=True)
    assert [ahead for _stop, _turn, ahead in DUE] == sorted(ahead for _stop, _turn, ahead in DUE)


@given(now=moments, code=st.sampled_from(["SH", "YZ", "FZ"]))
def test_nothing_is_reported_in_the_future_and_what_is_fresh_came_today(now: datetime, code: str) -> None:
    stories = told(now, code)
    assert all(each.reported_at <= now for each in stories)
    here = now.astimezone(CALENDAR.zone).date()
    days = {each.reported_at.astimezone(CALENDAR.zone).date() for each in fresh(stories)}
    if now.astimezone(CALENDAR.zone).hour:
        assert days == {here}


@given(now=moments)
def test_at_any_hour_the_same_stories_are_told(now: datetime) -> None:
    noon = now.astimezone(CALENDAR.zone).replace(hour=12, minute=0)
    early, late = told(now), told(noon)
    assert [(each.stop, each.turn) for each in fresh(early)] == [
        (each.stop, each.turn) for each in fresh(late)
    ]


@given(now=moments, seed=st.integers(0, 1000))
def test_the_same_seed_and_moment_tell_the_same(now: datetime, seed: int) -> None:
    assert told(now, seed=seed) == told(now, seed=seed)


@given(now=moments)
def test_what_is_fresh_is_squeezed_into_the_time_that_has_passed(now: datetime) -> None:
    for each in fresh(told(now)):
        assert 0 < each.squeeze <= 1
        if each.turn != "duplicate":
            needed = timedelta(minutes=each.pace.until(each.stop) * each.squeeze)
            assert each.reported_at + needed <= now + timedelta(minutes=1)


@given(now=moments)
def test_every_story_has_dice_of_its_own(now: datetime) -> None:
    stories = told(now)
    assert len({each.dice_key for each in stories}) == len(stories)


@given(now=moments)
def test_the_duplicate_repeats_the_call_before_it(now: datetime) -> None:
    stories = fresh(told(now))
    place = next(place for place, each in enumerate(stories) if each.turn == "duplicate")
    again, first = stories[place], stories[place - 1]
    assert (again.device, again.contact, again.fault) == (first.device, first.contact, first.fault)
    assert again.reported_at >= first.reported_at


@pytest.mark.parametrize("code", ["YZ", "FZ"])
def test_a_smaller_branch_may_have_no_duplicate(code: str) -> None:
    stories = fresh(told(code=code))
    times = [each.reported_at for each in stories]
    assert times == sorted(times)


class TestDue:
    @pytest.mark.parametrize(("place", "ahead"), [(0, -40), (1, 22), (2, 48), (3, 75), (4, 100)])
    def test_the_arrival_is_due_so_many_working_minutes_from_now(self, place: int, ahead: int) -> None:
        each = due(told())[place]
        due_at = worktime.add(CALENDAR, each.reported_at, SIX_HOURS).at
        passed = (
            worktime.between(CALENDAR, NOW, due_at) if ahead > 0 else -worktime.between(CALENDAR, due_at, NOW)
        )
        assert passed == timedelta(minutes=ahead)

    @given(now=moments)
    def test_it_was_reported_six_working_hours_before(self, now: datetime) -> None:
        for each in due(told(now)):
            assert worktime.between(CALENDAR, each.reported_at, now) >= SIX_HOURS - timedelta(minutes=101)

    @pytest.mark.parametrize(
        ("place", "kind"), [(0, Kind.BREAKDOWN), (1, Kind.BREAKDOWN), (2, Kind.MAINTENANCE)]
    )
    def test_some_of_it_is_planned_work(self, place: int, kind: Kind) -> None:
        assert due(told())[place].kind == kind

    def test_it_is_in_town_where_six_hours_hold(self) -> None:
        here = cast()
        assert all(_in_town(here, each.device) for each in due(told()))


@pytest.mark.parametrize(
    ("zone", "district", "town"),
    [
        ("urban", "听涛县", True),
        ("suburban", "东海区", False),
        ("", "东海区", True),
        ("", "听涛县", False),
        ("", "", True),
        ("", "无名县", True),
    ],
)
def test_what_counts_as_town(zone: str, district: str, town: bool) -> None:
    assert _in_town(cast(1), device(1, zone=zone, district=district)) is town


def test_a_device_without_a_site_is_not_counted_to_the_town() -> None:
    somewhere = device(1)
    somewhere.site = None
    assert not _in_town(cast(1), somewhere)


def test_where_nothing_is_in_town_calls_come_all_the_same() -> None:
    here = cast(10)
    for each in here.devices:
        assert each.site is not None
        each.site.zone = "suburban"
    assert len(present(Setting(1, NOW), here)) == len(FRESH) + len(DUE)


def test_an_approval_is_about_an_installation_and_all_came_by_telephone() -> None:
    stories = told()
    assert {each.kind for each in stories if each.turn == "approval"} == {Kind.INSTALLATION}
    assert {each.channel for each in stories} == {Channel.TELEPHONE}
