"""What people write in the demonstration: whole records, readings, signatures and positions, from dice."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.demonstration.actors import SKILLS, device, story
from tests.world import at
from yinuo.agreements.states import Category
from yinuo.calls.states import POINT_WORDS, Purpose, SignatureKind
from yinuo.customers.models import Site
from yinuo.demonstration import papers
from yinuo.demonstration.company import checklist
from yinuo.demonstration.data import Fault, faults, said
from yinuo.devices.rules import missing, outside, read_answer
from yinuo.lib import geo

seeds = st.integers(0, 10**6)
skills = st.sampled_from(SKILLS)
FAULT = faults("monitor")[0]


@given(seed=seeds, skill=skills)
def test_answers_satisfy_the_checklist_of_the_model(seed: int, skill: str) -> None:
    told = story(Random(seed), FAULT, device=device(1, skill=skill))
    given_ = papers.answers(told, Random(seed))
    items = checklist(skill)
    assert set(given_) == {item["code"] for item in items}
    assert missing(items, given_) == []
    for item in items:
        read_answer(item, given_[item["code"]])


@pytest.mark.parametrize("skill", SKILLS)
def test_now_and_then_a_reading_lies_outside(skill: str) -> None:
    told = story(Random(1), FAULT, device=device(1, skill=skill))
    numbers = [item for item in checklist(skill) if item["kind"] == "number"]
    sheets = [papers.answers(told, Random(seed)) for seed in range(150)]
    beyond = sum(outside(item, sheet[item["code"]]) for sheet in sheets for item in numbers)
    assert beyond <= 0.06 * len(sheets) * len(numbers)


@given(seed=seeds, skill=skills)
def test_a_record_names_every_part_of_the_fault_with_a_serial(seed: int, skill: str) -> None:
    fault = faults(skill)[seed % len(faults(skill))]
    written = papers.work(story(Random(seed), fault), Random(seed))
    parts = written["parts"]
    assert isinstance(parts, list)
    assert [part["name"] for part in parts] == list(fault.parts)
    assert all(re.fullmatch(r"\d{6,7}", part["serial"]) and part["quantity"] == 1 for part in parts)
    assert written["points"] == list(POINT_WORDS)


@given(seeds)
def test_a_fee_is_nothing_or_in_whole_tens(seed: int) -> None:
    fee = papers.work(story(Random(seed), FAULT), Random(seed))["fee"]
    assert isinstance(fee, Decimal)
    assert fee == 0 or 80 <= fee < 1500
    assert fee % 10 == 0


@pytest.mark.parametrize(("share", "minutes"), [(1.0, 40), (0.5, 20), (0.3, 12), (0.01, 5), (0.0, 5)])
def test_a_job_half_done_takes_its_share_of_the_time(share: float, minutes: int) -> None:
    told = story(Random(1), FAULT)
    told = replace(told, pace=replace(told.pace, work=40))
    assert papers.work(told, Random(1), share=share)["minutes"] == minutes


def test_a_job_half_done_has_no_parts_and_no_fee_yet() -> None:
    written = papers.work(story(Random(1), FAULT), Random(1), share=0.5)
    assert set(written) == {"cause", "work", "minutes"}
    assert written["cause"] == FAULT.cause


@pytest.mark.parametrize(
    ("fault", "cause", "found"),
    [
        (FAULT, FAULT.cause, FAULT.found),
        (Fault("不会换纸", work="电话指导"), "使用方法", "与报修一致"),
    ],
)
def test_what_a_fault_does_not_say_is_written_all_the_same(fault: Fault, cause: str, found: str) -> None:
    told = story(Random(1), fault)
    assert papers.work(told, Random(1))["cause"] == cause
    assert papers.meeting(told, Random(1))["found"] == found


@given(seeds)
def test_on_arrival_one_meets_the_contact_and_learns_something(seed: int) -> None:
    met = papers.meeting(story(Random(seed), FAULT), Random(seed))
    assert met["spoken_with"] == "鲁既济"
    assert met["learned"] in said("learned")
    assert met["proposed"] in said("proposed")


@pytest.mark.parametrize(
    ("turn", "names"),
    [
        ("", set()),
        ("agreed", set()),
        ("approval", {"expected_cost"}),
        ("category", {"category", "category_override"}),
    ],
)
def test_only_two_turns_add_to_the_request(turn: str, names: set[str]) -> None:
    assert set(papers.added(story(Random(1), FAULT, turn=turn), Random(1))) == names


def test_what_the_turns_add() -> None:
    changed = papers.added(story(Random(1), FAULT, turn="category"), Random(1))
    assert changed["category"] == Category.WARRANTY
    assert changed["category_override"] in said("category")
    assert papers.added(story(Random(1), FAULT, turn="approval"), Random(1))["expected_cost"] > 6000


class TestSignature:
    @given(seeds)
    def test_the_strokes_stay_in_the_field(self, seed: int) -> None:
        path = papers.strokes(Random(seed))
        assert re.fullmatch(r"(M\d+ \d+(L\d+ \d+)+){3}", path)
        points = [(int(x), int(y)) for x, y in re.findall(r"[ML](\d+) (\d+)", path)]
        assert all(0 <= x <= 352 and 10 <= y <= 110 for x, y in points)

    @given(seeds)
    def test_the_same_dice_sign_alike(self, seed: int) -> None:
        assert papers.strokes(Random(seed)) == papers.strokes(Random(seed))

    @pytest.mark.parametrize("purpose", list(Purpose))
    def test_the_contact_signs_with_their_post(self, purpose: Purpose) -> None:
        signed = papers.signing(story(Random(1), FAULT), Random(1), purpose, unsigned=False)
        assert (signed.kind, signed.purpose) == (SignatureKind.DRAWN, purpose)
        assert (signed.signer, signed.post) == ("鲁既济", "护士长")
        assert signed.unsigned_reason == ""

    @pytest.mark.parametrize("purpose", list(Purpose))
    def test_or_it_says_why_nobody_did(self, purpose: Purpose) -> None:
        signed = papers.signing(story(Random(1), FAULT), Random(1), purpose, unsigned=True)
        assert (signed.kind, signed.purpose) == (SignatureKind.NONE, purpose)
        assert (signed.signer, signed.strokes) == ("", "")
        assert signed.unsigned_reason in said("unsigned")


@given(seeds)
def test_feedback_goes_to_one_department_and_tells_the_other(seed: int) -> None:
    told = papers.feedback(Random(seed), found_at=at("2026-11-24 10:00"))
    assert told.department in ("service_department", "team_leader")
    assert told.department not in told.concerned
    assert told.problem in said("escalate")


class TestPosition:
    here = Site(latitude=Decimal("31.2"), longitude=Decimal("121.6"))

    def places(self) -> list[papers.Position | None]:
        return [papers.position(self.here, Random(seed)) for seed in range(400)]

    def test_three_in_ten_do_not_tell(self) -> None:
        assert 0.22 < sum(place is None for place in self.places()) / 400 < 0.38

    def test_who_tells_is_near_but_for_a_few(self) -> None:
        site = geo.Point(31.2, 121.6)
        told = [place for place in self.places() if place]
        away = [geo.metres(site, geo.Point(float(each.latitude), float(each.longitude))) for each in told]
        assert max(away) < 1000
        assert sum(metres > 150 for metres in away) < 0.08 * len(away)

    @pytest.mark.parametrize(
        "site",
        [
            None,
            Site(),
            Site(latitude=Decimal("31.2")),
            Site(longitude=Decimal("121.6")),
        ],
    )
    def test_where_the_site_is_unknown_nobody_tells(self, site: Site | None) -> None:
        assert {papers.position(site, Random(seed)) for seed in range(30)} == {None}

    def test_a_position_has_at_most_six_places(self) -> None:
        for place in self.places():
            if place:
                assert (place.latitude, place.longitude) == (
                    round(place.latitude, 6),
                    round(place.longitude, 6),
                )
