"""Every verb in every state: done and told, or refused and nothing changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.calls.stages import STAGES, stage, verbs
from yinuo.calls.models import Call
from yinuo.duties.models import Duty
from yinuo.journal import audit
from yinuo.journal.models import Entry
from yinuo.lib.refusal import Refused
from yinuo.lib.words import speaking
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.world import World

pytestmark = pytest.mark.django_db

# Where each verb leads from each state. What is not in the table is refused.
LEADS: dict[str, dict[str, str]] = {
    "awaiting_approval": {
        "approve": "registered",
        "agree_time": "awaiting_approval",
        "cancel": "cancelled",
        "duplicate": "duplicate",
        "confirm_zone": "awaiting_approval",
    },
    "registered": {
        "dispatch": "dispatched",
        "agree_time": "registered",
        "solve_remotely": "done",
        "cancel": "cancelled",
        "duplicate": "duplicate",
        "confirm_zone": "registered",
    },
    "dispatched": {
        "dispatch": "dispatched",
        "accept": "accepted",
        "decline": "registered",
        "agree_time": "dispatched",
        "solve_remotely": "done",
        "cancel": "cancelled",
        "duplicate": "duplicate",
        "confirm_zone": "dispatched",
    },
    "accepted": {
        "decline": "registered",
        "hand_over": "dispatched",
        "set_out": "under_way",
        "agree_time": "accepted",
        "solve_remotely": "done",
        "cancel": "cancelled",
        "confirm_zone": "accepted",
    },
    "under_way": {
        "hand_over": "dispatched",
        "arrive": "on_site",
        "agree_time": "under_way",
        "cancel": "cancelled",
        "confirm_zone": "under_way",
    },
    "on_site": {
        "hand_over": "dispatched",
        "record": "on_site",
        "escalate": "on_site",
        "sign": "on_site",
        "leave": "done",
        "leave_open": "registered",
        "confirm_zone": "on_site",
    },
    "done": {
        "sign": "done",
        "amend": "done",
        "receive": "done",
        "send_back": "registered",
        "file": "filed",
        "confirm_zone": "done",
    },
    "filed": {"amend": "filed", "confirm_zone": "filed"},
    "cancelled": {"confirm_zone": "cancelled"},
    "duplicate": {"confirm_zone": "duplicate"},
}
ANYWHERE = ("change_category", "to_handbook", "add_file")
TRIED = (
    "approve",
    "dispatch",
    "hand_over",
    "accept",
    "decline",
    "set_out",
    "arrive",
    "record",
    "escalate",
    "sign",
    "leave",
    "leave_open",
    "amend",
    "receive",
    "send_back",
    "file",
    "agree_time",
    "solve_remotely",
    "cancel",
    "duplicate",
    "confirm_zone",
    *ANYWHERE,
)


@pytest.fixture(autouse=True)
def _fresh_policy() -> Iterator[None]:
    policies.forget()
    yield
    policies.forget()


def leads(state: str, verb: str) -> str | None:
    return state if verb in ANYWHERE else LEADS[state].get(verb)


def test_the_table_names_every_state_and_only_verbs_that_are_tried() -> None:
    assert tuple(LEADS) == STAGES
    assert {verb for row in LEADS.values() for verb in row} <= set(TRIED)


@pytest.mark.parametrize("state", STAGES)
def test_every_verb_in_this_state(world: World, state: str) -> None:
    """Each verb in a savepoint of its own: what the table allows is done, all else refused without a trace."""
    from django.db import transaction

    call = stage(world, state)
    tried = verbs(world, call)
    assert set(tried) == set(TRIED)
    for verb in TRIED:
        point = transaction.savepoint()
        _try(call, verb, tried[verb], leads(state, verb))
        transaction.savepoint_rollback(point)


def _try(call: Call, verb: str, work: Callable[[], Any], expected: str | None) -> None:
    before = Call.objects.filter(pk=call.pk).values("state", "version", "head").get()
    lines = Entry.objects.filter(subject_kind="call", subject_key=call.number).count()
    if expected is None:
        with pytest.raises(Refused):
            work()
        assert Call.objects.filter(pk=call.pk).values("state", "version", "head").get() == before
        return
    work()
    after = Call.objects.get(pk=call.pk)
    assert after.state == expected, f"{verb} led from {before['state']} to {after.state}"
    told = Entry.objects.filter(subject_kind="call", subject_key=call.number).count()
    assert (after.version - before["version"], told - lines) == (1, 1), f"{verb} told {told - lines} lines"


@pytest.mark.parametrize("state", STAGES)
def test_the_audit_finds_nothing_in_this_state(world: World, state: str) -> None:
    stage(world, state)
    assert list(audit.verify()) == []


@pytest.mark.parametrize("state", STAGES)
def test_a_refusal_is_said_in_both_languages(world: World, state: str) -> None:
    call = stage(world, state)
    for verb, work in verbs(world, call).items():
        if leads(state, verb):
            continue
        with pytest.raises(Refused) as refusal:
            work()
        words = refusal.value.words
        assert words.zh != words.en
        with speaking("en"):
            assert str(refusal.value).startswith(f"{refusal.value.code}: ")
        assert "{" not in words.zh + words.en


@pytest.mark.parametrize(
    ("state", "clauses"),
    [
        ("awaiting_approval", {"G14"}),
        ("registered", {"G14", "S2.4"}),
        ("dispatched", {"G14", "S2.2"}),
        ("accepted", {"G14"}),
        ("under_way", {"G14"}),
        ("on_site", set()),
        ("done", {"G4"}),
        ("filed", set()),
        ("cancelled", set()),
        ("duplicate", set()),
    ],
)
def test_what_is_owed_in_this_state(world: World, state: str, clauses: set[str]) -> None:
    call = stage(world, state)
    owed = Duty.objects.filter(subject_key=call.number, state="open").values_list("clause", flat=True)
    assert set(owed) == clauses
    assert len(owed) == len(clauses)


@pytest.mark.parametrize(
    ("state", "owner"),
    [
        ("registered", "supervisor"),
        ("dispatched", "supervisor"),
        ("accepted", "technician"),
        ("under_way", "technician"),
    ],
)
def test_who_owes_the_arrival_in_this_state(world: World, state: str, owner: str) -> None:
    call = stage(world, state)
    duty = Duty.objects.get(subject_key=call.number, clause="G14")
    assert duty.owner_role == owner
    assert (duty.owner is not None) is (owner == "technician")
