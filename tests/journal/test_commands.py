"""The gate: begun once, changed on the version one knows, each time with a line; nothing half done."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from tests.world import MORNING, World, build
from yinuo.journal import commands, counters
from yinuo.journal.models import Entry
from yinuo.journal.queries import lines, timeline
from yinuo.lib.actor import SYSTEM
from yinuo.lib.refusal import Conflict, NotFound

if TYPE_CHECKING:
    from yinuo.customers.models import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def customer(world: World) -> Customer:
    return world.customer


def verbs(customer: Customer) -> list[str]:
    return [line.verb for line in timeline("customer", customer.number)]


def test_a_change_writes_the_row_and_the_line(world: World, customer: Customer) -> None:
    line = commands.change(customer, "edited", by=world.clerk, at=MORNING, note="改名", name="昆仑中心")
    customer.refresh_from_db()
    assert (customer.name, customer.version, customer.head) == ("昆仑中心", line.sequence, line.hash)
    assert line.changes == {"name": ["昆仑体检中心", "昆仑中心"]}
    assert (line.by_id, line.by_name, line.note) == (world.clerk.pk, world.clerk.name, "改名")


def test_what_stays_the_same_is_not_told_as_changed(world: World, customer: Customer) -> None:
    line = commands.change(customer, "edited", by=world.clerk, at=MORNING, name=customer.name, note="看过")
    assert line.changes == {}
    assert verbs(customer) == ["added", "edited"]


def test_each_line_stands_on_the_one_before(world: World, customer: Customer) -> None:
    for name in ("甲", "乙", "丙"):
        commands.change(customer, "edited", by=world.clerk, at=MORNING, name=name)
    chain = list(timeline("customer", customer.number))
    assert [line.previous for line in chain[1:]] == [line.hash for line in chain[:-1]]
    assert [line.sequence for line in chain] == [1, 2, 3, 4]


def test_a_stale_row_changes_nothing(world: World, customer: Customer) -> None:
    stale = type(customer).objects.get(pk=customer.pk)
    commands.change(customer, "edited", by=world.clerk, at=MORNING, name="甲")
    with pytest.raises(Conflict), transaction.atomic():
        commands.change(stale, "edited", by=world.clerk, at=MORNING, name="乙")
    assert verbs(customer) == ["added", "edited"]
    assert type(customer).objects.get().name == "甲"


def test_a_transaction_that_fails_leaves_no_line(world: World, customer: Customer) -> None:
    with suppress(ZeroDivisionError), transaction.atomic():
        commands.change(customer, "edited", by=world.clerk, at=MORNING, name="甲")
        raise ZeroDivisionError
    assert verbs(customer) == ["added"]


def test_locking_what_is_not_there_is_not_found(customer: Customer) -> None:
    with pytest.raises(NotFound) as refusal, transaction.atomic():
        commands.lock(type(customer), number="C999999")
    assert "customer" in refusal.value.fields


def test_a_subject_without_a_row_has_its_own_chain(world: World) -> None:
    first = commands.note("day", "SH-20261124", "closed", by=world.clerk, at=MORNING)
    second = commands.note("day", "SH-20261124", "opened", by=SYSTEM, at=MORNING, text="错了")
    assert (second.sequence, second.previous, second.by_id) == (2, first.hash, None)
    assert commands.note("day", "GZ-20261124", "closed", by=SYSTEM, at=MORNING).sequence == 1


def test_the_newest_lines_page_by_page(world: World, customer: Customer) -> None:
    newest = list(lines()[:2])
    assert newest[0].pk > newest[1].pk
    assert all(line.pk < newest[1].pk for line in lines(before=newest[1].pk))


def test_the_system_acts_without_a_person(world: World, customer: Customer) -> None:
    line = commands.change(customer, "edited", by=SYSTEM, at=MORNING, name="甲")
    assert (line.by_id, line.by_name) == (None, "一诺 Yinuo")


class TestCounters:
    def test_each_scope_counts_for_itself(self, world: World) -> None:
        taken = [counters.next_count("a"), counters.next_count("a"), counters.next_count("b")]
        assert taken == [1, 2, 1]
        assert (counters.last_count("a"), counters.last_count("nothing")) == (2, 0)

    def test_a_number_is_given_back_with_its_transaction(self, world: World) -> None:
        counters.next_count("a")
        with suppress(ZeroDivisionError), transaction.atomic():
            counters.next_count("a")
            raise ZeroDivisionError
        assert counters.next_count("a") == 2


def test_a_sealed_part_knows_when_it_was_touched(world: World) -> None:
    site = world.customer.sites.get()
    assert site.seal == site.own_seal()
    type(site).objects.filter(pk=site.pk).update(address="别处")
    site.refresh_from_db()
    assert site.seal != site.own_seal()
    commands.put(site)
    site.refresh_from_db()
    assert site.seal == site.own_seal()


def test_every_line_carries_its_own_hash(world: World) -> None:
    world.finish(world.register())
    assert all(line.hash == line.own_hash for line in Entry.objects.all())
