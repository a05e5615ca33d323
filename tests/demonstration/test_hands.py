"""Who of a branch goes, and the clock of a story: working time, squeezed time, the present."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.demonstration.actors import cast, hand, story
from tests.world import at
from yinuo.demonstration.cast import LONG_AGO
from yinuo.demonstration.clock import Clock, EndedHere
from yinuo.demonstration.data import faults, said

if TYPE_CHECKING:
    from datetime import datetime

NOW = at("2026-11-24 10:40")
FAULT = faults("monitor")[0]


class TestHands:
    def test_of_two_who_can_the_first_free_goes(self) -> None:
        here = cast(3, hands=[hand(1, "pump"), hand(2, "pump"), hand(3)])
        here.hands[0].free_at = NOW
        assert here.pick("pump", at=NOW, dice=Random(1))[0].user.pk == 2

    def test_of_two_who_are_free_the_elder_goes(self) -> None:
        here = cast(3, hands=[hand(2, "pump"), hand(1, "pump")])
        assert here.pick("pump", at=NOW, dice=Random(1))[0].user.pk == 1

    def test_who_declined_does_not_go(self) -> None:
        here = cast(3, hands=[hand(1, "pump"), hand(2, "pump")])
        assert here.pick("pump", at=NOW, dice=Random(1), but=here.hands[0].user)[0].user.pk == 2

    def test_who_can_not_goes_with_a_reason(self) -> None:
        here = cast(3, hands=[hand(1, "pump")])
        chosen, reason = here.pick("software", at=NOW, dice=Random(1))
        assert chosen.user.pk == 1
        assert reason in said("misfit")

    @pytest.mark.parametrize(
        ("minutes", "there"), [(-1, True), (0, False), (59, False), (60, True), (61, True)]
    )
    def test_who_is_away_is_not_there(self, minutes: int, there: bool) -> None:
        away = [(NOW, NOW + timedelta(hours=1))]
        assert hand(1, away=away).there(NOW + timedelta(minutes=minutes)) is there

    def test_everybody_starts_the_day_free(self) -> None:
        here = cast(3)
        here.hands[1].free_at = NOW
        here.start_day()
        assert {each.free_at for each in here.hands} == {LONG_AGO}

    @pytest.mark.parametrize(("role", "who"), [("clerk", "clerk"), ("branch_manager", "supervisor")])
    def test_where_nobody_holds_a_role_the_supervisor_does_it(self, role: str, who: str) -> None:
        assert cast(3).one(role).username == who


class TestClock:
    def clock(self, *, squeeze: float = 0.0, stop: str = "", until: datetime = NOW) -> Clock:
        told = replace(story(Random(1), FAULT), squeeze=squeeze, stop=stop, dice_key="SH/1")
        return Clock(told, cast(3), until=until, seed=1)

    @pytest.mark.parametrize(
        ("squeeze", "minutes", "reached"),
        [
            (0.0, 30, "2026-11-24 10:30"),
            (0.0, 150, "2026-11-24 14:00"),
            (0.0, 480, "2026-11-25 10:30"),
            (1.0, 150, "2026-11-24 12:30"),
            (0.5, 30, "2026-11-24 10:15"),
        ],
    )
    def test_working_time_passes_and_clock_time_where_it_is_squeezed(
        self, squeeze: float, minutes: int, reached: str
    ) -> None:
        clock = self.clock(squeeze=squeeze, until=at("2026-12-01 09:00"))
        assert clock.wait(minutes) == at(reached)

    def test_the_present_ends_a_story(self) -> None:
        clock = self.clock()
        assert clock.wait(40) == NOW
        with pytest.raises(EndedHere):
            clock.wait(1)

    def test_waiting_for_what_has_passed_takes_no_time(self) -> None:
        clock = self.clock()
        assert clock.wait_for(at("2026-11-24 09:00")) == at("2026-11-24 10:00")
        assert clock.wait_for(at("2026-11-24 10:20")) == at("2026-11-24 10:20")

    @pytest.mark.parametrize(
        ("stop", "state", "ends"), [("on_site", "on_site", True), ("on_site", "done", False)]
    )
    def test_a_story_stays_where_it_is_to_stay(self, stop: str, state: str, ends: bool) -> None:
        clock = self.clock(stop=stop)
        if ends:
            with pytest.raises(EndedHere):
                clock.stay(state)
        else:
            clock.stay(state)

    def test_deeds_are_done_by_people_of_the_branch_at_the_present(self) -> None:
        clock = self.clock()
        clock.wait(5)
        deed = clock.by("clerk")
        assert (deed.by.pk, deed.at) == (902, at("2026-11-24 10:05"))
