"""Several people at the same moment, each with a connection of their own; on both databases."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, connections, transaction

from tests.world import MORNING, World, build
from yinuo.calls import commands as calls
from yinuo.calls.models import Call, Visit
from yinuo.duties import jobs
from yinuo.duties.models import Duty
from yinuo.journal import audit, counters
from yinuo.journal.models import Answer, Entry
from yinuo.journal.requests import Reply, once
from yinuo.lib.refusal import Conflict, Refusal
from yinuo.outbox.models import Message
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    """Return the small world, committed, so that every connection sees it."""
    policies.forget()
    return build()


def at_once(works: list[Callable[[], Any]]) -> list[Any]:
    """Run the works in threads that start together; return what each gave, or the exception it raised."""
    gate = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def run(index: int, work: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[index] = work()
        except Exception as problem:  # noqa: BLE001 - whatever it was, the test looks at it
            results[index] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def registrar(world: World, count: int) -> Callable[[], list[str]]:
    return lambda: [world.register().number for _ in range(count)]


def test_eight_registrars_get_gap_free_unique_numbers(world: World) -> None:
    results = at_once([registrar(world, 200) for _ in range(8)])
    assert not [problem for problem in results if isinstance(problem, Exception)]
    numbers = sorted(number for part in results for number in part)
    assert numbers == [f"SH-20261124-{count:04d}" for count in range(1, 1601)]
    assert Call.objects.count() == 1600
    assert list(audit.verify()) == []


@pytest.mark.long
def test_ten_thousand_numbers_are_gap_free_too(world: World) -> None:
    results = at_once([registrar(world, 1250) for _ in range(8)])
    assert not [problem for problem in results if isinstance(problem, Exception)]
    numbers = {number for part in results for number in part}
    assert numbers == {f"SH-20261124-{count:04d}" for count in range(1, 10_001)}
    assert list(audit.verify()) == []


def test_the_harness_sees_numbers_given_without_the_counter(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted fault: a number taken by reading and adding one must show as a clash or a gap."""

    def guessed(scope: str) -> int:
        return Call.objects.count() + 1

    monkeypatch.setattr("yinuo.calls.commands.registering.next_count", guessed)
    if connection.vendor == "sqlite":
        monkeypatch.setattr(
            "yinuo.calls.commands.registering.next_count", lambda scope: guessed(scope) % 3 + 1
        )
    results = at_once([registrar(world, 12) for _ in range(8)])
    assert any(isinstance(result, Exception) for result in results)


def test_two_dispatchers_on_one_call_one_wins_and_the_other_sees_the_difference(world: World) -> None:
    call = world.register()

    def dispatcher(to: str) -> Callable[[], Any]:
        from yinuo.dispatch.commands import Plan, dispatch

        plan = Plan(technician=to, tools=("万用表",), reason="急")
        deed = world.deed("supervisor")
        return lambda: dispatch(number=call.number, version=1, plan=plan, deed=deed)

    results = at_once([dispatcher("technician"), dispatcher("second_technician")])
    refused = [each for each in results if isinstance(each, Conflict)]
    assert len(refused) == 1
    assert refused[0].difference["state"] == {
        "yours": "registered",
        "now": "dispatched",
        "by": world.people["supervisor"].name,
        "at": MORNING.isoformat(),
    }
    assert Visit.objects.count() == 1
    assert Duty.objects.filter(clause="S2.2").count() == 1


def test_two_who_accept_and_cancel_at_once_leave_one_truth(world: World) -> None:
    call = world.register()
    world.dispatch(call)
    number = f"{call.number}-1"
    results = at_once(
        [
            lambda: calls.accept(number=number, version=2, deed=world.deed("technician")),
            lambda: calls.cancel(number=call.number, version=2, reason="不用了", deed=world.deed()),
        ]
    )
    assert sum(isinstance(each, Refusal) for each in results) == 1
    call.refresh_from_db()
    assert call.state in ("accepted", "cancelled")
    assert list(audit.verify()) == []


def test_sixteen_repeats_of_one_key_make_one_call(world: World) -> None:
    def ask() -> Reply:
        def work() -> Reply:
            return Reply(201, world.register().number)

        return once(key="same", by_id=world.clerk.pk, digest="d", at=MORNING, work=work)

    replies = at_once([ask] * 16)
    assert Counter(replies) == {Reply(201, "SH-20261124-0001"): 16}
    assert (Call.objects.count(), Answer.objects.count()) == (1, 1)
    assert counters.last_count("call:SH:20261124") == 1


def test_a_key_used_for_another_request_is_refused(world: World) -> None:
    def ask(digest: str) -> Reply:
        return once(key="same", by_id=1, digest=digest, at=MORNING, work=lambda: Reply(200, "first"))

    assert ask("one").body == "first"
    with pytest.raises(Refusal, match="key_reused"):
        ask("two")


def test_a_repeat_after_the_state_moved_on_still_gets_the_first_answer(world: World) -> None:
    call = world.register()

    def ask() -> Reply:
        def work() -> Reply:
            world.dispatch(call)
            calls.accept(number=f"{call.number}-1", version=None, deed=world.deed("technician"))
            return Reply(200, "accepted")

        return once(key="a", by_id=world.clerk.pk, digest="d", at=MORNING, work=work)

    assert ask() == ask() == Reply(200, "accepted")
    assert Entry.objects.filter(subject_key=call.number).count() == 3


def test_several_workers_tell_everybody_once(world: World) -> None:
    for _ in range(6):
        world.register()
    from tests.world import at

    night = at("2026-11-24 20:00")
    at_once([lambda: jobs.run_due(night)] * 4)
    jobs.run_due(night)
    keys = list(Message.objects.exclude(kind__in=["registered", "alarm"]).values_list("once_key", flat=True))
    assert len(keys) == len(set(keys))
    steps = Entry.objects.filter(subject_kind="duty").values_list("subject_key", "details_text")
    assert len(steps) == len(set(steps)) == len(keys)
    assert not Duty.objects.filter(state="open", next_step_at__lte=night).exists()


def test_a_job_and_a_person_on_one_duty_leave_it_settled_once(world: World) -> None:
    from tests.world import at

    call = world.register()
    late = at("2026-11-24 16:31")
    at_once([lambda: jobs.run_due(late), lambda: world.to_site(call, when=late)])
    duty = Duty.objects.get(clause="G14")
    assert duty.state == "met_late"
    assert duty.seal == duty.own_seal()
    assert list(audit.verify()) == []


def test_a_step_taken_while_a_person_settles_the_duty_is_not_written_over(world: World) -> None:
    """The storm found it: the worker's count was put back by whoever had read the duty before."""
    from tests.world import at
    from yinuo.calls.commands import gate
    from yinuo.duties import commands as duties

    call = world.register()
    late = at("2026-11-24 16:31")
    duty = Duty.objects.get(clause="G14", subject_key=call.number)
    read, done = threading.Event(), threading.Event()

    def person() -> None:
        with transaction.atomic():
            mine = duties.opened(gate.about(call), "G14")
            read.set()
            done.wait(1)
            duties.meet(mine, done_at=late, by=world.clerk, evidence="")

    def worker() -> bool:
        read.wait(10)
        try:
            return jobs.take_step(duty.pk, late)
        finally:
            done.set()

    results = at_once([person, worker])
    assert not [problem for problem in results if isinstance(problem, Exception)], results
    duty.refresh_from_db()
    lines = Entry.objects.filter(subject_kind="duty", subject_key=str(duty.pk)).count()
    told = Message.objects.filter(once_key__startswith=f"duty:{duty.pk}:").count()
    assert (duty.state, duty.steps_taken) == ("met_late", lines)
    assert told == lines


def test_two_who_add_the_same_serial_at_once_one_wins_and_the_other_is_told(world: World) -> None:
    from yinuo.devices.commands import DeviceGiven, add_device
    from yinuo.devices.models import Device

    def adding(key: str) -> Callable[[], Any]:
        def work() -> Reply:
            device = add_device(
                product_model=world.model,
                customer=world.customer,
                site=None,
                given=DeviceGiven(serial="SAME-1"),
                by=world.clerk,
                at=MORNING,
            )
            return Reply(201, device.number)

        return lambda: once(key=key, by_id=world.clerk.pk, digest=key, at=MORNING, work=work)

    results = at_once([adding(f"k{count}") for count in range(6)])
    assert sum(isinstance(each, Reply) for each in results) == 1
    assert all(isinstance(each, Reply | Refusal) for each in results), results
    assert Device.objects.filter(serial="SAME-1").count() == 1


def test_a_clash_that_stays_is_a_conflict_not_an_error(world: World) -> None:
    from django.db import IntegrityError

    tries = []

    def clashing() -> Reply:
        tries.append(1)
        raise IntegrityError("the same row")

    with pytest.raises(Conflict, match="at_once"):
        once(key="k", by_id=1, digest="d", at=MORNING, work=clashing)
    assert len(tries) == 2
    assert not Answer.objects.exists()
