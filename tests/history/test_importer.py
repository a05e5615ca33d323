"""Past work orders imported: once each, numbered without gaps, sealed, and kept apart from what is promised."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.history import files
from tests.world import World, at, build
from yinuo.calls.models import Call, Record, Voucher
from yinuo.calls.queries.register import last_services
from yinuo.devices.models import Device
from yinuo.duties.models import Duty
from yinuo.history import importer
from yinuo.history.importer import Done, Target, branch_for, work_orders
from yinuo.history.models import ImportedRow
from yinuo.history.orders import cost_of
from yinuo.journal import audit
from yinuo.journal.counters import last_count
from yinuo.journal.models import Counter as Scope
from yinuo.journal.models import Entry
from yinuo.journal.queries import timeline
from yinuo.lib.actor import SYSTEM
from yinuo.lib.refusal import Invalid
from yinuo.outbox.models import Message

if TYPE_CHECKING:
    from yinuo.history.orders import Reading
    from yinuo.people.models import Branch

pytestmark = pytest.mark.django_db
NOW = at("2026-11-24 11:00")


@pytest.fixture
def world() -> World:
    return build()


def run(reading: Reading, branch: Branch) -> Done:
    """Import a reading at a branch."""
    return work_orders(reading, to=Target(branch), by=SYSTEM, at=NOW)


def everything() -> list[int]:
    """Return how many rows stand in each table an import may touch."""
    tables = (Call, Voucher, Record, Device, ImportedRow, Entry, Duty, Message)
    return [table.objects.count() for table in tables]


def test_the_small_cut_becomes_filed_vouchers_of_its_devices(world: World) -> None:
    done = run(files.small(), world.branch)
    assert done == Done(imported=128, known=0, devices=len({order.asset for order in files.small().orders}))
    assert set(Call.objects.values_list("state", flat=True)) == {"filed"}
    assert set(Voucher.objects.values_list("state", "outcome")) == {("filed", "done")}
    assert list(audit.verify()) == []


def test_what_was_read_stands_in_the_register_row_for_row(world: World) -> None:
    reading = files.small()
    run(reading, world.branch)
    wanted = Counter((order.day, order.asset, order.text, order.cost) for order in reading.orders)
    names = ("voucher__call__day", "voucher__device__serial", "voucher__call__fault", "fee", "readings")
    rows = [(*row[:3], cost_of(*row[3:])) for row in Record.objects.values_list(*names)]
    assert Counter(rows) == wanted


def test_history_promises_nothing_and_tells_nobody(world: World) -> None:
    run(files.small(), world.branch)
    assert not Duty.objects.exists()
    assert not Message.objects.exists()
    assert not Call.objects.exclude(arrival_due_at=None).exists()


def test_the_journal_says_imported_with_the_row_as_it_stood(world: World) -> None:
    run(files.of(files.GOOD), world.branch)
    call = Call.objects.get()
    (entry,) = timeline("call", call.number)
    assert entry.verb == "imported"
    assert entry.details == {
        "source": "work-orders",
        "row": 2,
        "cells": {
            "date": "2004-07-01",
            "asset": "A",
            "text": "BUCKET WON'T OPEN",
            "type": "PM01",
            "cost": "183.05",
        },
    }
    assert (entry.at, entry.claimed_at) == (NOW, call.reported_at)


@pytest.mark.parametrize(
    ("kind", "wanted"), [("PM01", "breakdown"), ("PM02", "maintenance"), ("PM13", "other"), ("", "other")]
)
def test_the_type_says_what_kind_it_was(world: World, kind: str, wanted: str) -> None:
    run(files.of(f"2004-07-01,A,no lights,{kind},1"), world.branch)
    assert Call.objects.get().kind == wanted


def test_numbers_are_those_of_the_day_and_branch_without_a_gap(world: World) -> None:
    run(files.of(*(f"2004-07-0{day},A,job {n},PM01,1" for n in range(3) for day in (2, 1))), world.branch)
    assert sorted(Call.objects.values_list("number", flat=True)) == [
        f"SH-2004070{day}-000{n}" for day in (1, 2) for n in (1, 2, 3)
    ]
    assert last_count("call:SH:20040701") == 3


def test_history_of_today_takes_the_next_number_of_the_live_counter(world: World) -> None:
    world.register(when=at("2026-11-24 09:00"))
    run(files.of("2026-11-24,A,no lights,PM01,1"), world.branch)
    imported = Call.objects.get(fault="no lights")
    assert imported.number == "SH-20261124-0002"
    assert imported.struck_off_at is not None
    assert imported.struck_off_at <= NOW
    assert world.register(when=at("2026-11-24 12:00")).number == "SH-20261124-0003"


def test_a_second_run_changes_nothing(world: World) -> None:
    run(files.small(), world.branch)
    before = everything()
    again = run(files.small(), world.branch)
    assert again == Done(imported=0, known=128, devices=0)
    assert everything() == before


def test_a_file_that_grew_brings_only_what_is_new(world: World) -> None:
    run(files.of(files.GOOD, files.GOOD), world.branch)
    done = run(files.of("2003-01-01,B,new,PM01,1", files.GOOD, files.GOOD, files.GOOD), world.branch)
    assert done == Done(imported=2, known=2, devices=1)
    assert Call.objects.filter(fault="BUCKET WON'T OPEN").count() == 3


def test_the_order_of_rows_does_not_matter_for_what_is_known(world: World) -> None:
    rows = [files.GOOD, "2003-01-01,B,other,PM01,1", files.GOOD]
    run(files.of(*rows), world.branch)
    assert run(files.of(*reversed(rows)), world.branch).imported == 0


def test_an_interrupted_run_is_simply_run_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "BATCH", 10)
    genuine, written = importer._paper, []

    def failing(*args: object) -> None:
        written.append(1)
        if len(written) == 36:
            raise OSError("the disk is full")
        genuine(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(importer, "_paper", failing)
    with pytest.raises(OSError, match="the disk is full"):
        run(files.small(), world.branch)
    assert Call.objects.count() == 30
    assert list(audit.verify()) == []
    monkeypatch.setattr(importer, "_paper", genuine)
    assert run(files.small(), world.branch) == Done(imported=98, known=30, devices=0)
    assert list(audit.verify()) == []
    assert _without_gaps()


def _without_gaps() -> bool:
    days = Counter(Call.objects.values_list("day", flat=True))
    scopes = {scope.scope: scope.last for scope in Scope.objects.filter(scope__startswith="call:")}
    return scopes == {f"call:SH:{day:%Y%m%d}": count for day, count in days.items()}


def test_progress_runs_from_what_is_known_to_the_end(world: World) -> None:
    told: list[tuple[int, int]] = []
    work_orders(
        files.small(),
        to=Target(world.branch),
        by=SYSTEM,
        at=NOW,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(0, 128), (100, 128), (128, 128)]


def test_an_asset_is_one_device_also_for_another_branch(world: World) -> None:
    run(files.of(files.GOOD), world.branch)
    done = run(files.of(files.GOOD), world.other)
    assert done == Done(imported=1, known=0, devices=0)
    assert Device.objects.filter(serial="A").count() == 1
    assert set(Call.objects.values_list("branch__code", flat=True)) == {"SH", "GZ"}


def test_the_customer_the_model_and_its_name_are_said_by_the_target(world: World) -> None:
    target = Target(
        world.branch, customer="涂山基建", model="TS-1", model_name="装载机", model_name_en="Loader"
    )
    work_orders(files.of(files.GOOD), to=target, by=SYSTEM, at=NOW)
    device = Device.objects.select_related("customer", "product_model").get(serial="A")
    assert device.customer.name == "涂山基建"
    assert device.product_model.words.en == "TS-1 Loader"
    assert device.product_model.words.zh == "TS-1 装载机"


def test_history_that_comes_later_does_not_push_newer_services_aside(world: World) -> None:
    call = world.register(when=at("2026-11-23 09:00"))
    world.finish(call, when=at("2026-11-23 10:00"))
    model = world.model.code
    target = Target(world.branch, model=model)
    rows = f"2004-07-01,{world.device.serial},old,PM01,1", f"2005-07-01,{world.device.serial},older,PM01,1"
    work_orders(files.of(*rows), to=target, by=SYSTEM, at=NOW)
    faults = [voucher.call.fault for voucher in last_services(world.device.pk)]
    assert faults == ["开机十分钟后停机，报 E-2107", "older", "old"]
    first = Voucher.objects.get(call__fault="older")
    assert [each.call.fault for each in last_services(world.device.pk, before=first.pk)] == ["old"]


def test_one_changed_byte_of_an_imported_row_is_found(world: World) -> None:
    run(files.of(files.GOOD), world.branch)
    ImportedRow.objects.update(cells={"date": "2004-07-02"})
    assert [finding.subject.partition(":")[0] for finding in audit.verify()] == ["importedrow"]


def test_a_deleted_call_is_found(world: World) -> None:
    run(files.of(files.GOOD), world.branch)
    Record.objects.all().delete()
    Voucher.objects.all().delete()
    Call.objects.all().delete()
    assert [str(finding) for finding in audit.verify()] == [
        "call:SH-20040701-0001: the row is gone, its lines remain"
    ]


def test_the_branch_is_the_one_named_or_the_first(world: World) -> None:
    assert branch_for("") == world.branch
    assert branch_for("GZ") == world.other


def test_an_unknown_branch_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        branch_for("XX")
    assert refusal.value.code == "unknown_branch"


def test_without_any_branch_there_is_nowhere_to_import_to() -> None:
    with pytest.raises(Invalid) as refusal:
        branch_for("")
    assert refusal.value.code == "no_branch"


def test_importing_takes_few_statements_a_row(
    world: World, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    run(files.of("2001-01-01,A,first,PM01,1"), world.branch)
    reading = files.of(*(f"2004-07-01,A,job {n},PM01,1" for n in range(50)))
    with django_assert_max_num_queries(50 * 7 + 12):  # type: ignore[operator]
        run(reading, world.branch)
