"""The policy of an instant: changes add up by their day, and clauses say the values then in force."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.policy.rules import Issue, composed, contradictions, judge
from yinuo.policy.rules.steps import parse, settle
from yinuo.policy.shipped import CLAUSES, IN_FORCE_FROM, PARAMETERS
from yinuo.policy.states import Base, StepKind

FIRST = Issue(1, IN_FORCE_FROM, {})
SHIPPED = composed([FIRST])[0]


def day(number: int) -> datetime:
    """Return a day of a month in which nothing else happens."""
    return datetime(2026, 5, number, tzinfo=UTC)


def test_the_policy_that_ships_judges_all_history():
    for instant in (datetime(1999, 1, 1, tzinfo=UTC), IN_FORCE_FROM, day(1)):
        assert judge([SHIPPED], instant).number == 1


def test_an_instant_is_judged_by_the_version_in_force_then():
    policies = composed([FIRST, Issue(2, day(10), {"G14.urban": 300})])
    before, after = day(10) - timedelta(microseconds=1), day(10)
    assert judge(policies, before).minutes("G14.urban") == timedelta(hours=6)
    assert judge(policies, after).minutes("G14.urban") == timedelta(hours=5)
    assert judge(policies, after).number == 2


def test_a_scheduled_change_stays_when_another_is_published_before_its_day():
    scheduled = Issue(2, day(20), {"G14.urban": 300})
    policies = composed([FIRST, scheduled, Issue(3, day(10), {"G14.suburban": 400})])
    assert [policy.number for policy in policies] == [1, 3, 2]
    assert judge(policies, day(15)).minutes("G14.urban") == timedelta(minutes=360)
    last = judge(policies, day(20))
    assert (last.minutes("G14.urban"), last.minutes("G14.suburban")) == (
        timedelta(minutes=300),
        timedelta(minutes=400),
    )
    assert dict(last.changed) == {"G14.urban": 2, "G14.suburban": 3}


def test_two_of_the_same_day_are_taken_in_their_order():
    policies = composed([FIRST, Issue(3, day(20), {"G14.urban": 360}), Issue(2, day(20), {"G14.urban": 300})])
    assert judge(policies, day(20)).number == 3
    assert judge(policies, day(20)).minutes("G14.urban") == timedelta(minutes=360)


def test_a_value_of_an_older_release_is_left_out():
    policy = composed([FIRST, Issue(2, day(1), {"G99.gone": 5, "G14.urban": 300})])[-1]
    assert "G99.gone" not in policy.values
    assert policy.minutes("G14.urban") == timedelta(hours=5)


@given(st.permutations(range(2, 7)), st.lists(st.integers(1, 28), min_size=5, max_size=5))
def test_the_order_of_publishing_does_not_change_who_judges(order, days):
    issues = [Issue(n, day(d), {"G14.urban": 100 + n}) for n, d in zip(range(2, 7), days, strict=True)]
    shuffled = [issues[n - 2] for n in order]
    for instant in (day(1), day(14), day(28)):
        judged = judge(composed([FIRST, *shuffled]), instant)
        assert judged == judge(composed([FIRST, *issues]), instant)
        fitting = [issue for issue in issues if issue.in_force_from <= instant]
        wanted = max(fitting, key=lambda issue: (issue.in_force_from, issue.number), default=FIRST)
        assert judged.number == wanted.number


def test_values_come_typed():
    assert SHIPPED.minutes("S2.5.feedback_within") == timedelta(minutes=15)
    assert SHIPPED.clock("P2.1.day_ends") == timedelta(days=1)
    assert SHIPPED.days("D10.assess") == 0
    assert SHIPPED.count("visits.fence") == 300
    assert SHIPPED.ratio("P5.2.factor") == Decimal(2)
    assert SHIPPED.money("P2.9.contribution") == Decimal(50)
    assert SHIPPED.money("S1.2.cost_above") is None
    assert SHIPPED.chosen("calls.unknown_zone") == "urban"
    assert SHIPPED.chosen("P2.9.telephone") == ""
    assert SHIPPED.listed("G1.order") == ("warranty", "contract", "paid")
    assert SHIPPED.listed("S1.2.kinds") == ()
    assert SHIPPED.value("G4.file_by") == 1
    assert SHIPPED.parameter("G14.urban").name.en == "Arrival in town"


@pytest.mark.parametrize(
    ("reader", "key"),
    [
        ("minutes", "G4.file_by"),
        ("days", "G14.urban"),
        ("count", "P5.2.factor"),
        ("money", "G4.file_by"),
        ("ratio", "calls.unknown_zone"),
        ("chosen", "S1.2.kinds"),
        ("listed", "visits.fence"),
    ],
)
def test_asking_for_another_kind_is_a_mistake_that_shows(reader, key):
    with pytest.raises(TypeError, match=key):
        getattr(SHIPPED, reader)(key)


@pytest.mark.parametrize(
    "reader", ["value", "minutes", "money", "listed", "described", "clause", "parameter"]
)
def test_an_unknown_id_is_a_mistake_that_shows(reader):
    with pytest.raises(KeyError):
        getattr(SHIPPED, reader)("G99.nothing")


def test_a_clause_says_the_values_of_its_version():
    later = composed([FIRST, Issue(2, day(1), {"G14.urban": 300})])[-1]
    assert (
        SHIPPED.clause("G14").text.zh == "接到叫修后，市区 6 工时内到达，郊区 7 工时内到达；每项服务均如此。"
    )
    assert "市区 5 工时内到达" in later.clause("G14").text.zh
    assert later.clause("G14").text.en.startswith(
        "Arrival within 5 working hours in town, within 7 working hours"
    )
    assert (SHIPPED.clause("G14").version, later.clause("G14").version) == (1, 2)


def test_the_mark_stands_at_a_default_until_a_company_sets_it():
    later = composed([FIRST, Issue(2, day(1), {"G3.register_within": 10})])[-1]
    assert SHIPPED.clause("G3").by_when.zh == "即时（工作时间 10 分钟°内）"
    assert SHIPPED.clause("G3").by_when.en == "at once (within 10 working minutes°)"
    assert later.clause("G3").by_when.zh == "即时（工作时间 10 分钟内）"
    assert (SHIPPED.marked("G3.register_within"), later.marked("G3.register_within")) == (True, False)
    assert not SHIPPED.marked("G14.urban")


def test_a_clause_names_the_parts_the_product_settled():
    assert SHIPPED.clause("G14").defaults == ("who", "consequence")
    assert SHIPPED.clause("G19").defaults == ()
    assert SHIPPED.clause("D10").defaults == ("who", "by_when", "evidence", "consequence")


def test_a_clause_carries_its_parameters_and_whether_it_runs():
    clause = SHIPPED.clause("G14")
    assert [parameter.id for parameter in clause.parameters] == ["G14.urban", "G14.suburban", "G14.steps"]
    assert clause.implemented
    assert SHIPPED.clause("P2.5").implemented
    assert not SHIPPED.clause("P2.9").implemented


@pytest.mark.parametrize("key", list(CLAUSES))
def test_no_place_is_left_unfilled(key):
    clause = SHIPPED.clause(key)
    for part in (clause.text, clause.who, clause.by_when, clause.evidence, clause.consequence, clause.now):
        assert "{" not in part.zh + part.en
        assert "  " not in part.zh + part.en


def test_all_clauses_come_in_order():
    assert [clause.id for clause in SHIPPED.clauses()] == list(CLAUSES)


def test_a_step_named_by_a_parameter_follows_it():
    later = composed([FIRST, Issue(2, day(1), {"S2.2.tell_supervisor": 45})])[-1]
    for policy, minutes in ((SHIPPED, 30), (later, 45)):
        told = next(step for step in policy.steps("S2.2") if step.to == "supervisor")
        assert (told.base, told.minutes, told.clock) == (Base.OPENED, minutes, False)
    assert "立项后工作时间 45 分钟，报服务主管" in later.described("S2.2.steps").zh


def test_a_company_sets_its_own_steps():
    later = composed([FIRST, Issue(2, day(1), {"G14.steps": ["escalate vice_president +0"]})])[-1]
    assert [step.to for step in later.steps("G14")] == ["vice_president"]
    assert later.steps("G4") == SHIPPED.steps("G4")


def test_a_clause_without_a_duty_has_no_steps():
    assert SHIPPED.steps("G19") == ()
    assert SHIPPED.steps("X1") == ()


@pytest.mark.parametrize(
    ("line", "kind", "to", "base", "share", "minutes", "clock"),
    [
        ("remind owner 0%", StepKind.REMIND, "owner", Base.SHARE, Decimal(0), 0, False),
        ("remind owner 100%", StepKind.REMIND, "owner", Base.SHARE, Decimal(1), 0, False),
        ("escalate supervisor +0", StepKind.ESCALATE, "supervisor", Base.DUE, None, 0, False),
        ("escalate committee -15", StepKind.ESCALATE, "committee", Base.DUE, None, -15, False),
        ("escalate vice_president +60c", StepKind.ESCALATE, "vice_president", Base.DUE, None, 60, True),
    ],
)
def test_a_line_says_a_step(line, kind, to, base, share, minutes, clock):
    step = parse(line)
    assert step.key == line
    assert (step.kind, step.to, step.base, step.share, step.minutes, step.clock) == (
        kind,
        to,
        base,
        share,
        minutes,
        clock,
    )
    assert settle(step, SHIPPED.minutes) is step


def test_a_step_measured_by_clock_time_says_so():
    step = settle(parse("remind owner @S2.5.feedback_within"), SHIPPED.minutes)
    assert (step.base, step.minutes, step.clock) == (Base.OPENED, 15, True)


@pytest.mark.parametrize(
    ("values", "pair"),
    [
        ({"G14.urban": 480}, ("G14.urban", "G14.suburban")),
        ({"due.urgent": 121}, ("due.urgent", "due.soon")),
        ({"S2.2.accept_within": 31}, ("S2.2.accept_within", "S2.2.tell_supervisor")),
        ({"P2.9.from": "22:01"}, ("P2.9.from", "P2.9.until")),
        ({"G20.grave_answer": 8}, ("G20.grave_answer", "G20.ordinary_answer")),
        ({"P2.1.day_ends": "21:00"}, ("P2.1.next_day_after", "P2.1.day_ends")),
    ],
)
def test_two_numbers_may_stand_against_each_other(values, pair):
    assert contradictions(SHIPPED) == []
    assert contradictions(composed([FIRST, Issue(2, day(1), values)])[-1]) == [pair]


def test_every_parameter_has_a_value():
    assert set(SHIPPED.values) == set(PARAMETERS)
