"""Whatever reaches below the commands is told: by SQL, by the ORM, by another tool, with the triggers off."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from tests.world import World, at, build
from yinuo.journal import audit, below, watch
from yinuo.journal.commands import note
from yinuo.journal.models import Below, Entry
from yinuo.journal.writers import declared
from yinuo.lib.actor import SYSTEM
from yinuo.people.models import Absence, Holding, Skill, User

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db import models

pytestmark = pytest.mark.django_db(transaction=True)
SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite")
MORNING = at("2026-11-24 09:00")


def findings() -> list[str]:
    return [str(finding) for finding in audit.verify()]


@pytest.fixture
def world() -> World:
    made = build()
    call = made.register(when=at("2026-11-24 10:35"))
    made.finish(call, when=at("2026-11-24 11:00"))
    made.file(call, when=at("2026-11-25 09:00"))
    return made


def with_rows() -> Iterator[type[models.Model]]:
    for model in watch.watched_models():
        if model is not Entry and model._base_manager.exists():
            yield model


def own_column(model: type[models.Model]) -> str:
    """Return a column that may be written with its own value, whatever it refers to."""
    fields = model._meta.concrete_fields
    return next(str(field.column) for field in fields if not field.primary_key)


def test_a_raw_update_of_each_watched_table_is_told_with_table_row_and_time(world: World) -> None:
    assert findings() == []
    touched = []
    for model in with_rows():
        table, key = model._meta.db_table, model._base_manager.order_by("pk").values_list("pk", flat=True)[0]
        column = own_column(model)
        with connection.cursor() as cursor:
            cursor.execute(f'UPDATE {table} SET "{column}" = "{column}" WHERE id = %s', [key])
        touched.append(f"{table}:{key}: changed without a line, ")
    told = findings()
    assert len(touched) > 20
    assert [any(each.startswith(start) for each in told) for start in touched] == [True] * len(touched)
    assert len(told) == len(touched)
    assert all(" UTC, by " in each for each in told)


def test_what_evades_the_commands_through_the_orm_is_told(world: World) -> None:
    Holding.objects.filter(user=world.clerk).update(role="director")
    Absence.objects.bulk_create(
        [Absence(user=world.clerk, starts_at=MORNING, ends_at=MORNING) for _each in range(3)]
    )
    with transaction.atomic():
        Skill.objects.create(code="x", name="x", name_en="x")
    told = findings()
    assert [each.partition(":")[0] for each in told] == [
        "people_holding",
        "people_absence",
        "people_skill",
    ] or ({each.partition(":")[0] for each in told} == {"people_holding", "people_absence", "people_skill"})
    assert all("without a line" in each for each in told)


def test_a_deleted_row_is_told(world: World) -> None:
    Absence.objects.bulk_create([Absence(user=world.clerk, starts_at=MORNING, ends_at=MORNING)])
    Absence.objects.all().delete()
    assert any("people_absence" in each and "deleted without a line" in each for each in findings())


def test_a_row_changed_and_changed_back_is_told(world: World) -> None:
    """What stands is as it was, so no fingerprint tells; the trigger does."""
    User.objects.filter(pk=world.clerk.pk).update(is_active=False)
    User.objects.filter(pk=world.clerk.pk).update(is_active=True)
    assert [each for each in findings() if f"people_user:{world.clerk.pk}: changed without a line" in each]


def test_a_forged_fingerprint_does_not_help(world: World) -> None:
    """Somebody who reckons a part's seal anew leaves a sound row, and is told nevertheless."""
    from yinuo.calls.models import Visit

    visit = Visit.objects.get()
    visit.metres_away = 999
    Visit.objects.filter(pk=visit.pk).update(metres_away=999, seal=visit.own_seal())
    told = findings()
    assert len(told) == 1
    assert told[0].startswith(f"calls_visit:{visit.pk}: changed without a line")


def test_another_tool_is_told_as_such(world: World) -> None:
    if SQLITE:
        import sqlite3

        other = sqlite3.connect(str(connection.settings_dict["NAME"]))
        other.execute("UPDATE people_user SET is_active = 0 WHERE id = ?", [world.clerk.pk])
        other.commit()
        other.close()
        expected = "by another tool"
    else:
        import psycopg

        told = {key: connection.settings_dict[key.upper()] for key in ("host", "port", "user")}
        with psycopg.connect(
            dbname=connection.settings_dict["NAME"], application_name="handiwork", **told
        ) as other:
            other.execute("UPDATE people_user SET is_active = false WHERE id = %s", [world.clerk.pk])
        expected = f"by another tool {told['user']} handiwork"
    assert [each for each in findings() if each.endswith(expected)], findings()


def test_a_tool_with_a_line_of_its_own_is_told_all_the_same(world: World) -> None:
    """A line forged along with the change does not make another tool a command."""
    with declared("", ""), transaction.atomic():
        if SQLITE:
            connection.announce("")  # type: ignore[attr-defined]
        else:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL yinuo.writer = ''")
        User.objects.filter(pk=world.clerk.pk).update(is_active=False)
        note("person", "clerk", "changed", by=SYSTEM, at=MORNING)
    assert sorted(each.partition(":")[0] for each in findings()) == ["journal_entry", "people_user"]


def test_with_a_line_in_the_same_transaction_a_write_is_sound(world: World) -> None:
    with transaction.atomic():
        User.objects.filter(pk=world.clerk.pk).update(is_active=False)
        note("person", "clerk", "changed", by=SYSTEM, at=MORNING)
    assert findings() == []


def test_a_line_of_the_transaction_before_does_not_count(world: World) -> None:
    with transaction.atomic():
        note("person", "clerk", "changed", by=SYSTEM, at=MORNING)
    with transaction.atomic():
        User.objects.filter(pk=world.clerk.pk).update(is_active=False)
    with transaction.atomic():
        note("person", "clerk", "changed", by=SYSTEM, at=MORNING)
    assert len(findings()) == 1


def test_what_was_rolled_back_leaves_no_trace(world: World) -> None:
    before = Below.objects.count()
    with suppress(ZeroDivisionError), transaction.atomic():
        User.objects.filter(pk=world.clerk.pk).update(is_active=False)
        raise ZeroDivisionError
    assert (Below.objects.count(), findings()) == (before, [])


def test_a_writer_that_names_itself_is_listed_and_not_found(world: World) -> None:
    with declared("import", "people of the old system"), transaction.atomic():
        Skill.objects.create(code="x", name="x", name_en="x")
    assert findings() == []
    assert any(each.startswith("import: people of the old system (1 × ") for each in below.declared())


def test_a_writer_speaks_for_its_block_alone(world: World) -> None:
    with declared("import", "one"), transaction.atomic(), declared("import", "two"):
        Skill.objects.create(code="x", name="x", name_en="x")
    with suppress(ZeroDivisionError), declared("import", "three"), transaction.atomic():
        Skill.objects.create(code="y", name="y", name_en="y")
        raise ZeroDivisionError
    with transaction.atomic():
        Skill.objects.create(code="z", name="z", name_en="z")
    assert [each.partition(":")[0] for each in findings()] == ["people_skill"]
    assert not any("one" in each or "three" in each for each in below.declared())


@pytest.mark.skipif(SQLITE, reason="SQLite knows no TRUNCATE")
def test_an_emptied_table_is_told_and_the_journal_refuses_it(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE people_absence")
        with pytest.raises(IntegrityError, match="never changed or removed"):
            cursor.execute("TRUNCATE journal_below")
    assert [each for each in findings() if each.startswith("people_absence:0: emptied without a line")]


@pytest.mark.skipif(SQLITE, reason="psql is PostgreSQL's")
def test_psql_is_named(world: World) -> None:
    told = connection.settings_dict
    address = ["-h", told["HOST"], "-p", str(told["PORT"]), "-U", told["USER"], "-d", told["NAME"]]
    script = f"UPDATE people_user SET name = name WHERE id = {world.clerk.pk}"
    subprocess.run(["psql", "-q", *address, "-c", script], check=True, env=os.environ)
    assert [each for each in findings() if "psql" in each]


def test_the_harness_sees_a_trigger_that_records_nothing(world: World) -> None:
    """A planted fault: without its trigger the table's raw update leaves no record, only the trigger's absence."""
    watch.take_away(["people_skill"])
    Skill.objects.update(name="y")
    told = findings()
    assert not [each for each in told if each.startswith("people_skill:")]
    assert all("the trigger is missing" in each for each in told)
    watch.put_back(["people_skill"])
    assert findings() == []


def test_the_audit_sees_one_moment_whoever_writes_meanwhile(world: World) -> None:
    from threading import Thread

    def write() -> None:
        try:
            with transaction.atomic():
                note("person", "clerk", "changed", by=SYSTEM, at=MORNING)
        finally:
            connection.close()

    with audit.snapshot():
        before = Entry.objects.count()
        other = Thread(target=write)
        other.start()
        other.join()
        assert (Entry.objects.count(), findings()) == (before, [])
    assert Entry.objects.count() == before + 1
