"""The pure rules of the main job: moves, progress, approval, completeness, the canonical document."""

from __future__ import annotations

import json
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.calls.rules import approval, completeness, documents
from yinuo.calls.rules.progress import call_state
from yinuo.calls.states import (
    CHANNEL_WORDS,
    INJURY_WORDS,
    KIND_WORDS,
    MOVES,
    OPEN,
    OUTCOME_WORDS,
    PROGRESS,
    PURPOSE_WORDS,
    SIGNATURE_WORDS,
    STATE_WORDS,
    Channel,
    Injury,
    Kind,
    Outcome,
    Purpose,
    SignatureKind,
    State,
)
from yinuo.lib.refusal import Refused
from yinuo.policy.queries import at as policy_at
from yinuo.policy.queries import forget

if TYPE_CHECKING:
    from enum import StrEnum

    from yinuo.lib.words import Words


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (State, STATE_WORDS),
        (Channel, CHANNEL_WORDS),
        (Kind, KIND_WORDS),
        (Injury, INJURY_WORDS),
        (Outcome, OUTCOME_WORDS),
        (Purpose, PURPOSE_WORDS),
        (SignatureKind, SIGNATURE_WORDS),
    ],
)
def test_every_name_has_different_words_in_both_languages(
    names: type[StrEnum], words: dict[str, Words]
) -> None:
    assert set(words) == set(names)
    assert len({each.zh for each in words.values()}) == len(words)
    assert len({each.en for each in words.values()}) == len(words)


class TestMoves:
    @pytest.mark.parametrize("state", [State.CANCELLED, State.DUPLICATE])
    def test_what_is_struck_off_stays_so(self, state: State) -> None:
        assert MOVES.allowed(state) == ()

    def test_a_filed_voucher_is_amended_and_never_reopened(self) -> None:
        assert {MOVES.after(State.FILED, verb) for verb in MOVES.allowed(State.FILED)} == {State.FILED}

    def test_every_open_state_can_end(self) -> None:
        ends = {State.FILED, State.CANCELLED, State.DUPLICATE}
        reach = {state: {state} for state in State}
        for _ in State:
            for (before, _verb), after in MOVES.table.items():
                reach[before] |= reach[after]
        assert all(reach[state] & ends for state in OPEN)

    def test_nothing_is_filed_without_being_done(self) -> None:
        assert {before for (before, _), after in MOVES.table.items() if after == State.FILED} <= {
            State.DONE,
            State.FILED,
        }

    @given(st.sampled_from(list(State)), st.text(max_size=12))
    def test_a_verb_outside_the_table_is_refused_with_what_is_allowed(self, state: State, verb: str) -> None:
        if (state, verb) in MOVES.table:
            return
        with pytest.raises(Refused) as refusal:
            MOVES.after(state, verb)
        assert refusal.value.code == "move_not_allowed"
        assert all(allowed in str(refusal.value) for allowed in MOVES.allowed(state))


class TestProgress:
    @given(st.lists(st.sampled_from(list(PROGRESS)), min_size=1, max_size=6))
    def test_a_call_stands_where_its_least_advanced_voucher_stands(self, states: list[State]) -> None:
        found = call_state(states)
        assert found in states
        assert all(PROGRESS.index(found) <= PROGRESS.index(state) for state in states)

    @given(st.lists(st.sampled_from(list(PROGRESS)), min_size=1, max_size=6), st.randoms())
    def test_the_order_of_vouchers_does_not_matter(self, states: list[State], random: Any) -> None:
        shuffled = states[:]
        random.shuffle(shuffled)
        assert call_state(shuffled) is call_state(states)

    @pytest.mark.parametrize("struck", [State.CANCELLED, State.DUPLICATE])
    def test_a_voucher_struck_off_no_longer_counts(self, struck: State) -> None:
        assert call_state([struck, State.DONE]) is State.DONE
        assert call_state([struck]) is State.CANCELLED


class TestApproval:
    def needed(self, db: Any = None, **changed: Any) -> Words | None:
        values = {
            "kind": Kind.BREAKDOWN,
            "expected_cost": None,
            "free_outside_cover": False,
            "outside_region": False,
            **changed,
        }
        policy = SimpleNamespace(
            listed={
                "S1.2.kinds": ("installation",),
                "S1.2.circumstances": ("free_outside_cover", "outside_region"),
            }.__getitem__,
            money=lambda _key: Decimal(500),
        )
        return approval.needed(policy, **values)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("changed", "named"),
        [
            ({"kind": Kind.INSTALLATION}, "安装"),
            ({"free_outside_cover": True}, "免费"),
            ({"outside_region": True}, "区域"),
            ({"expected_cost": Decimal("500.01")}, "500"),
        ],
    )
    def test_what_the_policy_names_waits_and_says_why(self, changed: dict[str, Any], named: str) -> None:
        why = self.needed(**changed)
        assert why is not None
        assert named in why.zh
        assert why.en

    @pytest.mark.parametrize("changed", [{}, {"expected_cost": Decimal(500)}, {"kind": Kind.ADVICE}])
    def test_an_ordinary_request_waits_for_nobody(self, changed: dict[str, Any]) -> None:
        assert self.needed(**changed) is None

    @pytest.mark.django_db
    def test_the_policy_that_ships_names_nothing(self) -> None:
        from tests.world import MORNING

        forget()
        for kind in Kind:
            found = approval.needed(
                policy_at(MORNING),
                kind=kind,
                expected_cost=Decimal("1e9"),
                free_outside_cover=True,
                outside_region=True,
            )
            assert found is None


RECORD: dict[str, Any] = {
    "spoken_with": "鲁护士长",
    "learned": "停机",
    "proposed": "换滤网",
    "found": "积灰",
    "work": "换了",
    "cause": "散热",
    "minutes": 30,
    "points": ["introduced"],
    "checklist_items": [],
    "answers": {},
}


class TestCompleteness:
    def record(self, **changed: Any) -> Any:
        return SimpleNamespace(**{**RECORD, **changed})

    @pytest.mark.parametrize("field", ["spoken_with", "learned", "proposed", "found", "work"])
    def test_each_missing_word_is_named_before_signing(self, field: str) -> None:
        lacking = completeness.before_signing(self.record(**{field: ""}), points=())
        assert set(lacking) == {field}

    def test_a_whole_record_lacks_nothing(self) -> None:
        assert completeness.before_signing(self.record(), points=("introduced",)) == {}
        assert completeness.before_filing(self.record()) == {}

    def test_no_record_lacks_everything(self) -> None:
        assert set(completeness.before_signing(None, points=())) == {
            "spoken_with",
            "learned",
            "proposed",
            "found",
            "work",
        }
        assert set(completeness.before_filing(None)) == {"cause", "work", "minutes"}

    def test_points_not_confirmed_are_listed(self) -> None:
        lacking = completeness.before_signing(self.record(), points=("introduced", "tidy", "site_clean"))
        assert lacking["points"].zh == "行为规范：着装整洁、现场已清理"

    @pytest.mark.parametrize("minutes", [None, 0, 5])
    def test_no_time_is_not_the_same_as_none_given(self, minutes: int | None) -> None:
        lacking = completeness.before_filing(self.record(minutes=minutes))
        assert ("minutes" in lacking) is (minutes is None)

    def test_what_is_missing_reads_as_one_phrase(self) -> None:
        lacking = completeness.before_filing(self.record(cause="", minutes=None))
        told = completeness.told(lacking.values())
        assert (told.zh, told.en) == ("还差：原因、工时", "still missing: cause, time spent")


class TestDocuments:
    @given(st.text(max_size=40), st.text(max_size=40))
    def test_one_character_more_is_another_document(self, text: str, more: str) -> None:
        same = documents.document_hash(text) == documents.document_hash(text + more)
        assert same is (more == "")

    def test_the_short_fingerprint_is_read_aloud_in_two_groups(self) -> None:
        assert documents.short_hash("9f2c71a0" + "0" * 56) == "9F2C-71A0"

    @pytest.mark.django_db
    def test_the_document_is_canonical_json_with_everything_that_stands(self) -> None:
        from tests.world import build

        world = build()
        call = world.register()
        world.finish(call)
        voucher = world.voucher(call)
        visits, records = list(voucher.visits.all()), list(voucher.records.all())
        text = documents.document(voucher, visits=visits, records=records, purpose="completed")
        again = documents.document(world.voucher(call), visits=visits, records=records, purpose="completed")
        assert text == again
        content = json.loads(text)
        assert list(content) == sorted(content)
        assert content["device"]["serial"] == "2309-0052"
        assert content["records"][0]["work"] == "换滤网，清风道"
        assert content["visits"][0]["receipt_number"] == "HZ-SH-2026-000001"
