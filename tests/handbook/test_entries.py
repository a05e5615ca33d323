"""The handbook for people and machines: what an entry needs, which ones are suggested, who reads it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.conftest import Machine
from tests.world import MORNING, World, build
from yinuo.devices.commands import model_named
from yinuo.handbook import commands, queries
from yinuo.handbook.models import Problem
from yinuo.handbook.rules import bigrams, likeness
from yinuo.journal.queries import timeline
from yinuo.lib.refusal import Invalid
from yinuo.people.bearer import forget
from yinuo.people.rights import ROLES
from yinuo.web import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db
HAN = "开机停报错电源滤网堵血压探头"


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    forget()
    with clock.at(MORNING):
        yield
    forget()


@pytest.fixture
def world() -> World:
    return build()


def write(world: World, symptom: str = "开机十分钟后停机", **changed: Any) -> Problem:
    values: dict[str, Any] = {
        "product_model": world.model,
        "symptom": symptom,
        "cause": "滤网堵",
        "solution": "换滤网",
        "by": world.people["technician"],
        "at": MORNING,
        **changed,
    }
    return commands.write_problem(**values)


class TestLikeness:
    @pytest.mark.parametrize(
        ("first", "second", "alike"),
        [
            ("开机停机", "开机停机", 1.0),
            ("开机停机", "停机", 1.0),
            ("开机停机", "关机", 0.0),
            ("报 E-2107", "E-2107 停机", 1.0),
            ("报 E-2107", "e2107", 1.0),
            ("血压不准", "血压偏高", 1 / 3),
            ("血压，不准", "血压不准", 1.0),
            ("停", "停机", 0.0),
            ("", "停机", 0.0),
            ("", "", 0.0),
        ],
    )
    def test_of_two_descriptions(self, first: str, second: str, alike: float) -> None:
        assert likeness(bigrams(first), bigrams(second)) == pytest.approx(alike)

    @given(st.text(HAN, min_size=2), st.text(HAN))
    def test_what_says_more_is_no_less_alike(self, text: str, more: str) -> None:
        assert likeness(bigrams(text), bigrams(text + more)) == 1

    @given(st.text())
    def test_case_and_signs_do_not_count(self, text: str) -> None:
        assert bigrams(f"  {text}！") == bigrams(text)
        assert all(len(pair) == 2 for pair in bigrams(text))


class TestWriting:
    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"symptom": ""}, "symptom"),
            ({"symptom": " \n"}, "symptom"),
            ({"symptom": "\u3000"}, "symptom"),
            ({"solution": ""}, "solution"),
            ({"solution": "\t"}, "solution"),
        ],
    )
    def test_without_problem_or_solution_there_is_no_entry(
        self, world: World, changed: dict[str, str], field: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            write(world, **changed)
        assert (refusal.value.code, set(refusal.value.fields)) == ("needed", {field})
        assert (refusal.value.fields[field].zh, refusal.value.fields[field].en) == (
            "这一项要填。",
            "This is needed.",
        )
        assert not Problem.objects.exists()
        assert write(world).number == "H-1"

    def test_a_cause_need_not_be_known(self, world: World) -> None:
        assert write(world, cause=" ").cause == ""

    def test_blanks_around_are_left_away(self, world: World) -> None:
        entry = write(world, symptom=" 停机\n", cause=" 灰 ", solution="\t清洁 ")
        assert (entry.symptom, entry.cause, entry.solution) == ("停机", "灰", "清洁")

    def test_it_is_told_in_the_journal_by_whom_and_from_which_job(self, world: World) -> None:
        entry = write(world, learned_on="SH-20261124-0001-1")
        line = timeline("handbook", entry.number).get()
        assert entry.written_by == "technician 试"
        assert (line.verb, line.sequence, line.by_name) == ("written", 1, "technician 试")
        assert (entry.version, entry.written_at) == (1, MORNING)

    def test_what_was_learned_on_a_job_comes_newest_first(self, world: World) -> None:
        numbers = [write(world, learned_on=job).number for job in ("A-1", "A-2", "A-1")]
        assert [entry.number for entry in queries.learned_on("A-1")] == [numbers[2], numbers[0]]
        assert queries.learned_on("A-9") == []


class TestSuggesting:
    @pytest.mark.parametrize(
        ("fault", "found"),
        [
            ("开机十分钟后停机", True),
            ("停机，开机后十分钟", True),
            ("血压袖带漏气", False),
            ("机", False),
            ("停机", False),
        ],
    )
    def test_it_takes_two_pairs_and_a_third_in_common(self, world: World, fault: str, found: bool) -> None:
        write(world)
        assert bool(queries.suggestions(fault=fault, product_model_id=world.model.pk)) is found

    @pytest.mark.parametrize(("most", "count"), [(0, 0), (1, 1), (3, 3), (10, 5)])
    def test_no_more_than_asked_for(self, world: World, most: int, count: int) -> None:
        for _time in range(5):
            write(world)
        found = queries.suggestions(fault="开机十分钟后停机", product_model_id=world.model.pk, most=most)
        assert len(found) == count

    def test_general_entries_fit_every_model_others_only_their_own(self, world: World) -> None:
        other = model_named("XR-9")
        own, general = write(world), write(world, product_model=None)
        write(world, product_model=other)
        for model, numbers in ((world.model.pk, {own.number, general.number}), (None, {general.number})):
            found = queries.suggestions(fault="开机十分钟后停机", product_model_id=model)
            assert {entry.number for entry in found} == numbers

    def test_the_best_comes_first(self, world: World) -> None:
        write(world, symptom="开机十分钟之后自动停机并且报警")
        best = write(world, symptom="图像有条纹")
        write(world, symptom="图像发暗")
        found = queries.suggestions(fault="图像有条纹", product_model_id=world.model.pk)
        assert found[0].number == best.number

    def test_one_query(self, world: World, django_assert_num_queries: Any) -> None:
        write(world)
        for fault, count in (("开机十分钟后停机", 1), ("停", 0)):
            with django_assert_num_queries(count):
                queries.suggestions(fault=fault, product_model_id=world.model.pk)


class TestMachine:
    @pytest.mark.parametrize("role", ROLES)
    def test_everybody_reads_it(self, world: World, role: str) -> None:
        write(world)
        items = Machine(world.people[role]).get("/handbook").json()["items"]
        assert [each["number"] for each in items] == ["H-1"]

    def test_an_entry_as_it_is_told(self, world: World) -> None:
        write(world, learned_on="A-1", at=MORNING - timedelta(hours=1))
        assert Machine(world.clerk).get("/handbook").json()["items"] == [
            {
                "number": "H-1",
                "product_model": "KL-64",
                "symptom": "开机十分钟后停机",
                "cause": "滤网堵",
                "solution": "换滤网",
                "learned_on": "A-1",
                "written_at": "2026-11-24T08:00:00+08:00",
                "written_by": "technician 试",
                "version": 1,
            }
        ]

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ({"fault": "开机十分钟后停机", "model": "KL-64"}, 2),
            ({"fault": "开机十分钟后停机", "model": "kl-64"}, 2),
            ({"fault": "开机十分钟后停机", "model": "none"}, 1),
            ({"fault": "开机十分钟后停机"}, 1),
            ({"fault": "袖带漏气"}, 0),
        ],
    )
    def test_suggestions(self, world: World, query: dict[str, str], count: int) -> None:
        write(world)
        write(world, product_model=None)
        answer = Machine(world.clerk).get("/handbook/suggestions", **query)
        assert len(answer.json()["items"]) == count

    @pytest.mark.parametrize("limit", [1, 2, 4, 5])
    def test_pages_newest_first(self, world: World, limit: int) -> None:
        numbers = [write(world).number for _n in range(5)][::-1]
        machine, seen, cursor = Machine(world.clerk), [], ""
        while cursor is not None:
            page = machine.get("/handbook", limit=limit, cursor=cursor).json()
            seen += [each["number"] for each in page["items"]]
            cursor = page["next"]
        assert seen == numbers
