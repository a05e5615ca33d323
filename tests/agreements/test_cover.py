"""Which category a job is, and why (G1): tables of days, warranties and contracts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import LONG_AGO, World, at, build
from yinuo.agreements.commands import add_contract, use_up
from yinuo.agreements.queries import covers
from yinuo.agreements.rules import ContractCover, cover, left
from yinuo.agreements.states import Category
from yinuo.lib.refusal import Invalid, NotFound

ORDER = ("warranty", "contract", "paid")
DAY = date(2026, 11, 24)


def contract(
    number: str = "C-1", starts: str = "2026-01-01", ends: str = "2026-12-31", **rest: int | None
) -> ContractCover:
    return ContractCover(number, date.fromisoformat(starts), date.fromisoformat(ends), **rest)


@pytest.mark.parametrize(
    ("warranty", "contracts", "expected", "named"),
    [
        (None, [], "paid", "没有保修资料"),
        (date(2026, 11, 23), [], "paid", "2026-11-23"),
        (date(2026, 11, 24), [], "warranty", "2026-11-24"),
        (date(2030, 1, 1), [contract()], "warranty", "2030-01-01"),
        (None, [contract()], "contract", "C-1"),
        (None, [contract(ends="2026-11-24")], "contract", "次数与工时不限"),
        (None, [contract(ends="2026-11-23")], "paid", "没有保修资料"),
        (None, [contract(starts="2026-11-25")], "paid", "没有保修资料"),
        (None, [contract(visits_left=1, minutes_left=90)], "contract", "余 1 次、1.5 工时"),
        (None, [contract(visits_left=0, minutes_left=90)], "paid", "已用完"),
        (None, [contract(visits_left=3)], "contract", "余 3 次"),
        (None, [contract(minutes_left=0)], "paid", "已用完"),
        (None, [contract(minutes_left=600)], "contract", "余 10 工时"),
        (None, [contract(), contract("C-2", ends="2027-06-30")], "contract", "C-2"),
        (date(2026, 1, 1), [contract(visits_left=0), contract("C-2", ends="2026-11-30")], "contract", "C-2"),
    ],
)
def test_the_first_of_the_order_that_applies(
    warranty: date | None, contracts: list[ContractCover], expected: str, named: str
) -> None:
    found = cover(day=DAY, warranty_until=warranty, contracts=contracts, order=ORDER)
    assert found.category == expected
    assert named in found.reason.zh
    assert found.reason.en
    assert found.reason.en != found.reason.zh


def test_a_company_may_put_the_contract_before_the_warranty() -> None:
    order = ("contract", "warranty", "paid")
    found = cover(day=DAY, warranty_until=date(2030, 1, 1), contracts=[contract()], order=order)
    assert (found.category, found.contract) == ("contract", "C-1")


@pytest.mark.parametrize(
    ("row", "zh", "en"),
    [
        (contract(), "次数与工时不限", "visits and hours unlimited"),
        (contract(visits_left=2), "余 2 次", "2 visits left"),
        (contract(minutes_left=30), "余 0.5 工时", "0.5 hours left"),
        (contract(visits_left=2, minutes_left=360), "余 2 次、6 工时", "2 visits and 6 hours left"),
    ],
)
def test_what_is_left_in_words(row: ContractCover, zh: str, en: str) -> None:
    assert (left(row).zh, left(row).en) == (zh, en)


@given(
    warranty=st.none() | st.dates(date(2020, 1, 1), date(2032, 1, 1)),
    starts=st.dates(date(2020, 1, 1), date(2032, 1, 1)),
    days=st.integers(0, 2000),
    visits=st.none() | st.integers(-1, 3),
)
def test_there_is_always_exactly_one_category_with_a_reason(
    warranty: date | None, starts: date, days: int, visits: int | None
) -> None:
    row = ContractCover("C", starts, date.fromordinal(starts.toordinal() + days), visits)
    found = cover(day=DAY, warranty_until=warranty, contracts=[row], order=ORDER)
    assert found.category in Category
    assert (found.category == "warranty") == (warranty is not None and warranty >= DAY)
    assert (found.contract != "") == (found.category == "contract")


@pytest.mark.django_db
class TestContracts:
    def make(self, world: World, **changed: object) -> None:
        values = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "visits": 2, **changed}
        add_contract(
            number="BY-1",
            customer=world.customer,
            devices=[world.device],
            by=world.clerk,
            at=LONG_AGO,
            **values,
        )

    def test_a_contract_that_ends_before_it_starts_is_refused(self) -> None:
        with pytest.raises(Invalid) as refusal:
            self.make(build(), ends_on=date(2025, 1, 1))
        assert "ends_on" in refusal.value.fields

    def test_a_filed_job_uses_a_visit_and_its_minutes_up(self) -> None:
        world = build()
        self.make(world, minutes=100)
        call = world.register()
        assert world.voucher(call).contract == "BY-1"
        world.finish(call)
        world.file(call)
        found = world.customer.contracts.get()
        assert (found.visits_used, found.minutes_used) == (1, 45)

    def test_when_nothing_is_left_the_next_job_is_paid(self) -> None:
        world = build()
        self.make(world, visits=1)
        use_up(number="BY-1", minutes=10, job="SH-1-1", by=world.clerk, at=at("2026-11-23 09:00"))
        assert world.voucher(world.register()).category == "paid"

    def test_an_unknown_contract_is_not_found(self) -> None:
        with pytest.raises(NotFound):
            use_up(number="BY-9", minutes=1, job="x", by=build().clerk, at=LONG_AGO)

    def test_one_query_however_many_devices(self, django_assert_num_queries: object) -> None:
        world = build()
        self.make(world)
        for devices in ([world.device], [world.device, world.second]):
            with django_assert_num_queries(1):  # type: ignore[operator]
                covers(devices, day=DAY, order=ORDER)
