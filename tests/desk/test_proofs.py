"""Proofs, lines and tasks of the desk from plain rows: every kind, every edge, both languages, no database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from yinuo.agreements.states import CATEGORY_WORDS, Category
from yinuo.calls.states import (
    OPEN,
    PURPOSE_WORDS,
    SIGNATURE_WORDS,
    STATE_WORDS,
    UNSIGNED_WORDS,
    Purpose,
    SignatureKind,
    State,
)
from yinuo.desk import evidence, lines
from yinuo.desk.chips import BEFORE_ARRIVAL
from yinuo.desk.rules import frame
from yinuo.duties.states import DUTY_WORDS, DutyState
from yinuo.lib.words import Words, w
from yinuo.people.rights import ROLES

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
NOTHING = w("", "")


def some_(**values: Any) -> Any:
    """A row as far as the code looks at it."""
    return SimpleNamespace(**values)


def many(*rows: Any) -> Any:
    """Rows read with their parent."""
    return SimpleNamespace(all=lambda: list(rows))


def item(kind: str, **more: Any) -> dict[str, Any]:
    return {"code": "x", "kind": kind, "words": {"zh": "项", "en": "item"}, **more}


def record(**values: Any) -> Any:
    base = {"checklist_items": [], "answers": {}, "readings": [], "parts": [], "minutes": None}
    return SimpleNamespace(**{**base, **values})


@pytest.mark.parametrize(
    ("one", "value", "said"),
    [
        (item("check"), True, w("是", "yes")),
        (item("photo"), "a1b2", w("有照片", "photo kept")),
        (item("photo"), True, w("是", "yes")),
        (item("text"), "0", w("0", "0")),
        (item("text", unit="bar"), "2.1", w("2.1 bar", "2.1 bar")),
        (item("number", unit=""), "7", w("7", "7")),
        (item("number", unit="℃"), "0", w("0 ℃", "0 ℃")),
        (item("number"), 0, w("0", "0")),
        (item("number"), "-4.50", w("-4.50", "-4.50")),
        (item("choice", choices=[]), "gone", w("gone", "gone")),
        (item("choice", choices=[{"code": "a", "zh": "甲", "en": "A"}]), "a", w("甲", "A")),
        (item("choice", choices=[{"code": "a", "zh": "甲", "en": "A"}]), "b", w("b", "b")),
        (item("choice", choices=[{"code": "b", "words": {"zh": "乙", "en": "B"}}]), "b", w("乙", "B")),
    ],
)
def test_an_answer_is_said(one: dict[str, Any], value: Any, said: Words) -> None:
    (reading,) = evidence.readings(record(checklist_items=[one], answers={"x": value}))
    assert (reading.words, reading.value) == (w("项", "item"), said)


@pytest.mark.parametrize(
    ("low", "high", "value", "limits", "outside"),
    [
        (None, None, "1000", NOTHING, False),
        ("18", "24", "18", w("正常 18 至 24", "normally 18 to 24"), False),
        ("18", "24", "24.0", w("正常 18 至 24", "normally 18 to 24"), False),
        ("18", "24", "17.99", w("正常 18 至 24", "normally 18 to 24"), True),
        ("18", "24", "24.01", w("正常 18 至 24", "normally 18 to 24"), True),
        ("0", None, "0", w("至少 0", "at least 0"), False),
        ("0", None, "-0.1", w("至少 0", "at least 0"), True),
        (0, 0, "1", w("正常 0 至 0", "normally 0 to 0"), True),
        (None, "0", "0.1", w("至多 0", "at most 0"), True),
        (None, "-1.5", "-2", w("至多 -1.5", "at most -1.5"), False),
    ],
)
def test_a_number_is_held_against_its_limits(
    low: Any, high: Any, value: str, limits: Words, outside: bool
) -> None:
    one = item("number", low=low, high=high)
    (reading,) = evidence.readings(record(checklist_items=[one], answers={"x": value}))
    assert (reading.limits, reading.outside) == (limits, outside)


@pytest.mark.parametrize(
    ("told", "name", "value"),
    [
        ({}, "", ""),
        ({"name": "水压"}, "水压", ""),
        ({"name": "水压", "value": "2.1"}, "水压", "2.1"),
        ({"name": "水压", "value": 0, "unit": "bar"}, "水压", "0 bar"),
        ({"value": "2.1", "unit": "bar", "more": "x"}, "", "2.1 bar"),
    ],
)
def test_a_reading_beside_the_list_has_no_limits(told: dict[str, Any], name: str, value: str) -> None:
    (reading,) = evidence.readings(record(readings=[told]))
    assert reading == evidence.Reading(Words(name, name), Words(value, value), NOTHING, outside=False)


@pytest.mark.parametrize(
    ("part", "line"),
    [
        ({"name": "油"}, "油"),
        ({"name": "油", "quantity": 1}, "油 × 1"),
        ({"name": "油", "quantity": 0}, "油"),
        (
            {"name": "滤网", "number": "F-12", "maker": "昆仑", "serial": "7", "quantity": "2"},
            "滤网 F-12 昆仑 7 × 2",
        ),
        ({"serial": "7", "name": "滤网"}, "滤网 7"),
        ({"name": "", "number": None, "maker": "昆仑"}, "昆仑"),
        ({"quantity": 3}, " × 3"),
        ({}, ""),
    ],
)
def test_a_part_is_one_line(part: dict[str, Any], line: str) -> None:
    assert evidence.parts(record(parts=[part])) == [line]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (None, NOTHING),
        (0, w("0 分", "0 min")),
        (1, w("1 分", "1 min")),
        (59, w("59 分", "59 min")),
        (60, w("1 小时", "1 h")),
        (90, w("1 小时 30 分", "1 h 30 min")),
        (1440, w("24 小时", "24 h")),
        (6000, w("100 小时", "100 h")),
    ],
)
def test_time_spent_is_said_in_hours(minutes: int | None, said: Words) -> None:
    assert evidence.spent(record(minutes=minutes)) == said


@pytest.mark.parametrize(
    ("told", "solved", "told_after", "solved_after"),
    [
        (0, None, w("0 分", "0 min"), NOTHING),
        (45, None, w("45 秒", "45 s"), NOTHING),
        (60, 60, w("1 分", "1 min"), w("0 分", "0 min")),
        (3600, 7200, w("1 小时", "1 h"), w("1 小时", "1 h")),
        (3661, 90061, w("1 小时 1 分", "1 h 1 min"), w("1 天", "1 d")),
        (0, 187_200, w("0 分", "0 min"), w("2 天 4 小时", "2 d 4 h")),
    ],
)
def test_feedback_tells_both_times(
    told: int, solved: int | None, told_after: Words, solved_after: Words
) -> None:
    after = {"told_at": NOON + timedelta(seconds=told)}
    after["solved_at"] = NOON + timedelta(seconds=solved) if solved is not None else None
    feedback = evidence.Feedback(some_(found_at=NOON, **after))
    assert (feedback.told_after, feedback.solved_after) == (told_after, solved_after)


@pytest.mark.parametrize("role", [*ROLES, "workshop", ""])
def test_a_department_is_named_known_or_not(role: str) -> None:
    found = evidence.Feedback(some_(department=role)).department
    assert found == ROLES.get(role, Words(role, role))
    assert evidence.Owed(some_(owner=None, owner_role="clerk"), some_()).who == ROLES["clerk"]


@pytest.mark.parametrize("state", list(DutyState))
def test_who_owes_and_what_became_of_it(state: DutyState) -> None:
    owed = evidence.Owed(some_(owner=some_(name="鲁"), owner_role="clerk", state=str(state)), some_())
    assert (owed.who, owed.state) == (Words("鲁", "鲁"), DUTY_WORDS[state])


@pytest.mark.parametrize("purpose", list(Purpose))
@pytest.mark.parametrize("kind", list(SignatureKind))
@pytest.mark.parametrize("reason", ["", *UNSIGNED_WORDS, "unheard of"])
def test_a_signature_says_what_how_and_why_not(purpose: Purpose, kind: SignatureKind, reason: str) -> None:
    row = some_(
        purpose=str(purpose), kind=str(kind), unsigned_reason=reason, strokes="", document_hash="ab" * 32
    )
    signed = evidence.Signed(row)
    assert (signed.purpose, signed.kind) == (PURPOSE_WORDS[purpose], SIGNATURE_WORDS[kind])
    assert signed.reason == UNSIGNED_WORDS.get(reason, NOTHING)
    assert signed.frame == frame("")
    assert signed.mark == "ABAB-ABAB"


@pytest.mark.parametrize(
    ("records", "word", "work"),
    [
        ([], "", ""),
        ([], "好了", "好了"),
        ([(False, "旧")], "好了", "好了"),
        ([(False, "旧"), (True, "新")], "好了", "新"),
        ([(True, "一"), (True, "二")], "", "二"),
        ([(True, "一"), (False, "二")], "", "一"),
        ([(True, "")], "好了", ""),
    ],
)
def test_an_earlier_service_shows_its_latest_record(
    records: list[tuple[bool, str]], word: str, work: str
) -> None:
    rows = [some_(latest=latest, work=told) for latest, told in records]
    assert evidence.Service(some_(records=many(*rows), customers_word=word)).work == work


# Lines of the register


def visit(position: int, name: str) -> Any:
    return some_(position=position, lead=some_(name=name))


def device(serial: str = "1", name: Words = Words("CT", "CT"), department: str = "") -> Any:  # noqa: B008
    return some_(serial=serial, department=department, product_model=some_(words=name))


def voucher(*visits: Any, of: Any = None, category: str = "paid", **more: Any) -> Any:
    return some_(visits=many(*visits), device=of, category=category, number="SH-20261124-0007-1", **more)


def row(*vouchers: Any, **call: Any) -> lines.Row:
    values = {"state": "registered", "arrived_at": None, "number": "SH-20261124-0007", **call}
    return lines.Row(some_(vouchers=many(*vouchers), **values), "07", None)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("arrived", [None, NOON])
def test_a_line_knows_what_is_left_to_do(state: State, arrived: datetime | None) -> None:
    line = row(state=str(state), arrived_at=arrived)
    assert line.state == STATE_WORDS[state]
    assert line.done is (state not in OPEN)
    assert line.waits is (state in {State.REGISTERED, State.AWAITING_APPROVAL})
    assert line.promised is (state in BEFORE_ARRIVAL and arrived is None)
    assert not (line.done and (line.waits or line.promised))


@pytest.mark.parametrize(
    ("devices", "model", "serial", "department"),
    [
        ([None], "", "", ""),
        ([device("7", department="放射科")], "CT", "7", "放射科"),
        ([device("7"), device("8")], "CT +1", "7", ""),
        ([None, device("8", department="急诊")], "CT +1", "8", "急诊"),
        ([device("7"), None, None], "CT +2", "7", ""),
        ([None, None], "", "", ""),
    ],
)
def test_a_line_names_the_first_device(devices: list[Any], model: str, serial: str, department: str) -> None:
    line = row(*(voucher(of=each) for each in devices))
    assert (line.model, line.serial, line.department) == (model, serial, department)


@pytest.mark.parametrize(
    ("vouchers", "names"),
    [
        ([], ""),
        ([voucher()], ""),
        ([voucher(visit(1, "甲"))], "甲"),
        ([voucher(visit(2, "乙"), visit(1, "甲"))], "乙"),
        ([voucher(visit(1, "甲")), voucher(visit(1, "甲"))], "甲"),
        ([voucher(visit(1, "甲")), voucher(), voucher(visit(1, "乙"), visit(2, "丙"))], "甲、丙"),
    ],
)
def test_a_line_names_who_leads_now(vouchers: list[Any], names: str) -> None:
    assert row(*vouchers).technician == names


@pytest.mark.parametrize("first", list(Category))
@pytest.mark.parametrize("second", list(Category))
def test_categories_that_differ_are_mixed(first: Category, second: Category) -> None:
    found = lines.categories([voucher(category=str(first)), voucher(category=str(second))])
    assert found == (CATEGORY_WORDS[first] if first == second else lines.MIXED)


@given(some.integers(0, 10**6), some.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_call_is_named_by_what_tells_it_apart(n: int, day: date) -> None:
    number = f"SH-{day:%Y%m%d}-{n:04d}"
    call = some_(number=number, day=day)
    assert int(lines.short(number)) == n
    assert lines.named(call, day) == w(f"{n:02d} 号", f"no. {n:02d}")
    assert lines.named(call, day + timedelta(days=1)) == Words(number, number)
