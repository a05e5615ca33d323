"""The replay: every row through every command in simulated time, row for row the same at the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.history import files
from tests.world import World, at, build
from yinuo.calendars.models import Calendar
from yinuo.calls import jobs as calls_jobs
from yinuo.calls.models import Call, DayClose, Record, Voucher
from yinuo.duties import jobs as duties_jobs
from yinuo.duties.models import Duty
from yinuo.history import replay as player
from yinuo.history.comparison import differences
from yinuo.history.orders import cost_of
from yinuo.history.replay import Agenda, Outcome, replay
from yinuo.journal import audit
from yinuo.journal.models import Entry
from yinuo.journal.queries import timeline
from yinuo.lib.refusal import Invalid
from yinuo.people.models import Branch, User

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yinuo.history.orders import Order

pytestmark = pytest.mark.django_db
LIFE = [
    "registered",
    "dispatched",
    "accepted",
    "set_out",
    "arrived",
    "recorded",
    "signed",
    "left",
    "received",
    "filed",
]


def window() -> list[Order]:
    """Return the orders around the turn of 2003: the broken row and identical ones among them."""
    return [order for order in files.small().orders if date(2003, 12, 21) <= order.day <= date(2004, 1, 5)]


def few() -> list[Order]:
    """Return seven of them, the broken row included."""
    return [order for order in window() if order.day >= date(2003, 12, 30)][:7]


def test_every_row_goes_through_every_command_and_agrees_at_the_end() -> None:
    orders = window()
    outcome = replay(orders)
    assert outcome.differences == []
    assert outcome.findings == []
    assert outcome.sound
    assert outcome.rows == len(orders)
    for call in Call.objects.all():
        verbs = [entry.verb for entry in timeline("call", call.number)]
        assert [verb for verb in verbs if verb != "handed_to_next_day"] == LIFE


def test_the_register_holds_the_rows_and_nothing_else() -> None:
    orders = few()
    replay(orders)
    names = ("voucher__call__day", "voucher__device__serial", "voucher__call__fault", "fee", "readings")
    rows = [(*row[:3], cost_of(*row[3:])) for row in Record.objects.values_list(*names)]
    assert Counter(rows) == Counter((each.day, each.asset, each.text, each.cost) for each in orders)


def test_every_promise_is_settled_and_mostly_kept() -> None:
    replay(few())
    states = Counter(Duty.objects.values_list("state", flat=True))
    assert set(states) <= {"met", "met_late", "cancelled"}
    assert states["met"] > 3 * states["met_late"]


def test_every_day_with_calls_is_closed_by_the_clerk_in_its_evening() -> None:
    replay(few())
    days = set(Call.objects.values_list("day", flat=True))
    closed = {close.day: close for close in DayClose.objects.all()}
    assert set(closed) == days
    assert {close.closed_at.date() for close in closed.values()} == days
    assert not Duty.objects.filter(clause="G13", subject_kind="day", state="open").exists()


def test_the_calendar_is_its_own_and_named_with_every_year_known() -> None:
    outcome = replay(few())
    calendar = Calendar.objects.get(code=outcome.calendar)
    assert outcome.calendar == "replay-2003"
    assert sorted(calendar.known_years.values_list("year", flat=True)) == [2003, 2004, 2005]
    assert not calendar.special_days.exists()


def test_everything_happens_in_simulated_time() -> None:
    replay(few())
    instants = Entry.objects.filter(subject_kind="call").values_list("at", flat=True)
    assert min(instants) > datetime(2003, 12, 20, tzinfo=UTC)
    assert max(instants) < datetime(2004, 1, 20, tzinfo=UTC)


def test_a_second_replay_has_a_branch_of_its_own_and_the_same_story() -> None:
    orders = few()[:3]
    first, second = replay(orders), replay(orders)
    assert (first.branch, second.branch) == ("REPLAY1", "REPLAY2")
    assert first.calendar == second.calendar
    assert second.sound
    told = {
        code: list(
            Call.objects.filter(branch__code=code)
            .order_by("number")
            .values_list("reported_at", "fault", "zone")
        )
        for code in ("REPLAY1", "REPLAY2")
    }
    assert told["REPLAY1"] == told["REPLAY2"]


def test_another_seed_tells_another_story_of_the_same_rows() -> None:
    orders = few()[:3]
    replay(orders, seed=1)
    replay(orders, seed=2)
    reported = [
        list(Call.objects.filter(branch__code=code).order_by("number").values_list("reported_at", flat=True))
        for code in ("REPLAY1", "REPLAY2")
    ]
    assert reported[0] != reported[1]


def test_a_replay_mixes_with_nobody(world: World) -> None:
    live = world.register(when=at("2026-11-24 09:00"))
    outcome = replay(few()[:2])
    assert outcome.sound
    live.refresh_from_db()
    assert live.version == 1
    assert Branch.objects.get(code=outcome.branch).kind == "simulated"
    assert set(User.objects.filter(branch__code=outcome.branch).values_list("branch__code", flat=True)) == {
        "REPLAY1"
    }
    assert Call.objects.exclude(branch__code="REPLAY1").get() == live


@pytest.fixture
def world() -> World:
    return build()


def test_the_worker_leaves_a_replay_alone_and_a_replay_leaves_the_worker_s_duties_alone(world: World) -> None:
    live = world.register(when=at("2026-11-24 09:00"))
    replay(window()[:1])
    branch = Branch.objects.get(kind="simulated")
    duty = Duty.objects.filter(branch=branch).first()
    assert duty is not None
    Duty.objects.filter(pk=duty.pk).update(
        state="open", steps_taken=0, next_step_at=duty.opened_at, part="again"
    )
    Call.objects.filter(branch=branch).update(day=date(2026, 11, 24))
    now = at("2026-11-25 20:00")
    duties_jobs.run_due(now)
    calls_jobs.run_due(now)
    assert Duty.objects.get(pk=duty.pk).steps_taken == 0
    assert not Duty.objects.filter(clause="G13", subject_key="REPLAY1-20261124").exists()
    assert Duty.objects.filter(subject_key=live.number, steps_taken__gt=0).exists()
    before = Duty.objects.filter(subject_key=live.number).values_list("steps_taken", flat=True)
    told = list(before)
    duties_jobs.run_due(now + timedelta(days=30), simulated=True)
    assert list(before.all()) == told
    assert Duty.objects.get(pk=duty.pk).steps_taken > 0


def test_a_row_on_a_day_off_arrives_that_day_and_is_worked_on_the_next_working_day() -> None:
    saturday = files.of("2004-07-03,A,no lights,PM01,1").orders
    assert replay(saturday).sound
    call = Call.objects.get()
    assert call.day == date(2004, 7, 3)
    assert call.arrived_at is not None
    assert call.arrived_at.date() == date(2004, 7, 5)


def test_what_is_left_over_in_the_evening_is_handed_over_and_goes_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from yinuo.history import course

    monkeypatch.setattr(course, "FIRST_MINUTE", 17 * 60 + 25)
    monkeypatch.setattr(course, "LAST_MINUTE", 17 * 60 + 26)
    rows = [f"2004-07-01,A,job {n},PM01,1" for n in range(3)] + ["2004-07-02,B,next,PM01,1"]
    outcome = replay(files.of(*rows).orders)
    assert outcome.sound
    assert Entry.objects.filter(verb="handed_to_next_day").count() >= 1


def test_the_pace_is_kept_in_real_time(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(player.real, "sleep", slept.append)
    monkeypatch.setattr(player.real, "monotonic", lambda: 100.0)
    outcome = replay(files.of("2004-07-01,A,x,PM01,1", "2004-07-08,A,y,PM01,1").orders, day_rate=4)
    assert len(slept) == outcome.days
    assert slept[:3] == [0.25, 0.5, 0.75]


def test_without_a_pace_nobody_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player.real, "sleep", pytest.fail)
    assert replay(files.of(files.GOOD).orders, day_rate=0).sound


def test_progress_ends_with_every_row_filed() -> None:
    told: list[tuple[int, int]] = []
    replay(window()[:5], progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (5, 5)
    assert told == sorted(told)


def test_nothing_to_replay_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        replay([])
    assert refusal.value.code == "file_empty"


class TestDifferences:
    """What the comparison finds when the register and the input don't agree."""

    @pytest.fixture
    def told(self) -> list[tuple[Order, str]]:
        orders = window()[:3]
        replay(orders)
        numbers = {call.fault: call.number for call in Call.objects.all()}
        return [(order, numbers[order.text]) for order in orders]

    @property
    def branch(self) -> Branch:
        return Branch.objects.get(code="REPLAY1")

    def test_nothing_when_all_agree(self, told: list[tuple[Order, str]]) -> None:
        assert differences(self.branch, told) == []

    @pytest.mark.parametrize(
        ("field", "changed"),
        [
            ("date", {"day": date(1999, 1, 1)}),
            ("asset", {"asset": "Z"}),
            ("text", {"text": "something else"}),
            ("cost", {"cost": Decimal("0.01")}),
        ],
    )
    def test_a_field_that_differs(
        self, told: list[tuple[Order, str]], field: str, changed: dict[str, object]
    ) -> None:
        order, number = told[0]
        told[0] = replace(order, **changed), number  # type: ignore[arg-type]
        (found,) = differences(self.branch, told)
        assert (found.row, found.number, found.field) == (order.row, number, field)
        assert field in str(found)

    def test_a_voucher_that_is_not_filed(self, told: list[tuple[Order, str]]) -> None:
        Voucher.objects.filter(call__number=told[1][1]).update(state="done")
        assert [each.field for each in differences(self.branch, told)] == ["state"]

    def test_a_row_without_a_call_and_a_call_without_a_row(self, told: list[tuple[Order, str]]) -> None:
        (order, number), *others = told
        found = differences(self.branch, [(order, ""), *others])
        assert [(each.field, each.number) for each in found] == [("call", ""), ("row", number)]


def test_an_outcome_with_a_finding_is_not_sound() -> None:
    outcome = replay(files.of(files.GOOD).orders)
    assert outcome.sound
    tampered = replace(outcome, findings=[audit.Finding("call:X", "edited")])
    assert isinstance(tampered, Outcome)
    assert not tampered.sound


def test_an_agenda_does_what_comes_first_first() -> None:
    done: list[str] = []

    def steps(name: str, *days: int) -> Iterator[datetime]:
        for day in days:
            yield datetime(2004, 7, day, tzinfo=UTC)
            done.append(f"{name}{day}")

    agenda = Agenda()
    agenda.add(steps("a", 2, 5))
    agenda.add(steps("b", 1, 3, 4))
    agenda.run_until(datetime(2004, 7, 3, tzinfo=UTC))
    assert done == ["b1", "a2", "b3"]
    agenda.run_until(datetime(2004, 7, 9, tzinfo=UTC))
    assert done == ["b1", "a2", "b3", "b4", "a5"]
    assert agenda.waiting == []
