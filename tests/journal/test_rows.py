"""Rows written by statements worded once are the rows that Django would have written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.world import MORNING, World, build
from yinuo.calls.models import Call, DayClose, Record, Visit, Voucher
from yinuo.duties.models import Duty
from yinuo.journal import rows
from yinuo.journal.models import Answer, Entry

if TYPE_CHECKING:
    from django.db.models import Model

pytestmark = pytest.mark.django_db
TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture
def world() -> World:
    return build()


def stored(row: Model) -> dict[str, Any]:
    """Return the row's values as the database gives them back, without the key."""
    fresh = type(row)._base_manager.get(pk=row.pk)
    return {
        field.attname: getattr(fresh, field.attname)
        for field in fresh._meta.concrete_fields
        if not field.primary_key
    }


def answer(key: str = "k", **changed: Any) -> Answer:
    values = {"by_id": 1, "digest": "d", "status": 200, "body": "{}", "at": MORNING, **changed}
    return Answer(key=key, **values)


def twins(world: World) -> list[tuple[Model, Model]]:
    """Return pairs of equal new rows of several models: one for us, one for Django."""
    call = world.register()
    world.finish(call)
    of = [
        call.vouchers.get(),
        Visit.objects.get(),
        Record.objects.get(),
        Duty.objects.first(),
        Entry.objects.first(),
    ]
    pairs = []
    for row in of:
        values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        values.pop("id")
        pairs.append((type(row)(**values), type(row)(**values)))
    return pairs


UNIQUE = {"number": "other", "position": 9, "section": 9, "part": "other", "sequence": 99, "current": False}


def test_what_is_inserted_is_what_django_would_have_inserted(world: World) -> None:
    for mine, theirs in twins(world):
        for name, value in UNIQUE.items():
            if hasattr(mine, name):
                setattr(mine, name, value)
                setattr(theirs, name, value)
        with transaction.atomic():
            rows.insert([mine])
            ours = stored(mine)
            transaction.set_rollback(True)
        theirs.save(force_insert=True)
        assert stored(theirs) == ours


def test_what_is_updated_is_what_django_would_have_updated(world: World) -> None:
    call = world.register()
    world.finish(call)
    visit = Visit.objects.get()
    changes: list[dict[str, Any]] = [
        {"tools": ["万用表", "“'%s"], "latitude": Decimal("31.200000"), "far": True},
        {"planned_start": datetime(2026, 11, 24, 1, 2, 3, 456, tzinfo=UTC), "metres_away": 7},
        {"fit": [{"code": "x", "fits": False}], "latitude": None, "planned_start": None},
    ]
    for changed in changes:
        for name, value in changed.items():
            setattr(visit, name, value)
        rows.update(visit)
        ours = stored(visit)
        visit.save(force_update=True)
        assert stored(visit) == ours
        assert {name: ours[name] for name in changed} == changed


def test_a_row_knows_its_key_and_that_it_stands() -> None:
    row = answer()
    rows.insert([row])
    assert row.pk == Answer.objects.get().pk
    assert (row._state.adding, row._state.db) == (False, "default")
    row.body = "changed"
    row.save()
    assert Answer.objects.get().body == "changed"


@pytest.mark.parametrize("count", [1, 2, 7, 60])
def test_several_rows_are_one_statement_and_keep_their_order(count: int) -> None:
    made = [answer(str(number)) for number in range(count)]
    with CaptureQueriesContext(connection) as asked:
        rows.insert(made)
    assert len(asked) == 1
    assert [Answer.objects.get(pk=row.pk).key for row in made] == [str(number) for number in range(count)]


def test_an_update_is_one_statement_of_its_own_row() -> None:
    one, other = answer("one"), answer("other")
    rows.insert([one, other])
    one.body = "new"
    with CaptureQueriesContext(connection) as asked:
        rows.update(one)
    assert len(asked) == 1
    assert dict(Answer.objects.values_list("key", "body")) == {"one": "new", "other": "{}"}


def test_a_row_that_is_gone_is_not_updated_in_silence() -> None:
    row = answer()
    rows.insert([row])
    Answer.objects.all().delete()
    with pytest.raises(DatabaseError, match=f"journal.answer:{row.pk} is not there any more"):
        rows.update(row)


def test_what_the_database_refuses_is_refused_and_nothing_of_it_is_written() -> None:
    rows.insert([answer()])
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert([answer("fresh"), answer()])
    assert Answer.objects.count() == 1


@pytest.mark.parametrize(("field", "value"), [("day", None), ("closed_by", None), ("compared", None)])
def test_what_must_be_there_must_be_there(world: World, field: str, value: object) -> None:
    values = {
        "day": date(2026, 11, 24),
        "closed_at": MORNING,
        "closed_by": "x",
        "compared": [],
        "handed_over": [],
    }
    row = DayClose(branch=world.branch, seal="s", **{**values, field: value})
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert([row])


@given(
    key=TEXT,
    body=TEXT,
    status=st.integers(0, 32767),
    at=st.integers(0, 4 * 10**9),
)
def test_every_value_comes_back_as_it_was(key: str, body: str, status: int, at: int) -> None:
    Answer.objects.all().delete()
    row = answer(key, body=body, status=status, at=datetime.fromtimestamp(at, UTC))
    rows.insert([row])
    assert model_to_dict(Answer.objects.get()) == model_to_dict(row)


@given(value=JSON)
def test_every_json_comes_back_as_it_was(value: Any) -> None:
    Duty.objects.all().delete()
    row = Duty.objects.model(
        clause="G14",
        policy_version=1,
        subject_kind="call",
        subject_key="x",
        branch_id=_branch(),
        owner_role="clerk",
        what={"value": value},
        why=[value],
        opened_at=MORNING,
        due_at=MORNING,
    )
    rows.insert([row])
    fresh = Duty.objects.get()
    assert (fresh.what, fresh.why) == ({"value": value}, [value])
    rows.update(row)
    fresh = Duty.objects.get()
    assert (fresh.what, fresh.why) == ({"value": value}, [value])


def _branch() -> int:
    from yinuo.people.models import Branch

    return (Branch.objects.first() or build().branch).pk


class TestChanging:
    def test_only_what_is_named_is_written(self, world: World) -> None:
        call = world.register()
        before = stored(call)
        assert rows.change(
            call, call.version, {"fault": "别的", "duplicate_of_id": call.pk, "arrived_at": MORNING}
        )
        assert stored(call) == {**before, "fault": "别的", "duplicate_of_id": call.pk, "arrived_at": MORNING}

    def test_a_related_row_may_be_given_whole(self, world: World) -> None:
        call, other = world.register(), world.register()
        assert rows.change(call, call.version, {"repeat_of": other})
        assert stored(call)["repeat_of_id"] == other.pk

    @pytest.mark.parametrize("off", [-1, 1, 100])
    def test_another_version_is_told_and_nothing_written(self, world: World, off: int) -> None:
        call = world.register()
        before = stored(call)
        assert not rows.change(call, call.version + off, {"fault": "别的", "version": 9})
        assert stored(call) == before

    def test_it_is_one_statement(self, world: World) -> None:
        call = world.register()
        with CaptureQueriesContext(connection) as asked:
            rows.change(call, call.version, {"fault": "别的", "version": call.version + 1})
        assert len(asked) == 1


def test_a_kind_of_rows_is_worded_once(world: World) -> None:
    rows.insert([answer("first")])
    known = rows._wording(Answer)
    rows.insert([answer("second")])
    assert rows._wording(Answer) is known
    assert rows._wording(Call) is not rows._wording(Voucher)
