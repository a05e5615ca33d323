"""Publishing: a new version for every change, never back-dated, each in the journal (P5.5)."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from yinuo.journal.audit import verify
from yinuo.journal.models import Entry
from yinuo.lib.actor import SYSTEM, Actor
from yinuo.lib.refusal import Invalid, Refused
from yinuo.policy import queries
from yinuo.policy.commands import publish, ship
from yinuo.policy.models import Version
from yinuo.policy.shipped import IN_FORCE_FROM

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
CHAIR = Actor(7, "柳主任")
pytestmark = pytest.mark.django_db


def change(**more: object) -> Version:
    """Publish a shorter arrival in town."""
    return publish(**{"values": {"G14.urban": 300}, "by": CHAIR, "at": NOW, **more})


def test_the_policy_ships_once():
    first = ship(at=NOW)
    assert ship(at=NOW + timedelta(days=1)).pk == first.pk
    assert (first.number, first.in_force_from, first.values) == (1, IN_FORCE_FROM, {})
    assert (first.published_by, first.published_at) == (SYSTEM.name, NOW)
    assert str(first) == "policy 1"
    assert Version.objects.count() == 1


def test_a_change_takes_effect_on_the_day_it_is_published():
    version = change(note=" 一季度试行 ")
    assert (version.number, version.in_force_from, version.published_by) == (2, NOW, "柳主任")
    assert version.note == "一季度试行"
    queries.forget()
    assert queries.at(NOW - timedelta(seconds=1)).number == 1
    assert queries.at(NOW).minutes("G14.urban") == timedelta(hours=5)
    assert queries.at(NOW).clause("G14").version == 2


def test_a_call_reported_before_keeps_its_judge():
    reported_at = NOW - timedelta(hours=2)
    change()
    queries.forget()
    assert queries.at(reported_at).minutes("G14.urban") == timedelta(hours=6)


def test_a_change_may_be_scheduled():
    start = NOW + timedelta(days=38)
    change(in_force_from=start)
    queries.forget()
    assert queries.at(NOW).minutes("G14.urban") == timedelta(hours=6)
    assert queries.at(start).minutes("G14.urban") == timedelta(hours=5)


def test_a_change_before_a_scheduled_one_leaves_it_standing():
    start = NOW + timedelta(days=38)
    change(in_force_from=start)
    publish(values={"G3.register_within": 5}, by=CHAIR, at=NOW + timedelta(hours=1))
    queries.forget()
    between, after = queries.at(NOW + timedelta(days=1)), queries.at(start)
    assert (between.number, after.number) == (3, 2)
    assert after.minutes("G3.register_within") == timedelta(minutes=5)
    assert after.minutes("G14.urban") == timedelta(minutes=300)


@pytest.mark.parametrize("earlier", [timedelta(microseconds=1), timedelta(days=365)])
def test_a_policy_is_never_back_dated(earlier):
    with pytest.raises(Refused) as caught:
        change(in_force_from=NOW - earlier)
    assert caught.value.code == "back_dated"
    assert list(caught.value.fields) == ["in_force_from"]
    assert "追溯" in caught.value.words.zh
    assert not Version.objects.exists()


def test_every_wrong_parameter_is_named_at_once():
    values = {"G14.urban": 300, "G99.none": 1, "G4.file_by": -1, "P2.9.from": "25:00"}
    with pytest.raises(Invalid) as caught:
        change(values=values)
    assert caught.value.code == "parameters_invalid"
    assert set(caught.value.fields) == {"G99.none", "G4.file_by", "P2.9.from"}
    assert "no such parameter" in caught.value.fields["G99.none"].en
    assert not Version.objects.exists()


@pytest.mark.parametrize("values", [{}, {"G14.urban": 360}, {"G14.urban": 360, "S1.2.kinds": []}])
def test_a_version_that_changes_nothing_is_refused(values):
    with pytest.raises(Invalid) as caught:
        change(values=values)
    assert caught.value.code == "nothing_changed"


def test_what_a_version_changed_can_be_changed_back():
    change()
    publish(values={"G14.urban": 360}, by=CHAIR, at=NOW + timedelta(days=1))
    queries.forget()
    assert queries.at(NOW + timedelta(days=1)).minutes("G14.urban") == timedelta(hours=6)


def test_values_that_contradict_each_other_are_refused():
    with pytest.raises(Invalid) as caught:
        change(values={"G14.urban": 500})
    assert caught.value.code == "contradiction"
    assert set(caught.value.fields) == {"G14.urban", "G14.suburban"}
    assert "市区到达" in caught.value.words.zh
    assert "Arrival in the suburbs" in caught.value.words.en


def test_a_change_may_not_contradict_one_that_is_scheduled():
    start = NOW + timedelta(days=38)
    publish(values={"G14.suburban": 365}, by=CHAIR, at=NOW, in_force_from=start)
    with pytest.raises(Invalid) as caught:
        change(values={"G14.urban": 400}, at=NOW + timedelta(hours=1))
    assert caught.value.code == "contradiction"


@pytest.mark.parametrize("note", ["长" * 401, "a\x00b", "\ud800"])
def test_a_note_that_cannot_be_kept_is_refused(note):
    with pytest.raises(Invalid) as caught:
        change(note=note)
    assert list(caught.value.fields) == ["note"]
    assert not Version.objects.exists()


def test_typed_values_are_kept_as_json():
    version = change(
        values={"P5.2.base": Decimal("80.50"), "S1.2.kinds": ("installation",), "S1.2.cost_above": 5000}
    )
    version.refresh_from_db()
    assert version.values == {"P5.2.base": "80.50", "S1.2.kinds": ["installation"], "S1.2.cost_above": 5000}
    queries.forget()
    policy = queries.at(NOW)
    assert policy.money("P5.2.base") == Decimal("80.50")
    assert policy.money("S1.2.cost_above") == Decimal(5000)
    assert policy.listed("S1.2.kinds") == ("installation",)


def test_the_journal_says_who_published_what_and_the_audit_agrees():
    change(note="试行")
    lines = list(Entry.objects.filter(subject_kind="policy").order_by("subject_key"))
    assert [(line.subject_key, line.verb, line.by_name) for line in lines] == [
        ("1", "ship", SYSTEM.name),
        ("2", "publish", "柳主任"),
    ]
    assert lines[1].changes["values"] == [None, {"G14.urban": 300}]
    assert lines[1].note == "试行"
    assert list(verify()) == []


def test_a_version_changed_by_hand_is_found():
    change()
    Version.objects.filter(number=2).update(values={"G14.urban": 299})
    assert [finding.subject for finding in verify()] == ["policy:2"]


@pytest.mark.django_db(transaction=True)
def test_publishers_at_once_get_numbers_of_their_own():
    refused: list[Exception] = []

    def one(minutes: int) -> None:
        try:
            publish(values={"G3.register_within": minutes}, by=CHAIR, at=NOW)
        except Exception as error:  # noqa: BLE001 - collected, and none may be there
            refused.append(error)
        finally:
            connection.close()

    ship(at=NOW)
    threads = [threading.Thread(target=one, args=(20 + n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == []
    assert [version.number for version in queries.versions()] == [7, 6, 5, 4, 3, 2, 1]


@pytest.mark.django_db(transaction=True)
def test_ships_at_once_make_one_version():
    made: list[int] = []

    def one() -> None:
        try:
            made.append(ship(at=NOW).number)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1] * 5
    assert Version.objects.count() == 1
