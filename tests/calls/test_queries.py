"""The main job read: the register narrowed and ordered, a technician's jobs, the ledger, what is missing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.world import MORNING, World, at
from yinuo.calls import commands as calls
from yinuo.calls.models import Call, Visit
from yinuo.calls.queries import jobs, register
from yinuo.calls.queries.lookup import callers
from yinuo.calls.queries.register import Wanted
from yinuo.calls.states import Kind, Outcome
from yinuo.customers.models import Customer
from yinuo.devices.models import Device
from yinuo.lib.refusal import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
DAY = MORNING.date()


def numbers(found: Any) -> list[str]:
    return [call.number for call in found]


@pytest.fixture
def three(world: World) -> tuple[Call, Call, Call]:
    """An open breakdown, a maintenance on site, a filed one."""
    first = world.register(fault="曝光后无图像")
    second = world.register(fault="到期保养", kind=Kind.MAINTENANCE, devices=(world.second,))
    world.to_site(second)
    third = world.register(fault="报 E-2107")
    world.finish(third)
    world.file(third)
    return first, second, third


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(), [0, 1, 2]),
        (Wanted(status="open"), [0, 1]),
        (Wanted(status="registered"), [0]),
        (Wanted(status="on_site"), [1]),
        (Wanted(status="filed"), [2]),
        (Wanted(status="cancelled"), []),
        (Wanted(text="曝光"), [0]),
        (Wanted(text="e-2107"), [2]),
        (Wanted(text="昆仑"), [0, 1, 2]),
        (Wanted(text="2309-0053"), [1]),
        (Wanted(text="0001286"), [0, 1, 2]),
        (Wanted(text="20261124-0002"), [1]),
        (Wanted(text="   "), [0, 1, 2]),
        (Wanted(text="%"), []),
        (Wanted(text="'; --"), []),
        (Wanted(kind="maintenance"), [1]),
        (Wanted(category="warranty"), [1]),
        (Wanted(day=DAY), [0, 1, 2]),
        (Wanted(day=DAY + timedelta(days=1)), []),
        (Wanted(due_before=at("2026-11-24 16:30")), []),
        (Wanted(due_before=at("2026-11-24 16:31")), [0, 1, 2]),
        (Wanted(status="open", text="曝光", kind="breakdown"), [0]),
    ],
)
def test_narrowed(three: tuple[Call, Call, Call], wanted: Wanted, expected: list[int]) -> None:
    found = register.narrowed(Call.objects.order_by("id"), wanted)
    assert numbers(found) == [three[index].number for index in expected]


@pytest.mark.parametrize("rows", [1, 12])
def test_a_page_of_the_register_asks_the_same_few_questions(
    world: World, rows: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for _ in range(rows):
        world.dispatch(world.register())
    with django_assert_num_queries(6):
        for call in register.whole(Call.objects.order_by("id")):
            for voucher in call.vouchers.all():
                assert voucher.device is not None
                assert voucher.device.product_model.code
                assert [visit.lead.name for visit in voucher.visits.all()]


class TestQueue:
    def test_left_over_first_then_come_back_then_by_time_left(self, world: World) -> None:
        left = world.register(when=at("2026-11-23 17:00"))
        calls.close_day(branch=world.branch, day=left.day, deed=world.deed("clerk", at("2026-11-23 17:40")))
        later = world.register(zone="suburban")
        sooner = world.register()
        back = world.register(when=MORNING + timedelta(minutes=5))
        world.dispatch(back, order_reason="急")
        deed = world.deed("technician", MORNING + timedelta(minutes=6))
        calls.decline(number=f"{back.number}-1", version=None, reason="忙", deed=deed)
        found = numbers(register.queue(world.branch.pk))
        assert found == [left.number, back.number, sooner.number, later.number]

    def test_what_is_dispatched_or_elsewhere_is_not_in_it(self, world: World) -> None:
        world.dispatch(world.register())
        waiting = world.register()
        assert numbers(register.queue(world.branch.pk)) == [waiting.number]
        assert numbers(register.queue(world.other.pk)) == []


class TestServices:
    def test_the_last_five_newest_first_by_date_not_by_id(self, world: World) -> None:
        for day in (20, 18, 19, 17, 16, 13):
            call = world.register(when=at(f"2026-11-{day} 10:00"))
            world.finish(call, when=at(f"2026-11-{day} 11:00"))
        served = register.last_services(world.device.pk)
        assert [voucher.call.reported_at.day for voucher in served] == [20, 19, 18, 17, 16]

    def test_only_what_came_before_a_voucher(self, world: World) -> None:
        early = world.register(when=at("2026-11-18 10:00"))
        world.finish(early, when=at("2026-11-18 11:00"))
        late = world.register(when=at("2026-11-20 10:00"))
        world.finish(late, when=at("2026-11-20 11:00"))
        before = register.last_services(world.device.pk, before=world.voucher(late).pk)
        assert [voucher.call_id for voucher in before] == [early.pk]

    def test_open_jobs_are_no_services(self, world: World) -> None:
        world.to_site(world.register())
        assert register.last_services(world.device.pk) == []


class TestJobs:
    def test_my_jobs_by_planned_start_then_by_due_time(self, world: World) -> None:
        unplanned, planned_late, planned_soon = (world.register() for _ in range(3))
        world.dispatch(unplanned)
        world.dispatch(planned_late, planned_start=MORNING + timedelta(hours=3))
        world.dispatch(planned_soon, planned_start=MORNING + timedelta(hours=1))
        found = [voucher.call_id for voucher in jobs.jobs_of(world.people["technician"].pk)]
        assert found == [planned_soon.pk, planned_late.pk, unplanned.pk]

    def test_anothers_jobs_and_finished_ones_are_not_mine(self, world: World) -> None:
        world.dispatch(world.register(), to="second_technician", reason="近")
        world.finish(world.register())
        assert not jobs.jobs_of(world.people["technician"].pk).exists()

    def test_what_i_finished_since(self, world: World) -> None:
        voucher = world.finish(world.register())
        mine = world.people["technician"].pk
        assert list(jobs.done_by(mine, since=MORNING)) == [voucher]
        assert not jobs.done_by(mine, since=MORNING + timedelta(minutes=1)).exists()

    def test_an_unknown_voucher_or_file_is_not_found(self, world: World) -> None:
        for ask in (lambda: jobs.voucher("SH-1-1"), lambda: jobs.attachment(999_999)):
            with pytest.raises(NotFound):
                ask()


class TestLedger:
    def test_lines_begin_with_accepting_and_are_kept_when_handed_over(self, world: World) -> None:
        world.dispatch(world.register())
        assert not jobs.ledger(since=at("2026-11-24 00:00"), until=at("2026-11-25 00:00")).exists()
        call = world.register()
        world.dispatch(call)
        calls.accept(number=f"{call.number}-1", version=None, deed=world.deed("technician"))
        lines = jobs.ledger(since=at("2026-11-24 00:00"), until=at("2026-11-25 00:00"))
        assert [line.receipt_number for line in lines] == ["HZ-SH-2026-000001"]

    @pytest.mark.parametrize(("since", "until", "count"), [(0, 1, 1), (-1, 0, 0), (1, 2, 0)])
    def test_its_stretch_begins_inside_and_ends_outside(
        self, world: World, since: int, until: int, count: int
    ) -> None:
        world.to_site(world.register())
        first, last = MORNING + timedelta(minutes=since), MORNING + timedelta(minutes=until)
        assert jobs.ledger(since=first, until=last).count() == count


class TestMissing:
    def test_unsigned_and_unfiled(self, world: World) -> None:
        signed = world.register()
        world.finish(signed)
        bare = world.register()
        world.to_site(bare)
        world.work(bare)
        world.sign(bare, kind="none", signer="", strokes="", unsigned_reason="refused")
        deed = world.deed("technician")
        calls.leave(number=f"{bare.number}-1", version=None, outcome=Outcome.DONE, deed=deed)
        remote = world.register()
        calls.solve_remotely(
            number=remote.number, version=None, customers_word="好", solution="重启", deed=world.deed()
        )
        unsigned = [voucher.call_id for voucher in jobs.unsigned(world.branch.pk)]
        unfiled = {voucher.call_id for voucher in jobs.unfiled(world.branch.pk)}
        assert unsigned == [bare.pk]
        assert unfiled == {signed.pk, bare.pk, remote.pk}
        assert not jobs.unfiled(world.other.pk).exists()
        assert jobs.unfiled(None).count() == 3


class TestCallers:
    def ask(self, world: World, phone: str = "020-0000 1286", **changed: Any) -> Any:
        everything = {model: model.objects.all() for model in (Customer, Device, Call)}
        values = {
            "among": everything[Customer],
            "devices": everything[Device],
            "calls": everything[Call],
            "day": DAY,
            "at": MORNING,
            **changed,
        }
        return callers(phone, **values)

    def test_a_number_tells_customer_devices_cover(self, world: World) -> None:
        (caller,) = self.ask(world)
        assert caller.contact.customer == world.customer
        assert [(each.device, each.cover.category) for each in caller.devices] == [
            (world.device, "paid"),
            (world.second, "warranty"),
        ]

    def test_open_calls_and_repeats_are_marked_on_their_device(self, world: World) -> None:
        served = world.register(when=at("2026-11-20 10:00"))
        world.finish(served, when=at("2026-11-20 11:00"))
        waiting = world.register(devices=(world.second,))
        (caller,) = self.ask(world)
        first, second = caller.devices
        assert (first.repeat_of.call_id, first.open_call) == (served.pk, served)
        assert (second.repeat_of, second.open_call) == (None, waiting)
        assert set(caller.open_calls) == {served, waiting}

    @pytest.mark.parametrize("days", [0, 29, 30, 31])
    def test_a_service_counts_as_repeat_for_thirty_days(self, world: World, days: int) -> None:
        served = world.register(when=at("2026-10-20 09:00"))
        world.finish(served, when=at("2026-10-20 11:00"))
        (caller,) = self.ask(world, at=at("2026-10-20 09:00") + timedelta(days=days))
        assert (caller.devices[0].repeat_of is not None) is (days <= 30)

    def test_customers_out_of_reach_are_not_told(self, world: World) -> None:
        assert self.ask(world, among=Customer.objects.none()) == []
        assert self.ask(world, "020-0000 9999") == []


def test_a_visit_belongs_to_one_current_lead(world: World) -> None:
    call = world.register()
    world.dispatch(call)
    world.dispatch(call, to="second_technician", reason="近")
    assert [(visit.position, visit.current) for visit in Visit.objects.order_by("position")] == [
        (1, False),
        (2, True),
    ]
