"""The gate of allowed moves, and the refusals it speaks with."""

from __future__ import annotations

import pytest

from yinuo.lib.moves import Moves
from yinuo.lib.refusal import Conflict, Invalid, NotAllowed, NotFound, Refusal, Refused, invalid
from yinuo.lib.words import speaking, w

DOOR = Moves({("open", "close"): "closed", ("closed", "open"): "open", ("closed", "lock"): "locked"})


@pytest.mark.parametrize(("state", "verb", "after"), [(*key, after) for key, after in DOOR.table.items()])
def test_allowed_moves_lead_on(state, verb, after):
    assert DOOR.after(state, verb) == after


@pytest.mark.parametrize(
    ("state", "verb"), [("open", "lock"), ("locked", "open"), ("gone", "close"), ("open", "")]
)
def test_other_moves_are_refused(state, verb):
    with pytest.raises(Refused) as refused:
        DOOR.after(state, verb)
    assert refused.value.code == "move_not_allowed"
    assert refused.value.status == 409


def test_the_refusal_names_what_is_allowed():
    with pytest.raises(Refused) as refused:
        DOOR.after("closed", "paint")
    assert "open、lock" in refused.value.words.en
    assert "paint" in refused.value.words.zh


def test_allowed_verbs_in_the_order_of_the_table():
    assert DOOR.allowed("closed") == ("open", "lock")
    assert DOOR.allowed("locked") == ()


def test_a_table_is_not_shared_with_its_maker():
    table = {("a", "go"): "b"}
    moves = Moves(table)
    table.clear()
    assert moves.after("a", "go") == "b"


@pytest.mark.parametrize(
    ("kind", "status"),
    [(Refusal, 400), (Invalid, 422), (NotAllowed, 403), (NotFound, 404), (Refused, 409), (Conflict, 409)],
)
def test_each_refusal_has_its_status(kind, status):
    refusal = kind("code", w("不行", "no"))
    assert refusal.status == status
    assert (refusal.fields, refusal.difference) == ({}, {})


def test_a_refusal_reads_in_the_language_of_the_moment():
    refusal = Refused("code", w("不行", "no"))
    assert str(refusal) == "code: 不行"
    with speaking("en"):
        assert str(refusal) == "code: no"


def test_one_field_is_named():
    refusal = invalid("phone", w("不对", "wrong"))
    assert (refusal.code, refusal.fields) == ("invalid", {"phone": w("不对", "wrong")})


def test_a_conflict_carries_the_difference():
    difference = {"name": {"yours": "a", "now": "b"}}
    assert Conflict("stale", w("旧", "stale"), difference=difference).difference == difference
