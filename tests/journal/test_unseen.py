"""What no trigger saw: rows and records that don't fit each other, a journal cut off, a change refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.below import unguarded
from tests.world import World, at, build
from yinuo.calls.models import Call, Visit
from yinuo.journal import audit, below
from yinuo.journal.models import Below, Entry, Seal
from yinuo.journal.writers import unwatched
from yinuo.people.models import Absence, Branch, District, Skill, User

pytestmark = pytest.mark.django_db
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


def test_a_sign_in_is_no_change_of_a_person(world: World) -> None:
    before = Below.objects.count()
    User.objects.filter(pk=world.clerk.pk).update(last_login=MORNING)
    assert Below.objects.count() == before
    User.objects.filter(pk=world.clerk.pk).update(last_login=MORNING, phone="020-0000 1287")
    assert Below.objects.count() == before + 1


def test_rows_loaded_in_bulk_leave_one_record_a_table(world: World) -> None:
    before = Below.objects.count()
    with unwatched(District, Skill, reason="a thousand districts"):
        District.objects.bulk_create(
            [District(branch=world.branch, name=f"{number}", zone="urban") for number in range(1000)]
        )
    assert Below.objects.count() == before + 1
    assert findings() == []
    assert any("load" in each or "watch" in each for each in below.declared())
    District.objects.filter(name="7").delete()
    assert findings() == []
    with unguarded():
        District.objects.bulk_create([District(branch=world.branch, name="more", zone="urban")])
    assert len(findings()) == 1


def test_rows_added_while_the_triggers_were_off_are_told(world: World) -> None:
    with unguarded():
        branch = Branch.objects.create(code="ZZ", name="z", name_en="z", calendar=world.branch.calendar)
    assert findings() == [f"people_branch:{branch.pk}: nobody saw this row being written"]


def test_rows_removed_while_the_triggers_were_off_are_told(world: World) -> None:
    Absence.objects.bulk_create([Absence(user=world.clerk, starts_at=MORNING, ends_at=MORNING)])
    with unguarded():
        Absence.objects.all().delete()
    assert any("the row is gone, and nobody saw it go" in each for each in findings())


def test_a_row_put_back_while_the_triggers_were_off_is_told(world: World) -> None:
    absence = Absence(user=world.clerk, starts_at=MORNING, ends_at=MORNING)
    absence.save()
    key = absence.pk
    Absence.objects.all().delete()
    assert findings() == []
    with unguarded():
        absence.pk = key
        absence.save(force_insert=True)
    assert findings() == [f"people_absence:{key}: the row was deleted and is there again"]


def test_a_sound_fingerprint_written_while_the_triggers_were_off_is_told(world: World) -> None:
    visit = Visit.objects.get()
    visit.metres_away = 999
    with unguarded():
        Visit.objects.filter(pk=visit.pk).update(metres_away=999, seal=visit.own_seal())
    assert findings() == [f"calls_visit:{visit.pk}: the row is not as it was last seen being written"]


def test_a_deleted_record_is_told(world: World) -> None:
    last = Below.objects.filter(relation="journal_entry").latest("id")
    with unguarded():
        Below.objects.filter(pk=last.pk).delete()
    assert f"journal_entry:{last.row_id}: nobody saw this row being written" in findings()


def test_a_cut_tail_shows_even_when_the_heads_were_set_back(world: World) -> None:
    """The last line goes, the call is set back to the line before; the record of the line stays behind."""
    last = Entry.objects.filter(subject_kind="call").latest("sequence")
    with unguarded():
        Entry.objects.filter(pk=last.pk).delete()
        back = {name: old for name, (old, _new) in last.changes.items()}
        Call.objects.filter(number=last.subject_key).update(
            version=last.sequence - 1, head=last.previous, **back
        )
    told = findings()
    assert f"journal_entry:{last.pk}: the row is gone, and nobody saw it go" in told
    assert [each for each in told if each.startswith("calls_call:") and "last seen" in each]
    assert not [each for each in told if each.startswith("call:")], "the chain alone sees nothing"


@pytest.mark.parametrize("model", [Entry, Below, Seal])
@pytest.mark.parametrize("what", ["update", "delete"])
def test_what_is_only_added_to_refuses_every_change(world: World, model: Any, what: str) -> None:
    seal = {"day": MORNING, "lines_until": 1, "below_until": 1, "lines": 1, "below": 1, "hash": "x"}
    if model is Seal:
        Seal.objects.create(at=MORNING, **seal)
    table = model._meta.db_table
    statement = f"UPDATE {table} SET id = id" if what == "update" else f"DELETE FROM {table}"
    before = model.objects.count()
    with pytest.raises(IntegrityError, match="never changed or removed"), transaction.atomic():
        connection.cursor().execute(statement)
    assert model.objects.count() == before > 0
