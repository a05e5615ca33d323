"""The reasons for and against a technician: all are told, in both languages, and they alone decide the order."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.dispatch.rules import Known, Need, Point, misfit, points, rank
from yinuo.lib.words import speaking, w

DAY = date(2026, 11, 24)
ALL = ("skill", "certificate", "load", "distance")
NEED = Need("ct", w("CT", "CT"), certificate=True, day=DAY)

certificates = st.tuples(
    st.sampled_from(["", "CT-0001"]), st.none() | st.dates(DAY - timedelta(9), DAY + timedelta(9))
)
people = st.builds(
    Known,
    skills=st.dictionaries(st.sampled_from(["ct", "mr"]), certificates, max_size=2),
    away=st.none() | st.sampled_from(["请假", "培训"]),
    jobs=st.integers(0, 9),
    metres=st.none() | st.integers(0, 300_000),
)


def known(**changed: object) -> Known:
    return Known(**{"skills": {"ct": ("CT-0001", None)}, "away": None, "jobs": 0, "metres": None, **changed})


def told(person: Known, need: Need | None = NEED, consider: tuple[str, ...] = ALL) -> list[Point]:
    return points(need, person, consider=consider)


@pytest.mark.parametrize(
    ("until", "fits"),
    [(None, True), (DAY, True), (DAY + timedelta(1), True), (DAY - timedelta(1), False)],
)
def test_a_certificate_holds_through_its_last_day(until: date | None, fits: bool) -> None:
    (point,) = [each for each in told(known(skills={"ct": ("CT-0001", until)})) if each.code == "certificate"]
    assert point.fits is fits


@pytest.mark.parametrize(
    ("person", "zh", "en"),
    [
        (known(), "会修 CT", "has the skill CT"),
        (known(skills={}), "没有 CT 技能", "lacks the skill CT"),
        (known(skills={"ct": ("", None)}), "没有资格证", "no certificate"),
        (known(away="培训"), "不在：培训", "absent: 培训"),
        (known(jobs=3), "手上 3 单", "jobs in hand: 3"),
        (known(metres=1_549), "离 1.5 公里", "1.5 km away"),
        (known(metres=0), "离 0.0 公里", "0.0 km away"),
        (
            known(skills={"ct": ("CT-0001", date(2026, 1, 31))}),
            "资格证 2026-01-31 已过期",
            "certificate ended on 2026-01-31",
        ),
    ],
)
def test_each_reason_is_said_in_both_languages(person: Known, zh: str, en: str) -> None:
    with speaking("zh"):
        assert zh in [str(point.words) for point in told(person)]
    with speaking("en"):
        assert en in [str(point.words) for point in told(person)]


def test_a_reason_is_stored_with_its_words() -> None:
    point = Point("load", fits=True, words=w("手上 1 单", "1 job"))
    assert point.as_json() == {"code": "load", "fits": True, "zh": "手上 1 单", "en": "1 job"}


@given(people)
def test_absence_stands_first_and_always_speaks_against(person: Known) -> None:
    reasons = told(person)
    assert (person.away is not None) is (bool(reasons) and reasons[0].code == "absent")
    assert person.away is None or misfit(reasons)


@given(people)
def test_load_and_distance_never_speak_against(person: Known) -> None:
    assert all(point.fits for point in told(person) if point.code in {"load", "distance"})


@given(people)
def test_a_job_that_needs_nothing_asks_only_whether_someone_is_there(person: Known) -> None:
    assert misfit(told(person, need=None)) is (person.away is not None)


@given(people, st.sets(st.sampled_from(ALL)))
def test_what_is_not_considered_is_not_told(person: Known, consider: set[str]) -> None:
    codes = {point.code for point in told(person, consider=tuple(sorted(consider)))}
    assert codes <= consider | {"absent"}


@given(people)
def test_the_order_of_the_policy_does_not_change_the_reasons(person: Known) -> None:
    seen = {tuple(point.code for point in told(person, consider=order)) for order in permutations(ALL)}
    assert len(seen) == 1


@given(st.lists(people, max_size=6))
def test_nobody_who_misfits_stands_before_somebody_who_fits(persons: list[Known]) -> None:
    ordered = sorted(persons, key=lambda person: rank(told(person), person))
    fits = [not misfit(told(person)) for person in ordered]
    assert fits == sorted(fits, reverse=True)


@given(people, people)
def test_among_equals_less_load_then_nearness_decides(one: Known, other: Known) -> None:
    first, second = (rank(told(person), person) for person in (one, other))
    if first[0] == second[0] and one.jobs != other.jobs:
        assert (first < second) is (one.jobs < other.jobs)


def test_an_unknown_place_comes_after_every_known_one() -> None:
    near, far, unknown = known(metres=0), known(metres=19_000_000), known(metres=None)
    order = sorted([unknown, far, near], key=lambda person: rank(told(person), person))
    assert order == [near, far, unknown]
