"""The triggers: generated for every table, standing as generated, renewed by migrating, no table forgotten."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models

from yinuo.journal import audit, watch
from yinuo.journal.models import Below, Chronicled, Entry, Sealed
from yinuo.journal.triggers import postgresql, sqlite
from yinuo.journal.triggers.shape import MARK

pytestmark = pytest.mark.django_db
SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite")
EVERY = apps.get_models(include_auto_created=True)


def alter(statement_sqlite: list[str], statement: str) -> None:
    with connection.cursor() as cursor:
        for each in statement_sqlite if SQLITE else [statement]:
            cursor.execute(each)


@pytest.mark.parametrize("model", EVERY, ids=lambda model: model._meta.label_lower)
def test_no_table_is_forgotten(model: type[models.Model]) -> None:
    """A table is watched, and then its key is a number; or it is named as an exception, with the reason."""
    reason = watch.unwatched_reason(model)
    watched = model._meta.db_table in {each.relation for each in watch.watched()}
    assert watched is not bool(reason)
    if watched:
        assert (model._meta.pk.column, isinstance(model._meta.pk, models.AutoField)) == ("id", True)
    else:
        assert len(reason) > 20


@pytest.mark.parametrize("model", EVERY, ids=lambda model: model._meta.label_lower)
def test_what_the_commands_guard_is_always_watched_with_its_fingerprint(model: type[models.Model]) -> None:
    if not issubclass(model, Chronicled | Sealed | Entry):
        pytest.skip("a plain table")
    assert watch.unwatched_reason(model) == ""
    assert watch.mark_of(model) in {"hash", "head", "seal"}


def test_every_exception_among_our_own_tables_names_one_that_is_there() -> None:
    known = {model._meta.label_lower for model in EVERY}
    ours = [name for name in settings.YINUO_UNWATCHED if not name.endswith(".*")]
    assert ours
    assert set(ours) <= known


def test_columns_that_do_not_count_are_there() -> None:
    for label, columns in settings.YINUO_UNWATCHED_COLUMNS.items():
        names = {field.name for field in apps.get_model(label)._meta.concrete_fields}
        assert set(columns) <= names


def test_the_triggers_stand_as_generated() -> None:
    assert list(watch.faults()) == []
    assert len(watch.generated().told) > 70


@pytest.mark.parametrize("language", [sqlite, postgresql])
def test_both_languages_name_each_table_and_its_fingerprint(language: object) -> None:
    made = language.generated(watch.watched(), ["journal_below"])  # type: ignore[attr-defined]
    text = "\n".join(made.make)
    for each in watch.watched():
        assert each.relation in text
    assert f"seal, 1, {MARK})" in text or f".seal, {MARK})" in text
    assert "last_login" not in text
    assert "never changed or removed" in text


test_both_languages_name_each_table_and_its_fingerprint = pytest.mark.skipif(
    SQLITE, reason="asks PostgreSQL for its schema"
)(test_both_languages_name_each_table_and_its_fingerprint)


DROPPED = ["DROP TRIGGER yinuo_watch_duties_duty_u"], "DROP TRIGGER yinuo_watch_duties_duty ON duties_duty"
NAME = "yinuo_watch_duties_duty_u" if SQLITE else "yinuo_watch_duties_duty"
ALTERED = (
    [
        DROPPED[0][0],
        "CREATE TRIGGER yinuo_watch_duties_duty_u AFTER UPDATE ON duties_duty BEGIN SELECT 1; END",
    ],
    "ALTER TABLE duties_duty DISABLE TRIGGER yinuo_watch_duties_duty",
)
UNKNOWN = (
    ["CREATE TRIGGER yinuo_mine AFTER UPDATE ON duties_duty BEGIN SELECT 1; END"],
    "CREATE TRIGGER yinuo_mine AFTER UPDATE ON duties_duty FOR EACH ROW EXECUTE FUNCTION yinuo_refuse()",
)


@pytest.mark.parametrize(
    ("done", "name", "fault"),
    [(DROPPED, NAME, "missing"), (ALTERED, NAME, "altered"), (UNKNOWN, "yinuo_mine", "unknown")],
)
def test_a_trigger_that_is_not_as_generated_is_told(
    done: tuple[list[str], str], name: str, fault: str
) -> None:
    alter(*done)
    assert [str(each) for each in audit.verify()] == [f"{name}: the trigger is {fault}"]


@pytest.mark.skipif(SQLITE, reason="SQLite's triggers call no function")
def test_a_function_that_records_nothing_any_more_is_told() -> None:
    alter(
        [],
        "CREATE OR REPLACE FUNCTION yinuo_watch_seal() RETURNS trigger LANGUAGE plpgsql "
        "AS $$BEGIN RETURN NULL; END$$",
    )
    assert list(watch.faults()) == [("yinuo_watch_seal", "altered")]


def test_renewing_puts_back_what_was_missing_and_what_was_not_known() -> None:
    alter(*DROPPED)
    alter(*UNKNOWN)
    watch.renew("a test")
    assert list(watch.faults()) == []


def test_renewing_what_stands_says_nothing() -> None:
    before = Below.objects.count()
    watch.renew("a test")
    assert Below.objects.count() == before


def test_migrating_puts_back_a_dropped_trigger_but_never_hides_it() -> None:
    """Somebody drops a trigger, changes a row, and migrates so that it stands again: told for ever."""
    alter(*DROPPED)
    call_command("migrate", verbosity=0)
    assert list(watch.faults()) == []
    told = [str(each) for each in audit.verify()]
    assert len(told) == 1
    assert told[0].startswith("triggers: the triggers were not as they had been put there")
    call_command("migrate", verbosity=0)
    assert len(list(audit.verify())) == 1


def test_migrating_with_everything_in_place_changes_nothing() -> None:
    before = Below.objects.count()
    call_command("migrate", verbosity=0)
    assert (Below.objects.count(), list(watch.faults()), list(audit.verify())) == (before, [], [])


def test_the_harness_sees_a_table_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: a generator that forgets a table leaves triggers that nobody generated."""
    whole = watch.watched_models
    monkeypatch.setattr(watch, "watched_models", lambda: [m for m in whole() if m.__name__ != "Duty"])
    assert {fault for _name, fault in watch.faults()} == {"unknown"}
