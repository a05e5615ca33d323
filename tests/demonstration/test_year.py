"""The rest of the demonstration year, loaded behind: in short steps, to be interrupted, settled at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from tests.demonstration.company import NOW, forget
from yinuo.calls.models import Call, DayClose
from yinuo.demonstration import jobs, load, logins, turn
from yinuo.demonstration.cast import casts
from yinuo.demonstration.setting import Scale, Setting
from yinuo.demonstration.stories import Pace, of_day
from yinuo.duties import jobs as duties_jobs
from yinuo.duties.models import Duty
from yinuo.journal import audit
from yinuo.lib import worktime
from yinuo.outbox.models import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from yinuo.demonstration.stories import Story

pytestmark = pytest.mark.django_db
SCALE = {"customers": 24, "devices": 110, "days": 5, "recent": 1, "calls_a_day": 8}


@pytest.fixture(autouse=True)
def _remembered(loaded: Setting) -> Iterator[None]:
    """Each test begins with the first stage loaded and the rest to come."""
    forget()
    known = logins.known()
    assert known is not None
    logins.remember(replace(known, complete=False))
    yield
    forget()


def numbers() -> list[str]:
    """Return every call's number in order."""
    return list(Call.objects.order_by("number").values_list("number", flat=True))


def test_the_year_is_loaded_to_its_end_and_remembered() -> None:
    first = Call.objects.count()
    told: list[tuple[int, int]] = []
    load.year(progress=lambda done, total: told.append((done, total)))
    assert Call.objects.count() > first
    assert told[-1] == (4, 4)
    known = logins.known()
    assert known is not None
    assert known.complete
    assert list(audit.verify()) == []


def test_a_second_run_does_nothing() -> None:
    load.year()
    before = numbers()
    load.year()
    jobs.run_due(NOW)
    assert numbers() == before


def test_without_a_demonstration_there_is_nothing_to_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    before = numbers()
    load.year()
    assert jobs.run_due(NOW) == 0
    assert numbers() == before


def test_history_is_settled_when_it_appears_and_stirs_nobody(loaded: Setting) -> None:
    setting = loaded
    unread = Message.objects.filter(read_at=None).count()
    open_before = Duty.objects.filter(state="open").count()
    for _step in load.steps(setting):
        old = Duty.objects.filter(state="open", opened_at__lt=NOW - timedelta(days=1, hours=12))
        assert set(old.values_list("clause", flat=True)) <= {"G14", "G4", "S2.2"}
    assert Duty.objects.filter(state="open").count() - open_before <= 2
    assert Message.objects.filter(read_at=None).count() == unread
    assert duties_jobs.run_due(NOW) <= 2


def test_an_interrupted_year_goes_on_where_it_stopped(loaded: Setting) -> None:
    setting = loaded
    stopped = load.steps(setting)
    list(islice(stopped, 7))
    half = numbers()
    stopped.close()
    load.year()
    assert set(half) < set(numbers())
    counts = Counter(number.rpartition("-")[0] for number in numbers())
    for prefix, count in counts.items():
        ends = [int(number.rpartition("-")[2]) for number in numbers() if number.startswith(f"{prefix}-")]
        assert ends == list(range(1, count + 1))
    assert list(audit.verify()) == []


def test_the_interrupted_year_has_the_stories_of_the_uninterrupted_one(loaded: Setting) -> None:
    setting = loaded
    planned = {
        (code, day): Counter(story.fault.says for story in of_day(setting, cast, day, share=share))
        for code, share in (("SH", 50), ("YZ", 30), ("FZ", 20))
        for cast in [casts()[code]]
        for day in setting.older_days
    }
    list(islice(load.steps(setting), 5))
    load.year()
    for (code, day), wanted in planned.items():
        faults = Call.objects.filter(branch__code=code, day=day).values_list("fault", flat=True)
        assert Counter(fault.partition("；")[0] for fault in faults) == wanted


def test_every_step_adds_no_more_than_an_evening(loaded: Setting) -> None:
    setting = loaded
    counts = [Call.objects.count()]
    counts += [Call.objects.count() for _step in load.steps(setting)]
    grown = [after - before for before, after in pairwise(counts)]
    assert max(grown) <= 3
    assert sum(grown) > 10


def test_the_worker_loads_a_little_at_a_time_until_it_is_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "SECONDS", 0.0)
    rounds = 0
    while jobs.run_due(NOW):
        rounds += 1
    assert rounds > 5
    known = logins.known()
    assert known is not None
    assert known.complete
    assert jobs.run_due(NOW) == 0


def test_only_one_worker_loads_and_the_next_goes_on_where_it_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "SECONDS", 0.0)
    held = turn.take(wait=False)
    assert held is not None
    before = numbers()
    assert jobs.run_due(NOW) == 0
    assert numbers() == before
    turn.give_back(held)
    assert jobs.run_due(NOW) == 1
    assert turn.take(wait=False) is None
    jobs.running.stop()
    again = turn.take(wait=False)
    assert again is not None
    turn.give_back(again)


def test_a_load_that_fails_is_not_taken_for_complete_and_left_alone_after_three_times(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[int] = []

    def failing(_setting: Setting) -> Iterator[tuple[int, int]]:
        tried.append(1)
        raise OSError("the disk is full")
        yield 0, 1

    monkeypatch.setattr(load, "steps", failing)
    for _time in range(3):
        with pytest.raises(OSError, match="the disk is full"):
            jobs.run_due(NOW)
    assert jobs.run_due(NOW) == 0
    assert len(tried) == 3
    known = logins.known()
    assert known is not None
    assert not known.complete
    free = turn.take(wait=False)
    assert free is not None
    turn.give_back(free)


def test_every_older_working_day_is_closed(loaded: Setting) -> None:
    setting = loaded
    load.year()
    closed = Counter(
        DayClose.objects.filter(day__in=setting.older_days).values_list("branch__code", flat=True)
    )
    working = [day for day in setting.older_days if day.weekday() < 5]
    assert closed["SH"] == closed["YZ"] == len(working)
    assert closed["FZ"] >= len(working)


def test_a_device_has_its_turn_once_a_month_but_for_those_that_fail_often(loaded: Setting) -> None:
    cast = casts()["SH"]
    weak = {device.pk for device in cast.weak}
    sparse = Setting(1, NOW, Scale(calls_a_day=4))
    days = [loaded.today - timedelta(days=back) for back in range(31)]
    told = [story for day in days for story in of_day(sparse, cast, day, share=50)]
    strong = Counter(
        story.device.pk for story in told if story.turn != "duplicate" and story.device.pk not in weak
    )
    assert len(strong) > 20
    assert sum(count - 1 for count in strong.values()) <= 0.25 * len(told)


class TestStories:
    """What a day's stories look like."""

    @pytest.fixture
    def told(self, loaded: Setting) -> list[Story]:
        return [story for day in self.days(loaded) for story in self.of(day)]

    def days(self, setting: Setting) -> list[date]:
        return [setting.today - timedelta(days=back) for back in range(40)]

    def of(self, day: date) -> list[Story]:
        return of_day(Setting(1, NOW, Scale(calls_a_day=60)), casts()["SH"], day, share=50)

    def test_every_turn_and_kind_comes_up(self, told: list[Story]) -> None:
        turns = {story.turn for story in told}
        assert {"", "telephone", "cancelled", "agreed", "declined", "handed_over", "escalated"} <= turns
        assert {"continued", "nobody", "unsigned", "duplicate", "left_over", "approval"} <= turns
        kinds = {story.kind for story in told}
        assert {"breakdown", "maintenance", "installation", "advice", "other"} == kinds

    def test_most_calls_come_in_working_hours(self, told: list[Story]) -> None:
        calendar = casts()["SH"].calendar
        inside = sum(worktime.is_open(calendar, story.reported_at) for story in told)
        assert 0.88 < inside / len(told) < 0.99

    def test_left_overs_come_last_in_their_day(self, loaded: Setting) -> None:
        turns = [[story.turn for story in self.of(day)] for day in self.days(loaded)]
        assert all("left_over" not in day[:-1] for day in turns)
        assert any("left_over" in day for day in turns)


@pytest.mark.parametrize(
    ("stop", "minutes"), [("registered", 3), ("dispatched", 11), ("accepted", 15), ("done", 106), ("", 106)]
)
def test_a_pace_knows_how_long_it_takes_to_a_state(stop: str, minutes: int) -> None:
    assert Pace().until(stop) == minutes


def test_dice_for_one_purpose_do_not_hang_on_those_for_another() -> None:
    setting = Setting(1, NOW, Scale())
    first = setting.dice("a").random()
    setting.dice("b").random()
    assert setting.dice("a").random() == first
    assert setting.dice("b").random() != first
    assert Setting(2, NOW, Scale()).dice("a").random() != first


def test_recent_and_older_days_make_the_year_without_overlap() -> None:
    setting = Setting(1, NOW, Scale())
    days = [*setting.older_days, *setting.recent_days]
    assert len(days) == len(set(days)) == 365
    assert days == sorted(days)
    assert days[-1] == setting.today - timedelta(days=1)
    assert setting.founded < setting.morning(days[0])
