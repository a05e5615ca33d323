"""The audit finds what a hand changed in the database: every edit, deletion, insertion, reordering, every byte."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import models

from tests.below import unguarded
from tests.world import World, at, build
from yinuo.journal import audit
from yinuo.journal.models import Chronicled, Entry, Sealed
from yinuo.journal.queries import timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    made = build()
    call = made.register(when=at("2026-11-24 10:35"))
    made.finish(call, when=at("2026-11-24 11:00"))
    made.file(call, when=at("2026-11-25 09:00"))
    return made


def findings() -> list[str]:
    return [str(finding) for finding in audit.verify()]


def test_nothing_is_found_where_nothing_was_changed(world: World) -> None:
    assert findings() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("verb", "approved"),
        ("by_name", "别人"),
        ("by_id", 999),
        ("note", "x"),
        ("changes_text", "{}"),
        ("details_text", '{"a":1}'),
        ("at", at("2026-11-24 10:34")),
        ("claimed_at", at("2026-11-24 10:34")),
        ("previous", "0" * 64),
        ("hash", "0" * 64),
        ("sequence", 77),
    ],
)
def test_an_edited_line_is_found(world: World, field: str, value: Any) -> None:
    line = timeline("call", "SH-20261124-0001")[2]
    with unguarded():
        Entry.objects.filter(pk=line.pk).update(**{field: value})
    assert any("call:SH-20261124-0001" in finding for finding in findings())


@pytest.mark.parametrize("sequence", [1, 4, 9])
def test_a_deleted_line_is_found_even_the_last(world: World, sequence: int) -> None:
    with unguarded():
        timeline("call", "SH-20261124-0001").filter(sequence=sequence).delete()
    assert findings()


def test_all_lines_deleted_are_found(world: World) -> None:
    with unguarded():
        timeline("call", "SH-20261124-0001").delete()
    assert any("its lines end at 0" in finding for finding in findings())


def test_a_row_deleted_with_its_lines_left_is_found(world: World) -> None:
    from yinuo.handbook.commands import write_problem
    from yinuo.handbook.models import Problem

    write_problem(
        product_model=None, symptom="a", cause="b", solution="c", by=world.clerk, at=at("2026-11-24 09:00")
    )
    Problem.objects.all().delete()
    assert any("the row is gone" in finding for finding in findings())


def test_an_inserted_line_is_found(world: World) -> None:
    last = timeline("call", "SH-20261124-0001").last()
    assert last is not None
    forged = Entry(subject_kind="call", subject_key="SH-20261124-0001", sequence=last.sequence + 1)
    forged.at, forged.by_name, forged.verb = last.at, "别人", "amended"
    forged.changes_text, forged.previous = "{}", last.hash
    forged.hash = forged.own_hash
    with unguarded():
        forged.save()
    assert findings() == [
        "call:SH-20261124-0001: the row is at version 9, its lines end at 10",
        f"journal_entry:{forged.pk}: nobody saw this row being written",
    ]


def test_two_lines_that_changed_places_are_found(world: World) -> None:
    second, third = timeline("call", "SH-20261124-0001")[1:3]
    with unguarded():
        Entry.objects.filter(pk=second.pk).update(sequence=99)
        Entry.objects.filter(pk=third.pk).update(sequence=2)
        Entry.objects.filter(pk=second.pk).update(sequence=3)
    assert findings()


def watched() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    for model in apps.get_models():
        if issubclass(model, Chronicled | Sealed):
            for field in model._meta.concrete_fields:
                if not field.primary_key and not field.is_relation:
                    yield model, field


def changed(field: models.Field[Any, Any], value: Any) -> Any:
    """Return a value of the field's kind that differs from `value` by as little as possible."""
    from datetime import date, timedelta

    match field:
        case models.BooleanField():
            return not value
        case models.JSONField():
            return {"changed": True} if isinstance(value, dict) else ["changed"]
        case models.DateTimeField():
            return (value or at("2026-11-24 09:00")) + timedelta(microseconds=1)
        case models.DateField():
            return (value or date(2026, 1, 1)) + timedelta(days=1)
        case models.DecimalField():
            return (value or 0) + 900
        case models.IntegerField():
            return (value or 0) + 900
        case _:
            text = value or ""
            return (chr(ord(text[0]) ^ 1) + text[1:]) if text else "x"


def test_every_byte_changed_by_hand_in_a_watched_table_is_found(world: World) -> None:
    """One bit of one value, in every column of every table that the commands guard."""
    seen = 0
    for model, field in watched():
        row = model._base_manager.order_by("pk").last()
        if row is None:
            continue
        value = getattr(row, field.attname)
        with unguarded(model._meta.db_table):
            model._base_manager.filter(pk=row.pk).update(**{field.attname: changed(field, value)})
        assert findings(), f"{model.__name__}.{field.attname} was changed and not found"
        with unguarded(model._meta.db_table):
            model._base_manager.filter(pk=row.pk).update(**{field.attname: value})
        seen += 1
    assert seen > 120
    assert findings() == []


def test_the_harness_catches_a_hash_that_is_skipped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: a journal whose lines carry no fingerprint must not pass."""
    monkeypatch.setattr(Entry, "own_hash", "")
    world.register(when=at("2026-11-24 12:00"))
    monkeypatch.undo()
    assert any("was edited" in finding for finding in findings())
