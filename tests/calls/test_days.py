"""Closing the day (G13): compared, explained, handed over, closed once, missed in time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.world import World, at
from yinuo.calls import commands as calls
from yinuo.calls import jobs
from yinuo.calls.commands.closing import closing_due, day_key, of_day, unexplained
from yinuo.calls.models import Call, DayClose
from yinuo.duties.models import Duty
from yinuo.journal.queries import timeline
from yinuo.lib.refusal import Invalid, Refused

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
EVENING = at("2026-11-24 17:40")


def close(world: World, day: date = TODAY, **explained: str) -> DayClose:
    named = {key.replace("_", "-"): value for key, value in explained.items()}
    return calls.close_day(branch=world.branch, day=day, deed=world.deed("clerk", EVENING), explained=named)


def test_the_days_calls_are_the_numbers_given_that_day(world: World) -> None:
    today = world.register()
    late_report = world.register(reported_at=at("2026-11-20 09:00"))
    world.register(when=at("2026-11-23 09:00"))
    assert [call.pk for call in of_day(world.branch, TODAY)] == [today.pk, late_report.pk]


def test_every_voucher_is_compared(world: World) -> None:
    world.register(devices=(world.device, world.second))
    world.dispatch(world.register())
    compared = close(world).compared
    assert [[voucher["state"] for voucher in each["vouchers"]] for each in compared] == [
        ["registered", "registered"],
        ["dispatched"],
    ]


def test_an_empty_day_is_closed_too(world: World) -> None:
    closed = close(world)
    assert (closed.compared, closed.handed_over) == ([], [])
    assert Duty.objects.get(clause="G13").state == "met"


@pytest.mark.parametrize("ahead", [1, 2, 400])
def test_a_day_that_has_not_come_is_refused(world: World, ahead: int) -> None:
    with pytest.raises(Invalid) as refusal:
        close(world, TODAY + timedelta(days=ahead))
    assert "date" in refusal.value.fields


def test_a_day_is_closed_by_whom_and_when(world: World) -> None:
    world.register()
    closed = close(world)
    line = timeline("day", day_key(world.branch, TODAY)).get()
    assert (closed.closed_by, line.by_id, line.verb) == (world.clerk.name, world.clerk.pk, "closed")
    assert line.details == {"calls": 1, "handed_over": ["SH-20261124-0001"]}


class TestExplaining:
    @pytest.fixture
    def call(self, world: World) -> Call:
        call = world.register()
        world.finish(call)
        return call

    def test_blank_words_explain_nothing(self, world: World, call: Call) -> None:
        deed = world.deed("clerk", EVENING)
        with pytest.raises(Refused, match="unexplained"):
            calls.close_day(branch=world.branch, day=TODAY, deed=deed, explained={f"{call.number}-1": "  "})
        assert not DayClose.objects.exists()

    def test_a_received_voucher_needs_no_words(self, world: World, call: Call) -> None:
        calls.receive(number=f"{call.number}-1", version=None, deed=world.deed("clerk", EVENING))
        assert close(world).compared[0]["vouchers"][0]["explained"] == ""

    def test_what_is_unexplained_is_listed(self, world: World, call: Call) -> None:
        found = list(of_day(world.branch, TODAY))
        assert unexplained(found, {}) == [f"{call.number}-1"]
        assert unexplained(found, {f"{call.number}-1": "明早交"}) == []


class TestHandingOver:
    def test_the_undispatched_of_all_days_before_are_handed_over_once(self, world: World) -> None:
        yesterday = world.register(when=at("2026-11-23 16:00"))
        today = world.register()
        assert close(world).handed_over == [yesterday.number, today.number]
        next_day = calls.close_day(
            branch=world.branch, day=date(2026, 11, 25), deed=world.deed("clerk", at("2026-11-25 17:40"))
        )
        assert next_day.handed_over == []

    def test_another_branchs_calls_stay_there(self, world: World) -> None:
        calls.register(world.request(), branch=world.other, deed=world.deed("other_clerk"))
        assert close(world).handed_over == []

    def test_a_dispatched_call_is_not_handed_over(self, world: World) -> None:
        world.dispatch(world.register())
        assert close(world).handed_over == []

    def test_dispatching_takes_the_mark_away(self, world: World) -> None:
        call = world.register()
        close(world)
        world.dispatch(call, when=at("2026-11-25 08:40"))
        call.refresh_from_db()
        assert call.handed_over_on is None


class TestMissing:
    @pytest.mark.parametrize(
        ("day", "due"),
        [
            (date(2026, 11, 24), "2026-11-24 18:00"),
            (date(2026, 10, 10), "2026-10-10 18:00"),
            (date(2026, 11, 28), None),
            (date(2026, 10, 1), None),
        ],
    )
    def test_until_when_a_day_must_be_closed(self, world: World, day: date, due: str | None) -> None:
        assert closing_due(world.branch, day) == (at(due) if due else None)

    def test_closing_late_meets_the_duty_late(self, world: World) -> None:
        world.register()
        jobs.run_due(at("2026-11-24 20:00"))
        deed = world.deed("clerk", at("2026-11-25 08:40"))
        calls.close_day(branch=world.branch, day=TODAY, deed=deed)
        assert Duty.objects.get(subject_kind="day").state == "met_late"

    def test_closing_late_without_the_workers_knowledge_is_late_too(self, world: World) -> None:
        world.register()
        deed = world.deed("clerk", at("2026-11-24 18:01"))
        calls.close_day(branch=world.branch, day=TODAY, deed=deed)
        assert Duty.objects.get(subject_kind="day").state == "met_late"

    def test_a_closed_day_is_not_missed(self, world: World) -> None:
        world.register()
        close(world)
        assert jobs.run_due(at("2026-11-25 09:00")) == 0

    def test_a_week_of_unclosed_days_is_found_and_older_ones_rest(self, world: World) -> None:
        for day in (11, 18, 19, 20, 23):
            world.register(when=at(f"2026-11-{day} 09:00"))
        assert jobs.run_due(at("2026-11-24 09:00")) == 4
        found = set(Duty.objects.filter(subject_kind="day").values_list("subject_key", flat=True))
        assert found == {"SH-20261118", "SH-20261119", "SH-20261120", "SH-20261123"}
