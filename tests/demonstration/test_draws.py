"""Stories drawn by dice: the same for the same dice, within their ranges, each with somebody to tell it."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.demonstration.actors import CALENDAR, SKILLS, cast, device, story
from tests.world import at
from yinuo.calls.states import Channel, Injury, Kind
from yinuo.demonstration.data import Fault, faults, requests
from yinuo.demonstration.setting import Scale, Setting
from yinuo.demonstration.stories import CHANNELS, KINDS, TURNS, Pace, draw, fault_of, of_day, pace
from yinuo.lib import worktime

NOW = at("2026-11-24 10:40")
TUESDAY, SATURDAY = date(2026, 11, 24), date(2026, 11, 28)
FAULT = faults("monitor")[0]
seeds = st.integers(0, 10**6)


class TestPace:
    @pytest.mark.parametrize(
        ("name", "least", "most"),
        [
            ("register", 1, 30),
            ("dispatch", 3, 80),
            ("accept", 1, 50),
            ("set_out", 3, 25),
            ("travel", 15, 520),
            ("look", 5, 15),
            ("file", 10, 1100),
        ],
    )
    def test_each_step_takes_its_time(self, name: str, least: int, most: int) -> None:
        taken = [getattr(pace(Random(seed), FAULT), name) for seed in range(400)]
        assert least <= min(taken)
        assert max(taken) <= most

    @pytest.mark.parametrize(
        ("minutes", "least", "most"), [(0, 5, 5), (10, 8, 15), (40, 32, 60), (480, 384, 720)]
    )
    def test_work_takes_about_what_the_fault_says(self, minutes: int, least: int, most: int) -> None:
        taken = {pace(Random(seed), Fault("x", minutes=minutes)).work for seed in range(100)}
        assert least <= min(taken) <= max(taken) <= most

    @pytest.mark.parametrize(
        ("name", "promised"),
        [("register", 10), ("dispatch", 30), ("accept", 15), ("travel", 300), ("file", 540)],
    )
    def test_most_are_in_time_and_a_few_are_late(self, name: str, promised: int) -> None:
        late = sum(getattr(pace(Random(seed), FAULT), name) > promised for seed in range(500))
        assert 5 <= late <= 75

    @given(seeds)
    def test_the_same_dice_make_the_same_pace(self, seed: int) -> None:
        assert pace(Random(seed), FAULT) == pace(Random(seed), FAULT)

    @pytest.mark.parametrize(
        ("stop", "minutes"),
        [
            ("received", 106),
            ("registered", 3),
            ("dispatched", 11),
            ("accepted", 15),
            ("under_way", 23),
            ("on_site", 58),
            ("working", 66),
            ("done", 106),
            ("filed", 106),
            ("", 106),
        ],
    )
    def test_how_long_it_takes_to_a_state(self, stop: str, minutes: int) -> None:
        assert Pace().until(stop) == minutes

    @given(st.lists(st.integers(0, 500), min_size=8, max_size=8))
    def test_a_later_state_is_never_reached_earlier(self, minutes: list[int]) -> None:
        step = Pace(**dict(zip([each.name for each in fields(Pace)], minutes, strict=True)))
        order = ["registered", "dispatched", "accepted", "under_way", "on_site", "working", "done"]
        reached = [step.until(state) for state in order]
        assert reached == sorted(reached)


class TestFault:
    @pytest.mark.parametrize("skill", SKILLS)
    def test_a_breakdown_is_a_fault_of_the_devices_kind(self, skill: str) -> None:
        drawn = {fault_of(Random(seed), Kind.BREAKDOWN, device(1, skill=skill)) for seed in range(60)}
        assert drawn <= set(faults(skill))
        assert len(drawn) > 3

    @pytest.mark.parametrize(
        ("kind", "wanted"),
        [
            (Kind.MAINTENANCE, "planned"),
            (Kind.INSTALLATION, "installation"),
            (Kind.ADVICE, "question"),
            (Kind.OTHER, "planned"),
        ],
    )
    @pytest.mark.parametrize("skill", SKILLS)
    def test_other_kinds_want_something_else(self, kind: Kind, wanted: str, skill: str) -> None:
        assert fault_of(Random(1), kind, device(1, skill=skill)) in requests(wanted)

    def test_a_device_that_asks_for_no_skill_gets_planned_work(self) -> None:
        plain = device(1)
        plain.product_model.skill = None
        assert fault_of(Random(1), Kind.BREAKDOWN, plain) in requests("planned")


class TestDraw:
    @given(seeds)
    def test_a_story_is_told_by_somebody_at_the_devices_customer(self, seed: int) -> None:
        here = cast(20)
        drawn = draw(Random(seed), here, here.devices[seed % 20], NOW)
        assert drawn.contact.customer_id == drawn.device.customer_id
        assert drawn.reported_at == NOW
        assert drawn.kind in KINDS
        assert drawn.channel in CHANNELS
        assert drawn.turn in TURNS
        assert (drawn.stop, drawn.squeeze) == ("", 0.0)

    @given(seeds)
    def test_advice_is_given_by_telephone(self, seed: int) -> None:
        here = cast(3)
        drawn = draw(Random(seed), here, here.devices[0], NOW)
        if drawn.kind == Kind.ADVICE:
            assert drawn.turn == "telephone"

    def test_who_walks_in_agrees_on_no_later_time(self) -> None:
        here = cast(3)
        drawn = [draw(Random(seed), here, here.devices[0], NOW) for seed in range(800)]
        walked = [each for each in drawn if each.channel == Channel.WALK_IN]
        assert walked
        assert not any(each.turn == "agreed" for each in walked)

    def test_the_dice_are_loaded_as_the_tables_say(self) -> None:
        here = cast(3)
        drawn = [draw(Random(seed), here, here.devices[0], NOW) for seed in range(800)]
        kinds = Counter(each.kind for each in drawn)
        assert kinds.most_common(1)[0][0] == Kind.BREAKDOWN
        assert 0.6 < kinds[Kind.BREAKDOWN] / 800 < 0.76
        assert 0.72 < Counter(each.channel for each in drawn)[Channel.TELEPHONE] / 800 < 0.88

    @pytest.mark.parametrize(
        ("turn", "injury"), [("injury", Injury.YES), ("", Injury.NO), ("agreed", Injury.NO)]
    )
    def test_somebody_is_hurt_only_where_the_story_says(self, turn: str, injury: Injury) -> None:
        assert story(Random(1), FAULT, turn=turn).injury is injury


class TestDay:
    def told(self, day: date, *, seed: int = 1, calls: int = 20, share: int = 50) -> list:
        return of_day(Setting(seed, NOW, Scale(calls_a_day=calls)), cast(), day, share=share)

    @given(seed=seeds, back=st.integers(0, 60))
    def test_the_same_seed_and_day_tell_the_same_stories(self, seed: int, back: int) -> None:
        day = TUESDAY - timedelta(days=back)
        assert self.told(day, seed=seed) == self.told(day, seed=seed)

    def test_another_seed_tells_others(self) -> None:
        assert self.told(TUESDAY, seed=1) != self.told(TUESDAY, seed=2)

    @given(seed=seeds, back=st.integers(0, 60))
    def test_every_story_falls_on_its_day_and_has_dice_of_its_own(self, seed: int, back: int) -> None:
        day = TUESDAY - timedelta(days=back)
        told = self.told(day, seed=seed)
        assert {each.reported_at.astimezone(CALENDAR.zone).date() for each in told} <= {day}
        assert len({each.dice_key for each in told}) == len(told)
        assert all(each.dice_key.startswith(f"SH/{day}/") for each in told)

    @given(seeds)
    def test_a_day_off_is_quiet(self, seed: int) -> None:
        assert len(self.told(SATURDAY, seed=seed, calls=100)) <= 1

    @given(seeds)
    def test_a_working_day_has_at_least_one_call(self, seed: int) -> None:
        assert len(self.told(TUESDAY, seed=seed, calls=1, share=20)) >= 1

    @pytest.mark.parametrize(
        ("calls", "share", "about"), [(20, 50, 10), (20, 20, 4), (60, 50, 30), (10, 100, 10)]
    )
    def test_a_branch_gets_its_share(self, calls: int, share: int, about: int) -> None:
        days = [TUESDAY - timedelta(days=7 * weeks) for weeks in range(20)]
        told = [len(self.told(day, calls=calls, share=share)) for day in days]
        assert about * 0.8 < sum(told) / len(told) < about * 1.25

    @given(seeds)
    def test_a_duplicate_follows_the_call_it_repeats(self, seed: int) -> None:
        told = {each.dice_key: each for each in self.told(TUESDAY, seed=seed)}
        for key, again in told.items():
            if key.endswith("+"):
                first = told[key.removesuffix("+")]
                assert (again.device, again.contact, again.fault) == (
                    first.device,
                    first.contact,
                    first.fault,
                )
                assert again.reported_at - first.reported_at == timedelta(minutes=1)

    @given(seeds)
    def test_at_most_one_is_left_over_and_it_came_late(self, seed: int) -> None:
        told = self.told(TUESDAY, seed=seed)
        left = [each for each in told if each.turn == "left_over"]
        assert len(left) <= 1
        if left:
            assert told[-1] is left[0]
            closes = worktime.closing(CALENDAR, TUESDAY)
            assert closes - timedelta(minutes=100) < left[0].reported_at < closes
