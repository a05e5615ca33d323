"""Contracts as rows: what they cover on a day, what filing a job takes from them, whose devices they name."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import LONG_AGO, MORNING, World, build
from yinuo.agreements.commands import add_contract, use_up
from yinuo.agreements.models import Contract, Covered
from yinuo.agreements.queries import as_cover, covers
from yinuo.agreements.rules import ContractCover, cover, left
from yinuo.agreements.states import CATEGORY_WORDS, Category
from yinuo.journal.audit import verify
from yinuo.journal.queries import timeline
from yinuo.lib.refusal import Invalid

ORDER = ("warranty", "contract", "paid")
DAY = date(2026, 11, 24)
AGO, AHEAD = DAY - timedelta(days=100), DAY + timedelta(days=100)
amounts = st.none() | st.integers(-2, 5)
rows = st.builds(
    ContractCover,
    st.sampled_from(["A", "B", "C"]),
    st.dates(AGO, AHEAD),
    st.dates(AGO, AHEAD),
    amounts,
    amounts,
)
orders = st.sampled_from(list(permutations(ORDER)))


@pytest.mark.parametrize(
    ("visits", "minutes", "used_up"),
    [
        (None, None, False),
        (1, None, False),
        (0, None, True),
        (-1, None, True),
        (None, 1, False),
        (None, 0, True),
        (3, 0, True),
        (0, 60, True),
        (1, 1, False),
        (0, 0, True),
    ],
)
def test_a_contract_is_used_up_when_one_of_its_limits_is(
    visits: int | None, minutes: int | None, used_up: bool
) -> None:
    assert ContractCover("A", AGO, AHEAD, visits, minutes).used_up is used_up


@pytest.mark.parametrize(
    ("starts", "ends", "runs"),
    [
        (-1, 1, True),
        (0, 0, True),
        (0, 1, True),
        (-1, 0, True),
        (1, 2, False),
        (-2, -1, False),
        (1, -1, False),
    ],
)
def test_both_ends_belong_to_it(starts: int, ends: int, runs: bool) -> None:
    row = ContractCover("A", DAY + timedelta(days=starts), DAY + timedelta(days=ends))
    assert row.runs(DAY) is runs


@given(contracts=st.lists(rows, max_size=4), warranty=st.none() | st.dates(AGO, AHEAD), order=orders)
def test_the_category_is_the_first_of_the_order_that_holds(
    contracts: list[ContractCover], warranty: date | None, order: tuple[str, ...]
) -> None:
    found = cover(day=DAY, warranty_until=warranty, contracts=contracts, order=order)
    holds = {
        "warranty": warranty is not None and warranty >= DAY,
        "contract": any(row.runs(DAY) and not row.used_up for row in contracts),
        "paid": True,
    }
    assert found.category == next(name for name in order if holds[name])


@given(contracts=st.lists(rows, max_size=4))
def test_the_contract_that_covers_is_the_one_that_runs_longest(contracts: list[ContractCover]) -> None:
    found = cover(day=DAY, warranty_until=None, contracts=contracts, order=ORDER)
    running = [row for row in contracts if row.runs(DAY) and not row.used_up]
    if running:
        longest = max(row.ends_on for row in running)
        assert found.contract in {row.number for row in running if row.ends_on == longest}
        assert str(longest) in found.reason.zh
        assert str(longest) in found.reason.en
    else:
        assert found.contract == ""


@given(contracts=st.lists(rows, max_size=3), warranty=st.none() | st.dates(AGO, AHEAD), order=orders)
def test_the_order_of_contracts_does_not_decide_the_category(
    contracts: list[ContractCover], warranty: date | None, order: tuple[str, ...]
) -> None:
    one, other = (
        cover(day=DAY, warranty_until=warranty, contracts=each, order=order)
        for each in (contracts, contracts[::-1])
    )
    assert one.category == other.category


@pytest.mark.parametrize(
    ("minutes", "zh", "en"),
    [
        (0, "余 0 工时", "0 hours left"),
        (15, "余 0.25 工时", "0.25 hours left"),
        (60, "余 1 工时", "1 hours left"),
        (90, "余 1.5 工时", "1.5 hours left"),
        (2400, "余 40 工时", "40 hours left"),
    ],
)
def test_hours_are_told_without_needless_places(minutes: int, zh: str, en: str) -> None:
    told = left(ContractCover("A", AGO, AHEAD, None, minutes))
    assert (told.zh, told.en) == (zh, en)


def test_each_category_has_its_word_of_the_voucher() -> None:
    assert {str(name): (words.zh, words.en) for name, words in CATEGORY_WORDS.items()} == {
        "warranty": ("免费", "warranty"),
        "contract": ("合同", "contract"),
        "paid": ("有费", "paid"),
    }
    assert set(CATEGORY_WORDS) == set(Category)


@pytest.mark.django_db
class TestRows:
    @pytest.fixture
    def world(self) -> World:
        return build()

    def make(self, world: World, number: str = "BY-1", **changed: Any) -> Contract:
        values: dict[str, Any] = {
            "customer": world.customer,
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2026, 12, 31),
            "devices": [world.device],
            "by": world.clerk,
            "at": LONG_AGO,
            **changed,
        }
        return add_contract(number=number, **values)

    @pytest.mark.parametrize("days", [0, 1, 364])
    def test_a_contract_may_be_as_short_as_a_day(self, world: World, days: int) -> None:
        made = self.make(world, starts_on=DAY, ends_on=DAY + timedelta(days=days))
        assert as_cover(made).runs(DAY)

    def test_one_that_ends_before_it_starts_leaves_nothing(self, world: World) -> None:
        with pytest.raises(Invalid) as refusal:
            self.make(world, starts_on=DAY, ends_on=DAY - timedelta(days=1))
        assert refusal.value.fields["ends_on"].zh == "结束日早于开始日。"
        assert refusal.value.fields["ends_on"].en == "The contract ends before it starts."
        assert not Contract.objects.exists()
        assert not Covered.objects.exists()

    @pytest.mark.parametrize(
        ("included", "used", "remains"),
        [
            ({}, [], (None, None)),
            ({}, [30, 30], (None, None)),
            ({"visits": 6}, [], (6, None)),
            ({"visits": 6}, [30, 45], (4, None)),
            ({"minutes": 100}, [30, 45], (None, 25)),
            ({"minutes": 60}, [45, 45], (None, -30)),
            ({"visits": 1, "minutes": 60}, [60], (0, 0)),
            ({"visits": 2}, [0], (1, None)),
        ],
    )
    def test_what_remains_after_filed_jobs(
        self, world: World, included: dict[str, int], used: list[int], remains: tuple[int | None, int | None]
    ) -> None:
        made = self.make(world, **included)
        for place, minutes in enumerate(used):
            use_up(number="BY-1", minutes=minutes, job=f"SH-{place}-1", by=world.clerk, at=MORNING)
        made.refresh_from_db()
        found = as_cover(made)
        assert (found.visits_left, found.minutes_left) == remains
        assert (made.visits_used, made.minutes_used, made.version) == (len(used), sum(used), 1 + len(used))

    def test_the_journal_says_which_job_used_it(self, world: World) -> None:
        made = self.make(world, visits=2)
        use_up(number="BY-1", minutes=45, job="SH-20261124-0001-1", by=world.clerk, at=MORNING)
        line = timeline("contract", made.number).last()
        assert line is not None
        assert (line.verb, line.details) == ("used", {"voucher": "SH-20261124-0001-1"})
        assert line.changes == {"visits_used": [0, 1], "minutes_used": [0, 45]}
        assert list(verify()) == []

    @pytest.mark.parametrize(
        ("day", "first", "second"),
        [
            (date(2025, 8, 31), "warranty", "warranty"),
            (date(2025, 9, 1), "warranty", "warranty"),
            (date(2025, 9, 2), "paid", "warranty"),
            (date(2026, 1, 1), "contract", "warranty"),
            (date(2026, 12, 31), "contract", "warranty"),
            (date(2027, 1, 1), "paid", "warranty"),
            (date(2027, 9, 2), "paid", "paid"),
        ],
    )
    def test_each_device_has_its_own_cover_on_a_day(
        self, world: World, day: date, first: str, second: str
    ) -> None:
        self.make(world)
        found = covers([world.device, world.second], day=day, order=ORDER)
        assert (found[world.device.pk].category, found[world.second.pk].category) == (first, second)

    def test_of_two_contracts_the_one_with_something_left_covers(self, world: World) -> None:
        self.make(world, "BY-1", visits=1, ends_on=date(2027, 12, 31))
        self.make(world, "BY-2", visits=1)
        names = []
        for _time in range(3):
            found = covers([world.device], day=DAY, order=ORDER)[world.device.pk]
            names.append(found.contract)
            if found.contract:
                use_up(number=found.contract, minutes=10, job="SH-1-1", by=world.clerk, at=MORNING)
        assert names == ["BY-1", "BY-2", ""]

    def test_no_devices_no_cover(self, world: World) -> None:
        assert covers([], day=DAY, order=ORDER) == {}
