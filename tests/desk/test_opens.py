"""When each move is open: every state, with and without what it lacks; what the list of a day tells of it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.world import MORNING
from yinuo.calls.states import MOVES, STATE_WORDS, UNSIGNED_WORDS, State
from yinuo.desk.forms.moves import Nothing
from yinuo.desk.moves import opens
from yinuo.desk.moves.table import TABLE
from yinuo.desk.queries import days, lists
from yinuo.lib.words import Words, w

if TYPE_CHECKING:
    from collections.abc import Callable

STATES = list(State)
GONE = {State.CANCELLED, State.DUPLICATE}
BEFORE = {State.AWAITING_APPROVAL, State.REGISTERED, State.DISPATCHED, State.ACCEPTED, State.UNDER_WAY}


def many(*rows: Any) -> Any:
    return SimpleNamespace(all=lambda: list(rows))


def call(state: State = State.REGISTERED, **more: Any) -> Any:
    values = {
        "state": str(state),
        "arrival_due_at": MORNING,
        "arrived_at": None,
        "zone_to_confirm": False,
        "injury_learned_at": None,
        "injury_assessment": "",
    }
    return SimpleNamespace(**{**values, **more})


def voucher(state: State = State.REGISTERED, *, of: Any = None, **more: Any) -> Any:
    values = {
        "state": str(state),
        "call": of or call(state),
        "signatures": many(),
        "records": many(),
        "escalations": many(),
        "visits": many(),
        "outcome": "",
        "received_at": None,
        "received_by": "",
    }
    return SimpleNamespace(**{**values, **more})


def signature(kind: str = "drawn", *, superseded: bool = False, confirmed: bool = False, **more: Any) -> Any:
    values = {"signer": "鲁护士长", "unsigned_reason": "", "confirmed_by": "主管", **more}
    return SimpleNamespace(
        kind=kind, superseded=superseded, confirmed_at=MORNING if confirmed else None, **values
    )


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("is_open", "states"),
    [
        (opens.arrival_is_open, BEFORE),
        (opens.category_is_open, set(STATES) - {State.FILED} - GONE),
        (opens.receivable, {State.DONE}),
        (opens.fileable, {State.DONE}),
        (opens.finished, {State.DONE, State.FILED}),
        (opens.standing, set(STATES) - GONE),
        (opens.lacks_paper, {State.DONE}),
        (opens.zone_is_open, BEFORE),
        (opens.unsigned, set()),
        (opens.escalated, set()),
        (opens.injured, set()),
        (opens.amendable, set()),
    ],
)
def test_a_move_is_open_in_its_states(
    is_open: Callable[[Any], bool], states: set[State], state: State
) -> None:
    assert is_open(voucher(state)) is (state in states)


@pytest.mark.parametrize("verb", sorted({verb for state in STATES for verb in MOVES.allowed(state)}))
@pytest.mark.parametrize("state", STATES)
def test_the_table_of_moves_decides(verb: str, state: State) -> None:
    assert opens.in_state(verb)(voucher(state)) is (verb in MOVES.allowed(state))
    waiting = voucher(state, of=call(State.AWAITING_APPROVAL))
    assert opens.in_state(verb)(waiting) is (verb in MOVES.allowed(State.AWAITING_APPROVAL))


@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cancelled_after_the_first_arrival(state: State) -> None:
    assert opens.cancellable(voucher(state)) is ("cancel" in MOVES.allowed(state))
    assert not opens.cancellable(voucher(state, of=call(state, arrived_at=MORNING)))


@pytest.mark.parametrize(
    ("told", "is_open"),
    [
        ({}, True),
        ({"arrival_due_at": None}, False),
        ({"arrived_at": MORNING}, False),
        ({"arrival_due_at": None, "arrived_at": MORNING}, False),
    ],
)
def test_a_promise_is_open_until_somebody_arrives(told: dict[str, Any], is_open: bool) -> None:
    assert opens.arrival_is_open(voucher(of=call(**told))) is is_open
    assert opens.zone_is_open(voucher(of=call(**told))) is is_open
    assert opens.zone_is_open(voucher(of=call(**told, zone_to_confirm=True)))


SIGNATURES: list[tuple[list[Any], bool, bool, bool, Words]] = [
    ([], False, True, False, w("还没有签字", "not signed yet")),
    ([signature()], False, False, False, w("鲁护士长", "鲁护士长")),
    ([signature("scan")], False, False, False, w("鲁护士长", "鲁护士长")),
    ([signature(superseded=True)], False, True, False, w("还没有签字", "not signed yet")),
    (
        [signature("none", unsigned_reason="refused")],
        True,
        True,
        True,
        lists.TO_CONFIRM.format(why=UNSIGNED_WORDS["refused"]),
    ),
    (
        [signature("none", unsigned_reason="unheard of")],
        True,
        True,
        True,
        lists.TO_CONFIRM.format(why=UNSIGNED_WORDS["other"]),
    ),
    (
        [signature("none", confirmed=True, unsigned_reason="customer_left")],
        False,
        True,
        False,
        lists.CONFIRMED.format(why=UNSIGNED_WORDS["customer_left"], name="主管"),
    ),
    ([signature("none", superseded=True), signature()], False, False, False, w("鲁护士长", "鲁护士长")),
    (
        [signature(superseded=True), signature("none", unsigned_reason="other")],
        True,
        True,
        True,
        lists.TO_CONFIRM.format(why=UNSIGNED_WORDS["other"]),
    ),
]


@pytest.mark.parametrize(("given_", "unsigned", "lacks", "to_confirm", "said"), SIGNATURES)
def test_signatures_decide_what_is_open_and_what_is_said(
    given_: list[Any], unsigned: bool, lacks: bool, to_confirm: bool, said: Words
) -> None:
    filed = voucher(State.FILED, signatures=many(*given_))
    assert opens.unsigned(filed) is unsigned
    assert opens.lacks_paper(voucher(State.DONE, signatures=many(*given_))) is lacks
    assert not opens.lacks_paper(voucher(State.DONE, signatures=many(*given_), outcome="by_telephone"))
    line = lists.line(filed)
    assert (line.to_confirm, line.signature) == (to_confirm, said)


@pytest.mark.parametrize(
    ("solved", "is_open"),
    [
        ([], False),
        ([None], True),
        ([MORNING], False),
        ([MORNING, None], True),
        ([MORNING, MORNING], False),
    ],
)
def test_a_problem_waits_for_its_solution(solved: list[Any], is_open: bool) -> None:
    rows = [SimpleNamespace(solved_at=each) for each in solved]
    assert opens.escalated(voucher(escalations=many(*rows))) is is_open


@pytest.mark.parametrize(
    ("learned", "assessment", "is_open"),
    [(None, "", False), (MORNING, "", True), (MORNING, "无伤害", False), (None, "无伤害", False)],
)
def test_an_injury_waits_to_be_assessed(learned: Any, assessment: str, is_open: bool) -> None:
    told = call(injury_learned_at=learned, injury_assessment=assessment)
    assert opens.injured(voucher(of=told)) is is_open


@given(some.lists(some.tuples(some.integers(1, 6), some.booleans()), max_size=8))
def test_the_latest_record_is_of_the_last_section(rows: list[tuple[int, bool]]) -> None:
    records = [SimpleNamespace(section=section, latest=latest) for section, latest in rows]
    found = opens.latest(voucher(records=many(*records)))
    sections = [section for section, latest in rows if latest]
    assert (found.section if found else None) == max(sections, default=None)
    done = voucher(State.DONE, records=many(*records))
    assert opens.amendable(done) is ("amend" in MOVES.allowed(State.DONE) and found is not None)


@pytest.mark.parametrize("move", TABLE, ids=lambda move: move.verb)
def test_a_move_says_what_it_does_and_asks_only_what_its_form_has(move: Any) -> None:
    assert move.asks is (move.form is not Nothing)
    assert move.dialog == f"move-{move.verb}"
    for said in (move.label, move.keep):
        assert said.zh != said.en
        assert said.en.isascii()
    assert bool(move.says.zh) is bool(move.says.en)


@pytest.mark.parametrize(
    ("position", "name"),
    [
        ([], ""),
        ([(1, "甲")], "甲"),
        ([(2, "乙"), (1, "甲")], "乙"),
        ([(1, "甲"), (3, "丙"), (2, "乙")], "丙"),
    ],
)
def test_a_line_names_who_went_last(position: list[tuple[int, str]], name: str) -> None:
    visits = [SimpleNamespace(position=each, lead=SimpleNamespace(name=who)) for each, who in position]
    assert lists.line(voucher(State.FILED, visits=many(*visits))).technician == name


@pytest.mark.parametrize(
    ("received_at", "by", "said"),
    [(None, "", None), (None, "业务员", None), (MORNING, "业务员", w("业务员 收回", "received by 业务员"))],
)
def test_a_line_says_who_received_the_paper(received_at: Any, by: str, said: Words | None) -> None:
    line = lists.line(voucher(State.FILED, received_at=received_at, received_by=by))
    assert (line.received, line.state) == (said, lists.COMPLETE)


@pytest.mark.parametrize("state", STATES)
def test_a_closed_day_tells_each_voucher_as_it_stood(state: State) -> None:
    told = [{"number": f"N-{n}", "state": str(state), "explained": "丢了" * n} for n in range(3)]
    closed: Any = SimpleNamespace(compared=[{"call": "N", "vouchers": told}, {"call": "M", "vouchers": []}])
    assert days.compared(closed) == [
        days.Compared(f"N-{n}", "N", STATE_WORDS[state], "丢了" * n) for n in range(3)
    ]
