"""A question worded once gives the rows that its query gives, whatever it is asked."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.world import MORNING, World, build
from yinuo.calls.commands import gate
from yinuo.calls.models import Call, Visit, Voucher
from yinuo.duties.models import Duty
from yinuo.journal.commands import lock
from yinuo.journal.models import Answer
from yinuo.journal.questions import Question, hold
from yinuo.journal.rows import insert
from yinuo.lib.refusal import NotFound

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

pytestmark = pytest.mark.django_db
TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
BY_KEY = Question[Answer](lambda by, key: Answer.objects.filter(by_id=by, key=key), int, str)
NEWEST = Question[Answer](lambda by: Answer.objects.filter(by_id=by, status=200).order_by("-id")[:2], int)


@pytest.fixture
def world() -> World:
    return build()


def values(row: Model) -> dict[str, Any]:
    """Return every stored value of a row."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def same(found: list[Any], query: QuerySet[Any]) -> None:
    wanted = list(query)
    assert [values(row) for row in found] == [values(row) for row in wanted]
    assert [type(row) for row in found] == [type(row) for row in wanted]


def answers(*pairs: tuple[int, str], status: int = 200) -> None:
    for by, key in pairs:
        insert([Answer(key=key, by_id=by, digest="d", status=status, body="{}", at=MORNING)])


@pytest.mark.parametrize(
    ("by", "key", "expected"),
    [
        (1, "a", 1),
        (1, "b", 1),
        (2, "a", 1),
        (2, "b", 0),
        (3, "a", 0),
        (1, "A", 0),
        (1, "", 0),
        (1, "a' --", 0),
        (1, "%s", 0),
    ],
)
def test_it_finds_what_it_is_asked_for(by: int, key: str, expected: int) -> None:
    answers((1, "a"), (1, "b"), (2, "a"))
    found = BY_KEY.rows(by, key)
    assert len(found) == expected
    same(found, Answer.objects.filter(by_id=by, key=key))
    assert (BY_KEY.first(by, key) is not None) is bool(expected)


@given(by=st.integers(-(2**31), 2**31), key=TEXT)
def test_any_value_may_be_asked(by: int, key: str) -> None:
    Answer.objects.all().delete()
    answers((by, key))
    assert [(row.by_id, row.key) for row in BY_KEY.rows(by, key)] == [(by, key)]
    assert BY_KEY.rows(by, f"{key}x") == []


def test_order_constants_and_limits_are_the_querys_own() -> None:
    answers((1, "a"), (1, "b"), (1, "c"), (2, "d"))
    answers((1, "refused"), status=409)
    assert [row.key for row in NEWEST.rows(1)] == ["c", "b"]
    assert [row.key for row in NEWEST.rows(2)] == ["d"]


SINCE = Question[Answer](
    lambda since, until: Answer.objects.filter(at__gte=since, at__lt=until).order_by("id"), datetime, datetime
)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [(0, 1, 1), (-1, 0, 0), (-1, 1, 1), (0, 0, 0), (1, 2, 0), (-(10**6), 10**6, 1)],
)
def test_an_instant_may_be_asked_in_any_zone(since: int, until: int, expected: int) -> None:
    answers((1, "a"))
    start, end = MORNING + timedelta(seconds=since), MORNING + timedelta(seconds=until)
    for zone in (UTC, ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")):
        assert len(SINCE.rows(start.astimezone(zone), end.astimezone(zone))) == expected
    same(SINCE.rows(start, end), Answer.objects.filter(at__gte=start, at__lt=end))


def test_asking_is_one_statement_and_words_it_once() -> None:
    built: list[int] = []

    def worded(by: int) -> QuerySet[Answer]:
        built.append(by)
        return Answer.objects.filter(by_id=by)

    question = Question[Answer](worded, int)
    with CaptureQueriesContext(connection) as asked:
        for by in (1, 2, 3):
            question.rows(by)
    assert (len(asked), len(built)) == (3, 1)


def test_rows_with_related_ones_need_no_further_statement(world: World) -> None:
    call = world.register()
    world.finish(call)
    for question, query in [
        (gate.VOUCHERS, Voucher.objects.filter(call=call)),
        (gate.VISITS, Visit.objects.filter(voucher__call=call)),
    ]:
        same(question.rows(call.pk), query)
    with CaptureQueriesContext(connection) as asked:
        visit = gate.VISITS.rows(call.pk)[0]
        voucher = gate.VOUCHERS.rows(call.pk)[0]
        told = (visit.lead.username, voucher.device.product_model.skill.code)  # type: ignore[union-attr]
    assert (told, len(asked)) == (("technician", "ct"), 2)


def test_a_related_row_that_is_not_there_is_none(world: World) -> None:
    call = world.register(devices=(None,))
    voucher = gate.VOUCHERS.rows(call.pk)[0]
    with CaptureQueriesContext(connection) as asked:
        assert voucher.device is None
    assert len(asked) == 0


def test_a_row_found_can_be_changed_and_saved(world: World) -> None:
    call = world.register()
    duty = Duty.objects.filter(subject_key=call.number).first()
    assert duty is not None
    question = Question[Duty](lambda key: Duty.objects.filter(pk=key), int)
    found = question.rows(duty.pk)[0]
    found.reason = "大雪"
    found.save(update_fields=["reason"])
    assert question.rows(duty.pk)[0].reason == "大雪"


@pytest.mark.django_db(transaction=True)
def test_every_thread_is_answered_by_its_own_connection() -> None:
    answers((1, "a"), (2, "b"))
    told: list[list[str]] = []

    def ask(by: int) -> None:
        told.append([row.key for row in BY_KEY.rows(by, "ab"[by - 1])])
        connections.close_all()

    threads = [threading.Thread(target=ask, args=(by,)) for by in (1, 2, 1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [["a"], ["a"], ["b"], ["b"]]


class TestHolding:
    def test_what_was_read_is_not_read_again(self, world: World) -> None:
        call = world.register()
        read = list(call.vouchers.all())
        fresh = Call.objects.get()
        with CaptureQueriesContext(connection) as asked:
            hold(fresh, "vouchers", read)
            assert (list(fresh.vouchers.all()), len(fresh.vouchers.all())) == (read, 1)
        assert len(asked) == 0

    def test_whoever_filters_asks_for_what_stands_now(self, world: World) -> None:
        call = Call.objects.get(pk=world.register().pk)
        hold(call, "vouchers", [])
        assert list(call.vouchers.all()) == []
        assert call.vouchers.filter(position=1).count() == 1

    def test_a_row_read_afresh_holds_nothing(self, world: World) -> None:
        call = Call.objects.get(pk=world.register().pk)
        hold(call, "vouchers", [])
        assert Call.objects.get().vouchers.count() == 1


class TestLocking:
    def test_by_number_with_what_stands_beside(self, world: World) -> None:
        number = world.register().number
        with CaptureQueriesContext(connection) as asked:
            call = lock(Call, "branch", "customer", "site", number=number)
            told = (call.branch.code, call.customer.name, call.site and call.site.name)
        assert (told, len(asked)) == (("SH", "昆仑体检中心", "市区本部"), 1)

    def test_through_a_part(self, world: World) -> None:
        first, second = world.register(), world.register()
        assert lock(Call, vouchers__number=f"{second.number}-1").pk == second.pk
        assert lock(Call, vouchers__number=f"{first.number}-1").pk == first.pk

    @pytest.mark.parametrize("number", ["", "SH-20261124-9999", "'; --", "💥"])
    def test_what_is_not_there_is_not_found(self, world: World, number: str) -> None:
        with pytest.raises(NotFound) as refusal:
            lock(Call, number=number)
        assert (refusal.value.code, refusal.value.status) == ("not_found", 404)
        assert set(refusal.value.fields) == {"call"}
