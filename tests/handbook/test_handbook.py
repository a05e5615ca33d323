"""The handbook: what was learned is found again for a like fault."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import MORNING, World, build
from yinuo.handbook import commands, queries
from yinuo.handbook.rules import bigrams, likeness
from yinuo.lib.refusal import Invalid


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("", set()),
        ("停", set()),
        ("停机", {"停机"}),
        ("E-2107", {"21", "10", "07"}),
        ("报 E2107，停机", {"e2", "21", "10", "07", "停机"}),
    ],
)
def test_pairs_of_neighbours(text: str, pairs: set[str]) -> None:
    assert bigrams(text) == pairs


@given(st.text(), st.text())
def test_likeness_lies_between_nothing_and_one_and_is_mutual(first: str, second: str) -> None:
    one, two = bigrams(first), bigrams(second)
    assert 0 <= likeness(one, two) <= 1
    assert likeness(one, two) == likeness(two, one)


@given(st.text(min_size=3, alphabet="开机停报错电源"))
def test_the_same_words_are_wholly_alike(text: str) -> None:
    assert likeness(bigrams(text), bigrams(text)) == 1


@pytest.mark.django_db
class TestHandbook:
    @pytest.fixture
    def world(self) -> World:
        return build()

    def write(self, world: World, symptom: str, *, model: bool = True) -> str:
        entry = commands.write_problem(
            product_model=world.model if model else None,
            symptom=symptom,
            cause="滤网堵",
            solution="换滤网",
            by=world.people["technician"],
            at=MORNING,
        )
        return entry.number

    def test_a_like_fault_brings_the_earlier_solution_best_first(self, world: World) -> None:
        near = self.write(world, "开机十分钟后停机")
        self.write(world, "图像有条纹")
        best = self.write(world, "开机十分钟后停机，报 E-2107")
        found = queries.suggestions(fault="十分钟后停机 E-2107", product_model_id=world.model.pk)
        assert [entry.number for entry in found] == [best, near]

    def test_another_models_problems_are_not_suggested_general_ones_are(self, world: World) -> None:
        general = self.write(world, "网络不通", model=False)
        found = queries.suggestions(fault="网络不通了", product_model_id=None)
        assert [entry.number for entry in found] == [general]
        self.write(world, "网络不通")
        assert len(queries.suggestions(fault="网络不通了", product_model_id=None)) == 1

    @pytest.mark.parametrize("fault", ["", "停", "  ", "？！"])
    def test_nothing_is_suggested_for_nothing(self, world: World, fault: str) -> None:
        self.write(world, "停机")
        assert queries.suggestions(fault=fault, product_model_id=None) == []

    @pytest.mark.parametrize("text", ["停机", "滤网", "H-1", "h-1", "KL-64"])
    def test_search_in_every_part(self, world: World, text: str) -> None:
        number = self.write(world, "开机停机")
        assert [entry.number for entry in queries.search(text)] == [number]

    @pytest.mark.parametrize("field", ["symptom", "solution"])
    def test_an_entry_lacks_neither_problem_nor_solution(self, world: World, field: str) -> None:
        values = {"symptom": "停机", "solution": "换滤网", field: "  "}
        with pytest.raises(Invalid) as refusal:
            commands.write_problem(product_model=None, cause="", by=world.clerk, at=MORNING, **values)
        assert field in refusal.value.fields
